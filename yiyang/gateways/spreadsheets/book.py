"""A file with its sheets, read one row at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from yiyang.gateways.spreadsheets.cells import Cell

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


@dataclass(frozen=True, kw_only=True)
class Book:
    """A file of sheets."""

    name: str
    sheets: tuple[SheetName, ...]
    openers: Mapping[str, Callable[[], Sheet]] = field(repr=False)

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name. Raises KeyError for a name the file lacks."""
        return self.openers[name]()
