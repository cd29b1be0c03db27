"""Checks of data quality: a table of conditions over facts, and the short interpreter that judges a subject.

Missing is tested by `is`; a comparison with a missing fact does not hold, so that one gap is told once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from yiyang.domains.quality.rules.facts import FACTS, Fact, Facts
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.rule_table import RuleRow, RuleTable

GROUPS = ("completeness", "consistency", "timeliness")
SUBJECTS = tuple(FACTS)
THE_DAY = "the day"
TABLE = RuleTable.load(Path(__file__).parent / "checks.toml")
Test = Callable[[Fact, Fact, date], bool]


class BadCheck(ValueError):
    """A row of the table that no interpreter can read; says which row and why."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition: a fact, a test and what it is tested against (a constant or the name of a fact)."""

    fact: str
    test: str
    against: object

    def holds(self, facts: Facts, *, on: date) -> bool:
        """Whether the condition holds for a subject's facts on a day. Raises KeyError for a fact not given."""
        value = facts[self.fact]
        if self.test in _WITH_FACT:
            other = on if self.against == THE_DAY else facts[str(self.against)]
            return value is not None and other is not None and _WITH_FACT[self.test](value, other)
        return _WITH_CONSTANT[self.test](value, self.against, on)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check; `label` and `mend` are msgids."""

    code: str
    group: str
    subject: str
    label: str
    mend: str
    source: str
    applies: tuple[Condition, ...]
    fails: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of judging a subject: codes of the checks that examined it and of those that failed."""

    examined: tuple[str, ...]
    failed: tuple[str, ...]


def judge(facts: Facts, *, checks: tuple[Check, ...], on: date) -> Verdict:
    """Judge a subject by its facts on a day. Raises KeyError when a fact that a check names is not given."""
    examined = [check for check in checks if all(each.holds(facts, on=on) for each in check.applies)]
    failed = [check.code for check in examined if all(each.holds(facts, on=on) for each in check.fails)]
    return Verdict(examined=tuple(check.code for check in examined), failed=tuple(failed))


@cache
def checks_on(on: date, subject: str) -> tuple[Check, ...]:
    """The checks of a kind of subject in force on a day, in the order of the table's codes."""
    rows = (read_check(row) for row in TABLE.rows_on(on))
    return tuple(check for check in rows if check.subject == subject)


def find_check(code: str) -> Check:
    """The latest row of a check. Raises LookupError for an unknown code."""
    rows = [row for row in TABLE.rows if row.code == code]
    if not rows:
        raise LookupError(f"no check has the code {code!r}")
    return read_check(rows[-1])


def read_check(row: RuleRow) -> Check:
    """A row of the table as a check. Raises BadCheck."""
    group, subject = str(row["group"]), str(row["subject"])
    if group not in GROUPS or subject not in SUBJECTS:
        raise BadCheck(f"{row.code}: group {group!r} of subject {subject!r} is unknown")
    return Check(
        code=row.code,
        group=group,
        subject=subject,
        label=str(row["label"]),
        mend=str(row["mend"]),
        source=row.source,
        applies=tuple(_conditions(row, "applies", subject)),
        fails=tuple(_conditions(row, "fails", subject)),
    )


def _conditions(row: RuleRow, key: str, subject: str) -> Iterator[Condition]:
    written = row[key]
    if not isinstance(written, list) or (key == "fails" and not written):
        raise BadCheck(f"{row.code}: {key} must be a list of conditions")
    for each in written:
        tests = set(each) - {"fact"}
        if each.get("fact") not in FACTS[subject] or len(tests) != 1:
            raise BadCheck(f"{row.code}: {each} must name a fact of {subject} and one test")
        test = tests.pop()
        condition = Condition(fact=each["fact"], test=test, against=each[test])
        _check_condition(row, condition, FACTS[subject])
        yield condition


def _check_condition(row: RuleRow, condition: Condition, known: dict[str, tuple[type, str]]) -> None:
    fact_type = known[condition.fact][0]
    against = condition.against
    if condition.test in _WITH_FACT:
        other = date if against == THE_DAY else known.get(str(against), (None,))[0]
        is_right = other is fact_type and (condition.test == "differs_from" or fact_type is date)
    elif condition.test == "is":
        is_right = against in _STATES and (against in ("missing", "present") or fact_type is bool)
    else:
        is_right = condition.test in _TYPES and _TYPES[condition.test](fact_type, against)
    if not is_right:
        raise BadCheck(f"{row.code}: {condition.fact} cannot be tested by {condition.test} = {against!r}")


def _is(value: Fact, state: object, _on: date) -> bool:
    return _STATES[str(state)](value)


_STATES: dict[str, Callable[[Fact], bool]] = {
    "missing": lambda value: value is None or value == "" or value is False,
    "present": lambda value: not (value is None or value == "" or value is False),
    "yes": lambda value: value is True,
    "no": lambda value: value is False,
}
_WITH_FACT: dict[str, Callable[[Fact, Fact], bool]] = {
    "differs_from": lambda value, other: value != other,
    "before": lambda value, other: value < other,  # type: ignore[operator]
    "after": lambda value, other: value > other,  # type: ignore[operator]
}
_WITH_CONSTANT: dict[str, Callable[..., bool]] = {
    "is": _is,
    "equals": lambda value, wanted, _on: value == wanted,
    "among": lambda value, wanted, _on: value in wanted,
    "at_least": lambda value, wanted, _on: value is not None and value >= wanted,
    "below": lambda value, wanted, _on: value is not None and value < wanted,
    "older_than_days": lambda value, days, on: value is not None and value < on - timedelta(days=days),
}
_TYPES: dict[str, Callable[[type, object], bool]] = {
    "equals": lambda fact, wanted: isinstance(wanted, fact),
    "among": lambda fact, wanted: isinstance(wanted, list) and all(isinstance(each, fact) for each in wanted),
    "at_least": lambda fact, wanted: fact is int and isinstance(wanted, int),
    "below": lambda fact, wanted: fact is int and isinstance(wanted, int),
    "older_than_days": lambda fact, wanted: fact is date and isinstance(wanted, int) and wanted > 0,
}

register_phrases(
    {f"quality_{row.code}": str(row["mend"]) for row in TABLE.rows}
    | {
        "quality_day_past": (
            "The register was checked for %(last)s already; checks run forward only. Choose that day or a later one."
        ),
    }
)


def labels() -> tuple[str, ...]:
    """The msgids of every check's label."""
    return tuple(str(row["label"]) for row in TABLE.rows)
