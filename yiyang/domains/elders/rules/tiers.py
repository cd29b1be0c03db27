"""The tier of health of an elder on a day, and the rhythm of service it asks for (ELD-4; ST 2(1)).

A value that nobody knows is never taken as good: where it could change the tier, there is no tier, only the list
of what is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from yiyang.domains.elders.rules.conditions import is_in_range
from yiyang.kernel.age import age_on
from yiyang.kernel.icd10 import diagnosis_groups
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Word
from yiyang.kernel.rule_table import RuleRow, RuleTable

TABLE = RuleTable.load(
    Path(__file__).parent / "tables" / "tiers.toml",
    required=("label", "rank", "visits_a_year", "days_between", "any"),
)
CHECK_UP_DAYS = 365
"""How long the values of a check-up speak: one year, until the next is due."""
CHRONIC = ("hypertension", "diabetes", "coronary", "stroke", "copd", "kidney_failure", "parkinson")
"""Groups of diagnoses that count as diseases under care (`kernel/icd10_groups.toml`)."""
SELF_CARE = {"1": "Independent", "2": "Slightly dependent", "3": "Moderately dependent", "4": "Dependent"}
FACT_LABELS = {
    "systolic": "Systolic pressure",
    "diastolic": "Diastolic pressure",
    "glucose": "Fasting glucose",
    "self_care": "Self-care grade",
    "diseases": "Diseases (an open health record)",
}
_CATEGORY_WORDS = {
    "disabled": "Disabled",
    "partly_disabled": "Partly disabled",
    "dementia": "With dementia",
    "severely_ill": "Severely ill",
}
register_phrases(
    {
        "tier_category": "Belongs to '%(what)s'.",
        "tier_age": "Aged %(value)s, from %(bound)s on.",
        "tier_value": "%(what)s is %(value)s, on or beyond %(bound)s.",
        "tier_self_care": "Self-care was graded '%(value)s'.",
        "tier_diseases": "%(value)s diseases under care, from %(bound)s on.",
        "tier_always": "None of the marks of a higher tier is there.",
        "tier_missing": "Missing: %(what)s.",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What is known of an elder's health on a day.

    `diseases` are ICD-10 codes, None where no health record is open that would hold them. Values of a check-up
    are None where it lies further back than a year or did not measure them.
    """

    birth: date
    categories: frozenset[str] = frozenset()
    diseases: tuple[str, ...] | None = None
    systolic: float | None = None
    diastolic: float | None = None
    glucose: float | None = None
    self_care: str | None = None
    last_contact: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """The tier (empty: cannot be graded), why, and the next day of service by its rhythm.

    `reasons` tells the marks found, or what is missing. `due` is None without a tier or without any contact to
    count from: then service is due at once.
    """

    tier: str
    label: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()
    visits_a_year: int = 0
    due: date | None = None
    source: str = ""


def grade(health: Health, *, on: date) -> Grade:
    """The tier on a day by the rows in force. Raises Refused (`rule_row_missing`) before any row was."""
    missing: dict[str, None] = {}
    for row in tier_rows(on):
        found, unknown = _marks(row, health, on)
        if found and not missing:
            return _graded(row, found, health, on)
        if found:
            break
        missing |= dict.fromkeys(unknown)
    reasons = tuple(Reason("tier_missing", params={"what": Word(FACT_LABELS[each])}) for each in missing)
    return Grade(tier="", label="Cannot be graded", reasons=reasons, missing=tuple(missing))


@cache
def tier_rows(on: date) -> tuple[RuleRow, ...]:
    """The rows in force on a day, the highest tier first."""
    rows = TABLE.rows_on(on) or (TABLE.at("high", on),)
    return tuple(sorted(rows, key=lambda row: -int(str(row["rank"]))))


def tier_choices() -> list[tuple[str, str]]:
    """Code and label (a msgid) of every tier, the highest first."""
    rows = sorted({row.code: row for row in TABLE.rows}.values(), key=lambda row: -int(str(row["rank"])))
    return [(row.code, str(row["label"])) for row in rows]


def _graded(row: RuleRow, found: list[Reason], health: Health, on: date) -> Grade:
    gap = timedelta(days=int(str(row["days_between"])))
    return Grade(
        tier=row.code,
        label=str(row["label"]),
        reasons=tuple(found),
        visits_a_year=int(str(row["visits_a_year"])),
        due=max(health.last_contact + gap, on) if health.last_contact else None,
        source=row.source,
    )


def _marks(row: RuleRow, health: Health, on: date) -> tuple[list[Reason], list[str]]:
    """The marks of a tier that are there, and the facts nobody knows that could be one."""
    found: list[Reason] = []
    unknown: list[str] = []
    marks: Sequence[Mapping[str, Any]] = row["any"]  # type: ignore[assignment]
    for mark in marks:
        reason = _MARKS.get(mark["fact"], _value_mark)(mark, health, on)
        if reason is None:
            unknown.append(mark["fact"])
        elif reason is not False:
            found.append(reason)
    return found, unknown


def _category_mark(mark: Mapping[str, Any], health: Health, _on: date) -> Any:
    held = [code for code in mark["among"] if code in health.categories]
    return Reason("tier_category", params={"what": Word(_CATEGORY_WORDS[held[0]])}) if held else False


def _age_mark(mark: Mapping[str, Any], health: Health, on: date) -> Any:
    age = age_on(health.birth, on)
    return age >= mark["at_least"] and Reason("tier_age", params={"value": age, "bound": mark["at_least"]})


def _self_care_mark(mark: Mapping[str, Any], health: Health, _on: date) -> Any:
    if health.self_care is None:
        return None
    words = Word(SELF_CARE[health.self_care])
    return health.self_care in mark["among"] and Reason("tier_self_care", params={"value": words})


def _disease_mark(mark: Mapping[str, Any], health: Health, _on: date) -> Any:
    if health.diseases is None:
        return None
    count = len({group for code in health.diseases for group in chronic_groups(code)})
    bound = mark["at_least"]
    return count >= bound and Reason("tier_diseases", params={"value": count, "bound": bound})


def _value_mark(mark: Mapping[str, Any], health: Health, _on: date) -> Any:
    value = getattr(health, mark["fact"])
    if value is None:
        return None
    bound = mark.get("at_least", mark.get("at_most"))
    is_mark = value >= bound if "at_least" in mark else value <= bound
    what = Word(FACT_LABELS[mark["fact"]])
    return is_mark and Reason("tier_value", params={"what": what, "value": value, "bound": bound})


def _always(_mark: Mapping[str, Any], _health: Health, _on: date) -> Any:
    return Reason("tier_always")


_MARKS = {
    "category": _category_mark,
    "age": _age_mark,
    "self_care": _self_care_mark,
    "diseases": _disease_mark,
    "always": _always,
}


@cache
def chronic_groups(icd10: str) -> tuple[str, ...]:
    """The groups under care that a code belongs to."""
    groups = diagnosis_groups()
    return tuple(name for name in CHRONIC if is_in_range(icd10, _codes(groups[name].ranges)))


def _codes(ranges: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(f"{first}-{last}" for first, last in ranges)
