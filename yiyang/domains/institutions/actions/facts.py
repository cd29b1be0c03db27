"""Stating beds and capabilities of an organisation from a day on."""

from datetime import date
from typing import Any

from django.db import transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import state_from
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.models import (
    CONTENTS,
    BedCapacity,
    BedKind,
    Capability,
    CapabilityCode,
    Organisation,
)
from yiyang.domains.institutions.queries import open_days
from yiyang.domains.institutions.rules.stating import (
    StatingFacts,
    bed_refusals,
    choice_refusals,
    stating_refusals,
    text_refusals,
)
from yiyang.kernel.refused import Reason, Refused


@transaction.atomic
def set_beds(
    *,
    viewer: Viewer,
    organisation: Organisation,
    version: int,
    beds: dict[str, int],
    valid_from: date,
    replace_later: bool = False,
) -> Organisation:
    """State how many beds of each kind there are from a day on; kinds not named stay as they are.

    `replace_later` corrects the register: entries after the day give way. Raises Refused or Stale.
    """
    locked: Organisation = lock_version(organisation, version=version)
    reasons = _day_refusals(locked, viewer=viewer, valid_from=valid_from)
    reasons += bed_refusals(beds, known=BedKind.values)
    if reasons:
        raise Refused(*reasons)
    changes: dict[str, list[Any]] = {}
    replaced: dict[str, tuple[dict[str, Any], ...]] = {}
    for kind, count in beds.items():
        stated = state_from(
            BedCapacity.objects.filter(organisation=locked, kind=kind),
            valid_from=valid_from,
            key={"organisation": locked, "kind": kind},
            values={"beds": count} if count else None,
            fields=("beds",),
            replace_later=replace_later,
        )
        if stated.is_change:
            changes[kind] = [stated.before["beds"] if stated.before else 0, count]
            if stated.replaced:
                replaced[kind] = stated.replaced
    return save_facts(
        locked,
        viewer=viewer,
        kind="organisation.beds",
        since=valid_from,
        detail={"changes": changes, "replaced": replaced},
    )


@transaction.atomic
def set_capability(
    *,
    viewer: Viewer,
    organisation: Organisation,
    version: int,
    code: str,
    present: bool,
    valid_from: date,
    evidence: str = "",
    contents: tuple[str, ...] = (),
    replace_later: bool = False,
) -> Organisation:
    """State that an organisation has a capability from a day on, or has it no longer.

    `evidence` names what shows it, `contents` what it consists of (`queries.contents_choices`).
    `replace_later` corrects the register. Raises Refused or Stale.
    """
    locked: Organisation = lock_version(organisation, version=version)
    reasons = _day_refusals(locked, viewer=viewer, valid_from=valid_from)
    reasons += choice_refusals(code, known=CapabilityCode.values, field="code")
    most = Capability._meta.get_field("evidence").max_length
    reasons += text_refusals([("evidence", evidence, most)])
    if present and not evidence.strip():
        reasons.append(Reason("evidence_missing", field="evidence"))
    reasons += _contents_refusals(code, contents)
    if reasons:
        raise Refused(*reasons)
    parts = [part for part in CONTENTS[code].values if part in contents] if contents else []
    stated = state_from(
        Capability.objects.filter(organisation=locked, code=code),
        valid_from=valid_from,
        key={"organisation": locked, "code": code},
        values={"evidence": evidence, "contents": parts} if present else None,
        fields=("evidence", "contents"),
        replace_later=replace_later,
    )
    changes = {code: [stated.before is not None, present]} if stated.is_change else {}
    return save_facts(
        locked,
        viewer=viewer,
        kind="organisation.capability",
        since=valid_from,
        detail={
            "changes": changes,
            "replaced": {code: stated.replaced} if stated.replaced else {},
            "evidence": evidence,
            "contents": parts,
        },
    )


def _contents_refusals(code: str, contents: tuple[str, ...]) -> list[Reason]:
    known = CONTENTS[code].values if code in CONTENTS else ()
    return [
        Reason("contents_not_of_capability", field="contents", params={"code": part})
        for part in contents
        if part not in known
    ]


def _day_refusals(organisation: Organisation, *, viewer: Viewer, valid_from: date) -> list[Reason]:
    reasons: list[Reason] = []
    if not viewer.covers(organisation.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    days = open_days(organisation)
    facts = StatingFacts(
        opened_on=days.opened_on, closed_from=days.closed_from, valid_from=valid_from, on=viewer.on
    )
    return reasons + list(stating_refusals(facts))


def save_facts(
    organisation: Organisation, *, viewer: Viewer, kind: str, since: date, detail: dict[str, Any]
) -> Organisation:
    """Count the version up and record the act, unless `detail["changes"]` is empty."""
    if not detail["changes"]:
        return organisation
    organisation.version += 1
    organisation.save(update_fields=["kind", "area", "version"])
    record_act(
        viewer=viewer,
        kind=kind,
        changed=organisation,
        since=since,
        detail=detail | {"version": organisation.version},
    )
    return organisation
