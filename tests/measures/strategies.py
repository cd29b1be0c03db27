"""Random data and random definitions, for engines to agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.measures.drawing import TREE, read_table
from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator, Rate, Share
from yiyang.measures.model.tables import ColumnSpec, Subject, Table, ValueType
from yiyang.measures.sources import AREAS, SUBJECTS, TABLES

DAYS = st.sampled_from(
    [
        date(2016, 2, 28),
        date(2016, 2, 29),
        date(2016, 3, 1),
        date(2017, 2, 28),
        date(2017, 3, 1),
        date(2018, 9, 30),
    ]
)
BIRTHS = st.sampled_from(
    [date(1952, 2, 28), date(1952, 2, 29), date(1952, 3, 1), date(1953, 9, 30), date(1953, 10, 1)]
)
AREA_CODES = ("V1", "V2", "V3", "T1", "K", "V9")
IDS = st.integers(min_value=1, max_value=4)
NUMBERS = st.integers(min_value=0, max_value=120)
AGES = st.integers(min_value=0, max_value=3000)
CATEGORIES = ("disabled", "severely_ill", "special")


@dataclass(frozen=True)
class Frame:
    """What a node may speak of: a subject, or inside a filter one row of a table."""

    subject: Subject
    row: Table | None = None
    depth: int = 2

    @property
    def table(self) -> Table:
        return self.subject.table if self.row is None else self.row

    @property
    def inner(self) -> Frame:
        return Frame(self.subject, self.row, self.depth - 1)

    def columns(self, kind: ValueType) -> list[ColumnSpec]:
        return [column for column in self.table.columns if column.type is kind]

    @property
    def fact_tables(self) -> list[Table]:
        key = self.subject.key
        return [table for table in TABLES if table.time_valid and table.has_column(key)]


def cell(column: ColumnSpec) -> st.SearchStrategy[Any]:
    values: st.SearchStrategy[Any] = DAYS
    if column.name == "birth_date":
        values = BIRTHS
    elif column.type is ValueType.INTEGER:
        values = NUMBERS if column.name == "beds" else IDS
    elif column.name == "category":
        values = st.sampled_from(CATEGORIES)
    elif column.codes is not None:
        values = st.sampled_from([code.code for code in column.codes.codes][:3])
    elif column.type is ValueType.TEXT:
        values = st.sampled_from(AREA_CODES)
    return st.none() | values if column.nullable else values


def rows(table: Table) -> st.SearchStrategy[list[dict[str, Any]]]:
    if table == AREAS:
        return st.just(read_table(AREAS, TREE))
    row = st.fixed_dictionaries({column.name: cell(column) for column in table.columns})
    if not table.time_valid:
        key = table.columns[0].name
        return st.lists(row, max_size=4, unique_by=lambda drawn: drawn[key])
    return st.lists(row, max_size=5)


def worlds() -> st.SearchStrategy[dict[str, list[dict[str, Any]]]]:
    return st.fixed_dictionaries({table.name: rows(table) for table in TABLES})


def literals(kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    values: dict[ValueType, st.SearchStrategy[Any]] = {
        ValueType.INTEGER: NUMBERS,
        ValueType.DATE: DAYS | BIRTHS,
        ValueType.TEXT: st.sampled_from((*AREA_CODES, *CATEGORIES)),
    }
    return values[kind].map(nodes.Literal)


def draw_literal(_frame: Frame, kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return literals(kind)


def draw_day(_frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return st.just(nodes.TheDay())


def draw_field(frame: Frame, kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    columns = frame.columns(kind)
    return (
        st.sampled_from(columns).map(lambda column: nodes.Field(frame.table, column.name))
        if columns
        else st.nothing()
    )


def draw_current_field(frame: Frame, kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    if frame.row is not None:
        return st.nothing()
    found = [
        nodes.CurrentField(table, column.name)
        for table in frame.fact_tables
        if table.one_per == (frame.subject.key,)
        for column in table.columns
        if column.type is kind
    ]
    return st.sampled_from(found) if found else st.nothing()


def draw_age(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return values(frame.inner, ValueType.DATE).map(nodes.AgeInYears)


def draw_arithmetic(frame: Frame, kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    operands = values(frame.inner, kind)
    return st.builds(nodes.Arithmetic, st.sampled_from(nodes.OPERATIONS), operands, operands)


def draw_total(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    found = [
        (table, column.name)
        for table in frame.fact_tables
        if table.one_per
        for column in table.columns
        if column.type is ValueType.INTEGER
    ]
    if frame.row is not None or not found:
        return st.nothing()
    return st.sampled_from(found).flatmap(
        lambda pair: valid_rows(frame, pair[0]).map(lambda chosen: nodes.Total(chosen, pair[1]))
    )


def draw_comparison(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    def compare(kind: ValueType) -> st.SearchStrategy[nodes.Node]:
        if kind is ValueType.TEXT:
            codes = texts(frame).flatmap(
                lambda text: st.tuples(st.just(text), st.sampled_from(known_codes(text)))
            )
            return st.builds(
                lambda operation, pair: nodes.Comparison(operation, pair[0], nodes.Literal(pair[1])),
                st.sampled_from(("=", "!=")),
                codes,
            )
        operands = values(frame.inner, kind)
        return st.builds(nodes.Comparison, st.sampled_from(nodes.COMPARISONS), operands, operands)

    ages = st.builds(
        nodes.Comparison,
        st.sampled_from(nodes.COMPARISONS),
        draw_age(frame, ValueType.INTEGER),
        (st.integers(min_value=60, max_value=68) | AGES).map(nodes.Literal),
    )
    return st.sampled_from(list(ValueType)[1:]).flatmap(compare) | ages


def known_codes(text: nodes.Node) -> list[str]:
    codes = nodes.code_list(text)
    return list(AREA_CODES) if codes is None else [code.code for code in codes.codes][:3]


@cache
def texts(frame: Frame) -> st.SearchStrategy[nodes.Node]:
    return draw_field(frame, ValueType.TEXT) | draw_current_field(frame, ValueType.TEXT)


def draw_among(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return texts(frame).flatmap(
        lambda text: st.sets(st.sampled_from(known_codes(text)), min_size=1).map(
            lambda choices: nodes.IsAmong(text, tuple(sorted(choices)))
        )
    )


def draw_missing(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    kinds = st.sampled_from((ValueType.INTEGER, ValueType.DATE))
    return kinds.flatmap(lambda kind: values(frame.inner, kind)).map(nodes.IsMissing)


def draw_both(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return st.builds(nodes.Both, conditions(frame.inner), conditions(frame.inner))


def draw_either(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return st.builds(nodes.Either, conditions(frame.inner), conditions(frame.inner))


def draw_negation(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    return conditions(frame.inner).map(nodes.Negation)


def draw_exists(frame: Frame, _kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    if frame.row is not None:
        return st.nothing()
    return (
        st.sampled_from(frame.fact_tables).flatmap(lambda table: valid_rows(frame, table)).map(nodes.Exists)
    )


@cache
def valid_rows(frame: Frame, table: Table) -> st.SearchStrategy[nodes.ValidRows]:
    where = st.none() | conditions(Frame(frame.subject, table, 1))
    return st.builds(nodes.ValidRows, st.just(table), where)


Draw = Callable[[Frame, ValueType], st.SearchStrategy[nodes.Node]]
NODE_STRATEGIES: dict[type[nodes.Node], Draw] = {
    nodes.Literal: draw_literal,
    nodes.TheDay: draw_day,
    nodes.Field: draw_field,
    nodes.CurrentField: draw_current_field,
    nodes.AgeInYears: draw_age,
    nodes.Arithmetic: draw_arithmetic,
    nodes.Comparison: draw_comparison,
    nodes.IsAmong: draw_among,
    nodes.IsMissing: draw_missing,
    nodes.Both: draw_both,
    nodes.Either: draw_either,
    nodes.Negation: draw_negation,
    nodes.Exists: draw_exists,
    nodes.Total: draw_total,
}
LEAVES = (nodes.Literal, nodes.Field, nodes.CurrentField)
INNER_VALUES = {
    ValueType.INTEGER: (nodes.AgeInYears, nodes.Arithmetic, nodes.Total),
    ValueType.DATE: (nodes.TheDay,),
}
SIMPLE_CONDITIONS = (nodes.Comparison, nodes.IsAmong, nodes.IsMissing, nodes.Exists)
JOINED_CONDITIONS = (nodes.Both, nodes.Either, nodes.Negation)


@cache
def values(frame: Frame, kind: ValueType) -> st.SearchStrategy[nodes.Node]:
    kinds = LEAVES if frame.depth <= 0 else (*LEAVES, *INNER_VALUES[kind])
    return st.one_of([NODE_STRATEGIES[node](frame, kind) for node in kinds])


@cache
def conditions(frame: Frame) -> st.SearchStrategy[nodes.Node]:
    kinds = SIMPLE_CONDITIONS if frame.depth <= 0 else (*SIMPLE_CONDITIONS, *JOINED_CONDITIONS)
    return st.deferred(lambda: st.one_of([NODE_STRATEGIES[node](frame, ValueType.BOOLEAN) for node in kinds]))


@cache
def measures(subject: Subject) -> st.SearchStrategy[Rate | Share]:
    frame = Frame(subject)
    populations = conditions(frame)
    numbers = values(frame, ValueType.INTEGER)
    rates = st.builds(Rate, population=populations, reached=populations)
    return rates | st.builds(
        Share, population=populations, part=numbers, whole=numbers, missing=st.none() | populations
    )


@cache
def indicators(subject: Subject) -> st.SearchStrategy[list[Indicator]]:
    return st.lists(measures(subject), min_size=1, max_size=4).map(
        lambda drawn: [make_indicator(subject, measure, number) for number, measure in enumerate(drawn)]
    )


def make_indicator(subject: Subject, measure: Rate | Share, number: int) -> Indicator:
    return Indicator(
        code=f"random_{number}",
        label="random",
        label_zh="随机",
        source=("ST",),
        direction="up",
        subject=subject,
        measure=measure,
        numerator_words="n",
        numerator_words_zh="分子",
        denominator_words="d",
        denominator_words_zh="分母",
    )


def questions() -> st.SearchStrategy[list[Indicator]]:
    return st.sampled_from(SUBJECTS).flatmap(indicators)
