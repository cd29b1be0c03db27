from __future__ import annotations

import re
from dataclasses import dataclass

from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.nodes import CurrentField, Exists, Field, Node, Total, expect_type, walk
from yiyang.measures.model.tables import Subject, ValueType

CODE = re.compile(r"[a-z][a-z0-9_]*")
CLAUSE = re.compile(r"(ZS|WM|ZJ)-\d+|MH-A\d+|MH [一二三四五六七八九十()]+|MH|WM|ST")
DIRECTIONS = ("up", "down")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Subjects of a population who reached something: each counts 1 below and 1 or 0 above the line."""

    population: Node
    reached: Node

    def __post_init__(self) -> None:
        expect_type(self.population, ValueType.BOOLEAN, "a population")
        expect_type(self.reached, ValueType.BOOLEAN, "what was reached")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every expression of the measure."""
        return (self.population, self.reached)


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a whole, both whole numbers summed over a population (beds of homes).

    `missing` says which single subject counts as missing; without it the share has no missing list.
    A missing number counts 0.
    """

    population: Node
    part: Node
    whole: Node
    missing: Node | None = None

    def __post_init__(self) -> None:
        expect_type(self.population, ValueType.BOOLEAN, "a population")
        expect_type(self.part, ValueType.INTEGER, "a part")
        expect_type(self.whole, ValueType.INTEGER, "a whole")
        if self.missing is not None:
            expect_type(self.missing, ValueType.BOOLEAN, "a missing rule")

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every expression of the measure."""
        always = (self.population, self.part, self.whole)
        return always if self.missing is None else (*always, self.missing)


Measure = Rate | Share


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One number that a policy asks for.

    For a subject and a day it yields (denominator, numerator, area); an area is the sum over its subjects.
    `label`, `numerator_words`, `denominator_words` are English msgids, `..._zh` their Chinese.
    `source` lists clauses such as "ZS-21"; `direction` says whether a higher ("up") or lower value is better.
    """

    code: str
    label: str
    label_zh: str
    source: tuple[str, ...]
    direction: str
    subject: Subject
    measure: Measure
    numerator_words: str
    numerator_words_zh: str
    denominator_words: str
    denominator_words_zh: str
    unit: str = "%"

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code):
            raise DefinitionError(f"expected a code of small letters, digits and _, got {self.code!r}")
        for name in TEXTS:
            if not getattr(self, name).strip():
                raise DefinitionError(f"{self.code}: expected a text as {name}, got an empty one")
        if not self.source or not all(CLAUSE.fullmatch(clause) for clause in self.source):
            raise DefinitionError(f"{self.code}: expected clauses such as 'ZS-21', got {self.source}")
        if self.direction not in DIRECTIONS:
            raise DefinitionError(f"{self.code}: expected one of {DIRECTIONS}, got {self.direction!r}")
        for expression in self.measure.nodes:
            for node in walk(expression):
                check_subject(node, self.subject)

    @property
    def has_missing_list(self) -> bool:
        """Whether the subjects that are missing can be named."""
        return isinstance(self.measure, Rate) or self.measure.missing is not None


TEXTS = (
    "label",
    "label_zh",
    "numerator_words",
    "numerator_words_zh",
    "denominator_words",
    "denominator_words_zh",
    "unit",
)


def check_subject(node: Node, subject: Subject) -> None:
    """Raise DefinitionError when a node cannot be asked of this subject."""
    if isinstance(node, Field) and node.table != subject.table:
        raise DefinitionError(
            f"expected columns of {subject.table.name!r}, got {node.table.name}.{node.name}"
        )
    if isinstance(node, CurrentField) and node.table.one_per != (subject.key,):
        raise DefinitionError(
            f"expected a table with one row per {subject.key!r}, "
            f"got {node.table.name!r} with one per {node.table.one_per}"
        )
    if isinstance(node, Exists | Total) and not node.rows.table.has_column(subject.key):
        raise DefinitionError(f"expected a table with {subject.key!r}, got {node.rows.table.name!r}")
