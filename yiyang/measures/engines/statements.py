"""Whole statements for an engine that speaks SQL, each one sqlglot tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlglot import exp

from yiyang.measures.engines.base import Restriction
from yiyang.measures.engines.expressions import (
    Expressions,
    all_of,
    name_column,
    named,
    one_if,
    value_if,
)
from yiyang.measures.engines.facts import FactScan
from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator, Rate
from yiyang.measures.model.tables import Subject, Table
from yiyang.measures.sources import AREAS

COUNTED = "counted"
PLACED = "placed"
TREE = "tree"
SUBJECT_ID = "subject_id"


class Statements:
    """Builds the statements about indicators of one subject on one day.

    `overlaps` tells of a table whether its data hold several rows for one `one_per`.
    """

    def __init__(self, subject: Subject, *, on: date, overlaps: Callable[[Table], bool]) -> None:
        self.subject = subject
        self.on = on
        self.overlaps = overlaps
        self.scans: dict[str, FactScan] = {}
        self.place = self.ask(nodes.CurrentField(subject.place_table, subject.place_column))

    def ask(self, node: nodes.Node) -> FactScan:
        """Put a fact into the scan of its table, which is made at its first question."""
        table = fact_table(node)
        if table.name not in self.scans:
            overlaps = bool(table.one_per) and self.overlaps(table)
            scan = FactScan(table=table, subject=self.subject, on=self.on, overlaps=overlaps)
            self.scans[table.name] = scan
        self.scans[table.name].ask(node)
        return self.scans[table.name]

    def results(
        self, indicators: Sequence[Indicator], *, area: str | None, restrict_to: Restriction
    ) -> exp.Select:
        """Rows (area, level, denominator 0, numerator 0, denominator 1, …), one per area of every level."""
        numbers = [f"{line}_{index}" for index in range(len(indicators)) for line in ("below", "above")]
        counted = self.counted(indicators, area=area, restrict_to=restrict_to, with_missing=False)
        place = name_column(COUNTED, "area")
        placed = (
            exp.select(place, *(sum_of(COUNTED, name) for name in numbers))
            .from_(COUNTED, copy=False)
            .group_by(place.copy(), copy=False)
        )
        ancestor, level = name_column(TREE, "ancestor"), name_column(TREE, "ancestor_level")
        same_area = exp.EQ(this=name_column(PLACED, "area"), expression=name_column(TREE, "area"))
        statement = (
            exp.select(ancestor, level, *(sum_of(PLACED, name) for name in numbers))
            .from_(TREE, copy=False)
            .join(PLACED, on=same_area, join_type="left", copy=False)
            .group_by(ancestor.copy(), level.copy(), copy=False)
        )
        if area is not None:
            statement = statement.where(exp.EQ(this=ancestor.copy(), expression=exp.convert(area)))
        return self.with_scans(statement, {COUNTED: counted, PLACED: placed, TREE: tree()})

    def contributions(
        self, indicator: Indicator, *, area: str | None, restrict_to: Restriction
    ) -> exp.Select:
        """Rows (subject id, area, denominator, numerator) of subjects that add something, by id."""
        counted = self.counted([indicator], area=area, restrict_to=restrict_to, with_missing=False)
        numbers = [name_column(COUNTED, name) for name in ("below_0", "above_0")]
        adds = exp.or_(*(exp.NEQ(this=number, expression=exp.convert(0)) for number in numbers))
        columns = [name_column(COUNTED, name) for name in (SUBJECT_ID, "area")]
        known = exp.In(this=columns[1].copy(), query=known_areas().subquery())
        statement = (
            exp.select(*columns, *numbers).from_(COUNTED).where(adds, known).order_by(columns[0].copy())
        )
        return self.with_scans(statement, {COUNTED: counted})

    def missing(
        self,
        indicator: Indicator,
        *,
        area: str,
        after: int | None,
        limit: int | None,
        restrict_to: Restriction,
    ) -> exp.Select:
        """Rows (subject id) of the missing list, by id."""
        key = name_column(COUNTED, SUBJECT_ID)
        statement = self.missing_rows(indicator, area=area, restrict_to=restrict_to).select(key)
        if after is not None:
            statement = statement.where(exp.GT(this=key.copy(), expression=exp.convert(after)))
        statement = statement.order_by(key.copy())
        return statement if limit is None else statement.limit(limit)

    def missing_count(self, indicator: Indicator, *, area: str, restrict_to: Restriction) -> exp.Select:
        """One row with the length of the missing list."""
        rows = self.missing_rows(indicator, area=area, restrict_to=restrict_to)
        return rows.select(exp.Count(this=exp.Star()))

    def missing_rows(self, indicator: Indicator, *, area: str, restrict_to: Restriction) -> exp.Select:
        """FROM and WHERE of the missing list."""
        counted = self.counted([indicator], area=area, restrict_to=restrict_to, with_missing=True)
        rows = exp.select().from_(COUNTED).where(name_column(COUNTED, "is_missing"))
        return self.with_scans(rows, {COUNTED: counted})

    def unplaced(self) -> exp.Select:
        """Rows (subject id, area) of subjects that no area counts, by id."""
        key = name_column(self.subject.table.name, self.subject.key)
        known = known_areas().subquery("known")
        same_area = exp.EQ(this=name_column("known", "area"), expression=self.area)
        statement = (
            exp.select(key, self.area)
            .from_(self.subject.table.name)
            .join(self.place.alias, on=self.same_subject(self.place), join_type="left", copy=False)
            .join(known, on=same_area, join_type="left", copy=False)
            .where(exp.Is(this=name_column("known", "area"), expression=exp.null()))
            .order_by(key.copy())
        )
        return self.with_scans(statement, {})

    @property
    def area(self) -> exp.Expr:
        """Where the subject stands."""
        return name_column(self.place.alias, self.subject.place_column)

    def counted(
        self,
        indicators: Sequence[Indicator],
        *,
        area: str | None,
        restrict_to: Restriction,
        with_missing: bool,
    ) -> exp.Select:
        """Rows (subject id, area, below 0, above 0, …) of every placed and admitted subject."""
        for indicator in indicators:
            for expression in indicator.measure.nodes:
                for node in nodes.walk(expression):
                    if isinstance(node, nodes.SUBJECT_NODES):
                        self.ask(node)
        shared = shared_conditions(indicators)
        asked = Expressions(alias=self.subject.table.name, on=self.on, reach=self.read_fact)
        key = name_column(self.subject.table.name, self.subject.key)
        columns = [named(key, SUBJECT_ID), named(self.area, "area")]
        for index, indicator in enumerate(indicators):
            below, above, is_missing = numbers(indicator, asked, given=shared)
            columns += [named(below, f"below_{index}"), named(above, f"above_{index}")]
            if with_missing:
                columns.append(named(is_missing, "is_missing"))
        statement = exp.select(*columns, copy=False).from_(self.subject.table.name, copy=False)
        for scan in self.scans.values():
            kind = "inner" if scan is self.place else "left"
            statement = statement.join(scan.alias, on=self.same_subject(scan), join_type=kind, copy=False)
        conditions = [asked.compile(condition) for condition in shared]
        conditions += self.admitted(area=area, restrict_to=restrict_to)
        return statement.where(*conditions, copy=False) if conditions else statement

    def read_fact(self, node: nodes.Node) -> tuple[exp.Expr, bool]:
        """How a fact is read once its table's scan is joined."""
        scan = self.scans[fact_table(node).name]
        return scan.answer(node, is_place=scan is self.place)

    def admitted(self, *, area: str | None, restrict_to: Restriction) -> list[exp.Expr]:
        """Conditions on who is counted."""
        conditions = []
        if area is not None:
            conditions.append(self.stands_in([area]))
        if restrict_to.areas is not None:
            conditions.append(self.stands_in(sorted(restrict_to.areas)))
        if restrict_to.subjects is not None:
            key = name_column(self.subject.table.name, self.subject.key)
            conditions.append(is_in(key, sorted(restrict_to.subjects)))
        return conditions

    def stands_in(self, areas: Sequence[str]) -> exp.Expr:
        """The subject stands in one of the areas or below it."""
        inside = (
            exp.select(name_column(AREAS.name, "area"))
            .from_(AREAS.name)
            .where(is_in(name_column(AREAS.name, "ancestor"), areas))
        )
        return exp.In(this=self.area, query=inside.subquery())

    def same_subject(self, scan: FactScan) -> exp.Expr:
        """The join of a scan to its subject."""
        key = self.subject.key
        return exp.EQ(this=name_column(scan.alias, key), expression=name_column(self.subject.table.name, key))

    def with_scans(self, statement: exp.Select, parts: dict[str, exp.Select]) -> exp.Select:
        """The statement after the scans it reads and these named parts."""
        for scan in self.scans.values():
            statement = statement.with_(scan.alias, as_=scan.select(), copy=False)
        for name, part in parts.items():
            statement = statement.with_(name, as_=part, copy=False)
        return statement


