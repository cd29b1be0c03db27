"""What a person decides about a batch; workers do the rest."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions.files import read_file
from yiyang.domains.intake.actions.receive import choose_sheet, lay_out, note_act
from yiyang.domains.intake.models import Batch, BatchRow, Choice, Mapping
from yiyang.domains.intake.queries import suspects_of
from yiyang.domains.intake.rules.headers import Header
from yiyang.domains.intake.rules.lifecycle import BATCH
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.gateways.spreadsheets import read_book
from yiyang.kernel.refused import Reason, Refused


def _lock(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _move(locked: Batch, act: str, *, viewer: Viewer, **changes: Any) -> Batch:
    locked.state = BATCH.next_state(locked.state, act)
    locked.fault, locked.attempts = {}, 0
    locked.changed_at = timezone.now()
    for field, value in changes.items():
        setattr(locked, field, value)
    locked.version += 1
    locked.save()
    note_act(locked, viewer=viewer, kind=f"batch.{act}")
    return locked


@transaction.atomic
def check_batch(
    *,
    viewer: Viewer,
    batch: Batch,
    kind: SheetKind,
    places: dict[str, int] | None = None,
    take_hidden: bool = False,
) -> Batch:
    """Have the table checked with these columns (None: as proposed), and remember them for such headings.

    Raises Refused: `column_required`, `column_used_twice`, `illegal_move`.
    """
    locked = _lock(batch)
    wanted = dict(locked.mapping) if places is None else places
    _check_places(wanted, kind=kind, width=len(locked.header["headings"]))
    moved = _move(
        locked,
        "check",
        viewer=viewer,
        mapping=wanted,
        take_hidden=take_hidden,
        on=viewer.on,
        cursor=0,
        **dict.fromkeys(("done", "valid", "faulty", "duplicates", "updates", "same", "skipped"), 0),
        receipt_sha256="",
        receipt_size=0,
    )
    header = Header(
        first=locked.header["first"],
        last=locked.header["last"],
        headings=tuple(locked.header["headings"]),
    )
    Mapping.objects.update_or_create(
        kind=kind.code, fingerprint=header.fingerprint, defaults={"places": wanted}
    )
    return moved


def _check_places(places: dict[str, int], *, kind: SheetKind, width: int) -> None:
    reasons = [
        Reason("column_required", field=column.field, params={"column": column.heading})
        for column in kind.required
        if column.field not in places
    ]
    for place in sorted(set(places.values())):
        fields = [field for field in places if places[field] == place]
        if len(fields) > 1:
            headings = tuple(kind.by_field[field].heading for field in fields)
            reasons.append(Reason("column_used_twice", field=fields[1], params={"columns": headings}))
    if unknown := places.keys() - kind.by_field.keys():
        raise LookupError(f"{sorted(unknown)} are no columns of {kind.code}")
    if any(not 0 <= place < max(width, 1) for place in places.values()):
        raise LookupError("a column lies outside the sheet")
    if reasons:
        raise Refused(*reasons)


@transaction.atomic
def map_again(*, viewer: Viewer, batch: Batch, kind: SheetKind, sheet: str = "") -> Batch:
    """Go back to the columns, perhaps on another sheet. Raises Refused (`illegal_move`, `sheet_unknown`)."""
    locked = _lock(batch)
    if locked.state != BATCH.start:
        locked = _move(locked, "map_again", viewer=viewer)
        BatchRow.objects.filter(batch=locked).delete()
    if sheet and sheet != locked.sheet:
        book = read_book(
            read_file(locked),
            name=locked.file_name,
            limit_bytes=max(locked.size, settings.UPLOAD_LIMIT_BYTES),
        )
        lay_out(locked, choose_sheet(book, kind=kind, sheet=sheet), kind=kind)
        locked.version += 1
        locked.save()
    return locked


@transaction.atomic
def apply_batch(
    *,
    viewer: Viewer,
    batch: Batch,
    choice: str = Choice.VALID_ONLY,
    take_suspects: bool = False,
) -> Batch:
    """Have the rows taken. Raises Refused: `not_all_in_order`, `nothing_to_take`, `illegal_move`."""
    locked = _lock(batch)
    if choice not in Choice.values:
        raise Refused.because("choice_unknown", field="choice")
    BATCH.next_state(locked.state, "apply")
    wrong = locked.faulty + locked.duplicates - (suspects_of(locked) if take_suspects else 0)
    if choice == Choice.ALL_OR_NOTHING and wrong:
        raise Refused.because("not_all_in_order", field="choice", faulty=wrong)
    if not locked.valid + locked.updates + (suspects_of(locked) if take_suspects else 0):
        raise Refused.because("nothing_to_take")
    return _move(
        locked,
        "apply",
        viewer=viewer,
        choice=choice,
        take_suspects=take_suspects,
        on=viewer.on,
        cursor=0,
        done=0,
        created=0,
        updated=0,
        refused=0,
    )


@transaction.atomic
def pause_batch(*, viewer: Viewer, batch: Batch) -> Batch:
    """Stop after the chunk that is being taken; it can be resumed. Raises Refused (`illegal_move`)."""
    return _move(_lock(batch), "pause", viewer=viewer)


@transaction.atomic
def resume_batch(*, viewer: Viewer, batch: Batch) -> Batch:
    """Go on where the batch was paused. Raises Refused (`illegal_move`)."""
    return _move(_lock(batch), "resume", viewer=viewer)


@transaction.atomic
def stop_batch(*, viewer: Viewer, batch: Batch) -> Batch:
    """Leave a paused batch as it is: what was taken stays, the rest is not taken. Raises Refused."""
    return _move(_lock(batch), "stop", viewer=viewer)


@transaction.atomic
def cancel_batch(*, viewer: Viewer, batch: Batch) -> Batch:
    """Give a batch up before anything of it was taken. Raises Refused (`illegal_move`)."""
    return _move(_lock(batch), "cancel", viewer=viewer)


@transaction.atomic
def undo_batch(*, viewer: Viewer, batch: Batch, count: int | None) -> Batch:
    """Take back what a batch made and changed; `count` repeats how many rows that are, to show that it is meant.

    Raises Refused: `count_differs`, `illegal_move`.
    """
    locked = _lock(batch)
    BATCH.next_state(locked.state, "undo")
    rows = locked.created + locked.updated
    if count != rows:
        raise Refused.because("count_differs", field="count", count=rows)
    return _move(locked, "undo", viewer=viewer, on=viewer.on, cursor=0, done=0, withdrawn=0, kept=0)
