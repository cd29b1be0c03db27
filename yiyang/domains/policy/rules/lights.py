"""The light of a target, a milestone or a task on a day, with the reason for it.

A target's completion (the way from its baseline to its threshold) is set against the share of its period
that has passed.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import ceil, isfinite
from pathlib import Path

TABLE = Path(__file__).parent / "tables" / "lights.toml"
DAYS_A_WEEK = 7

Number = int | float | Decimal | Fraction
Param = str | int | float


class Colour(StrEnum):
    """Colours of a light; grey means that nothing can be said yet."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Reason(StrEnum):
    """Why a light has its colour."""

    MET = "met"
    ON_COURSE = "on_course"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    OVERDUE = "overdue"
    NOT_STARTED = "not_started"
    NO_DATA = "no_data"
    NO_DATA_OVERDUE = "no_data_overdue"
    DONE = "done"
    NOT_DONE_YET = "not_done_yet"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """How a reason is shown: its colour, one word beside the light, and a sentence with named parameters."""

    colour: Colour
    word: str
    sentence: str


PHRASES: Mapping[Reason, Phrase] = {
    Reason.MET: Phrase(colour=Colour.GREEN, word="Met", sentence="The target is met."),
    Reason.ON_COURSE: Phrase(
        colour=Colour.GREEN,
        word="On course",
        sentence="%(completion)s%% of the way gone, and %(elapsed)s%% of the time.",
    ),
    Reason.DUE_SOON: Phrase(
        colour=Colour.AMBER,
        word="Due soon",
        sentence="Not met, and only %(days_left)s days are left.",
    ),
    Reason.BEHIND: Phrase(
        colour=Colour.AMBER,
        word="Behind",
        sentence="%(behind)s points behind: %(completion)s%% of the way gone, but %(elapsed)s%% of the time.",
    ),
    Reason.FAR_BEHIND: Phrase(
        colour=Colour.RED,
        word="Far behind",
        sentence="%(behind)s points behind: %(completion)s%% of the way gone, but %(elapsed)s%% of the time.",
    ),
    Reason.OVERDUE: Phrase(
        colour=Colour.RED, word="Overdue", sentence="Not met, and due %(days_over)s days ago."
    ),
    Reason.NOT_STARTED: Phrase(
        colour=Colour.GREY, word="Not started", sentence="The period begins on %(start)s."
    ),
    Reason.NO_DATA: Phrase(
        colour=Colour.GREY, word="No data", sentence="There is no number for this day and area."
    ),
    Reason.NO_DATA_OVERDUE: Phrase(
        colour=Colour.GREY,
        word="No data",
        sentence="There is no number, and the target was due %(days_over)s days ago.",
    ),
    Reason.DONE: Phrase(colour=Colour.GREEN, word="Done", sentence="In place since %(done_on)s."),
    Reason.NOT_DONE_YET: Phrase(
        colour=Colour.GREY, word="In progress", sentence="Due on %(due)s; no proof of completion yet."
    ),
    Reason.NO_NUMBER: Phrase(
        colour=Colour.GREY,
        word="No number",
        sentence="The document sets no number; progress reports tell how it goes.",
    ),
}

_SEVERITY = (Colour.GREEN, Colour.GREY, Colour.AMBER, Colour.RED)


@dataclass(frozen=True, kw_only=True)
class LightRow:
    """Thresholds in force from a day on, in percentage points and days, with their source."""

    code: str
    in_force: date
    amber_from_points: int
    red_above_points: int
    due_soon_days: int
    source: str

    @property
    def name(self) -> str:
        """The code with its first day, which tells rows of one code apart."""
        return f"{self.code} {self.in_force}"


