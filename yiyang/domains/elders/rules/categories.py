"""Membership of categories as it follows from the facts, by interval algebra (ELD-2; ZS-20, ZS-23; WM-8; ZJ-1).

The rows of `tables/categories.toml` decide. A membership says of which days it holds and because of what: the
clause and the facts, each with its own days. Death and departure end every membership; a person who comes back
takes it up again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from yiyang.domains.elders.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Key,
    Leaf,
    NoneOf,
    is_in_range,
    leaves_of,
    read_condition,
)
from yiyang.domains.elders.rules.spans import FAR, Spans, complement, end_of, intersect, span, subtract, union
from yiyang.kernel.age import birthday_in_year
from yiyang.kernel.intervals import Interval
from yiyang.kernel.rule_table import RuleRow, RuleTable

COUPLE = ("01", "02", "11", "12")
"""Relations to the head of which a couple's household consists: the head, husband, wife (GB/T 4761)."""
TABLE = RuleTable.load(Path(__file__).parent / "tables" / "categories.toml", required=("label", "when"))


class Fact(NamedTuple):
    """A fact with its days: a stated code, an ICD-10 code or a way of living; `words` name its source or disease."""

    code: str
    valid_from: date
    valid_to: date | None
    words: str = ""


class Stay(NamedTuple):
    """The elder's days in a household, and those of everybody else in it, with each one's relation to the head."""

    relation: str
    valid_from: date
    valid_to: date | None
    others: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """Everything about an elder from which categories follow. No residence at all counts as present."""

    birth: date
    death: date | None = None
    residences: tuple[Interval, ...] = ()
    stated: tuple[Fact, ...] = ()
    conditions: tuple[Fact, ...] = ()
    living: tuple[Fact, ...] = ()
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived:
    """A membership with its days, half-open, and why: {"clause", "in_force", "facts": [{kind, what, …}]}."""

    code: str
    valid_from: date
    valid_to: date | None
    because: dict[str, Any]


class _Named(NamedTuple):
    """A fact found for a leaf, as an explanation tells it."""

    first: date
    last: date
    what: str
    words: str


class CategoryRules:
    """The rows of a table made ready. Raises ValueError for an unknown category or one that needs itself."""

    def __init__(self, table: RuleTable) -> None:
        self.table = table
        self._rows: dict[str, list[tuple[RuleRow, Condition]]] = {}
        for row in table.rows:
            condition = read_condition(row["when"], where=f"{table.name}: {row.code}")
            self._rows.setdefault(row.code, []).append((row, condition))
        self.leaves = {
            leaf.key: leaf for rows in self._rows.values() for _row, each in rows for leaf in leaves_of(each)
        }
        self._wanted: dict[frozenset[Key], tuple[str, ...]] = {}
        for code in self._rows:
            self._check(code, ())
        self.ages = tuple(leaf for leaf in self.leaves.values() if leaf.kind == "age")
        self.ranges = tuple(leaf for leaf in self.leaves.values() if leaf.kind == "icd10")

    @property
    def codes(self) -> tuple[str, ...]:
        """Every category there is."""
        return tuple(self._rows)

    def rows_of(self, code: str) -> list[tuple[RuleRow, Condition]]:
        """The rows of a category with their conditions, the earliest first."""
        return self._rows[code]

    def codes_for(self, keys: frozenset[Key]) -> tuple[str, ...]:
        """Categories that can hold where facts of these keys are there and no others, in order."""
        if keys not in self._wanted:
            self._wanted[keys] = tuple(code for code in sorted(self._rows) if self._can_hold(code, keys))
        return self._wanted[keys]

    def _can_hold(self, code: str, keys: frozenset[Key]) -> bool:
        return any(self._is_possible(condition, keys) for _row, condition in self._rows[code])

    def _is_possible(self, condition: Condition, keys: frozenset[Key]) -> bool:
        if isinstance(condition, Leaf):
            is_category = condition.kind == "category"
            return self._can_hold(str(condition.value), keys) if is_category else condition.key in keys
        if isinstance(condition, NoneOf):
            return True
        parts = (self._is_possible(part, keys) for part in condition.parts)
        return all(parts) if isinstance(condition, AllOf) else any(parts)

    def _check(self, code: str, above: tuple[str, ...]) -> None:
        if code in above or code not in self._rows:
            raise ValueError(f"{self.table.name}: {code!r} is unknown or needs itself, by {above}.")
        for _row, condition in self._rows[code]:
            for leaf in leaves_of(condition):
                if leaf.kind == "category":
                    self._check(str(leaf.value), (*above, code))


RULES = CategoryRules(TABLE)


def derive_categories(basis: Basis, rules: CategoryRules = RULES) -> list[Derived]:
    """Every membership that follows from the facts, by code and day."""
    reading = _Reading(basis, rules)
    wanted = rules.codes_for(frozenset(reading.facts))
    return [each for code in wanted for each in reading.memberships(code)]


def present_spans(basis: Basis) -> Spans:
    """The days on which the person is alive and lives here; days before the first residence count as here."""
    here: Spans = [(basis.birth, basis.death or FAR)] if basis.death != basis.birth else []
    if not basis.residences:
        return here
    homes = union(span(*each) for each in basis.residences)
    return intersect(here, [(date.min, homes[0][1]), *homes[1:]])


