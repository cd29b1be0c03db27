"""Kind, level, ownership and place of an organisation from a day on, and its closing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import state_from
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.actions.facts import save_facts
from yiyang.domains.institutions.models import (
    Kind,
    Organisation,
    OrganisationProfile,
    Ownership,
)
from yiyang.domains.institutions.queries import open_days
from yiyang.domains.institutions.rules.stating import (
    StatingFacts,
    choice_refusals,
    level_refusals,
    stating_refusals,
)
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Region

PROFILE_FIELDS = ("kind", "level", "ownership", "area")


@dataclass(frozen=True, kw_only=True)
class ProfileEntry:
    """What an organisation is and where it stands."""

    kind: str
    level: int
    ownership: str
    area: Region


@transaction.atomic
def change_profile(
    *,
    viewer: Viewer,
    organisation: Organisation,
    version: int,
    entry: ProfileEntry,
    valid_from: date,
    replace_later: bool = False,
) -> Organisation:
    """State what an organisation is from a day on; a closed one is open again from that day.

    The old and the new place must lie in the viewer's area. Raises Refused or Stale.
    """
    locked: Organisation = lock_version(organisation, version=version)
    if reasons := _profile_refusals(locked, viewer=viewer, entry=entry, valid_from=valid_from):
        raise Refused(*reasons)
    values = {field: getattr(entry, field) for field in PROFILE_FIELDS}
    stated = state_from(
        OrganisationProfile.objects.filter(organisation=locked),
        valid_from=valid_from,
        key={"organisation": locked},
        values=values,
        fields=PROFILE_FIELDS,
        replace_later=replace_later,
    )
    before = stated.before or dict.fromkeys(PROFILE_FIELDS)
    changes = {
        field: [_plain(before[field]), _plain(values[field])]
        for field in PROFILE_FIELDS
        if stated.is_change and before[field] != values[field]
    }
    if stated.is_change and not changes:
        changes = {"valid_from": [None, valid_from.isoformat()]}
    locked.kind, locked.area = entry.kind, entry.area
    return save_facts(
        locked,
        viewer=viewer,
        kind="organisation.profile",
        since=valid_from,
        detail={"changes": changes, "replaced": stated.replaced},
    )


def _profile_refusals(
    locked: Organisation, *, viewer: Viewer, entry: ProfileEntry, valid_from: date
) -> list[Reason]:
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    elif not viewer.covers(entry.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area", field="area"))
    opened_on = open_days(locked).opened_on
    facts = StatingFacts(opened_on=opened_on, closed_from=None, valid_from=valid_from, on=viewer.on)
    reasons += stating_refusals(facts)
    reasons += choice_refusals(entry.kind, known=Kind.values, field="kind")
    reasons += choice_refusals(entry.ownership, known=Ownership.values, field="ownership")
    reasons += level_refusals(entry.kind, entry.level)
    twin = Organisation.objects.filter(name=locked.name, area=entry.area).exclude(pk=locked.pk)
    if twin.exists():
        reasons.append(Reason("organisation_exists", field="area", params={"name": locked.name}))
    return reasons


@transaction.atomic
def close_organisation(
    *, viewer: Viewer, organisation: Organisation, version: int, closed_from: date
) -> Organisation:
    """End profile, beds, capabilities, papers and links: `closed_from` is the first day closed.

    Raises Refused or Stale. Agreements and practices are ended by the flow that calls this. Entries that begin
    after the day are taken back.
    """
    locked: Organisation = lock_version(organisation, version=version)
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    days = open_days(locked)
    if days.closed_from is not None:
        closed = {"closed": days.closed_from.isoformat()}
        reasons.append(Reason("closed_already", field="closed_from", params=closed))
    facts = StatingFacts(opened_on=days.opened_on, closed_from=None, valid_from=closed_from, on=viewer.on)
    reasons += stating_refusals(facts, field="closed_from")
    if closed_from == days.opened_on:
        opened = {"opened": closed_from.isoformat()}
        reasons.append(Reason("closed_on_first_day", field="closed_from", params=opened))
    if reasons:
        raise Refused(*reasons)
    replaced = {
        name: _end_rows(rows, on=closed_from, fields=fields)
        for name, rows, fields in (
            ("profiles", locked.profiles.all(), PROFILE_FIELDS),
            ("beds", locked.beds.all(), ("kind", "beds")),
            ("capabilities", locked.capabilities.all(), ("code", "evidence", "contents")),
            ("papers", locked.papers.all(), ("kind", "number")),
            ("links_led", locked.links_led.all(), ("kind", "member_id")),
            ("links_joined", locked.links_joined.all(), ("kind", "lead_id")),
        )
    }
    last = locked.profiles.select_related("area").latest("valid_from")
    locked.kind, locked.area = last.kind, last.area
    return save_facts(
        locked,
        viewer=viewer,
        kind="organisation.close",
        since=closed_from,
        detail={"changes": {"closed_from": [None, closed_from.isoformat()]}, "replaced": replaced},
    )


def _end_rows(
    rows: "models.QuerySet[Any]",
    *,
    on: date,
    fields: tuple[str, ...],
) -> list[dict[str, Any]]:
    """End every row that holds on the day or later; returns those that began on it or after it."""
    taken_back = []
    for row in rows.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on)):
        if row.valid_from >= on:
            plain = {field: _plain(getattr(row, field)) for field in fields}
            taken_back.append(plain | {"valid_from": row.valid_from.isoformat()})
            row.delete()
        else:
            row.valid_to = on
            row.save(update_fields=["valid_to"])
    return taken_back


def _plain(value: Any) -> Any:
    return value.code if isinstance(value, Region) else value
