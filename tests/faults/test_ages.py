"""Completed years, against a calendar walked day by day: for every birth date, and in the lists of a given day."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

import pytest

from tests.factories import make_world, platform_viewer
from tests.faults.people import add_people
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.queries import aged, conditions, in_category, list_elders
from yiyang.domains.elders.rules import categories
from yiyang.kernel.age import age_on, birthday_in_year, latest_birth, turns_in_year

ONE_DAY = timedelta(days=1)
CALENDAR = [date(1900, 1, 1) + n * ONE_DAY for n in range((date(2133, 1, 1) - date(1900, 1, 1)).days)]
TRIPLES = [(day.year, day.month, day.day) for day in CALENDAR]
BIRTHS = [day for day in CALENDAR if day.year <= 2026]
FEW = [day for day in BIRTHS if day.month in (2, 3) or (day.month, day.day) in ((1, 1), (12, 31))]
THRESHOLDS = (60, 65, 80, 90, 100)
RULES = ("mar1", "feb28")


def completes(birth, years, rule="mar1"):
    """The day on which somebody has lived some years: the same day of that year, or its neighbour by the rule."""
    sought = birth.year + years, birth.month, birth.day
    place = bisect_left(TRIPLES, sought) if rule == "mar1" else bisect_right(TRIPLES, sought) - 1
    return CALENDAR[place]


def wrong_ages(births, *, age=age_on, rules=RULES):
    """(birth, day, rule) for which an age around a birthday is not what the calendar says, or not monotone."""
    found = []
    for rule in rules:
        for birth in births:
            for years in THRESHOLDS:
                birthday = completes(birth, years, rule)
                days = birthday - ONE_DAY, birthday, birthday + ONE_DAY
                got = [age(birth, day, leap_birthday=rule) for day in days]
                if got != [years - 1, years, years]:
                    found.append((birth, birthday, rule))
    return found


def wrong_bounds(births, *, latest=latest_birth):
    """Births for which 'born by' and 'aged at least' part on the day before the birthday or on it."""
    found = []
    for rule in RULES:
        for birth in births:
            for years in THRESHOLDS:
                birthday = completes(birth, years, rule)
                is_in = birth <= latest(years, birthday, leap_birthday=rule)
                is_early = birth <= latest(years, birthday - ONE_DAY, leap_birthday=rule)
                if (is_early, is_in) != (False, True):
                    found.append((birth, birthday, rule))
    return found


def test_ages_around_birthdays_equal_the_calendar():
    assert len(BIRTHS) == 46_386
    assert wrong_ages(FEW) == []
    assert wrong_bounds(FEW) == []


@pytest.mark.long
def test_ages_of_every_birth_date_equal_the_calendar():
    assert wrong_ages(BIRTHS) == []
    assert wrong_bounds(BIRTHS) == []


def test_ages_by_the_length_of_a_year_are_caught():
    def by_length(birth, on, *, leap_birthday):
        return int((on - birth).days / 365.25)

    assert len(wrong_ages(FEW, age=by_length)) > len(FEW)


def test_the_other_rule_for_the_leap_day_is_caught():
    def always_february(birth, on, *, leap_birthday):
        return age_on(birth, on, leap_birthday="feb28")

    found = wrong_ages(FEW, age=always_february, rules=("mar1",))
    assert {(birth.month, birth.day) for birth, _birthday, _rule in found} == {(2, 29)}
    assert {birthday.year % 4 != 0 or birthday.year == 2100 for _birth, birthday, _rule in found} == {True}


def test_a_bound_one_day_off_is_caught():
    def one_off(years, on, *, leap_birthday):
        return latest_birth(years, on, leap_birthday=leap_birthday) - ONE_DAY

    assert {birth for birth, *_ in wrong_bounds(FEW, latest=one_off)} == set(FEW)


def test_turning_in_the_year_and_having_completed_differ_until_the_birthday():
    for birth in FEW:
        birthday = completes(birth, 65)
        eve, ends = birthday - ONE_DAY, date(birthday.year, 12, 31)
        assert turns_in_year(birth, birthday.year) == 65
        assert age_on(birth, ends) == 65
        assert age_on(birth, eve) == 64
        assert birthday_in_year(birth, birthday.year) == birthday


LIST_DAYS = [
    date(2018, 9, 30), date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1),
    date(2025, 2, 28), date(2025, 3, 1), date(2026, 1, 1), date(2026, 12, 31),
]  # fmt: skip


@pytest.fixture
def people(db):
    """People whose birthdays lie on and around every day of the lists, and all who were born on a 29 February."""
    births = {day for day in BIRTHS if (day.month, day.day) == (2, 29)}
    for on in LIST_DAYS:
        for years in THRESHOLDS:
            place = bisect_left(TRIPLES, (on.year - years, on.month, on.day))
            births |= set(CALENDAR[place - 3 : place + 4])
    village = make_world(on=None).village
    rows = add_people(sorted(births), village)
    derive_memberships([row.pk for row in rows], with_housemates=False)
    return rows


def wrong_lists(people):
    """(day, what) of lists that hold others than those who have completed the years on the day."""
    found = []
    for on in LIST_DAYS:
        viewer = platform_viewer(on=on)
        for years in THRESHOLDS:
            expected = [each.pk for each in people if completes(each.birth_date, years) <= on]
            got = list_elders(viewer=viewer, limit=9999, conditions=[aged(least=years, most=None, on=on)])
            if [row["id"] for row in got] != expected:
                found.append((on, years))
            next_ones = {each.pk for each in people if completes(each.birth_date, years + 5) <= on}
            band = list_elders(
                viewer=viewer, limit=9999, conditions=[aged(least=years, most=years + 4, on=on)]
            )
            if [row["id"] for row in band] != [pk for pk in expected if pk not in next_ones]:
                found.append((on, f"{years}-{years + 4}"))
        members = list_elders(viewer=viewer, limit=9999, conditions=[in_category("aged_80", on=on)])
        if [row["id"] for row in members] != [e.pk for e in people if completes(e.birth_date, 80) <= on]:
            found.append((on, "aged_80"))
    return found


def test_the_lists_of_a_day_hold_exactly_those_of_age(people):
    assert len(people) > 200
    assert wrong_lists(people) == []


def test_a_list_that_leaves_out_todays_birthdays_is_caught(people, monkeypatch):
    monkeypatch.setattr(conditions, "latest_birth", lambda years, on: latest_birth(years, on) - ONE_DAY)
    found = wrong_lists(people)
    assert {on for on, _what in found} == set(LIST_DAYS)
    assert "aged_80" not in {what for _on, what in found}


def test_a_category_that_begins_a_day_late_is_caught(people, monkeypatch):
    monkeypatch.setattr(categories, "birthday_in_year", lambda *given: birthday_in_year(*given) + ONE_DAY)
    derive_memberships([row.pk for row in people], with_housemates=False)
    assert {what for _on, what in wrong_lists(people)} == {"aged_80"}
