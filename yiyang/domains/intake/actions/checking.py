"""Checking every row of a batch, without leaving anything in the register."""

import hashlib
from collections import Counter
from collections.abc import Callable

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions.holding import Holder
from yiyang.domains.intake.actions.receipts import keep_receipt
from yiyang.domains.intake.actions.table import Table, Values, in_chunks, open_table
from yiyang.domains.intake.models import BatchRow
from yiyang.domains.intake.rules.findings import dump_findings
from yiyang.domains.intake.rules.lines import Line
from yiyang.domains.intake.rules.sheet_kind import (
    FAULTY,
    NEW,
    SAME,
    SKIPPED,
    SUSPECT,
    TWICE,
    UPDATE,
    SheetKind,
    Verdict,
)
from yiyang.kernel.refused import Reason, Refused

CHUNK_ROWS = 1000
COUNTED = {
    NEW: "valid", UPDATE: "updates", FAULTY: "faulty", TWICE: "duplicates", SUSPECT: "duplicates",
    SAME: "same", SKIPPED: "skipped",
}  # fmt: skip
Told = Callable[[int, int], None]


class Seen:
    """Keys of the rows read so far, and where each stood first; 16 bytes a key."""

    def __init__(self) -> None:
        self._rows: dict[bytes, int] = {}

    def first(self, key: str, number: int) -> int:
        """The row that had the key first; the row itself when it is the first."""
        digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
        return self._rows.setdefault(digest, number)


def check_rows(holder: Holder, *, kind: SheetKind, viewer: Viewer, told: Told) -> None:
    """Judge every row and say what was found; begun anew by every worker, as nothing depends on it yet.

    Raises Refused (`rows_missing`) and Interrupted.
    """
    batch = holder.batch
    table = open_table(batch, kind=kind)
    counts: Counter[str] = Counter(dict.fromkeys(("done", *COUNTED.values()), 0))
    with transaction.atomic():
        holder.step(cursor=0, **counts)
        BatchRow.objects.filter(batch=batch).delete()
    holder.keep(cursor=0)
    seen, values = Seen(), Values(batch)
    for lines in in_chunks(table.lines(), CHUNK_ROWS):
        rows = []
        for line, verdict in zip(lines, _judge(lines, kind=kind, viewer=viewer, seen=seen), strict=True):
            counts[COUNTED[verdict.outcome]] += 1
            if verdict.outcome != NEW:
                found = values.findings(verdict.reasons, line)
                rows.append(
                    BatchRow(
                        batch=batch,
                        number=line.number,
                        outcome=verdict.outcome,
                        reasons=dump_findings(found) if found else None,
                    )
                )
        counts["done"] += len(lines)
        with transaction.atomic():
            holder.step(**counts, cursor=lines[-1].number)
            BatchRow.objects.bulk_create(rows)
        holder.keep(**counts, cursor=lines[-1].number)
        told(counts["done"], batch.total)
    if counts["done"] == counts["skipped"]:
        raise Refused.because("rows_missing", field="file", sheet=batch.sheet)
    _finish(holder, table)


def _finish(holder: Holder, table: Table) -> None:
    with transaction.atomic():
        holder.step(total=holder.batch.done)
        receipt = keep_receipt(holder.batch, table)
        holder.finish("finish_check", **receipt)


def _judge(lines: list[Line], *, kind: SheetKind, viewer: Viewer, seen: Seen) -> list[Verdict]:
    verdicts: dict[int, Verdict] = {}
    for line in lines:
        if line.left_out is not None:
            verdicts[line.number] = Verdict(number=line.number, outcome=SKIPPED, reasons=(line.left_out,))
    entries = [line.entry for line in lines if line.entry is not None]
    for verdict in kind.check(entries, viewer=viewer):
        verdicts[verdict.number] = verdict
    for entry in entries:
        key = kind.key(entry.values)
        if key is None or verdicts[entry.number].outcome == FAULTY:
            continue
        first = seen.first(key, entry.number)
        if first != entry.number:
            reason = Reason("row_twice_in_file", params={"row": first})
            verdicts[entry.number] = Verdict(number=entry.number, outcome=TWICE, reasons=(reason,))
    return [verdicts[line.number] for line in lines]
