"""Entering many people at once, by the checks of the single verb, and taking back what was entered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min

from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import Change, record_acts
from yiyang.audit.withdrawing import reasons_to_keep
from yiyang.domains.workforce.actions.register import StaffEntry, create_staff, judge_entry
from yiyang.domains.workforce.actions.scope import save_change
from yiyang.domains.workforce.models import IDENTITY_COLUMN, Practice, Qualification, Staff, StaffTitle
from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.refused import Reason, Refused

OWN_MODELS = (Practice, Qualification, StaffTitle)
"""What entering a person writes beside the person, a row each at most."""


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What a row added to somebody registered: ids of a practice and of a certificate, and the version after it."""

    version: int
    practice_id: int | None = None
    qualification_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class BatchOutcome:
    """What came of one entry: the id of what was created, or the reasons why nothing was."""

    pk: int | None
    reasons: tuple[Reason, ...] = ()


@transaction.atomic
def register_staff_batch(*, viewer: Viewer, entries: Sequence[StaffEntry]) -> list[BatchOutcome]:
    """Enter people one by one in one transaction; a refused entry leaves the others as they are.

    The outcomes stand in the order of the entries. Of two entries with one number the first is entered.
    """
    indexes = [
        blind_index(normalise_identity_number(entry.person.identity_number), column=IDENTITY_COLUMN)
        for entry in entries
    ]
    known = Staff.objects.filter(identity_index__in=indexes).values_list("identity_index", flat=True)
    taken = {bytes(index) for index in known}
    outcomes = []
    for entry in entries:
        outcome = _enter(entry, viewer=viewer, taken=taken)
        outcomes.append(outcome)
    return outcomes


def _enter(entry: StaffEntry, *, viewer: Viewer, taken: set[bytes]) -> BatchOutcome:
    judged = judge_entry(entry, viewer=viewer, taken=taken)
    if judged.reasons or judged.index is None:
        return BatchOutcome(pk=None, reasons=judged.reasons)
    try:
        with transaction.atomic():
            made = create_staff(entry, judged=judged, viewer=viewer)
    except Refused as refused:
        return BatchOutcome(pk=None, reasons=refused.reasons)
    taken.add(judged.index)
    return BatchOutcome(pk=made.pk)


@transaction.atomic
def withdraw_staff(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Take people off the register who were entered by mistake; `versions` by id say how each was entered.

    Returns by id why somebody was kept: changed since, no longer there, or named by other entries.
    """
    people, kept = reasons_to_keep(Staff, versions=versions, own=OWN_MODELS)
    gone = [staff for pk, staff in people.items() if pk not in kept]
    first_days = Practice.objects.filter(staff__in=gone).aggregate(first=Min("valid_from"))
    record_acts(
        viewer=viewer,
        kind="staff.withdraw",
        changes=[Change(changed=staff, detail={"version": staff.version}) for staff in gone],
        since=first_days["first"] or viewer.on,
    )
    Staff.objects.filter(pk__in=[staff.pk for staff in gone]).delete()
    return kept


@transaction.atomic
def withdraw_addition(*, viewer: Viewer, staff_id: int, added: Addition) -> int | Reason:
    """Take a practice and a certificate off a person again; returns the person's version after it, or why not."""
    staff = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if staff is None:
        return Reason("kept_gone")
    if staff.version != added.version:
        return Reason("kept_changed_since")
    since = viewer.on
    changes = {}
    for name, model, pk in (
        ("practice", Practice, added.practice_id),
        ("qualification", Qualification, added.qualification_id),
    ):
        row = model.objects.filter(staff=staff, pk=pk).first() if pk is not None else None
        if row is not None:
            since = min(since, row.valid_from)
            changes[name] = [str(row), None]
            row.delete()
    save_change(staff, viewer=viewer, kind="staff.addition.withdraw", since=since, changes=changes)
    return staff.version