@dataclass(frozen=True, kw_only=True)
class TargetFacts:
    """What the light of a target needs; `value` is None where no number could be computed.

    `threshold`, `value` and `baseline` share one unit (a share of one, or a count); comparator is ">=" or "<=".
    `baseline` is the value on the eve of the period; None counts as nothing reached.
    """

    on: date
    start: date
    due: date
    comparator: str
    threshold: Number
    value: Number | None
    baseline: Number | None = None

    def __post_init__(self) -> None:
        if self.comparator not in (">=", "<="):
            raise ValueError(f'comparator is ">=" or "<=", not "{self.comparator}"')
        if self.due < self.start:
            raise ValueError(f"the due day {self.due} lies before the start {self.start}")
        if exact(self.threshold) <= 0:
            raise ValueError(f"the threshold must be above 0, not {self.threshold}")
        if self.value is not None and exact(self.value) < 0:
            raise ValueError(f"the value must not be below 0, it is {self.value}")


@dataclass(frozen=True, kw_only=True)
class Light:
    """A colour with its reason; `row` names the table row that judged, "" where none was needed."""

    reason: Reason
    params: Mapping[str, Param]
    row: str = ""

    @property
    def colour(self) -> Colour:
        """The colour, which the reason alone decides."""
        return PHRASES[self.reason].colour

    @property
    def word(self) -> str:
        """The word beside the light (a msgid)."""
        return PHRASES[self.reason].word

    @property
    def sentence(self) -> str:
        """The explanation (a msgid to be filled with `params`)."""
        return PHRASES[self.reason].sentence

    def explain(self) -> str:
        """Return the explanation in English, filled in."""
        return self.sentence % self.params


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A light with the indicator and the year of the target or milestone it belongs to."""

    indicator: str
    year: int
    light: Light


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many more are needed, days left to the due day, and how many a week (None when the day is past)."""

    needed: int
    days_left: int
    per_week: int | None


def exact(number: Number) -> Fraction:
    """Turn a number into the fraction its shortest decimal form names, so that 0.85 equals 85/100."""
    if isinstance(number, float):
        if not isfinite(number):
            raise ValueError(f"{number} is no number to compare")
        return Fraction(repr(number))
    return Fraction(number)


@cache
def light_rows() -> tuple[LightRow, ...]:
    """Read the table of thresholds, oldest row first."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["rows"]
    return tuple(sorted((LightRow(**row) for row in rows), key=lambda row: row.in_force))


def light_row(on: date) -> LightRow:
    """Return the row in force on the day; LookupError when the table begins later."""
    rows = [row for row in light_rows() if row.in_force <= on]
    if not rows:
        raise LookupError(f"No row of {TABLE.name} is in force on {on}; add one that begins earlier.")
    return rows[-1]


def is_met(*, comparator: str, threshold: Number, value: Number) -> bool:
    """Say whether the value reaches the threshold in the comparator's direction."""
    if comparator == "<=":
        return exact(value) <= exact(threshold)
    return exact(value) >= exact(threshold)


def completion(facts: TargetFacts) -> Fraction:
    """How much of the way from the baseline to the threshold is gone, 0 to 1; met is 1.

    Without a baseline (or with one that had already met the threshold, and was lost since) the way begins at
    nothing for ">=", and completion is threshold ÷ value for "<=".
    """
    if facts.value is None:
        raise ValueError("completion needs a value")
    value, threshold = exact(facts.value), exact(facts.threshold)
    if is_met(comparator=facts.comparator, threshold=threshold, value=value):
        return Fraction(1)
    if facts.baseline is None:
        return value / threshold if facts.comparator == ">=" else threshold / value
    baseline = exact(facts.baseline)
    if is_met(comparator=facts.comparator, threshold=threshold, value=baseline):
        return Fraction(0)
    return max((value - baseline) / (threshold - baseline), Fraction(0))


def elapsed(facts: TargetFacts) -> Fraction:
    """Share of the period that has passed at the end of the day, 0 to 1; both ends count."""
    whole = (facts.due - facts.start).days + 1
    gone = (facts.on - facts.start).days + 1
    return min(max(Fraction(gone, whole), Fraction(0)), Fraction(1))


