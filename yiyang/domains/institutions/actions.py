"""Writes of organisations: each one transaction with its act."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import supersede
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.models import BedCapacity, Capability, Organisation, OrganisationProfile
from yiyang.domains.institutions.rules import phrases  # noqa: F401
from yiyang.kernel.credit_code import check_credit_code
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Region


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """What somebody states about a new organisation."""

    name: str
    kind: str
    area: Region
    ownership: str
    opened_on: date
    level: int = 0
    credit_code: str | None = None
    address: str = ""
    contact_phone: str = ""


@transaction.atomic
def register_organisation(*, viewer: Viewer, entry: OrganisationEntry) -> Organisation:
    """Register an organisation with its first profile. Raises Refused naming every reason."""
    reasons: list[Reason] = []
    if not viewer.covers(entry.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area", field="area"))
    if entry.opened_on > viewer.on:
        reasons.append(
            Reason(
                "day_in_future",
                field="opened_on",
                params={"day": entry.opened_on.isoformat(), "on": viewer.on.isoformat()},
            )
        )
    code = None
    if entry.credit_code:
        verdict = check_credit_code(entry.credit_code)
        code = verdict.normalised
        reasons += [Reason(error.code, field="credit_code", params=error.params) for error in verdict.errors]
        if owner := Organisation.objects.filter(credit_code=code).first():
            reasons.append(Reason("credit_code_taken", field="credit_code", params={"name": owner.name}))
    if Organisation.objects.filter(name=entry.name, area=entry.area).exists():
        reasons.append(Reason("organisation_exists", field="name", params={"name": entry.name}))
    if reasons:
        raise Refused(*reasons)
    organisation = Organisation(
        name=entry.name,
        kind=entry.kind,
        area=entry.area,
        credit_code=code,
        address=entry.address,
        contact_phone=entry.contact_phone,
    )
    organisation.full_clean()
    organisation.save()
    profile = OrganisationProfile(
        organisation=organisation,
        kind=entry.kind,
        level=entry.level,
        ownership=entry.ownership,
        area=entry.area,
        valid_from=entry.opened_on,
    )
    profile.full_clean()
    profile.save()
    record_act(
        viewer=viewer,
        kind="organisation.register",
        changed=organisation,
        since=entry.opened_on,
        detail={"version": organisation.version},
    )
    return organisation


@transaction.atomic
def change_contacts(
    *, viewer: Viewer, organisation: Organisation, version: int, changes: dict[str, str]
) -> Organisation:
    """Change name, address or telephone. Raises Stale when somebody else changed the record first."""
    locked = lock_version(organisation, version=version)
    allowed = {"name", "address", "contact_phone"}
    differing = {
        field: [getattr(locked, field), value]
        for field, value in changes.items()
        if field in allowed and getattr(locked, field) != value
    }
    if not differing:
        return locked
    for field, (_before, after) in differing.items():
        setattr(locked, field, after)
    locked.version += 1
    locked.full_clean()
    locked.save(update_fields=[*differing, "version"])
    record_act(
        viewer=viewer,
        kind="organisation.change",
        changed=locked,
        since=viewer.on,
        detail={"version": locked.version, "changes": differing},
    )
    return locked


@transaction.atomic
def set_beds(
    *, viewer: Viewer, organisation: Organisation, version: int, beds: dict[str, int], valid_from: date
) -> Organisation:
    """State how many beds of each kind there are from a day on; kinds not named stay as they are."""
    locked = lock_version(organisation, version=version)
    _check_day(locked, viewer=viewer, valid_from=valid_from)
    if any(count < 0 for count in beds.values()):
        raise Refused(Reason("beds_negative", field="beds"))
    changes = {}
    for kind, count in beds.items():
        before, now = supersede(
            BedCapacity.objects.filter(organisation=locked, kind=kind),
            valid_from=valid_from,
            key={"organisation": locked, "kind": kind},
            values={"beds": count} if count else None,
        )
        if before is not now:
            changes[kind] = [before.beds if before else 0, count]
    return _save_facts(locked, viewer=viewer, kind="organisation.beds", since=valid_from, changes=changes)


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
) -> Organisation:
    """State that an organisation has a capability from a day on, or has it no longer."""
    locked = lock_version(organisation, version=version)
    _check_day(locked, viewer=viewer, valid_from=valid_from)
    before, now = supersede(
        Capability.objects.filter(organisation=locked, code=code),
        valid_from=valid_from,
        key={"organisation": locked, "code": code},
        values={"evidence": evidence} if present else None,
    )
    changes = {} if before is now else {code: [before is not None, present]}
    return _save_facts(
        locked, viewer=viewer, kind="organisation.capability", since=valid_from, changes=changes
    )


def _check_day(organisation: Organisation, *, viewer: Viewer, valid_from: date) -> None:
    if not viewer.covers(organisation.area.path, INSTITUTIONS_WRITE):
        raise Refused(Reason("outside_your_area", field="area"))
    first = organisation.profiles.order_by("valid_from").first()
    if first and valid_from < first.valid_from:
        raise Refused.because(
            "not_before_opening",
            field="valid_from",
            on=valid_from.isoformat(),
            opened=first.valid_from.isoformat(),
        )


def _save_facts(
    organisation: Organisation, *, viewer: Viewer, kind: str, since: date, changes: dict
) -> Organisation:
    if not changes:
        return organisation
    organisation.version += 1
    organisation.save(update_fields=["version"])
    record_act(
        viewer=viewer,
        kind=kind,
        changed=organisation,
        since=since,
        detail={"version": organisation.version, "changes": changes},
    )
    return organisation
