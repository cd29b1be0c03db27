"""The typed, frozen nodes of which definitions are made; each checks itself when it is built.

Conditions are two-valued: a comparison with a missing value is false, and `Negation` of it is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar

from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.tables import CodeList, Table, ValueType

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OPERATIONS = ("+", "-", "*")
ORDERED = (ValueType.INTEGER, ValueType.DATE)


@dataclass(frozen=True)
class Node:
    """A value or condition about one subject, or about one row of a table, on one day."""

    fixed_type: ClassVar[ValueType | None] = None

    @property
    def type(self) -> ValueType:
        """The type of the value."""
        if self.fixed_type is not None:
            return self.fixed_type
        if isinstance(self, Field | CurrentField):
            return self.table.column(self.name).type
        if isinstance(self, Literal):
            return LITERAL_TYPES[type(self.value)]
        raise DefinitionError(f"expected a node with a type, got {self!r}")

    @property
    def operands(self) -> tuple[Node, ...]:
        """The nodes evaluated against the same row as this one."""
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(value for value in values if isinstance(value, Node))


@dataclass(frozen=True)
class Literal(Node):
    """A constant: a whole number, a text or a date."""

    value: int | str | date

    def __post_init__(self) -> None:
        if type(self.value) not in LITERAL_TYPES:
            raise DefinitionError(f"expected a whole number, text or date as constant, got {self.value!r}")


LITERAL_TYPES: dict[type, ValueType] = {
    int: ValueType.INTEGER,
    str: ValueType.TEXT,
    date: ValueType.DATE,
}


@dataclass(frozen=True)
class TheDay(Node):
    """The day for which the number is computed."""

    fixed_type: ClassVar[ValueType | None] = ValueType.DATE


@dataclass(frozen=True)
class Field(Node):
    """A column of the row at hand: the subject's own row, or inside `ValidRows` the row being chosen."""

    table: Table
    name: str

    def __post_init__(self) -> None:
        self.table.column(self.name)


@dataclass(frozen=True)
class CurrentField(Node):
    """A column of the subject's one row of a time-valid table on the day; missing when there is none."""

    table: Table
    name: str

    def __post_init__(self) -> None:
        self.table.column(self.name)
        if len(self.table.one_per) != 1:
            raise DefinitionError(
                f"expected a table with one row per subject a day, got {self.table.name!r} "
                f"with one per {self.table.one_per}"
            )


@dataclass(frozen=True)
class AgeInYears(Node):
    """Completed years (已满) on the day; born on 29 February counts from 1 March in common years."""

    fixed_type: ClassVar[ValueType | None] = ValueType.INTEGER

    born: Node

    def __post_init__(self) -> None:
        expect_type(self.born, ValueType.DATE, "an age")


@dataclass(frozen=True)
class Arithmetic(Node):
    """Sum, difference or product of two whole numbers; missing when one of them is."""

    fixed_type: ClassVar[ValueType | None] = ValueType.INTEGER

    operation: str
    left: Node
    right: Node

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS:
            raise DefinitionError(f"expected one of {OPERATIONS}, got {self.operation!r}")
        expect_type(self.left, ValueType.INTEGER, "arithmetic")
        expect_type(self.right, ValueType.INTEGER, "arithmetic")


@dataclass(frozen=True)
class Condition(Node):
    """A node that is true or false, never missing."""

    fixed_type: ClassVar[ValueType | None] = ValueType.BOOLEAN


@dataclass(frozen=True)
class Comparison(Condition):
    """Two values of one type compared; false when one of them is missing. Texts have no order."""

    operation: str
    left: Node
    right: Node

    def __post_init__(self) -> None:
        if self.operation not in COMPARISONS:
            raise DefinitionError(f"expected one of {COMPARISONS}, got {self.operation!r}")
        if self.left.type is not self.right.type or self.left.type is ValueType.BOOLEAN:
            raise DefinitionError(
                f"expected two values of one type, "
                f"got {self.left.type.value} {self.operation} {self.right.type.value}"
            )
        if self.operation not in ("=", "!=") and self.left.type not in ORDERED:
            raise DefinitionError(
                f"expected numbers or dates around {self.operation!r}, got {self.left.type.value}"
            )
        check_codes(self.left, self.right)
        check_codes(self.right, self.left)


@dataclass(frozen=True)
class IsAmong(Condition):
    """A text is one of the choices; false when it is missing."""

    value: Node
    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        expect_type(self.value, ValueType.TEXT, "a choice")
        if not self.choices or list(self.choices) != sorted(set(self.choices)):
            raise DefinitionError(f"expected one or more different codes in order, got {self.choices}")
        for choice in self.choices:
            check_codes(self.value, Literal(choice))


