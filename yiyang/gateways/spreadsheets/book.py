"""A file with its sheets, read one row at a time."""

import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from yiyang.gateways.spreadsheets.cells import Cell

PACKED_ROWS = 1000
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row with its typed cells; `number` is what a spreadsheet program writes beside it, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class SheetName:
    """A sheet of a file; `is_hidden` when the program does not show it."""

    name: str
    is_hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: `height` rows, the merged ranges ((row, column), (row, column)) counted from 1 and 0, what is hidden.

    `hidden_rows` holds numbers of rows, `hidden_columns` places from 0.
    """

    name: str
    height: int
    open_rows: Callable[[], Iterator[Row]]
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def rows(self) -> Iterator[Row]:
        """Every row from the first, blank ones included."""
        return self.open_rows()


def pack_sheet(sheet: Sheet) -> Sheet:
    """The same sheet with its rows kept packed: a reader of workbooks holds many times as much while it lives."""
    rows = sheet.rows()
    parts: list[bytes] = []
    while chunk := [(row.number, row.cells) for row in islice(rows, PACKED_ROWS)]:
        parts.append(zlib.compress(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL), level=1))

    def open_rows() -> Iterator[Row]:
        for part in parts:
            # Our own bytes of a moment ago, which never leave the process.
            for number, cells in pickle.loads(zlib.decompress(part)):  # noqa: S301
                yield Row(number=number, cells=cells)

    return replace(sheet, open_rows=open_rows)


@dataclass(frozen=True, kw_only=True)
class Book:
    """A file of sheets."""

    name: str
    sheets: tuple[SheetName, ...]
    openers: Mapping[str, Callable[[], Sheet]] = field(repr=False)

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name. Raises KeyError for a name the file lacks."""
        return self.openers[name]()
