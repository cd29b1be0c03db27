"""What authors of definitions write. Each word builds checked nodes; nothing here computes.

`&`, `|` and `~` join conditions, comparisons make them; a plain number, text or day is a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from yiyang.measures.model import nodes
from yiyang.measures.model.indicator import Indicator, Rate, Share
from yiyang.measures.model.tables import Subject, Table
from yiyang.measures.sources import elder_tables, organisation_tables


@dataclass(frozen=True)
class Is:
    """A condition while it is being written; engines read its `node`."""

    node: nodes.Node

    def __and__(self, other: Is) -> Is:
        return Is(nodes.Both(self.node, other.node))

    def __or__(self, other: Is) -> Is:
        return Is(nodes.Either(self.node, other.node))

    def __invert__(self) -> Is:
        return Is(nodes.Negation(self.node))


@dataclass(frozen=True)
class Value:
    """A number, text or day while it is being written; engines read its `node`."""

    node: nodes.Node

    def __lt__(self, other: Value | int | date) -> Is:
        return self.compare("<", other)

    def __le__(self, other: Value | int | date) -> Is:
        return self.compare("<=", other)

    def __gt__(self, other: Value | int | date) -> Is:
        return self.compare(">", other)

    def __ge__(self, other: Value | int | date) -> Is:
        return self.compare(">=", other)

    def __add__(self, other: Value | int) -> Value:
        return Value(nodes.Arithmetic("+", self.node, as_node(other)))

    def __sub__(self, other: Value | int) -> Value:
        return Value(nodes.Arithmetic("-", self.node, as_node(other)))

    def __mul__(self, other: Value | int) -> Value:
        return Value(nodes.Arithmetic("*", self.node, as_node(other)))

    def compare(self, operation: str, other: Value | int | str | date) -> Is:
        """The comparison of this value with another or a constant."""
        return Is(nodes.Comparison(operation, self.node, as_node(other)))

    def equals(self, other: Value | int | str | date) -> Is:
        """This value is that one (`==` compares the written words themselves)."""
        return self.compare("=", other)

    def is_among(self, *codes: str) -> Is:
        """This text is one of the codes."""
        return Is(nodes.IsAmong(self.node, tuple(sorted(set(codes)))))

    def is_missing(self) -> Is:
        """This value is not there."""
        return Is(nodes.IsMissing(self.node))


@dataclass(frozen=True)
class Facts:
    """The subject's rows of a time-valid table that hold on the day."""

    table: Table
    condition: Is | None = None

    def column(self, name: str) -> Value:
        """A column of the row, for a condition in `where`."""
        return Value(nodes.Field(self.table, name))

    def where(self, condition: Is) -> Facts:
        """Only the rows that meet this condition as well."""
        both = condition if self.condition is None else self.condition & condition
        return Facts(self.table, both)

    def exist(self) -> Is:
        """The subject has at least one such row."""
        return Is(nodes.Exists(self.rows))

    def total(self, column: str) -> Value:
        """The sum of a whole-number column over such rows; 0 when there are none."""
        return Value(nodes.Total(self.rows, column))

    @property
    def rows(self) -> nodes.ValidRows:
        """The node for these rows."""
        return nodes.ValidRows(self.table, None if self.condition is None else self.condition.node)


def as_node(value: Value | int | str | date) -> nodes.Node:
    """The node of a written value, or a constant."""
    return value.node if isinstance(value, Value) else nodes.Literal(value)


the_day = Value(nodes.TheDay())

birth_date = Value(nodes.Field(elder_tables.ELDERS, "birth_date"))
death_date = Value(nodes.Field(elder_tables.ELDERS, "death_date"))
sex = Value(nodes.Field(elder_tables.ELDERS, "sex"))
age = Value(nodes.AgeInYears(birth_date.node))
alive = death_date.is_missing() | (death_date > the_day)
living_arrangement = Value(nodes.CurrentField(elder_tables.LIVING, "kind"))
categories = Facts(elder_tables.CATEGORIES)
health_records = Facts(elder_tables.HEALTH_RECORDS)
check_ups = Facts(elder_tables.CHECK_UPS)
contracts = Facts(elder_tables.CONTRACTS)
elder_findings = Facts(elder_tables.FINDINGS)

kind = Value(nodes.CurrentField(organisation_tables.PROFILES, "kind"))
level = Value(nodes.CurrentField(organisation_tables.PROFILES, "level"))
ownership = Value(nodes.CurrentField(organisation_tables.PROFILES, "ownership"))
capabilities = Facts(organisation_tables.CAPABILITY_ROWS)
agreements = Facts(organisation_tables.AGREEMENTS)
organisation_findings = Facts(organisation_tables.FINDINGS)
beds = Facts(organisation_tables.BEDS)
all_beds = beds.total("beds")


def in_category(*codes: str) -> Is:
    """The elder belongs to one of these categories on the day."""
    return categories.where(categories.column("category").is_among(*codes)).exist()


def has_capability(code: str) -> Is:
    """The organisation has this capability on the day."""
    return capabilities.where(capabilities.column("capability").equals(code)).exist()


def beds_of_kind(code: str) -> Value:
    """The organisation's usable beds of this kind on the day."""
    return beds.where(beds.column("bed_kind").equals(code)).total("beds")


class Texts(TypedDict):
    """The words of an indicator, as `Indicator` documents them."""

    code: str
    label: str
    label_zh: str
    source: tuple[str, ...]
    direction: str
    numerator_words: str
    numerator_words_zh: str
    denominator_words: str
    denominator_words_zh: str


def rate(*, subject: Subject, population: Is, reached: Is, **texts: Unpack[Texts]) -> Indicator:
    """An indicator that counts, of a population, the subjects who reached something."""
    measure = Rate(population=population.node, reached=reached.node)
    return Indicator(subject=subject, measure=measure, **texts)


def share(
    *,
    subject: Subject,
    population: Is,
    part: Value,
    whole: Value,
    missing: Is | None = None,
    **texts: Unpack[Texts],
) -> Indicator:
    """An indicator that sums a part and a whole over a population; `missing` picks who is listed."""
    measure = Share(
        population=population.node,
        part=part.node,
        whole=whole.node,
        missing=None if missing is None else missing.node,
    )
    return Indicator(subject=subject, measure=measure, **texts)
