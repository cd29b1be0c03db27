"""Certificates of a person: entering, correcting and ending them."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from yiyang.access.viewer import Viewer
from yiyang.domains.workforce.actions.scope import length_of, lock_staff, save_change
from yiyang.domains.workforce.models import Qualification, QualificationKind, Staff
from yiyang.domains.workforce.rules.registration import CertificateEntry, certificate_refusals
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Reason, Refused


@transaction.atomic
def add_qualification(
    *, viewer: Viewer, staff: Staff, version: int, entry: CertificateEntry
) -> Qualification:
    """Enter a certificate. Raises Refused or Stale."""
    locked = lock_staff(staff, version=version, viewer=viewer)
    if reasons := qualification_refusals(entry, viewer=viewer, known=None):
        raise Refused(*reasons)
    made = create_qualification(locked, entry)
    _save(locked, viewer=viewer, act="add", since=entry.issued_on, before=None, made=made)
    return made


@transaction.atomic
def correct_qualification(
    *, viewer: Viewer, qualification: Qualification, version: int, entry: CertificateEntry
) -> Qualification:
    """Correct or renew a certificate; the act keeps what stood before. Raises Refused or Stale.

    `version` is that of the person.
    """
    locked = lock_staff(qualification.staff, version=version, viewer=viewer)
    present = Qualification.objects.get(pk=qualification.pk)
    if reasons := qualification_refusals(entry, viewer=viewer, known=present.pk):
        raise Refused(*reasons)
    before, since = _line(present), min(present.valid_from, entry.issued_on)
    _assign(present, entry)
    if _line(present) == before:
        return present
    present.save()
    _save(locked, viewer=viewer, act="correct", since=since, before=before, made=present)
    return present


@transaction.atomic
def end_qualification(
    *, viewer: Viewer, qualification: Qualification, version: int, last: date
) -> Qualification:
    """End a certificate before its time, as by withdrawal. Raises Refused or Stale."""
    locked = lock_staff(qualification.staff, version=version, viewer=viewer)
    present = Qualification.objects.get(pk=qualification.pk)
    if last < present.valid_from:
        params = {"last": last.isoformat(), "first": present.valid_from.isoformat()}
        raise Refused(Reason("qualification_order", field="last_day", params=params))
    before = _line(present)
    present.valid_to = from_last_day(last)
    if _line(present) == before:
        return present
    present.save(update_fields=["valid_to"])
    _save(locked, viewer=viewer, act="end", since=from_last_day(last) or last, before=before, made=present)
    return present


def qualification_refusals(
    entry: CertificateEntry, *, viewer: Viewer, known: int | None
) -> tuple[Reason, ...]:
    """Every reason against a certificate; `known` is the one that is being corrected."""
    lengths = {field: length_of(Qualification, field) for field in ("number", "authority")}
    reasons = certificate_refusals(entry, on=viewer.on, kinds=QualificationKind.values, lengths=lengths)
    twin = Qualification.objects.filter(
        kind=entry.kind, number=entry.number, valid_from=entry.issued_on
    ).exclude(pk=known)
    if twin.exists():
        reasons += (Reason("qualification_exists", field="number"),)
    return reasons


def create_qualification(staff: Staff, entry: CertificateEntry) -> Qualification:
    """Write a certificate that has no reasons against it; the second of two desks is refused."""
    made = Qualification(staff=staff)
    _assign(made, entry)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Refused(Reason("qualification_exists", field="number")) from None
    return made


def _assign(made: Qualification, entry: CertificateEntry) -> None:
    made.kind, made.number, made.authority = entry.kind, entry.number, entry.authority
    made.valid_from, made.valid_to = entry.issued_on, from_last_day(entry.last_day)


def _line(made: Qualification) -> str:
    return f"{made.number} {made.authority} {made.valid_from}…{last_day(made.valid_to) or ''}"


def _save(
    locked: Staff, *, viewer: Viewer, act: str, since: date, before: str | None, made: Qualification
) -> None:
    changes: dict[str, list[Any]] = {f"qualification_{made.kind}": [before, _line(made)]}
    save_change(locked, viewer=viewer, kind=f"staff.qualification.{act}", since=since, changes=changes)