def numbers(
    indicator: Indicator, asked: Expressions, *, given: Sequence[nodes.Node]
) -> tuple[exp.Expr, exp.Expr, exp.Expr]:
    """(denominator, numerator, whether missing) of the subject at hand, who meets the given conditions."""
    measure = indicator.measure
    own = [condition for condition in conjuncts(measure.population) if condition not in given]
    population = all_of(*(asked.compile(condition) for condition in own))
    if isinstance(measure, Rate):
        reached = all_of(population.copy(), asked.compile(measure.reached))
        is_missing = all_of(population.copy(), asked.compile_negated(measure.reached))
        return one_if(population), one_if(reached), is_missing
    whole, part = asked.compile(measure.whole), asked.compile(measure.part)
    has_whole = exp.GT(this=whole.copy(), expression=exp.convert(0))
    rule = exp.false() if measure.missing is None else asked.compile(measure.missing)
    is_missing = all_of(population.copy(), has_whole, rule)
    return value_if(population, whole), value_if(population.copy(), part), is_missing


def conjuncts(condition: nodes.Node) -> list[nodes.Node]:
    """The conditions that must all hold for this one to hold."""
    if isinstance(condition, nodes.Both):
        return [part for operand in condition.operands for part in conjuncts(operand)]
    return [condition]