class _Reading:
    """One elder's facts by leaf, and what was worked out of them so far."""

    def __init__(self, basis: Basis, rules: CategoryRules) -> None:
        self.rules = rules
        self.facts: dict[tuple[str, object], list[_Named]] = {}
        self.present = present_spans(basis)
        self._known: dict[str, list[tuple[RuleRow, Condition, Spans]]] = {}
        self._spans: dict[int, Spans] = {}
        self._read(basis)

    def _read(self, basis: Basis) -> None:
        for leaf in self.rules.ages:
            years = int(str(leaf.value))
            if basis.birth.year + years < FAR.year:
                birthday = birthday_in_year(basis.birth, basis.birth.year + years)
                self._add(leaf.key, birthday, None, str(years))
        for fact in basis.stated:
            self._add(("stated", fact.code), fact.valid_from, fact.valid_to, fact.code, fact.words)
        for fact in basis.living:
            self._add(("living", fact.code), fact.valid_from, fact.valid_to, fact.code)
        for fact in basis.conditions:
            for leaf in self.rules.ranges:
                if is_in_range(fact.code, leaf.value):  # type: ignore[arg-type]
                    self._add(leaf.key, fact.valid_from, fact.valid_to, fact.code, fact.words)
        for stay in basis.stays:
            for value, spans in _household_spans(stay):
                for first, last in spans:
                    self._add(("household", value), first, end_of(last), value)

    def _add(
        self, key: tuple[str, object], valid_from: date, valid_to: date | None, what: str, words: str = ""
    ) -> None:
        if key in self.rules.leaves:
            first, last = span(valid_from, valid_to)
            self.facts.setdefault(key, []).append(_Named(first, last, what, words))

    def memberships(self, code: str) -> Iterator[Derived]:
        """The memberships of a category with their reasons, the earliest first."""
        for row, condition, spans in self._category(code):
            for first, last in spans:
                facts = _without_doubles(self._reasons(condition, (first, last)))
                because = {"clause": row.source, "in_force": row.in_force.isoformat(), "facts": facts}
                yield Derived(code=code, valid_from=first, valid_to=end_of(last), because=because)

    def _category(self, code: str) -> list[tuple[RuleRow, Condition, Spans]]:
        if code not in self._known:
            self._known[code] = [
                (
                    row,
                    condition,
                    intersect(
                        self._evaluate(condition),
                        intersect(self.present, [span(row.in_force, row.valid_to)]),
                    ),
                )
                for row, condition in self.rules.rows_of(code)
            ]
        return self._known[code]

    def _evaluate(self, condition: Condition) -> Spans:
        key = id(condition)
        if key not in self._spans:
            self._spans[key] = self._work_out(condition)
        return self._spans[key]

    def _work_out(self, condition: Condition) -> Spans:
        if isinstance(condition, Leaf):
            if condition.kind == "category":
                rows = self._category(str(condition.value))
                return union(each for _row, _condition, spans in rows for each in spans)
            return union((fact.first, fact.last) for fact in self.facts.get(condition.key, ()))
        if isinstance(condition, NoneOf):
            return complement(self._evaluate(condition.part))
        if isinstance(condition, AnyOf):
            return union(each for part in condition.parts for each in self._evaluate(part))
        found = self._evaluate(condition.parts[0])
        for part in condition.parts[1:]:
            if not found:
                break
            found = intersect(found, self._evaluate(part))
        return found

    def _reasons(self, condition: Condition, within: tuple[date, date]) -> Iterator[dict[str, Any]]:
        """The facts that carry a condition on the days of a span; branches that never hold in it are left out."""
        if isinstance(condition, NoneOf):
            yield from _absences(condition.part)
        elif isinstance(condition, AllOf):
            for part in condition.parts:
                yield from self._reasons(part, within)
        elif isinstance(condition, AnyOf):
            for part in condition.parts:
                if intersect(self._evaluate(part), [within]):
                    yield from self._reasons(part, within)
        elif condition.kind == "category":
            for _row, inner, spans in self._category(str(condition.value)):
                if intersect(spans, [within]):
                    yield from self._reasons(inner, within)
        else:
            for fact in self.facts.get(condition.key, ()):
                if fact.first < within[1] and within[0] < fact.last:
                    yield _reason(condition.kind, fact)


def _reason(kind: str, fact: _Named) -> dict[str, Any]:
    end = end_of(fact.last)
    return {
        "kind": kind,
        "what": fact.what,
        "words": fact.words,
        "from": fact.first.isoformat(),
        "to": end.isoformat() if end else None,
    }


def _absences(condition: Condition) -> Iterator[dict[str, Any]]:
    for leaf in leaves_of(condition):
        yield {"kind": f"no_{leaf.kind}", "what": str(leaf.value), "words": "", "from": None, "to": None}


def _without_doubles(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for fact in facts:
        if fact not in found:
            found.append(fact)
    return found


def _household_spans(stay: Stay) -> Iterator[tuple[str, Spans]]:
    own = union([span(stay.valid_from, stay.valid_to)])
    yield "alone", subtract(own, union(span(each.valid_from, each.valid_to) for each in stay.others))
    if stay.relation in COUPLE:
        beyond = [each for each in stay.others if each.code not in COUPLE]
        yield "couple", subtract(own, union(span(each.valid_from, each.valid_to) for each in beyond))
    else:
        yield "couple", subtract(own, union(span(each.valid_from, each.valid_to) for each in stay.others))
