from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yiyang.measures.model.errors import DefinitionError


class ValueType(Enum):
    """What a value is; the names are those of the published columns."""

    BOOLEAN = "BOOLEAN"
    INTEGER = "INTEGER"
    TEXT = "VARCHAR"
    DATE = "DATE"


@dataclass(frozen=True, kw_only=True)
class Code:
    """One code of a list with its English and Chinese label."""

    code: str
    label: str
    label_zh: str


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """The codes that a text column may hold. An open list documents known codes and admits others."""

    name: str
    codes: tuple[Code, ...]
    is_open: bool = False

    def get(self, code: str) -> Code | None:
        """The entry of this code, or None."""
        return next((entry for entry in self.codes if entry.code == code), None)


@dataclass(frozen=True, kw_only=True)
class ColumnSpec:
    """One published column: its type, one sentence on its meaning, and its name in both languages."""

    name: str
    type: ValueType
    doc: str
    label: str
    label_zh: str
    nullable: bool = False
    codes: CodeList | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """One logical table.

    `time_valid` tables carry `valid_from` and `valid_to`; a row holds on a day when
    `valid_from <= day` and (`valid_to` is null or `valid_to > day`).
    `one_per` names the columns of which at most one row should hold a day; where the data have several,
    the row that began latest counts (then the greatest values of the other columns, in their order).
    `row_label` names one row of it inside a sentence. A table is itself only, so that nodes compare fast.
    """

    name: str
    doc: str
    row_label: str
    row_label_zh: str
    columns: tuple[ColumnSpec, ...]
    time_valid: bool = False
    one_per: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise DefinitionError(f"table {self.name!r}: expected columns of different names, got {names}")
        if self.time_valid and not {"valid_from", "valid_to"} <= set(names):
            raise DefinitionError(f"table {self.name!r}: expected valid_from and valid_to, got {names}")
        if self.one_per and not self.time_valid:
            raise DefinitionError(
                f"table {self.name!r}: expected a time-valid table for one_per {self.one_per}"
            )
        for name in self.one_per:
            self.column(name)

    def column(self, name: str) -> ColumnSpec:
        """The column of this name, or DefinitionError with the names there are."""
        for column in self.columns:
            if column.name == name:
                return column
        names = ", ".join(column.name for column in self.columns)
        raise DefinitionError(f"table {self.name!r}: expected one of the columns {names}, got {name!r}")

    def has_column(self, name: str) -> bool:
        """Whether a column of this name exists."""
        return any(column.name == name for column in self.columns)

    @property
    def tie_break(self) -> tuple[str, ...]:
        """The columns that decide, after valid_from, which of several rows for one `one_per` counts."""
        keys = {*self.one_per, "valid_from", "valid_to"}
        return tuple(column.name for column in self.columns if column.name not in keys)


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """Whom an indicator counts: one row of `table` each, standing on a day where `place_table` says.

    A subject without a valid row in `place_table`, or in an area that no tree knows, is counted nowhere.
    """

    name: str
    label: str
    label_zh: str
    table: Table
    key: str
    place_table: Table
    place_column: str

    def __post_init__(self) -> None:
        self.table.column(self.key)
        if self.place_table.one_per != (self.key,):
            raise DefinitionError(
                f"subject {self.name!r}: expected a place table with one row per {self.key!r}, "
                f"got {self.place_table.name!r} with one per {self.place_table.one_per}"
            )
        self.place_table.column(self.place_column)
