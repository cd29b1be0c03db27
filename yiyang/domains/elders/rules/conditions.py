"""Conditions of rules as trees, read from the `when` of a rule table's row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from yiyang.kernel.icd10 import DiagnosisGroup

LEAVES = ("stated", "age", "icd10", "living", "household", "category")
HOUSEHOLDS = ("alone", "couple")
Key = tuple[str, object]


@dataclass(frozen=True, eq=False)
class Leaf:
    """One fact that a rule asks for: its kind and which."""

    kind: str
    value: object

    @property
    def key(self) -> Key:
        """Kind and value, by which facts are found."""
        return self.kind, self.value


@dataclass(frozen=True, eq=False)
class AllOf:
    """Every part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, eq=False)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, eq=False)
class NoneOf:
    """The part does not hold."""

    part: "Condition"


Condition = Leaf | AllOf | AnyOf | NoneOf


def read_condition(written: object, *, where: str) -> Condition:
    """The tree of a written condition. Raises ValueError naming the row for anything that is none."""
    if not isinstance(written, Mapping) or len(written) != 1:
        raise ValueError(f"{where}: a condition names exactly one thing, not {written!r}.")
    ((kind, value),) = written.items()
    if kind in {"all", "any"}:
        parts = tuple(read_condition(part, where=where) for part in value)
        if not parts:
            raise ValueError(f"{where}: '{kind}' lists no condition.")
        return AllOf(parts) if kind == "all" else AnyOf(parts)
    if kind == "not":
        return NoneOf(read_condition(value, where=where))
    return _read_leaf(kind, value, where=where)


def _read_leaf(kind: str, value: object, *, where: str) -> Leaf:
    if kind not in LEAVES:
        raise ValueError(f"{where}: unknown fact {kind!r}; known are {', '.join(LEAVES)}.")
    if kind == "icd10":
        if not isinstance(value, list) or not value:
            raise ValueError(f"{where}: icd10 lists ranges of codes.")
        value = tuple(value)
        diagnosis_range(value)
    elif kind == "age" and not isinstance(value, int):
        raise ValueError(f"{where}: age is a whole number, not {value!r}.")
    elif kind == "household" and value not in HOUSEHOLDS:
        raise ValueError(f"{where}: household is one of {HOUSEHOLDS}, not {value!r}.")
    return Leaf(kind, value)


@cache
def diagnosis_range(codes: tuple[str, ...]) -> DiagnosisGroup:
    """The group of diagnoses of written ranges such as ("C00-C97", "N18.5")."""
    pairs = []
    for text in codes:
        first, _hyphen, last = text.replace(".", "").partition("-")
        pairs.append((first, last or first))
    return DiagnosisGroup("", "", "", tuple(pairs))


@cache
def is_in_range(icd10: str, codes: tuple[str, ...]) -> bool:
    """Whether a code lies in one of the ranges."""
    return diagnosis_range(codes).holds(icd10)


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """Every fact that a condition names."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, NoneOf):
        yield from leaves_of(condition.part)
    else:
        for part in condition.parts:
            yield from leaves_of(part)
