"""What a table macro needs to know: its columns and where the next page is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from yiyang.ui import formats
from yiyang.ui.charts.small import badge

KINDS: dict[str, Callable[[Any], str]] = {
    "text": escape,
    "number": formats.number,
    "percent": formats.percent,
    "day": lambda value: f'<span class="code">{formats.day(value)}</span>',
    "light": badge,
    "code": lambda value: f'<span class="code">{escape(value)}</span>',
}


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


def row_cells(columns: Sequence[Column], row: Any, *, linked: bool = True) -> Markup:
    """The cells of one table row, the first a row header.

    Written as plain text, every value escaped once: macros took ten times as long for a 50-row list.
    """
    parts: list[str] = []
    for index, column in enumerate(columns):
        name = "td" if index else "th"
        scope = "" if index else ' scope="row"'
        align = ' class="num"' if column.is_numeric else ""
        value = column.read(row)
        shown = formats.missing() if value is None or value == "" else KINDS[column.kind](value)
        if linked and column.url and (link := column.link(row)):
            shown = f'<a href="{escape(link)}">{shown}</a>'
        parts.append(f"<{name}{scope}{align}>{shown}</{name}>")
    return Markup("".join(parts))  # noqa: S704 - each value was escaped above


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Keyset paging: a list knows its first page and its next, not their number.

    `shown` counts the rows on this page; `total` all rows, when counting them is cheap.
    """

    shown: int
    first_url: str = ""
    next_url: str = ""
    total: int | None = None
