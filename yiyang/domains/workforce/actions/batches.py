"""Entering many people at once, by the checks of the single verb."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.domains.workforce.actions.register import StaffEntry, create_staff, judge_entry
from yiyang.domains.workforce.models import IDENTITY_COLUMN, Staff
from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.refused import Reason, Refused


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
