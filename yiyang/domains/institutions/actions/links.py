"""Linking two organisations from a day on, and ending a link."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.actions.facts import save_facts
from yiyang.domains.institutions.models import LinkKind, Organisation, OrganisationLink
from yiyang.domains.institutions.rules.linking import (
    LINKS,
    LinkingFacts,
    Side,
    StandingLink,
    linking_refusals,
)
from yiyang.domains.institutions.rules.stating import choice_refusals, future_refusals, text_refusals
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Reason, Refused


@dataclass(frozen=True, kw_only=True)
class LinkEntry:
    """Two organisations that belong together from a day on; `lead` runs or leads where one does."""

    kind: str
    lead: Organisation
    member: Organisation
    valid_from: date
    evidence: str
    last_day: date | None = None


@transaction.atomic
def link_organisations(
    *, viewer: Viewer, organisation: Organisation, version: int, entry: LinkEntry
) -> OrganisationLink:
    """Link two organisations; `organisation` is the one whose record was open, at `version`.

    Both must lie in the viewer's area; both records count the change. Raises Refused or Stale.
    """
    sides = _lock_sides(organisation, version=version, others=(entry.lead, entry.member))
    lead, member = sides[entry.lead.pk], sides[entry.member.pk]
    reasons = _entry_refusals(entry, viewer=viewer, sides=(lead, member))
    if not reasons:
        row = LINKS.at(entry.kind, max(entry.valid_from, LINKS.rows[0].in_force))
        reasons += linking_refusals(_facts(entry, lead=lead, member=member), row)
    if reasons:
        raise Refused(*reasons)
    link = OrganisationLink(
        kind=entry.kind,
        lead=lead,
        member=member,
        evidence=entry.evidence,
        valid_from=entry.valid_from,
        valid_to=from_last_day(entry.last_day),
    )
    link.save()
    _save(sides, viewer=viewer, act="link", since=entry.valid_from, link=link, before=None)
    return link


@transaction.atomic
def end_link(
    *, viewer: Viewer, organisation: Organisation, version: int, link: OrganisationLink, last: date
) -> OrganisationLink:
    """End a link with a last day. Raises Refused or Stale; `organisation` is one of its sides."""
    sides = _lock_sides(organisation, version=version, others=(link.lead, link.member))
    present = OrganisationLink.objects.get(pk=link.pk)
    before = _line(present)
    reasons = _scope_refusals(viewer=viewer, sides=tuple(sides.values()))
    until = last_day(present.valid_to)
    if until is not None and until < viewer.on:
        reasons.append(Reason("link_ended", field="last_day", params={"last": until.isoformat()}))
    if last < present.valid_from:
        params = {"last": last.isoformat(), "first": present.valid_from.isoformat()}
        reasons.append(Reason("link_end_before", field="last_day", params=params))
    reasons += future_refusals(last, on=viewer.on, field="last_day")
    if reasons:
        raise Refused(*reasons)
    present.valid_to = from_last_day(last)
    present.save(update_fields=["valid_to"])
    since = from_last_day(last) or viewer.on
    _save(sides, viewer=viewer, act="unlink", since=since, link=present, before=before)
    return present


def _lock_sides(
    organisation: Organisation, *, version: int, others: tuple[Organisation, ...]
) -> dict[int, Organisation]:
    """Both sides locked in the order of their ids, the open record at its version."""
    locked: dict[int, Organisation] = {}
    for pk in sorted({organisation.pk, *(other.pk for other in others)}):
        if pk == organisation.pk:
            locked[pk] = lock_version(organisation, version=version)
        else:
            locked[pk] = Organisation.objects.select_for_update().get(pk=pk)
    return locked


def _scope_refusals(*, viewer: Viewer, sides: tuple[Organisation, ...]) -> list[Reason]:
    covered = (viewer.covers(side.area.path, INSTITUTIONS_WRITE) for side in sides)
    return [] if all(covered) else [Reason("outside_your_area")]


def _entry_refusals(
    entry: LinkEntry, *, viewer: Viewer, sides: tuple[Organisation, Organisation]
) -> list[Reason]:
    reasons = _scope_refusals(viewer=viewer, sides=sides)
    reasons += choice_refusals(entry.kind, known=LinkKind.values, field="kind")
    reasons += future_refusals(entry.valid_from, on=viewer.on, field="valid_from")
    most = OrganisationLink._meta.get_field("evidence").max_length
    reasons += text_refusals([("evidence", entry.evidence, most)])
    if not entry.evidence.strip():
        reasons.append(Reason("evidence_missing", field="evidence"))
    if entry.last_day is not None and entry.last_day < entry.valid_from:
        params = {"last": entry.last_day.isoformat(), "first": entry.valid_from.isoformat()}
        reasons.append(Reason("link_end_before", field="last_day", params=params))
    return reasons


def _facts(entry: LinkEntry, *, lead: Organisation, member: Organisation) -> LinkingFacts:
    standing = OrganisationLink.objects.filter(
        Q(lead__in=(lead, member)) | Q(member__in=(lead, member)), kind=entry.kind
    ).select_related("lead", "member")
    return LinkingFacts(
        lead=_side(lead, on=entry.valid_from),
        member=_side(member, on=entry.valid_from),
        valid_from=entry.valid_from,
        valid_to=from_last_day(entry.last_day),
        standing=tuple(
            StandingLink(
                lead=Side(pk=link.lead_id, name=link.lead.name, kind=link.lead.kind),
                member=Side(pk=link.member_id, name=link.member.name, kind=link.member.kind),
                valid_from=link.valid_from,
                valid_to=link.valid_to,
            )
            for link in standing
        ),
    )


def _side(organisation: Organisation, *, on: date) -> Side:
    profile = organisation.profiles.filter(valid_on(on)).first()
    return Side(pk=organisation.pk, name=organisation.name, kind=profile.kind if profile else None)


def _save(
    sides: dict[int, Organisation],
    *,
    viewer: Viewer,
    act: str,
    since: date,
    link: OrganisationLink,
    before: str | None,
) -> None:
    detail: dict[str, Any] = {
        "changes": {f"link_{link.kind}": [before, _line(link)]},
        "link": link.pk,
        "evidence": link.evidence,
    }
    for side in sides.values():
        save_facts(side, viewer=viewer, kind=f"organisation.{act}", since=since, detail=dict(detail))


def _line(link: OrganisationLink) -> str:
    last = last_day(link.valid_to)
    return f"{link.lead.name} – {link.member.name} {link.valid_from}…{last or ''}"
