"""Who may sign which package with which team, and why not (FAM-1; ZS-21)."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yiyang.domains.contracts.rules import phrases  # noqa: F401
from yiyang.kernel.age import age_on
from yiyang.kernel.intervals import ONE_DAY
from yiyang.kernel.refused import Reason, Refused
from yiyang.kernel.rule_table import RuleRow, RuleTable

PACKAGES = RuleTable.load(
    Path(__file__).parent / "tables" / "packages.toml",
    required=("label", "min_age", "max_years", "max_days_ahead", "max_per_team"),
)


@dataclass(frozen=True, kw_only=True)
class SigningFacts:
    """What is known when a contract is to be signed. Intervals are half-open."""

    birth_date: date
    death_date: date | None
    lives_in: str
    lives_in_team_area: bool
    team_area: str
    other_team: str | None
    other_until: date | None
    team_load: int
    signed_on: date
    valid_from: date
    last_day: date
    on: date


Check = Callable[[SigningFacts, RuleRow], Reason | None]


def _reason(code: str, *, field: str | None = None, **params: Any) -> Reason:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
    return Reason(code, field=field, params=plain)


def _check_age(facts: SigningFacts, package: RuleRow) -> Reason | None:
    if facts.birth_date > facts.valid_from:
        return _reason("under_age", field="package", age=0, minimum=package["min_age"])
    age = age_on(facts.birth_date, facts.valid_from)
    if age < _number(package, "min_age"):
        return _reason("under_age", field="package", age=age, minimum=package["min_age"])
    if "max_age" in package.values and age > _number(package, "max_age"):
        return _reason("over_age", field="package", age=age, maximum=package["max_age"])
    return None


def _check_alive(facts: SigningFacts, _package: RuleRow) -> Reason | None:
    return _reason("elder_has_died", died=facts.death_date) if facts.death_date else None


def _check_area(facts: SigningFacts, _package: RuleRow) -> Reason | None:
    if facts.lives_in_team_area:
        return None
    return _reason("outside_team_area", field="team", lives=facts.lives_in, area=facts.team_area)


def _check_other(facts: SigningFacts, _package: RuleRow) -> Reason | None:
    if facts.other_team is None:
        return None
    return _reason("signed_elsewhere", team=facts.other_team, until=facts.other_until)


def _check_load(facts: SigningFacts, package: RuleRow) -> Reason | None:
    most = _number(package, "max_per_team")
    if facts.team_load < most:
        return None
    return _reason("team_full", field="team", load=facts.team_load, most=most)


def _check_order(facts: SigningFacts, _package: RuleRow) -> Reason | None:
    if facts.last_day >= facts.valid_from:
        return None
    return _reason("end_before_begin", field="last_day", last=facts.last_day, first=facts.valid_from)


def _check_term(facts: SigningFacts, package: RuleRow) -> Reason | None:
    years = _number(package, "max_years")
    if facts.last_day <= same_day_later(facts.valid_from, years=years):
        return None
    return _reason("term_too_long", field="last_day", years=years)


def same_day_later(day: date, *, years: int) -> date:
    """The same day some years later, or the last of that month where it lacks the day (Civil Code, article 202).

    The calendar's last day where it does not reach that far.
    """
    year = day.year + years
    if year > date.max.year:
        return date.max - ONE_DAY
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _check_signed(facts: SigningFacts, _package: RuleRow) -> Reason | None:
    if facts.signed_on > facts.on:
        return _reason("signed_in_future", field="signed_on", signed=facts.signed_on, on=facts.on)
    return None


def _check_begin(facts: SigningFacts, package: RuleRow) -> Reason | None:
    days = _number(package, "max_days_ahead")
    if facts.valid_from < facts.signed_on:
        return _reason(
            "begins_before_signing", field="valid_from", first=facts.valid_from, signed=facts.signed_on
        )
    if (facts.valid_from - facts.signed_on).days > days:
        return _reason("begins_too_late", field="valid_from", first=facts.valid_from, days=days)
    return None


def _number(package: RuleRow, key: str) -> int:
    value = package[key]
    if not isinstance(value, int):
        raise TypeError(f"{package.code}: {key} is a whole number, not {value!r}")
    return value


SIGNING_CHECKS: tuple[Check, ...] = (
    _check_age,
    _check_alive,
    _check_area,
    _check_other,
    _check_load,
    _check_order,
    _check_term,
    _check_signed,
    _check_begin,
)


def signing_refusals(facts: SigningFacts, package: RuleRow) -> tuple[Reason, ...]:
    """Every reason to refuse, in the order of the table; an empty tuple means go ahead.

    `package` is the row of the package table in force on the day of signing.
    """
    found = (check(facts, package) for check in SIGNING_CHECKS)
    return tuple(reason for reason in found if reason is not None)


def find_package(code: str, *, on: date) -> RuleRow:
    """The package's row in force on a day. Raises Refused (`package_not_offered`)."""
    try:
        return PACKAGES.at(code, on)
    except Refused:
        raise Refused.because(
            "package_not_offered", field="package", package=code, on=on.isoformat()
        ) from None
