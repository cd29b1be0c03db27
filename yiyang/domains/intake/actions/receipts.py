"""The receipt of a batch: made whole beside the database, then kept whole within one transaction."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from yiyang.domains.intake.actions.files import split_path, store_file
from yiyang.domains.intake.actions.table import Table
from yiyang.domains.intake.models import Batch, BatchRow, FileRole
from yiyang.domains.intake.queries import TO_MEND, RowFound, read_row
from yiyang.gateways.spreadsheets import Mark, write_receipt

READ_ROWS = 500


def keep_receipt(batch: Batch, table: Table) -> dict[str, Any]:
    """Make and keep the receipt; returns the batch's fields that name it. Nothing is kept without faulty rows."""
    wanted = BatchRow.objects.filter(batch=batch, outcome__in=TO_MEND).order_by("number")
    if not wanted.exists():
        return {"receipt_sha256": "", "receipt_size": 0}
    found = (read_row(row, batch) for row in wanted.iterator(chunk_size=READ_ROWS))
    with (
        tempfile.TemporaryDirectory(prefix="receipt-") as folder,
        translation.override(settings.LANGUAGE_CODE),
    ):
        path = Path(folder) / "receipt.xlsx"
        write_receipt(path, table.sheet, header_row=table.layout.header_last, mark_of=_InOrder(found).mark_of)
        digest = hashlib.sha256()
        for part in split_path(path):
            digest.update(part)
        store_file(batch, role=FileRole.RECEIPT, parts=split_path(path))
        return {"receipt_sha256": digest.hexdigest(), "receipt_size": path.stat().st_size}


class _InOrder:
    """Marks of rows asked for in ascending order, read along."""

    def __init__(self, found: Iterator[RowFound]) -> None:
        self._found = found
        self._next = next(found, None)

    def mark_of(self, number: int) -> Mark | None:
        """What is said about a row."""
        while self._next is not None and self._next.number < number:
            self._next = next(self._found, None)
        if self._next is None or self._next.number != number:
            return None
        sentences = tuple(finding.text(translation.gettext) for finding in self._next.findings)
        cells: dict[int, str] = {}
        for finding, sentence in zip(self._next.findings, sentences, strict=True):
            if finding.place is not None:
                cells[finding.place] = (
                    f"{cells[finding.place]}\n{sentence}" if finding.place in cells else sentence
                )
        return Mark(sentences=sentences, cells=cells)
