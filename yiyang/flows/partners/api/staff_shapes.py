"""What programs send and get about staff."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ninja import Schema

from yiyang.domains.institutions.rules.expiry import expiry_of
from yiyang.kernel.intervals import last_day, valid_on
from yiyang.kernel.masking import mask_identity_number, mask_phone

if TYPE_CHECKING:
    from yiyang.domains.workforce.models import Staff


class CertificateFields(Schema):
    """What stands on a certificate; `last_day` None for one without an end."""

    kind: str
    number: str
    authority: str
    issued_on: date
    last_day: date | None = None


class CertificateInput(CertificateFields):
    """A certificate, with the version the person was read at."""

    version: int


class StaffInput(Schema):
    """A person with the main site; birth date and sex may be left to the identity number."""

    name: str
    identity_number: str
    institution: int
    hours_week: int
    valid_from: date
    grassroots_hours: int = 0
    birth_date: date | None = None
    sex: str | None = None
    phone: str = ""
    title: str = ""
    certificate: CertificateFields | None = None


class PersonChange(Schema):
    """Name or phone, with the version the person was read at."""

    version: int
    name: str | None = None
    phone: str | None = None


class PracticeInput(Schema):
    """One more site; `is_main` False is a further site within the days of a main one."""

    version: int
    institution: int
    is_main: bool = False
    hours_week: int
    valid_from: date
    grassroots_hours: int = 0
    last_day: date | None = None


class PracticeEndInput(Schema):
    """The last day of a practice of the person."""

    version: int
    practice: int
    last_day: date


class CertificateOutput(CertificateFields):
    """A certificate; `counts` is False for one that has ended or not begun."""

    id: int
    counts: bool
    step: str
    light: str


class PracticeOutput(Schema):
    """A practice, past ones included."""

    id: int
    institution: int
    is_main: bool
    hours_week: int
    grassroots_hours: int
    valid_from: date
    last_day: date | None


class StaffRecord(Schema):
    """A person; identity number and phone are masked."""

    id: UUID
    name: str
    sex: str
    birth_date: date
    identity_number: str
    phone: str
    title: str
    version: int
    qualifications: list[CertificateOutput]
    practices: list[PracticeOutput]


class StaffPage(Schema):
    """A page of the list; `next_after` is None on the last page."""

    items: list[StaffRecord]
    next_after: int | None


def show_staff(staff: "Staff", *, on: date) -> dict[str, Any]:
    """The body of `StaffRecord`."""
    titles = (each.title for each in staff.titles.all() if valid_on(each.valid_from, each.valid_to, on))
    return {
        "id": staff.public_id,
        "name": staff.name,
        "sex": staff.sex,
        "birth_date": staff.birth_date,
        "identity_number": mask_identity_number(staff.identity_number),
        "phone": mask_phone(staff.phone or ""),
        "title": next(titles, ""),
        "version": staff.version,
        "qualifications": [_certificate(each, on=on) for each in staff.qualifications.all()],
        "practices": [_practice(each) for each in staff.practices.all()],
    }


def _certificate(each: Any, *, on: date) -> dict[str, Any]:
    expiry = expiry_of(each.valid_from, each.valid_to, on=on)
    return {
        "id": each.pk,
        "kind": each.kind,
        "number": each.number,
        "authority": each.authority,
        "issued_on": each.valid_from,
        "last_day": last_day(each.valid_to),
        "counts": valid_on(each.valid_from, each.valid_to, on),
        "step": expiry.step,
        "light": expiry.light,
    }


def _practice(each: Any) -> dict[str, Any]:
    return {
        "id": each.pk,
        "institution": each.organisation_id,
        "is_main": each.is_main,
        "hours_week": each.hours_week,
        "grassroots_hours": each.grassroots_hours,
        "valid_from": each.valid_from,
        "last_day": last_day(each.valid_to),
    }
