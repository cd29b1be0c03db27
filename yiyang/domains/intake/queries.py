"""Reads of batches, narrowed by the caller's scope."""

import base64
import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.models import Batch, BatchFile, BatchRow, BatchState, Choice, FileRole
from yiyang.domains.intake.rules.findings import Finding, load_findings
from yiyang.domains.intake.rules.sheet_kind import FAULTY, KEPT, REFUSED, SKIPPED, SUSPECT, TWICE

PAGE_SIZE = 50
TO_MEND = (FAULTY, TWICE, SUSPECT, REFUSED)
"""Outcomes of rows that were not taken and that somebody has to look at."""


def state_choices() -> list[tuple[str, Any]]:
    """(code, label) of the states of a batch."""
    return list(BatchState.choices)


def choice_choices() -> list[tuple[str, Any]]:
    """(code, label) of what to do with a table that has faulty rows."""
    return list(Choice.choices)


def list_batches(
    *,
    viewer: Viewer,
    permission: str,
    kind: str = "",
    state: str = "",
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Batch]:
    """Batches in scope, the latest first; `after` is the last id of the page before."""
    found = Batch.objects.visible_to(viewer, permission=permission)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.select_related("area").order_by("-pk")[:limit])


def find_batch(*, viewer: Viewer, permission: str, public_id: uuid.UUID) -> Batch | None:
    """The batch if it is in scope, else None."""
    found = Batch.objects.visible_to(viewer, permission=permission)
    return found.select_related("area", "same_as").filter(public_id=public_id).first()


def suspects_of(batch: Batch) -> int:
    """How many rows are taken only when suspected duplicates are wanted."""
    return BatchRow.objects.filter(batch=batch, outcome=SUSPECT).count()


@dataclass(frozen=True, kw_only=True)
class RowFound:
    """A row with what is said about it."""

    number: int
    outcome: str
    object_id: int | None
    findings: tuple[Finding, ...]


def rows_of(
    batch: Batch, *, outcomes: Sequence[str] = TO_MEND, after: int = 0, limit: int | None = PAGE_SIZE
) -> list[RowFound]:
    """Rows of some outcomes by number; `after` is the last number of the page before."""
    found = BatchRow.objects.filter(batch=batch, outcome__in=outcomes, number__gt=after).order_by("number")
    return [read_row(row, batch) for row in (found if limit is None else found[:limit])]


def read_row(row: BatchRow, batch: Batch) -> RowFound:
    """A stored row with its findings opened."""
    row.batch = batch
    return RowFound(
        number=row.number,
        outcome=row.outcome,
        object_id=row.object_id,
        findings=tuple(load_findings(row.reasons)),
    )


def counts_by_outcome(batch: Batch, outcomes: Iterable[str] = (*TO_MEND, SKIPPED, KEPT)) -> dict[str, int]:
    """Outcome → how many rows have it."""
    rows = BatchRow.objects.filter(batch=batch, outcome__in=list(outcomes)).order_by("outcome")
    return dict(rows.values_list("outcome").annotate(Count("pk")))


def receipt_of(batch: Batch) -> bytes:
    """The receipt as it was kept; empty when every row was in order. Raises ReceiptBroken when it is not whole."""
    content = b"".join(receipt_parts(batch))
    if batch.receipt_sha256 and hashlib.sha256(content).hexdigest() != batch.receipt_sha256:
        raise ReceiptBroken(batch.pk)
    return content if batch.receipt_sha256 else b""


class ReceiptBroken(RuntimeError):
    """A kept receipt is not what was written."""


def receipt_parts(batch: Batch) -> Iterator[bytes]:
    """The parts of the receipt in order."""
    for kept in BatchFile.objects.filter(batch=batch, role=FileRole.RECEIPT).order_by("part"):
        kept.batch = batch
        yield base64.b64decode(kept.content)