@dataclass(frozen=True)
class IsMissing(Condition):
    """A value is not there."""

    value: Node

    def __post_init__(self) -> None:
        if isinstance(self.value, Condition):
            raise DefinitionError("expected a value that can be missing, got a condition")


@dataclass(frozen=True)
class Both(Condition):
    """Both conditions hold."""

    left: Node
    right: Node

    def __post_init__(self) -> None:
        expect_type(self.left, ValueType.BOOLEAN, "'and'")
        expect_type(self.right, ValueType.BOOLEAN, "'and'")


@dataclass(frozen=True)
class Either(Condition):
    """At least one of the conditions holds."""

    left: Node
    right: Node

    def __post_init__(self) -> None:
        expect_type(self.left, ValueType.BOOLEAN, "'or'")
        expect_type(self.right, ValueType.BOOLEAN, "'or'")


@dataclass(frozen=True)
class Negation(Condition):
    """The condition does not hold."""

    condition: Node

    def __post_init__(self) -> None:
        expect_type(self.condition, ValueType.BOOLEAN, "'not'")


@dataclass(frozen=True)
class ValidRows:
    """The subject's rows of a time-valid table that hold on the day and meet a condition on the row.

    Where the table has `one_per`, the counting row is found first and the condition asked of it afterwards.
    """

    table: Table
    where: Node | None = None

    def __post_init__(self) -> None:
        if not self.table.time_valid:
            raise DefinitionError(f"expected a time-valid table, got {self.table.name!r}")
        if self.where is None:
            return
        expect_type(self.where, ValueType.BOOLEAN, f"a filter on {self.table.name!r}")
        for node in walk(self.where):
            if isinstance(node, Field) and node.table == self.table:
                continue
            if isinstance(node, Field | SUBJECT_NODES):
                raise DefinitionError(f"expected columns of {self.table.name!r} in its filter, got {node!r}")


@dataclass(frozen=True)
class Exists(Condition):
    """The subject has at least one such row; rows that overlap or repeat count once."""

    rows: ValidRows


@dataclass(frozen=True)
class Total(Node):
    """The sum of a whole-number column over the subject's rows; 0 when there are none."""

    fixed_type: ClassVar[ValueType | None] = ValueType.INTEGER

    rows: ValidRows
    column: str

    def __post_init__(self) -> None:
        expect_type(Field(self.rows.table, self.column), ValueType.INTEGER, "a total")
        if not self.rows.table.one_per:
            # Only then can a row that was sent twice or that overlaps itself not be added twice.
            raise DefinitionError(
                f"expected a table with one_per under a total, got {self.rows.table.name!r}"
            )


SUBJECT_NODES = CurrentField | Exists | Total
NODE_TYPES: tuple[type[Node], ...] = (
    Literal,
    TheDay,
    Field,
    CurrentField,
    AgeInYears,
    Arithmetic,
    Comparison,
    IsAmong,
    IsMissing,
    Both,
    Either,
    Negation,
    Exists,
    Total,
)


def visit_name(node_type: type[Node]) -> str:
    """The name of the method by which an engine evaluates nodes of this type."""
    return "_visit_" + re.sub(r"(?<!^)(?=[A-Z])", "_", node_type.__name__).lower()


def walk(node: Node) -> Iterator[Node]:
    """This node and every node below it that is evaluated against the same row, outermost first."""
    yield node
    for operand in node.operands:
        yield from walk(operand)


def expect_type(node: Node, expected: ValueType, user: str) -> None:
    """Raise DefinitionError unless the node has the type that its user needs."""
    if node.type is not expected:
        raise DefinitionError(
            f"{user}: expected {expected.value}, got {node.type.value} from {describe(node)}"
        )


def code_list(node: Node) -> CodeList | None:
    """The code list of a column node, or None."""
    return node.table.column(node.name).codes if isinstance(node, Field | CurrentField) else None


def check_codes(column: Node, constant: Node) -> None:
    """Raise DefinitionError when a column with a closed code list meets a code that is not on it."""
    codes = code_list(column)
    if codes is None or codes.is_open or not isinstance(constant, Literal):
        return
    if codes.get(str(constant.value)) is None:
        known = ", ".join(entry.code for entry in codes.codes)
        raise DefinitionError(f"expected a code of {codes.name!r} ({known}), got {constant.value!r}")


def describe(node: Node) -> str:
    """A short name of a node for messages."""
    if isinstance(node, Field | CurrentField):
        return f"{node.table.name}.{node.name}"
    if isinstance(node, Literal):
        return repr(node.value)
    return type(node).__name__