def target_light(facts: TargetFacts, *, row: LightRow | None = None) -> Light:
    """Judge a target at the end of a day by `row`, else by the row in force on that day."""
    row = row or light_row(facts.on)
    days_left = (facts.due - facts.on).days
    if facts.on < facts.start:
        return Light(reason=Reason.NOT_STARTED, params={"start": facts.start.isoformat()}, row=row.name)
    if facts.value is None:
        if days_left < 0:
            return Light(reason=Reason.NO_DATA_OVERDUE, params={"days_over": -days_left}, row=row.name)
        return Light(reason=Reason.NO_DATA, params={}, row=row.name)
    if is_met(comparator=facts.comparator, threshold=facts.threshold, value=facts.value):
        return Light(reason=Reason.MET, params={}, row=row.name)
    if days_left < 0:
        return Light(reason=Reason.OVERDUE, params={"days_over": -days_left}, row=row.name)
    return _light_on_the_way(facts, row=row, days_left=days_left)


def _light_on_the_way(facts: TargetFacts, *, row: LightRow, days_left: int) -> Light:
    done, gone = completion(facts), elapsed(facts)
    behind = (gone - done) * 100
    params: dict[str, Param] = {
        "completion": _points(done * 100),
        "elapsed": _points(gone * 100),
        "behind": _points(behind),
        "days_left": days_left,
    }
    if behind > row.red_above_points:
        reason = Reason.FAR_BEHIND
    elif behind >= row.amber_from_points:
        reason = Reason.BEHIND
    elif days_left <= row.due_soon_days:
        reason = Reason.DUE_SOON
    else:
        reason = Reason.ON_COURSE
    return Light(reason=reason, params=params, row=row.name)


def milestone_light(*, on: date, due: date, done_on: date | None, row: LightRow | None = None) -> Light:
    """Judge a milestone: green only with a day of completion; red once overdue; amber in the last days."""
    row = row or light_row(on)
    days_left = (due - on).days
    if done_on is not None and done_on <= on:
        return Light(reason=Reason.DONE, params={"done_on": done_on.isoformat()}, row=row.name)
    if days_left < 0:
        return Light(reason=Reason.OVERDUE, params={"days_over": -days_left}, row=row.name)
    if days_left <= row.due_soon_days:
        return Light(reason=Reason.DUE_SOON, params={"days_left": days_left}, row=row.name)
    return Light(reason=Reason.NOT_DONE_YET, params={"due": due.isoformat()}, row=row.name)


def worst_light(lights: Iterable[Light]) -> Light:
    """Return the worst (red, amber, grey, green; the first of equals); "no number" when there is none."""
    return max(
        lights,
        key=lambda light: _SEVERITY.index(light.colour),
        default=Light(reason=Reason.NO_NUMBER, params={}),
    )


def task_light(parts: Iterable[Dated], *, on: date) -> Light:
    """Return the worst light of what a task is due for now.

    For each indicator (or milestone) only its nearest year that is not past counts, or its last year
    once all are past: a later target of the same indicator replaces an earlier one, but an unmet
    indicator is never hidden by another one's later year. Nothing to judge by: grey, never green.
    """
    by_indicator: dict[str, list[Dated]] = {}
    for part in parts:
        by_indicator.setdefault(part.indicator, []).append(part)
    current: list[Light] = []
    for same in by_indicator.values():
        ahead = [part.year for part in same if part.year >= on.year]
        year = min(ahead) if ahead else max(part.year for part in same)
        current.extend(part.light for part in same if part.year == year)
    return worst_light(current)


def needed(numerator: int, denominator: int | None, threshold: Number) -> int:
    """How many more subjects reach the threshold: a share of the denominator, or a count when it is None."""
    goal = exact(threshold) if denominator is None else exact(threshold) * denominator
    return max(ceil(goal) - numerator, 0)


def weekly_pace(more: int, *, on: date, due: date) -> Pace:
    """Spread what is needed over the weeks from the day after `on` to the due day, rounded up."""
    days_left = (due - on).days
    if more == 0:
        return Pace(needed=0, days_left=days_left, per_week=0)
    if days_left <= 0:
        return Pace(needed=more, days_left=days_left, per_week=None)
    per_week = min(ceil(Fraction(more * DAYS_A_WEEK, days_left)), more)
    return Pace(needed=more, days_left=days_left, per_week=per_week)


def _points(number: Fraction) -> float:
    """Round to one decimal for showing; judgement is made on the exact number."""
    return float(round(number, 1))
