from datetime import date, timedelta
from itertools import pairwise

import pytest

from yiyang.kernel.age import age_on, birthday_bounds, birthday_in_year, latest_birth, turns_in_year

ONE_DAY = timedelta(days=1)


def oracle_age(birth, on, leap_birthday):
    """Live through every day and count the birthdays met, from month and day only."""
    age = 0
    day = birth
    while day < on:
        day += ONE_DAY
        own = (birth.month, birth.day)
        if own == (2, 29) and (date(day.year, 3, 1) - ONE_DAY).day == 28:
            own = {"mar1": (3, 1), "feb28": (2, 28)}[leap_birthday]
        age += (day.month, day.day) == own
    return age


@pytest.mark.parametrize("leap_birthday", ["mar1", "feb28"])
@pytest.mark.parametrize("birth_year", [1959, 1960, 1999, 2000])
def test_age_equals_the_oracle_around_leap_days(birth_year, leap_birthday):
    births = [date(birth_year, 2, 26) + n * ONE_DAY for n in range(6)]
    births += [date(birth_year, 12, 31), date(birth_year, 1, 1)]
    for birth in births:
        for year in (birth_year, birth_year + 1, birth_year + 4, birth_year + 5):
            for on in [date(year, 2, 26) + n * ONE_DAY for n in range(6)] + [date(year, 12, 31)]:
                if on >= birth:
                    expected = oracle_age(birth, on, leap_birthday)
                    assert age_on(birth, on, leap_birthday=leap_birthday) == expected, (birth, on)


@pytest.mark.parametrize("leap_birthday", ["mar1", "feb28"])
@pytest.mark.parametrize("age", [0, 60, 65, 80, 90, 100])
def test_bounds_agree_with_age_for_every_birth_date(age, leap_birthday):
    ons = [date(year, 2, 26) + n * ONE_DAY for year in (2023, 2024, 2025) for n in range(6)]
    ons += [date(2000, 2, 29), date(2025, 12, 31), date(2026, 1, 1)]
    for on in ons:
        bounds = birthday_bounds(age, on, leap_birthday=leap_birthday)
        assert bounds.latest == latest_birth(age, on, leap_birthday=leap_birthday)
        year = on.year - age
        births = [date(year - 1, 1, 1) + n * ONE_DAY for n in range(1096)]
        exact = [
            birth for birth in births if birth <= on and age_on(birth, on, leap_birthday=leap_birthday) == age
        ]
        assert (exact[0], exact[-1]) == tuple(bounds)
        assert exact == [birth for birth in births if bounds.earliest <= birth <= bounds.latest]


def test_age_never_falls_and_grows_by_one_a_year():
    for birth in (date(1960, 2, 28), date(1960, 2, 29), date(1960, 3, 1), date(1960, 12, 31)):
        ages = [age_on(birth, birth + n * ONE_DAY) for n in range(366 * 9)]
        steps = {later - earlier for earlier, later in pairwise(ages)}
        assert steps == {0, 1}


def test_every_birth_date_of_a_century_turns_65_on_its_birthday():
    birth = date(1900, 1, 1)
    while birth < date(2000, 1, 1):
        birthday = birthday_in_year(birth, birth.year + 65)
        assert age_on(birth, birthday) == 65
        assert age_on(birth, birthday - ONE_DAY) == 64
        birth += ONE_DAY


@pytest.mark.parametrize(
    ("birth", "on", "mar1", "feb28"),
    [
        (date(1960, 2, 29), date(2025, 2, 27), 64, 64),
        (date(1960, 2, 29), date(2025, 2, 28), 64, 65),
        (date(1960, 2, 29), date(2025, 3, 1), 65, 65),
        (date(1960, 2, 29), date(2024, 2, 28), 63, 63),
        (date(1960, 2, 29), date(2024, 2, 29), 64, 64),
        (date(1960, 2, 29), date(2060, 2, 29), 100, 100),
        (date(1960, 5, 17), date(1960, 5, 17), 0, 0),
    ],
)
def test_leap_day_rule_is_the_callers(birth, on, mar1, feb28):
    assert age_on(birth, on) == mar1
    assert age_on(birth, on, leap_birthday="feb28") == feb28


def test_turns_in_year_looks_at_years_only():
    assert turns_in_year(date(1960, 12, 31), 2025) == 65
    assert age_on(date(1960, 12, 31), date(2025, 12, 30)) == 64
    with pytest.raises(ValueError, match="1959"):
        turns_in_year(date(1960, 1, 1), 1959)


def test_day_before_birth_has_no_age():
    with pytest.raises(ValueError, match="1960-05-17"):
        age_on(date(1960, 5, 17), date(1960, 5, 16))
    with pytest.raises(ValueError, match="negative"):
        latest_birth(-1, date(2025, 1, 1))
