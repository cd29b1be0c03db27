"""Age in completed years, as the policies count it.

"Completed 65" (已满65周岁) is reached on the birthday itself. A person born on 29 February has the birthday
on 1 March in a common year; a region that holds 28 February passes ``leap_birthday="feb28"``. No source in
hand settles it, so the rule is an argument (ADR 0002). "Turns 65 in the year" (当年满65) looks at years only.
"""

from calendar import isleap
from datetime import date, timedelta
from typing import Literal, NamedTuple

LeapBirthday = Literal["mar1", "feb28"]

_FEBRUARY = 2
_LEAP_DAY = 29


class BirthdayBounds(NamedTuple):
    """The first and the last birth date that make a given age, both included."""

    earliest: date
    latest: date


def birthday_in_year(birth: date, year: int, *, leap_birthday: LeapBirthday = "mar1") -> date:
    """Return the day in `year` on which the person completes a year of life."""
    if (birth.month, birth.day) != (_FEBRUARY, _LEAP_DAY) or isleap(year):
        return birth.replace(year=year)
    return date(year, 3, 1) if leap_birthday == "mar1" else date(year, 2, 28)


def age_on(birth: date, on: date, *, leap_birthday: LeapBirthday = "mar1") -> int:
    """Return completed years (周岁) on the day `on`.

    Raises:
        ValueError: `on` is before the birth date.
    """
    if on < birth:
        raise ValueError(f"No age on {on}: the birth date {birth} is later.")
    had_birthday = on >= birthday_in_year(birth, on.year, leap_birthday=leap_birthday)
    return on.year - birth.year - (not had_birthday)


def turns_in_year(birth: date, year: int) -> int:
    """Return the age completed at some day of the calendar year (当年满N岁).

    Raises:
        ValueError: the year is before the birth year.
    """
    if year < birth.year:
        raise ValueError(f"No age in {year}: the birth date {birth} is later.")
    return year - birth.year


def latest_birth(age: int, on: date, *, leap_birthday: LeapBirthday = "mar1") -> date:
    """Return the latest birth date of a person who is at least `age` on the day `on`.

    So ``birth <= latest_birth(65, on)`` is the same as ``age_on(birth, on) >= 65`` and can use an index.
    """
    if age < 0:
        raise ValueError(f"An age cannot be negative: {age}.")
    year = on.year - age
    if (on.month, on.day) == (_FEBRUARY, _LEAP_DAY) and not isleap(year):
        return date(year, 2, 28)
    day_before_leap_day = (on.month, on.day) == (_FEBRUARY, _LEAP_DAY - 1)
    if leap_birthday == "feb28" and day_before_leap_day and isleap(year) and not isleap(on.year):
        return date(year, _FEBRUARY, _LEAP_DAY)
    return on.replace(year=year)


def birthday_bounds(age: int, on: date, *, leap_birthday: LeapBirthday = "mar1") -> BirthdayBounds:
    """Return the earliest and latest birth date of people who are exactly `age` on the day `on`."""
    return BirthdayBounds(
        earliest=latest_birth(age + 1, on, leap_birthday=leap_birthday) + timedelta(days=1),
        latest=latest_birth(age, on, leap_birthday=leap_birthday),
    )
