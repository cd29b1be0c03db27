"""Rows below the header into entries; what is no entry is left out with the reason."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yiyang.domains.intake.rules import phrases  # noqa: F401
from yiyang.domains.intake.rules.sheet_kind import Entry, SheetColumn, SheetKind
from yiyang.domains.intake.rules.words import plain_heading, plain_words
from yiyang.gateways.spreadsheets import Row, plain_text
from yiyang.kernel.refused import Reason, Refused

TOTAL = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|total|sum)\b.*", re.IGNORECASE)
REMARK = re.compile(
    r"(?:备\s*注|说\s*明|注|填表人|填报人|填报单位|审核人|制表人?|负责人|单位负责人|填表日期|填报日期)\s*[:：].*"
)
MOST_REMARK_CELLS = 2
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row below the header: an entry, or the reason why it is left out."""

    number: int
    entry: Entry | None = None
    left_out: Reason | None = None


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a sheet is read: `places` of the fields, the header, what is hidden and whether to take it."""

    places: Mapping[str, int]
    headings: Sequence[str]
    header_last: int
    merged: Sequence[Span] = ()
    hidden_rows: frozenset[int] = frozenset()
    take_hidden: bool = False


def read_lines(rows: Iterable[Row], *, kind: SheetKind, layout: Layout) -> Iterator[Line]:
    """Every row below the header that has any text."""
    columns = [
        (column, layout.places[column.field]) for column in kind.columns if column.field in layout.places
    ]
    spans = _Spans([span for span in layout.merged if span[1][0] > layout.header_last])
    for row in rows:
        if row.number <= layout.header_last:
            continue
        cells = spans.fill(row)
        if not _has_text(cells, columns):
            continue
        reason = _left_out(row.number, cells, columns, kind=kind, layout=layout)
        if reason is not None:
            yield Line(number=row.number, left_out=reason)
        else:
            yield Line(number=row.number, entry=_read_entry(row.number, cells, columns, kind=kind))


class _Spans:
    """Cells merged over several rows: each row has the value of the uppermost."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starting: dict[int, list[Span]] = {}
        for span in spans:
            if span[1][0] > span[0][0]:
                self._starting.setdefault(span[0][0], []).append(span)
        self._open: dict[int, tuple[int, Any]] = {}

    def fill(self, row: Row) -> Sequence[Any]:
        """The row's cells with what is merged into it."""
        if not self._starting:
            return row.cells
        cells = list(row.cells)
        for (_top, left), (bottom, _right) in self._starting.get(row.number, ()):
            if left < len(cells):
                self._open[left] = (bottom, cells[left])
        for place, (bottom, value) in self._open.items():
            if row.number <= bottom and place < len(cells) and cells[place] == "":
                cells[place] = value
        return cells


def _has_text(cells: Sequence[Any], columns: Sequence[tuple[SheetColumn, int]]) -> bool:
    for _column, place in columns:
        if place < len(cells) and cells[place] != "":
            return any(_is_filled(cell) for cell in cells)
    return any(_is_filled(cell) for cell in cells)


def _is_filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _left_out(
    number: int,
    cells: Sequence[Any],
    columns: Sequence[tuple[SheetColumn, int]],
    *,
    kind: SheetKind,
    layout: Layout,
) -> Reason | None:
    if number in layout.hidden_rows and not layout.take_hidden:
        return Reason("row_is_hidden")
    lacks_required = any(
        column.required and not (place < len(cells) and _is_filled(cells[place])) for column, place in columns
    )
    if lacks_required:
        filled = [cell for cell in cells if _is_filled(cell)]
        text = plain_words(plain_text(filled[0]))
        if TOTAL.fullmatch(text):
            return Reason("row_is_total", params={"text": text[:20]})
        if REMARK.fullmatch(text) and len(filled) <= MOST_REMARK_CELLS:
            return Reason("row_is_note", params={"text": text[:20]})
        return None
    if _repeats_header(cells, columns, layout.headings):
        return Reason("row_is_header_again")
    if _is_sample(cells, columns):
        return Reason("row_is_sample")
    return None


def _repeats_header(
    cells: Sequence[Any], columns: Sequence[tuple[SheetColumn, int]], headings: Sequence[str]
) -> bool:
    first = columns[0][1] if columns else 0
    if first >= len(cells) or not isinstance(cells[first], str) or not cells[first]:
        return False
    if plain_heading(cells[first]) != plain_heading(headings[first] if first < len(headings) else ""):
        return False
    same = [
        place
        for _column, place in columns
        if place < len(cells)
        and isinstance(cells[place], str)
        and plain_heading(cells[place]) == plain_heading(headings[place])
    ]
    return 2 * len(same) >= len(columns)


def _is_sample(cells: Sequence[Any], columns: Sequence[tuple[SheetColumn, int]]) -> bool:
    seen = 0
    for column, place in columns:
        shown = plain_text(cells[place]) if place < len(cells) else ""
        if shown != column.sample:
            return False
        seen += bool(shown)
    return seen > 1


def _read_entry(
    number: int, cells: Sequence[Any], columns: Sequence[tuple[SheetColumn, int]], *, kind: SheetKind
) -> Entry:
    values: dict[str, Any] = dict.fromkeys(kind.by_field)
    reasons: list[Reason] = []
    for column, place in columns:
        cell = cells[place] if place < len(cells) else ""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            continue
        try:
            values[column.field] = column.read(cell)
        except Refused as refused:
            reasons += [
                Reason(reason.code, field=column.field, params=reason.params, clause=reason.clause)
                for reason in refused.reasons
            ]
    return Entry(number=number, values=values, reasons=tuple(reasons))
