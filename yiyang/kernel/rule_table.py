"""Rules as rows: each with a code, the days it is in force, its source, and the numbers that decide.

A change of policy is a new row, so a past day is judged by the row in force then. The file is TOML::

    title = "Capacity thresholds"

    [[rows]]
    code = "nursing_ratio"
    in_force = 2024-01-01
    until = 2025-12-31          # optional: the last day in force, as documents print it
    source = "Document number, clause"
    at_least = 0.55             # any further values
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from yiyang.kernel.intervals import check_interval, from_last_day, overlaps, valid_on
from yiyang.kernel.refused import Refused

_OWN_KEYS = frozenset({"code", "in_force", "until", "source"})


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of a rule table.

    Attributes:
        code: what the row decides.
        in_force: first day in force.
        until: last day in force, None while no end is known.
        source: document number and clause.
        values: the remaining keys of the row.
    """

    code: str
    in_force: date
    until: date | None
    source: str
    values: Mapping[str, object]

    def __getitem__(self, key: str) -> object:
        """Return a value of the row; raises KeyError naming the row when it has none."""
        try:
            return self.values[key]
        except KeyError:
            raise KeyError(f"The row {self.code!r} in force {self.in_force} has no value {key!r}.") from None

    @property
    def valid_to(self) -> date | None:
        """The first day no longer in force, None while no end is known."""
        return from_last_day(self.until)


class RuleTable:
    """Rows by code and day.

    Args:
        name: the name used in refusals.
        rows: in any order.

    Raises:
        ValueError: there is no row, a row cites no source or ends before it starts, or two rows of one code
            are in force on the same day.
    """

    def __init__(self, name: str, rows: Iterable[RuleRow], *, title: str = "") -> None:
        self.name = name
        self.title = title
        self.rows = tuple(sorted(rows, key=lambda row: (row.code, row.in_force)))
        if not self.rows:
            raise ValueError(f"The rule table {name!r} has no row.")
        self._by_code: dict[str, list[RuleRow]] = {}
        for row in self.rows:
            self._add(row)

    def _add(self, row: RuleRow) -> None:
        where = f"{self.name}: the row {row.code!r} in force {row.in_force}"
        if not row.source.strip():
            raise ValueError(f"{where} cites no source.")
        try:
            check_interval(row.in_force, row.valid_to)
        except Refused as refusal:
            raise ValueError(f"{where} ends before it starts: {refusal}") from refusal
        earlier = self._by_code.setdefault(row.code, [])
        for other in earlier:
            if overlaps(other.in_force, other.valid_to, row.in_force, row.valid_to):
                raise ValueError(
                    f"{where} overlaps the row in force {other.in_force}; give that one an until."
                )
        earlier.append(row)

    @classmethod
    def from_text(cls, text: str, *, name: str, required: Iterable[str] = ()) -> "RuleTable":
        """Read a table from TOML text; every row must have the `required` values.

        Raises:
            ValueError: a key is missing or of the wrong kind, or the table is faulty (see the class).
        """
        document = tomllib.loads(text)
        unknown = document.keys() - {"title", "rows"}
        if unknown:
            raise ValueError(f"{name}: unknown keys {sorted(unknown)}; a table has a title and rows.")
        needed = frozenset(required)
        rows = [
            _read_row(name, number, row, needed) for number, row in enumerate(document.get("rows", []), 1)
        ]
        return cls(name, rows, title=document.get("title", ""))

    @classmethod
    def load(cls, path: Path, *, required: Iterable[str] = ()) -> "RuleTable":
        """Read a table from a TOML file; its name is the file's stem. Raises as `from_text`."""
        return cls.from_text(path.read_text(encoding="utf-8"), name=path.stem, required=required)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in order, in force or not."""
        return tuple(self._by_code)

    def at(self, code: str, on: date) -> RuleRow:
        """Return the row of a code in force on a day; raises `Refused` ("rule_row_missing") if none is."""
        for row in self._by_code.get(code, ()):
            if valid_on(row.in_force, row.valid_to, on):
                return row
        raise Refused.because("rule_row_missing", table=self.name, code=code, on=on)

    def rows_on(self, on: date) -> tuple[RuleRow, ...]:
        """Return every row in force on a day, by code."""
        return tuple(row for row in self.rows if valid_on(row.in_force, row.valid_to, on))


def _read_row(name: str, number: int, row: Mapping[str, object], required: frozenset[str]) -> RuleRow:
    where = f"{name}: row {number}"
    missing = ({"code", "in_force", "source"} | required) - row.keys()
    if missing:
        raise ValueError(f"{where} lacks {sorted(missing)}.")
    code, source = row["code"], row["source"]
    if not isinstance(code, str) or not isinstance(source, str):
        raise ValueError(f"{where}: code and source are text.")
    in_force = _read_day(where, row["in_force"])
    until = _read_day(where, row["until"]) if "until" in row else None
    return RuleRow(code, in_force, until, source, {k: v for k, v in row.items() if k not in _OWN_KEYS})


def _read_day(where: str, value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"{where}: in_force and until are days such as 2025-01-01, not {value!r}.")
    return value
