"""Terms across month ends and leap days, and working days of 2024 to 2032: right, or refused with the year's name."""

import csv
from bisect import bisect_right
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from tests.factories import make_elder, make_team, make_world, platform_viewer
from yiyang.domains.contracts.actions import ContractTerms, sign_contract
from yiyang.domains.contracts.queries import signed_elders
from yiyang.domains.contracts.rules import signing
from yiyang.domains.contracts.rules.signing import same_day_later
from yiyang.domains.elders.rules.tiers import Health, grade
from yiyang.kernel.refused import Refused
from yiyang.kernel.working_days import CalendarNotCovered, WorkingCalendar

ONE_DAY = timedelta(days=1)
HOLIDAYS = Path(__file__).parents[1] / "data" / "holidays-workdays-2016-2026.csv"
CALENDAR = [date(2024, 1, 1) + n * ONE_DAY for n in range((date(2037, 1, 1) - date(2024, 1, 1)).days)]
TRIPLES = [(day.year, day.month, day.day) for day in CALENDAR]
SPAN = [day for day in CALENDAR if day.year <= 2032]
MONTH_ENDS = [day for day in SPAN if (day + ONE_DAY).day == 1]
EDGES = [day for day in MONTH_ENDS if (day.month in (2, 11, 12) and day.year in (2024, 2025, 2027, 2028))]
MOST_YEARS = 3


def anniversary(day, years):
    """The same day some years later, else the last day before it that the calendar has."""
    return CALENDAR[bisect_right(TRIPLES, (day.year + years, day.month, day.day)) - 1]


def wrong_anniversaries(later):
    return [
        (day, years)
        for day in SPAN
        for years in range(MOST_YEARS + 1)
        if later(day, years=years) != anniversary(day, years)
    ]


def test_a_term_of_years_ends_on_the_same_day_or_the_months_last():
    assert wrong_anniversaries(same_day_later) == []
    assert same_day_later(date(2024, 2, 29), years=1) == date(2025, 2, 28)
    assert same_day_later(date(2024, 2, 29), years=4) == date(2028, 2, 29)


def test_a_term_that_runs_over_into_march_is_caught():
    def over(day, *, years):
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return date(day.year + years, 3, 1)

    found = {day for day, _years in wrong_anniversaries(over)}
    assert found == {date(2024, 2, 29), date(2028, 2, 29), date(2032, 2, 29)}


@pytest.fixture
def place(db):
    world = make_world(on=None)
    elder = make_elder(world.village, since=date(2016, 1, 1))
    return elder, make_team(world.towns[0])


def wrong_terms(starts, place):
    """First days on which the longest term is not signed, one day more is, or the days in force are others."""
    elder, team = place
    found = []
    for first in starts:
        last = anniversary(first, MOST_YEARS)
        for asked, expected in ((last, ()), (last + ONE_DAY, ("term_too_long",))):
            terms = ContractTerms(
                team=team, package="elder_basic", signed_on=first, valid_from=first, last_day=asked
            )
            try:
                with transaction.atomic():
                    contract = sign_contract(viewer=platform_viewer(on=first), elder=elder, terms=terms)
                    days = first - ONE_DAY, first, asked, asked + ONE_DAY
                    force = [bool(signed_elders(elder_ids=[elder.pk], on=day)) for day in days]
                    got = () if force == [False, True, True, False] else (f"in force {force}",)
                    got += () if contract.valid_to - ONE_DAY == asked else ("kept another day",)
                    transaction.set_rollback(True)
            except Refused as refused:
                got = refused.codes
            if got != expected:
                found.append((first, asked, got))
    return found


def test_contracts_from_month_ends_hold_their_days(place):
    assert date(2024, 2, 29) in EDGES
    assert date(2027, 11, 30) in EDGES
    assert wrong_terms(EDGES, place) == []


@pytest.mark.long
def test_contracts_from_every_month_end_hold_their_days(place):
    assert wrong_terms(MONTH_ENDS, place) == []


def test_a_term_counted_in_days_is_caught(place, monkeypatch):
    def by_days(day, *, years):
        return day + timedelta(days=365 * years)

    monkeypatch.setattr(signing, "same_day_later", by_days)
    assert wrong_terms([date(2024, 11, 30), date(2025, 11, 30)], place) != []


WELL = {"diseases": (), "systolic": 120, "diastolic": 80, "glucose": 5.0, "self_care": "1"}
TIERS = {
    "high": (30, {"categories": frozenset({"dementia"})}),
    "middle": (90, {"diseases": ("I10",)}),
    "low": (365, {}),
}


