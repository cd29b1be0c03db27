"""Rows taken one by one with the verb of a page, and the rehearsal that checks them."""

from collections.abc import Callable, Collection, Sequence

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import gather_news
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    FAULTY,
    NEW,
    REFUSED,
    SAME,
    UNCHANGED,
    UPDATE,
    UPDATED,
    Entry,
    SheetKind,
    Taken,
    Verdict,
)
from yiyang.kernel.refused import Reason, Refused

Take = Callable[..., list[Taken]]
VERDICTS = {CREATED: NEW, UPDATED: UPDATE, UNCHANGED: SAME, REFUSED: FAULTY}


def take_each(entries: Sequence[Entry], *, do: Callable[[Entry], Taken]) -> list[Taken]:
    """Take entries one by one; what is refused leaves nothing behind, and workers hear of all at once."""
    taken = []
    with gather_news():
        for entry in entries:
            try:
                with transaction.atomic():
                    taken.append(do(entry))
            except Refused as refused:
                taken.append(refuse(entry, refused.reasons))
    return taken


def refuse(entry: Entry, reasons: Sequence[Reason]) -> Taken:
    """A row that is not taken."""
    return Taken(number=entry.number, outcome=REFUSED, reasons=tuple(reasons))


def rehearse(take: Take) -> Callable[..., list[Verdict]]:
    """The check that takes the rows and leaves nothing of it: what it finds is what taking will find."""

    def check(entries: Sequence[Entry], *, viewer: Viewer) -> list[Verdict]:
        with transaction.atomic():
            taken = take(entries, viewer=viewer, updates=frozenset(entry.number for entry in entries))
            transaction.set_rollback(True)
        return [
            Verdict(
                number=each.number,
                outcome=VERDICTS[each.outcome],
                reasons=each.reasons or ((Reason("row_unchanged"),) if each.outcome == UNCHANGED else ()),
            )
            for each in taken
        ]

    return check


def require_update(entry: Entry, updates: Collection[int], *, what: str) -> None:
    """Refuse to change a record that was not there when the row was checked."""
    if entry.number not in updates:
        raise Refused.because("row_changed_since_check", what=what)


def require_cells(entry: Entry, *fields: str) -> list[Reason]:
    """A reason for each of the fields whose cell is empty; cells that could not be read have their own."""
    faulty = {reason.field for reason in entry.reasons}
    return [
        Reason("cell_missing", field=field)
        for field in fields
        if entry.values[field] in (None, "", ()) and field not in faulty
    ]


def in_order_of_columns(reasons: Sequence[Reason], kind: SheetKind) -> tuple[Reason, ...]:
    """Reasons in the order of the columns they are about; those about the whole row last."""
    order = {column.field: place for place, column in enumerate(kind.columns)}
    return tuple(sorted(reasons, key=lambda reason: order.get(reason.field or "", len(order))))
