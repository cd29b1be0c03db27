"""The rows of a batch's table, read anew by whoever works on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from yiyang.domains.intake.actions.files import read_file
from yiyang.domains.intake.models import Batch
from yiyang.domains.intake.rules.findings import Finding
from yiyang.domains.intake.rules.lines import Layout, Line, read_lines
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.gateways.spreadsheets import Row, Sheet, pack_sheet, plain_text, read_book
from yiyang.kernel.refused import Reason

LONGEST_VALUE = 120


@dataclass(frozen=True, kw_only=True)
class Table:
    """A batch's sheet with the way it is read."""

    sheet: Sheet
    layout: Layout
    kind: SheetKind

    def lines(self, *, after: int = 0) -> Iterator[Line]:
        """Lines below the header whose number is greater than `after`."""
        return (
            line
            for line in read_lines(self._rows(), kind=self.kind, layout=self.layout)
            if line.number > after
        )

    def _rows(self) -> Iterator[Row]:
        return self.sheet.rows()


def open_table(batch: Batch, *, kind: SheetKind) -> Table:
    """Open the kept file. Raises Refused for one that cannot be read any more."""
    book = read_book(
        read_file(batch), name=batch.file_name, limit_bytes=max(batch.size, settings.UPLOAD_LIMIT_BYTES)
    )
    sheet = pack_sheet(book.sheet(batch.sheet))
    layout = Layout(
        places=batch.mapping,
        headings=tuple(batch.header["headings"]),
        header_last=batch.header["last"],
        merged=sheet.merged,
        hidden_rows=sheet.hidden_rows,
        take_hidden=batch.take_hidden,
    )
    return Table(sheet=sheet, layout=layout, kind=kind)


def in_chunks(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Lines in lists of at most `size`."""
    waiting = iter(lines)
    while chunk := list(islice(waiting, size)):
        yield chunk


class Values:
    """What stands in the cells of the rows of one chunk, for the sentences about them."""

    def __init__(self, batch: Batch) -> None:
        self._mapping = batch.mapping

    def findings(self, reasons: Iterable[Reason], line: Line) -> list[Finding]:
        """Each reason with the column and the value it is about."""
        values = line.entry.values if line.entry else {}
        found = []
        for reason in reasons:
            field = reason.field or ""
            value = values.get(field)
            shown = (
                ""
                if value is None
                else plain_text(value)
                if not isinstance(value, (list, tuple))
                else "、".join(map(str, value))
            )
            text = reason.params.get("text")
            found.append(
                Finding(
                    reason=reason,
                    place=self._mapping.get(field),
                    value=str(text if text is not None and not shown else shown)[:LONGEST_VALUE],
                )
            )
        return found
