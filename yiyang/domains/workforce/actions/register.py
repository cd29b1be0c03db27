"""Entering a person with the main site, and what changes about a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import state_from
from yiyang.domains.institutions.queries import is_open
from yiyang.domains.institutions.rules.stating import future_refusals
from yiyang.domains.workforce.actions.qualifications import create_qualification, qualification_refusals
from yiyang.domains.workforce.actions.scope import length_of, lock_staff, may_write_at, save_change
from yiyang.domains.workforce.models import IDENTITY_COLUMN, Practice, Staff, StaffTitle
from yiyang.domains.workforce.rules.practising import Site, practice_refusals
from yiyang.domains.workforce.rules.registration import (
    CertificateEntry,
    CheckedPerson,
    PersonEntry,
    check_person,
    detail_refusals,
)
from yiyang.domains.workforce.rules.titles import TITLES
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.pinyin import name_keys
from yiyang.kernel.refused import Reason, Refused

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation


@dataclass(frozen=True, kw_only=True)
class StaffEntry:
    """A person, the main site with its hours, and the first certificate where there is one."""

    person: PersonEntry
    organisation: "Organisation"
    hours_week: int
    valid_from: date
    grassroots_hours: int = 0
    certificate: CertificateEntry | None = None


@dataclass(frozen=True, kw_only=True)
class JudgedEntry:
    """An entry with the reasons against it; without any, the checked person and its blind index."""

    reasons: tuple[Reason, ...]
    checked: CheckedPerson | None = None
    index: bytes | None = None


@transaction.atomic
def register_staff(*, viewer: Viewer, entry: StaffEntry) -> Staff:
    """Enter a person with the main site. Raises Refused with every reason at once, among them `staff_exists`."""
    judged = judge_entry(entry, viewer=viewer)
    if judged.reasons:
        raise Refused(*judged.reasons)
    return create_staff(entry, judged=judged, viewer=viewer)


def judge_entry(entry: StaffEntry, *, viewer: Viewer, taken: Collection[bytes] | None = None) -> JudgedEntry:
    """Every reason against an entry. `taken` are blind indexes in use; None looks this one up."""
    reasons: list[Reason] = []
    checked = None
    try:
        checked = check_person(entry.person, on=viewer.on, titles=TITLES.codes)
    except Refused as refused:
        reasons += refused.reasons
    if not may_write_at(viewer, entry.organisation):
        reasons.append(Reason("outside_your_organisations", field="organisation"))
    reasons += site_refusals(entry.organisation, valid_from=entry.valid_from, viewer=viewer)
    reasons += practice_refusals(_main_site(entry), standing=(), grassroots_hours=entry.grassroots_hours)
    if entry.certificate is not None:
        reasons += qualification_refusals(entry.certificate, viewer=viewer, known=None)
    index = blind_index(checked.identity_number, column=IDENTITY_COLUMN) if checked else None
    if index is not None:
        known = Staff.objects.filter(identity_index=index).exists() if taken is None else index in taken
        if known:
            reasons.append(Reason("staff_exists", field="identity_number"))
    return JudgedEntry(reasons=tuple(reasons), checked=checked, index=index)


def site_refusals(organisation: "Organisation", *, valid_from: date, viewer: Viewer) -> list[Reason]:
    """Whether a practice may begin at an organisation on a day."""
    reasons = list(future_refusals(valid_from, on=viewer.on, field="valid_from"))
    if not is_open(organisation, on=valid_from):
        params = {"name": organisation.name, "first": valid_from.isoformat()}
        reasons.append(Reason("site_not_open", field="valid_from", params=params))
    return reasons


def _main_site(entry: StaffEntry) -> Site:
    return Site(
        organisation_id=entry.organisation.pk,
        name=entry.organisation.name,
        is_main=True,
        hours_week=entry.hours_week,
        valid_from=entry.valid_from,
        valid_to=None,
    )


def create_staff(entry: StaffEntry, *, judged: JudgedEntry, viewer: Viewer) -> Staff:
    """Write a judged entry without reasons; the second of two desks is refused by the unique index."""
    if judged.checked is None or judged.index is None:
        raise ValueError("only an entry without reasons can be written")
    person = judged.checked
    staff = Staff(
        sex=person.sex,
        birth_date=person.birth_date,
        identity_number=person.identity_number,
        identity_index=judged.index,
        phone=person.phone or None,
    )
    _assign_name(staff, person.name)
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError:
        raise Refused(Reason("staff_exists", field="identity_number")) from None
    if person.title:
        StaffTitle.objects.create(staff=staff, title=person.title, valid_from=entry.valid_from)
    Practice.objects.create(
        staff=staff,
        organisation=entry.organisation,
        is_main=True,
        hours_week=entry.hours_week,
        grassroots_hours=entry.grassroots_hours,
        valid_from=entry.valid_from,
    )
    if entry.certificate is not None:
        create_qualification(staff, entry.certificate)
    record_act(
        viewer=viewer,
        kind="staff.register",
        changed=staff,
        since=entry.valid_from,
        detail={"version": staff.version, "organisation": entry.organisation.pk},
    )
    return staff


def _assign_name(staff: Staff, name: str) -> None:
    keys = name_keys(name)
    staff.name = name
    staff.name_full = keys.full[: length_of(Staff, "name_full")]
    staff.name_initials = keys.initials[: length_of(Staff, "name_initials")]


@transaction.atomic
def change_staff(*, viewer: Viewer, staff: Staff, version: int, name: str, phone: str) -> Staff:
    """Change name and phone. Raises Refused or Stale."""
    locked = lock_staff(staff, version=version, viewer=viewer)
    wanted = {"name": " ".join(name.split()), "phone": "".join(phone.split())}
    if reasons := detail_refusals(**wanted):
        raise Refused(*reasons)
    changes: dict[str, list[Any]] = {}
    if wanted["name"] != locked.name:
        changes["name"] = [locked.name, wanted["name"]]
        _assign_name(locked, wanted["name"])
    if wanted["phone"] != (locked.phone or ""):
        changes["phone"] = [mask_phone(locked.phone or ""), mask_phone(wanted["phone"])]
        locked.phone = wanted["phone"] or None
    if not changes:
        return locked
    fields = ("name", "name_full", "name_initials", "phone")
    save_change(
        locked,
        viewer=viewer,
        kind="staff.change",
        since=viewer.on,
        changes=changes,
        update_fields=fields,
    )
    return locked


@transaction.atomic
def set_title(
    *,
    viewer: Viewer,
    staff: Staff,
    version: int,
    title: str,
    valid_from: date,
    replace_later: bool = False,
) -> Staff:
    """State the professional title from a day on; "" states that there is none. Raises Refused or Stale."""
    locked = lock_staff(staff, version=version, viewer=viewer)
    reasons = list(future_refusals(valid_from, on=viewer.on, field="valid_from"))
    if title and title not in TITLES.codes:
        known = {"code": title, "known": TITLES.codes}
        reasons.append(Reason("staff_not_in_list", field="title", params=known))
    if reasons:
        raise Refused(*reasons)
    stated = state_from(
        StaffTitle.objects.filter(staff=locked),
        valid_from=valid_from,
        key={"staff": locked},
        values={"title": title} if title else None,
        fields=("title",),
        replace_later=replace_later,
    )
    if stated.is_change:
        before = stated.before["title"] if stated.before else None
        save_change(
            locked,
            viewer=viewer,
            kind="staff.title",
            since=valid_from,
            changes={"title": [before, title or None]},
            detail={"replaced": list(stated.replaced)},
        )
    return locked
