"""What a table macro needs to know: its columns and where the next page is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("text", "number", "percent", "day", "light", "code")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table.

    `value` is a key or attribute of the row, or a function of the row. `kind` decides alignment and
    writing: text, number, percent (a share 0-1), day, light (a light code) or code (not wrapped).
    `url` makes the cell a link. `unit` stands in the header, so that cells hold bare numbers.
    Raises ValueError for an unknown kind.
    """

    label: str
    value: str | Callable[[Any], Any]
    kind: str = "text"
    unit: str = ""
    url: str | Callable[[Any], str | None] = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.label!r} has kind {self.kind!r}; kinds are {', '.join(KINDS)}")

    @property
    def is_numeric(self) -> bool:
        """Numbers stand right, so that their digits line up."""
        return self.kind in ("number", "percent")

    def read(self, row: Any) -> Any:
        """The row's value in this column."""
        return pick(row, self.value)

    def link(self, row: Any) -> str:
        """The address the cell leads to, or an empty text."""
        return (pick(row, self.url) or "") if self.url else ""


def pick(row: Any, source: str | Callable[[Any], Any]) -> Any:
    """A value of `row` by function, key or attribute; a name the row lacks raises."""
    if callable(source):
        return source(row)
    return row[source] if isinstance(row, Mapping) else getattr(row, source)


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Keyset paging: a list knows its first page and its next, not their number.

    `shown` counts the rows on this page; `total` all rows, when counting them is cheap.
    """

    shown: int
    first_url: str = ""
    next_url: str = ""
    total: int | None = None
