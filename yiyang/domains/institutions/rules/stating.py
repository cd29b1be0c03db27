"""From which days something may be stated of an organisation, and why not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from yiyang.domains.institutions.rules import phrases  # noqa: F401
from yiyang.domains.institutions.rules.kinds import HOSPITAL_KINDS
from yiyang.kernel.refused import Reason

MOST_BEDS = 99_999


@dataclass(frozen=True, kw_only=True)
class StatingFacts:
    """When an organisation opened and closed, the day a statement begins, and the day it is made.

    `opened_on` is the first day of its first profile, `closed_from` the first day without a profile.
    """

    opened_on: date | None
    closed_from: date | None
    valid_from: date
    on: date


def stating_refusals(facts: StatingFacts, *, field: str = "valid_from") -> tuple[Reason, ...]:
    """Every reason why nothing can be stated from that day on."""
    reasons = list(future_refusals(facts.valid_from, on=facts.on, field=field))
    if facts.opened_on is not None and facts.valid_from < facts.opened_on:
        params = {"on": facts.valid_from.isoformat(), "opened": facts.opened_on.isoformat()}
        reasons.append(Reason("not_before_opening", field=field, params=params))
    if facts.closed_from is not None and facts.valid_from >= facts.closed_from:
        params = {"closed": facts.closed_from.isoformat()}
        reasons.append(Reason("not_after_closing", field=field, params=params))
    return tuple(reasons)


def future_refusals(day: date, *, on: date, field: str) -> tuple[Reason, ...]:
    """A day that has not come yet is refused."""
    if day <= on:
        return ()
    return (Reason("day_in_future", field=field, params={"day": day.isoformat(), "on": on.isoformat()}),)


def choice_refusals(code: object, *, known: Collection[object], field: str) -> tuple[Reason, ...]:
    """A code outside its list is refused, with the list."""
    if code in known:
        return ()
    return (Reason("organisation_not_in_list", field=field, params={"code": code, "known": tuple(known)}),)


def level_refusals(kind: str, level: int) -> tuple[Reason, ...]:
    """Only hospitals have a level."""
    if not level or kind in HOSPITAL_KINDS:
        return ()
    return (Reason("level_without_hospital", field="level"),)


def bed_refusals(beds: dict[str, int], *, known: Collection[str]) -> tuple[Reason, ...]:
    """Numbers of beds by kind: each kind known, each number 0 or more and not absurd."""
    if not beds:
        return (Reason("beds_missing"),)
    reasons: list[Reason] = []
    for kind, count in beds.items():
        reasons += choice_refusals(kind, known=known, field="beds")
        if count < 0:
            reasons.append(Reason("beds_negative", field=f"beds_{kind}"))
        elif count > MOST_BEDS:
            reasons.append(Reason("beds_too_many", field=f"beds_{kind}", params={"most": MOST_BEDS}))
    return tuple(reasons)


def text_refusals(texts: Iterable[tuple[str, str, int]]) -> tuple[Reason, ...]:
    """(field, text, greatest length): names that are empty and entries that do not fit."""
    reasons = []
    for field, text, most in texts:
        if field == "name" and not text.strip():
            reasons.append(Reason("organisation_name_missing", field=field))
        if len(text) > most:
            reasons.append(
                Reason("organisation_entry_too_long", field=field, params={"length": len(text), "most": most})
            )
    return tuple(reasons)
