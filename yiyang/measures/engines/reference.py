"""The meaning in plain Python over lists of rows: slow, without any optimisation, obviously right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yiyang.measures.engines.base import (
    NO_RESTRICTION,
    Contribution,
    Engine,
    Restriction,
    Result,
    Unplaced,
    make_result,
    require_missing_list,
)
from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator, Rate
from yiyang.measures.model.tables import Subject, Table
from yiyang.measures.sources import AREAS
from yiyang.measures.sources.published import read_tables

Row = Mapping[str, Any]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
CALCULATE: dict[str, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}


@dataclass(frozen=True)
class Counted:
    """One placed subject under one indicator: what it adds and whether it is missing."""

    subject_id: int
    area: str
    denominator: int
    numerator: int
    is_missing: bool


class ReferenceEngine(Engine):
    """Reads rows as given: table name to rows, each a mapping of column to value."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables
        self.facts: dict[tuple[str, str, date], dict[int, list[Row]]] = {}

    @classmethod
    def from_folder(cls, folder: Path) -> ReferenceEngine:
        """An engine over the published Parquet files of a folder."""
        return cls(read_tables(folder))

    def count_areas(
        self,
        indicators: Sequence[Indicator],
        *,
        on: date,
        area: str | None,
        restrict_to: Restriction,
    ) -> dict[str, list[Result]]:
        """Adds every subject to every area that contains it."""
        levels = {row["ancestor"]: row["ancestor_level"] for row in self.tables[AREAS.name]}
        self.require_areas(area, restrict_to)
        if area is not None:
            levels = {area: levels[area]}
        found: dict[str, list[Result]] = {}
        for indicator in indicators:
            sums = {code: [0, 0] for code in levels}
            for counted in self.count_subjects(indicator, on=on, restrict_to=restrict_to):
                for code in self.containing_areas(counted.area) & set(levels):
                    sums[code][0] += counted.numerator
                    sums[code][1] += counted.denominator
            found[indicator.code] = [
                make_result(
                    indicator,
                    area=code,
                    level=levels[code],
                    on=on,
                    numerator=numerator,
                    denominator=denominator,
                )
                for code, (numerator, denominator) in sums.items()
            ]
        return found

    def contributions(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[Contribution]:
        """One row per subject that adds something."""
        self.require_areas(area, restrict_to)
        return [
            Contribution(
                subject_id=counted.subject_id,
                area=counted.area,
                denominator=counted.denominator,
                numerator=counted.numerator,
            )
            for counted in self.count_subjects(indicator, on=on, restrict_to=restrict_to)
            if (counted.denominator or counted.numerator)
            and (area is None or area in self.containing_areas(counted.area))
        ]

    def missing(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str,
        after: int | None = None,
        limit: int | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[int]:
        """The whole list, cut afterwards."""
        require_missing_list(indicator)
        self.require_areas(area, restrict_to)
        ids = [
            counted.subject_id
            for counted in self.count_subjects(indicator, on=on, restrict_to=restrict_to)
            if counted.is_missing and area in self.containing_areas(counted.area)
        ]
        later = [subject_id for subject_id in ids if after is None or subject_id > after]
        return later if limit is None else later[:limit]

    def missing_count(
        self, indicator: Indicator, *, on: date, area: str, restrict_to: Restriction = NO_RESTRICTION
    ) -> int:
        """The length of the list."""
        return len(self.missing(indicator, on=on, area=area, restrict_to=restrict_to))

    def unplaced(self, subject: Subject, *, on: date) -> list[Unplaced]:
        """Subjects without an area, or with one that the tree does not hold."""
        found = []
        for row in self.subject_rows(subject):
            area = self.place(subject, row, on)
            if area is None or not self.containing_areas(area):
                found.append(Unplaced(subject_id=row[subject.key], area=area))
        return found

    def subject_rows(self, subject: Subject) -> list[Row]:
        """The rows of the subject's table by id."""
        return sorted(self.tables[subject.table.name], key=lambda row: int(row[subject.key]))

    def count_subjects(
        self, indicator: Indicator, *, on: date, restrict_to: Restriction
    ) -> Iterator[Counted]:
        """Every placed and admitted subject with its numbers."""
        subject = indicator.subject
        for row in self.subject_rows(subject):
            area = self.place(subject, row, on)
            if area is None or not self.is_admitted(row[subject.key], area, restrict_to):
                continue
            asked = Question(self, subject, row, on)
            denominator, numerator, is_missing = asked.measure(indicator)
            yield Counted(row[subject.key], area, denominator, numerator, is_missing)

    def is_admitted(self, subject_id: int, area: str, restrict_to: Restriction) -> bool:
        """Whether the tree knows the area and the restriction lets the subject in."""
        containing = self.containing_areas(area)
        if not containing:
            return False
        if restrict_to.subjects is not None and subject_id not in restrict_to.subjects:
            return False
        return restrict_to.areas is None or bool(containing & restrict_to.areas)

    def place(self, subject: Subject, row: Row, on: date) -> str | None:
        """The code of the area where the subject stands on the day."""
        rows = self.valid_rows(subject.place_table, subject.key, row[subject.key], on)
        return rows[0][subject.place_column] if rows else None

    def containing_areas(self, area: str) -> set[str]:
        """The area itself and all that contain it; empty for an area that the tree does not know."""
        return {row["ancestor"] for row in self.tables[AREAS.name] if row["area"] == area}

    def is_known(self, area: str) -> bool:
        """Whether the tree holds the area."""
        return bool(self.containing_areas(area))

    def valid_rows(self, table: Table, key: str, subject_id: int, on: date) -> list[Row]:
        """The subject's rows that hold on the day; of rows for one `one_per` only the one that counts."""
        if (table.name, key, on) not in self.facts:
            by_subject: dict[int, list[Row]] = {}
            for row in counting_rows(table, [row for row in self.tables[table.name] if holds(row, on)]):
                by_subject.setdefault(row[key], []).append(row)
            self.facts[table.name, key, on] = by_subject
        return self.facts[table.name, key, on].get(subject_id, [])


def holds(row: Row, on: date) -> bool:
    """Whether a time-valid row holds on the day; its last day is the one before valid_to."""
    return row["valid_from"] <= on and (row["valid_to"] is None or row["valid_to"] > on)


def counting_rows(table: Table, rows: list[Row]) -> list[Row]:
    """All rows, or for a table with `one_per` the latest begun of each, ties going to the greatest values."""
    if not table.one_per:
        return rows
    winners: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in table.one_per)
        if key not in winners or rank(table, row) > rank(table, winners[key]):
            winners[key] = row
    return list(winners.values())


def rank(table: Table, row: Row) -> tuple[Any, ...]:
    """What decides between rows for one `one_per`."""
    return tuple(row[name] for name in ("valid_from", *table.tie_break))


@dataclass(frozen=True)
class Question:
    """Evaluates nodes for one subject on one day; `row` is the row at hand."""

    engine: ReferenceEngine
    subject: Subject
    row: Row
    on: date

    def measure(self, indicator: Indicator) -> tuple[int, int, bool]:
        """(denominator, numerator, whether missing) of the subject."""
        measure = indicator.measure
        if not self.ask(measure.population):
            return 0, 0, False
        if isinstance(measure, Rate):
            reached = self.ask(measure.reached)
            return 1, int(reached), not reached
        whole, part = self.ask(measure.whole) or 0, self.ask(measure.part) or 0
        is_missing = measure.missing is not None and whole > 0 and self.ask(measure.missing)
        return whole, part, is_missing

    def ask(self, node: nodes.Node) -> Any:
        """The value of a node; None when it is missing."""
        visit = getattr(self, nodes.visit_name(type(node)))
        return visit(node)

    def _visit_literal(self, node: nodes.Literal) -> Any:
        return node.value

    def _visit_the_day(self, _node: nodes.TheDay) -> Any:
        return self.on

    def _visit_field(self, node: nodes.Field) -> Any:
        return self.row[node.name]

    def _visit_current_field(self, node: nodes.CurrentField) -> Any:
        rows = self.rows_of(nodes.ValidRows(node.table))
        return rows[0][node.name] if rows else None

    def _visit_age_in_years(self, node: nodes.AgeInYears) -> Any:
        born = self.ask(node.born)
        if born is None:
            return None
        before_birthday = (self.on.month, self.on.day) < (born.month, born.day)
        return self.on.year - born.year - int(before_birthday)

    def _visit_arithmetic(self, node: nodes.Arithmetic) -> Any:
        left, right = self.ask(node.left), self.ask(node.right)
        return None if left is None or right is None else CALCULATE[node.operation](left, right)

    def _visit_comparison(self, node: nodes.Comparison) -> Any:
        left, right = self.ask(node.left), self.ask(node.right)
        return left is not None and right is not None and COMPARE[node.operation](left, right)

    def _visit_is_among(self, node: nodes.IsAmong) -> Any:
        return self.ask(node.value) in node.choices

    def _visit_is_missing(self, node: nodes.IsMissing) -> Any:
        return self.ask(node.value) is None

    def _visit_both(self, node: nodes.Both) -> Any:
        return self.ask(node.left) and self.ask(node.right)

    def _visit_either(self, node: nodes.Either) -> Any:
        return self.ask(node.left) or self.ask(node.right)

    def _visit_negation(self, node: nodes.Negation) -> Any:
        return not self.ask(node.condition)

    def _visit_exists(self, node: nodes.Exists) -> Any:
        return len(self.rows_of(node.rows)) > 0

    def _visit_total(self, node: nodes.Total) -> Any:
        return sum(row[node.column] for row in self.rows_of(node.rows))

    def rows_of(self, rows: nodes.ValidRows) -> list[Row]:
        """The subject's rows that hold on the day and meet the condition."""
        key = self.subject.key
        held = self.engine.valid_rows(rows.table, key, self.row[key], self.on)
        if rows.where is None:
            return held
        return [row for row in held if Question(self.engine, self.subject, row, self.on).ask(rows.where)]
