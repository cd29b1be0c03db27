"""Half-open day intervals ``[valid_from, valid_to)``; ``valid_to`` None means open-ended.

People name the last day that counts; the ledger stores the day after it. Only this module converts.
A `datetime` is never a day: comparing one with a `date` raises TypeError.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from yiyang.kernel.refused import Refused

Interval = tuple[date, date | None]

ONE_DAY = timedelta(days=1)


def check_interval(valid_from: date, valid_to: date | None) -> None:
    """Raise `Refused` ("interval_order") unless at least one day lies in the interval."""
    if valid_to is not None and valid_to <= valid_from:
        raise Refused.because("interval_order", field="valid_to", first=valid_from, last=last_day(valid_to))


def valid_on(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Tell whether the day `on` lies in ``[valid_from, valid_to)``."""
    return valid_from <= on and (valid_to is None or on < valid_to)


def last_day(valid_to: date | None) -> date | None:
    """Return the last day that counts, as people write it; None for an open end."""
    return None if valid_to is None else valid_to - ONE_DAY


def from_last_day(last: date | None) -> date | None:
    """Return the stored `valid_to` for the last day that counts; None for an open end.

    Raises `Refused` ("last_day_of_calendar") for the calendar's own last day: nothing can be stored after it.
    """
    if last == date.max:
        raise Refused.because("last_day_of_calendar", last=last.isoformat())
    return None if last is None else last + ONE_DAY


def overlaps(first_from: date, first_to: date | None, second_from: date, second_to: date | None) -> bool:
    """Tell whether two intervals share at least one day; empty intervals share none."""
    return clip(first_from, first_to, second_from, second_to) is not None


def clip(
    valid_from: date, valid_to: date | None, window_from: date, window_to: date | None
) -> Interval | None:
    """Return the part of an interval inside a window, None if they share no day."""
    start = max(valid_from, window_from)
    ends = [end for end in (valid_to, window_to) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end <= start else (start, end)


def count_days(valid_from: date, valid_to: date) -> int:
    """Return the number of days in a closed-ended interval; 0 for an empty one."""
    return max(0, (valid_to - valid_from).days)


def first_overlap(intervals: Iterable[Interval]) -> tuple[Interval, Interval] | None:
    """Return two of the intervals that share a day, the earliest such pair, or None."""
    latest: Interval | None = None
    for interval in sorted(intervals, key=lambda item: (item[0], item[1] or date.max)):
        if interval[1] is not None and interval[1] <= interval[0]:
            continue
        if latest is not None and overlaps(*latest, *interval):
            return latest, interval
        latest = interval
    return None
