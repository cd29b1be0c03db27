"""Taking the rows of a checked batch, chunk by chunk; a chunk and what is said of it are one transaction."""

from collections import Counter
from collections.abc import Callable

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions.holding import Holder
from yiyang.domains.intake.actions.receipts import keep_receipt
from yiyang.domains.intake.actions.table import Table, Values, in_chunks, open_table
from yiyang.domains.intake.models import Batch, BatchRow, Choice
from yiyang.domains.intake.rules.before import dump_before
from yiyang.domains.intake.rules.findings import dump_findings
from yiyang.domains.intake.rules.lines import Line
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    NEW,
    REFUSED,
    SUSPECT,
    UPDATE,
    UPDATED,
    Entry,
    SheetKind,
    Taken,
)
from yiyang.kernel.refused import Reason

CHUNK_ROWS = 500
COUNTED = {CREATED: "created", UPDATED: "updated", REFUSED: "refused"}
Told = Callable[[int, int], None]


def take_rows(holder: Holder, *, kind: SheetKind, viewer: Viewer, told: Told) -> None:
    """Take every row that the check let through, from where the batch stands. Raises Interrupted."""
    batch = holder.batch
    table = open_table(batch, kind=kind)
    for lines in in_chunks(table.lines(after=batch.cursor), CHUNK_ROWS):
        changes = take_chunk(holder, lines, kind=kind, viewer=viewer)
        holder.keep(**changes)
        told(batch.done, batch.total)
        if batch.refused and batch.choice == Choice.ALL_OR_NOTHING:
            _turn_back(holder)
            return
    _finish(holder, table)


def take_chunk(holder: Holder, lines: list[Line], *, kind: SheetKind, viewer: Viewer) -> dict[str, int]:
    """Take one chunk in one transaction; returns the batch's counts after it."""
    batch = holder.batch
    counts = Counter(created=batch.created, updated=batch.updated, refused=batch.refused)
    with transaction.atomic():
        # First of all, so that no second worker gets beyond this line with the same chunk.
        holder.step(cursor=lines[-1].number)
        entries, updates = _chosen(batch, lines)
        taken = kind.take(entries, viewer=viewer, updates=updates) if entries else []
        write_outcomes(batch, lines, taken)
        for each in taken:
            if each.outcome in COUNTED:
                counts[COUNTED[each.outcome]] += 1
        changes = {**counts, "done": batch.done + len(lines)}
        Batch.objects.filter(pk=batch.pk).update(**changes)
    return {**changes, "cursor": lines[-1].number}


def _chosen(batch: Batch, lines: list[Line]) -> tuple[list[Entry], frozenset[int]]:
    found = dict(
        BatchRow.objects.filter(
            batch=batch, number__gte=lines[0].number, number__lte=lines[-1].number
        ).values_list("number", "outcome")
    )
    wanted = {NEW, UPDATE, *([SUSPECT] if batch.take_suspects else [])}
    entries = [
        line.entry for line in lines if line.entry is not None and found.get(line.number, NEW) in wanted
    ]
    return entries, frozenset(number for number, outcome in found.items() if outcome == UPDATE)


def write_outcomes(batch: Batch, lines: list[Line], taken: list[Taken]) -> None:
    """Say of each row what became of it, in place of what the check said."""
    values = Values(batch)
    by_number = {line.number: line for line in lines}
    rows = []
    for each in taken:
        found = values.findings(each.reasons, by_number[each.number])
        rows.append(
            BatchRow(
                batch=batch,
                number=each.number,
                outcome=each.outcome,
                object_id=each.object_id,
                version_after=each.version,
                before=dump_before(each.before),
                reasons=dump_findings(found) if found else None,
            )
        )
    BatchRow.objects.filter(batch=batch, number__in=[row.number for row in rows]).delete()
    BatchRow.objects.bulk_create(rows)


def _turn_back(holder: Holder) -> None:
    first = BatchRow.objects.filter(batch=holder.batch, outcome=REFUSED).order_by("number").first()
    reason = Reason("undone_by_refusal", params={"row": first.number if first else 0})
    with transaction.atomic():
        fault = {"code": reason.code, "params": dict(reason.params)}
        holder.finish("undo", done=0, withdrawn=0, kept=0, fault=fault)


def _finish(holder: Holder, table: Table) -> None:
    with transaction.atomic():
        holder.step()
        receipt = keep_receipt(holder.batch, table) if holder.batch.refused else {}
        holder.finish("finish", **receipt)