def shared_conditions(indicators: Sequence[Indicator]) -> list[nodes.Node]:
    """What every population asks for: who does not meet it can be left out of the scan."""
    first, *others = (conjuncts(indicator.measure.population) for indicator in indicators)
    return [condition for condition in first if all(condition in other for other in others)]


def fact_table(node: nodes.Node) -> Table:
    """The table that a fact is read from."""
    if isinstance(node, nodes.CurrentField):
        return node.table
    if isinstance(node, nodes.Exists | nodes.Total):
        return node.rows.table
    raise TypeError(f"expected a fact, got {node!r}")


def sum_of(table: str, name: str) -> exp.Expr:
    """The sum of a column under its own name; 0 over nothing."""
    total = exp.Sum(this=name_column(table, name))
    return named(exp.Coalesce(this=total, expressions=[exp.convert(0)]), name)


def tree() -> exp.Select:
    """Every area with each area that contains it, once."""
    columns = ("area", "ancestor", "ancestor_level")
    return exp.select(*(name_column(AREAS.name, name) for name in columns)).from_(AREAS.name).distinct()


def known_areas() -> exp.Select:
    """Every area of the tree, once."""
    return exp.select(name_column(AREAS.name, "area")).from_(AREAS.name).distinct()


def is_in(value: exp.Expr, choices: Iterable[int | str]) -> exp.Expr:
    """The value is one of the choices; false when there are none."""
    constants = [exp.convert(choice) for choice in choices]
    return exp.In(this=value, expressions=constants) if constants else exp.false()
