"""Working days of mainland China: weekends, statutory holidays and make-up working days.

The arrangement of a year is known only from the State Council's notice, so a day outside the years that are
loaded is refused, never guessed.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Literal

from chinese_calendar import constants

from yiyang.kernel.refused import Refused

DayKind = Literal["holiday", "workday"]

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarNotCovered(Refused):
    """The calendar has no arrangement for the year of a day that was asked for ("calendar_not_covered")."""


class WorkingCalendar:
    """An immutable calendar of some whole years.

    Args:
        years: the years whose arrangement is complete.
        holidays: days off by arrangement, weekends included or not.
        workdays: make-up working days on weekends.

    Raises:
        ValueError: a day is both, or a covered year has no holiday at all.
    """

    def __init__(self, *, years: Iterable[int], holidays: Iterable[date], workdays: Iterable[date]) -> None:
        self.years = frozenset(years)
        self.holidays = frozenset(holidays)
        self.workdays = frozenset(workdays)
        both = self.holidays & self.workdays
        if both:
            raise ValueError(f"Days that are both holiday and working day: {sorted(map(str, both))}.")
        empty = self.years - {day.year for day in self.holidays}
        if empty:
            raise ValueError(f"Years without a single holiday: {sorted(empty)}.")

    @classmethod
    def shipped(cls) -> "WorkingCalendar":
        """Return the calendar of the `chinesecalendar` package (1.11.0: 2004 to 2026), read once."""
        return _shipped()

    def with_year(self, year: int, rows: Iterable[tuple[date, DayKind]]) -> "WorkingCalendar":
        """Return a calendar that also covers `year`, or corrects it, by the rows of its notice.

        Rows may lie in the neighbouring years, as make-up days of New Year's Day do; they do not make those
        years covered. All former rows of `year` itself are replaced.

        Raises:
            ValueError: a day is given twice with two kinds, a kind is unknown, or the year has no holiday.
        """
        given: dict[date, DayKind] = {}
        for day, kind in rows:
            if kind not in ("holiday", "workday"):
                raise ValueError(f"The kind of {day} must be holiday or workday, not {kind!r}.")
            if given.setdefault(day, kind) != kind:
                raise ValueError(f"{day} is given both as holiday and as workday.")

        def kept(days: frozenset[date]) -> set[date]:
            return {day for day in days if day.year != year and day not in given}

        return WorkingCalendar(
            years=self.years | {year},
            holidays=kept(self.holidays) | {day for day, kind in given.items() if kind == "holiday"},
            workdays=kept(self.workdays) | {day for day, kind in given.items() if kind == "workday"},
        )

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work that day; raises `CalendarNotCovered` outside the years."""
        if day.year not in self.years:
            raise CalendarNotCovered.because("calendar_not_covered", year=day.year)
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after `day`, counted from the next day; `day` itself for n = 0.

        Raises:
            CalendarNotCovered: the count runs out of the years.
            ValueError: n is negative.
        """
        if n < 0:
            raise ValueError(f"Working days are counted forward, not {n}.")
        left = n
        while left:
            day += _ONE_DAY
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days after `start` up to and including `end`.

        So ``working_days_between(day, add_working_days(day, n)) == n``.

        Raises:
            CalendarNotCovered: one of the counted days lies outside the years.
            ValueError: `end` is before `start`.
        """
        if end < start:
            raise ValueError(f"The end {end} is before the start {start}.")
        return sum(self.is_working_day(start + n * _ONE_DAY) for n in range(1, (end - start).days + 1))


@cache
def _shipped() -> WorkingCalendar:
    years = {day.year for day in constants.holidays}
    return WorkingCalendar(years=years, holidays=constants.holidays, workdays=constants.workdays)