def wrong_rhythms(graded):
    """(tier, day) whose next service is not so many days after the last contact, counted by the day's number."""
    found = []
    for tier, (gap, marks) in TIERS.items():
        for day in MONTH_ENDS:
            health = Health(birth=date(1955, 5, 6), last_contact=day, **WELL | marks)
            got = graded(health, on=day)
            expected = date.fromordinal(day.toordinal() + gap)
            if (got.tier, got.due) != (tier, expected):
                found.append((tier, day))
            late = graded(health, on=expected + 10 * ONE_DAY)
            if late.due != expected + 10 * ONE_DAY:
                found.append((tier, day, "late"))
    return found


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2024, 11, 30), date(2025, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 28)),
        (date(2027, 12, 1), date(2028, 2, 29)),
        (date(2024, 2, 29), date(2024, 5, 29)),
        (date(2025, 8, 31), date(2025, 11, 29)),
    ],
)
def test_a_quarterly_visit_is_due_ninety_days_on(last, due):
    health = Health(birth=date(1955, 5, 6), last_contact=last, **WELL | {"diseases": ("I10",)})
    assert grade(health, on=last).due == due


def test_visits_from_every_month_end_are_due_by_their_rhythm():
    assert wrong_rhythms(grade) == []


def test_a_rhythm_in_whole_months_is_caught():
    def monthly(health, *, on):
        got = grade(health, on=on)
        months = got.visits_a_year and 12 // got.visits_a_year
        place = health.last_contact.month - 1 + months
        due = date(health.last_contact.year + place // 12, place % 12 + 1, min(health.last_contact.day, 28))
        return type(got)(tier=got.tier, label=got.label, reasons=got.reasons, due=max(due, on))

    assert {tier for tier, *_ in wrong_rhythms(monthly)} == set(TIERS)


def read_notices():
    with HOLIDAYS.open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["kind"] == "workday" for row in csv.DictReader(file)}


NOTICES = read_notices()
KNOWN_YEARS = {2024, 2025, 2026}


def works(day):
    return NOTICES.get(day, day.isoweekday() <= 5)


def wrong_working_days(calendar):
    """Days answered otherwise than by the notices of their year, or answered without one."""
    found = []
    for day in SPAN:
        try:
            got = calendar.is_working_day(day)
        except CalendarNotCovered as refused:
            got = "refused" if str(day.year) in refused.reasons[0].text() else "refused without the year"
        expected = works(day) if day.year in KNOWN_YEARS else "refused"
        if got != expected:
            found.append(day)
    return found


def wrong_limits(calendar):
    """Starts from which 5, 10 or 20 working days end elsewhere than counted by the notices, or are guessed."""
    found = []
    for start in (day for day in SPAN if day.year in KNOWN_YEARS or day.day == 1):
        for limit in (5, 10, 20):
            try:
                got = calendar.add_working_days(start, limit)
            except CalendarNotCovered:
                got = None
            if got != nth_working_day(start, limit):
                found.append((start, limit))
    return found


WORKING = [day for day in SPAN if day.year in KNOWN_YEARS and works(day)]


def nth_working_day(start, limit):
    """The working day that many after a day; None where the notices do not reach that far."""
    place = bisect_right(WORKING, start) + limit - 1
    return WORKING[place] if place < len(WORKING) else None


def test_working_days_follow_the_notices_and_are_never_guessed():
    calendar = WorkingCalendar.shipped()
    assert calendar.years >= KNOWN_YEARS
    assert wrong_working_days(calendar) == []
    assert wrong_limits(calendar) == []


class GuessingCalendar(WorkingCalendar):
    """The planted bug: Monday to Friday where no notice is known."""

    def is_working_day(self, day):
        return super().is_working_day(day) if day.year in self.years else day.weekday() < 5


def test_a_calendar_that_guesses_is_caught():
    shipped = WorkingCalendar.shipped()
    guessing = GuessingCalendar(years=shipped.years, holidays=shipped.holidays, workdays=shipped.workdays)
    assert wrong_working_days(guessing) == [day for day in SPAN if day.year not in KNOWN_YEARS]
    assert {start.year for start, _limit in wrong_limits(guessing)} == set(range(2026, 2033))


def test_a_calendar_without_make_up_days_is_caught():
    shipped = WorkingCalendar.shipped()
    short = WorkingCalendar(years=shipped.years, holidays=shipped.holidays, workdays=())
    made_up = [day for day in SPAN if day.year in KNOWN_YEARS and day.isoweekday() > 5 and works(day)]
    assert wrong_working_days(short) == made_up
    assert len(made_up) > 10
    assert wrong_limits(short) != []
