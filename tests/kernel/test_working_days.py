import csv
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.lifecycle import Move, TimeLimit, due
from yiyang.kernel.refused import Refused
from yiyang.kernel.working_days import CalendarNotCovered, WorkingCalendar

DATA = Path(__file__).parents[1] / "data" / "holidays-workdays-2016-2026.csv"
ONE_DAY = timedelta(days=1)
CALENDAR = WorkingCalendar.shipped()


def days(first, last):
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def read_kinds():
    with DATA.open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


def test_every_day_of_2016_to_2026_equals_the_other_source():
    kinds = read_kinds()
    span = days(date(2016, 1, 1), date(2026, 12, 31))
    assert len(span) == 4018
    expected = [kinds.get(day, "holiday" if day.isoweekday() > 5 else "workday") == "workday" for day in span]
    assert [CALENDAR.is_working_day(day) for day in span] == expected


def test_every_covered_day_equals_the_package():
    span = days(date(2004, 1, 1), date(2026, 12, 31))
    assert [CALENDAR.is_working_day(day) for day in span] == [
        chinese_calendar.is_workday(day) for day in span
    ]
    assert CALENDAR.years == set(range(2004, 2027))
    assert WorkingCalendar.shipped() is CALENDAR


def test_ten_working_days_after_the_second_of_january_2025():
    assert CALENDAR.add_working_days(date(2025, 1, 2), 10) == date(2025, 1, 16)
    assert due(Move("done", limit=TimeLimit(working_days=10)), date(2025, 1, 2), CALENDAR) == date(
        2025, 1, 16
    )


def test_make_up_days_count_and_the_start_does_not():
    assert CALENDAR.is_working_day(date(2025, 1, 26)) is True
    assert CALENDAR.add_working_days(date(2025, 1, 25), 1) == date(2025, 1, 26)
    assert CALENDAR.add_working_days(date(2025, 1, 27), 1) == date(2025, 2, 5)
    assert CALENDAR.add_working_days(date(2025, 1, 28), 0) == date(2025, 1, 28)
    assert CALENDAR.working_days_between(date(2025, 1, 27), date(2025, 2, 4)) == 0


def test_day_outside_coverage_is_refused_and_says_what_to_do():
    with pytest.raises(CalendarNotCovered) as refusal:
        CALENDAR.is_working_day(date(2027, 1, 4))
    assert isinstance(refusal.value, Refused)
    assert refusal.value.codes == ("calendar_not_covered",)
    assert str(refusal.value) == (
        "The working-day calendar does not cover 2027; add the holidays and make-up working days of that "
        "year's State Council notice to the calendar."
    )
    with pytest.raises(CalendarNotCovered, match="2027"):
        CALENDAR.add_working_days(date(2026, 12, 25), 10)
    with pytest.raises(CalendarNotCovered, match="2003"):
        CALENDAR.working_days_between(date(2003, 12, 29), date(2004, 1, 2))


def test_rows_of_a_new_year_extend_the_calendar():
    rows = [(date(2027, 1, 1), "holiday"), (date(2027, 1, 3), "workday"), (date(2026, 12, 27), "workday")]
    longer = CALENDAR.with_year(2027, rows)
    assert longer.is_working_day(date(2027, 1, 1)) is False
    assert longer.is_working_day(date(2027, 1, 3)) is True
    assert longer.is_working_day(date(2026, 12, 27)) is True
    assert longer.is_working_day(date(2026, 10, 1)) is False
    assert longer.add_working_days(date(2026, 12, 31), 2) == date(2027, 1, 4)
    assert CALENDAR.is_working_day(date(2026, 12, 27)) is False
    assert longer.years - CALENDAR.years == {2027}


def test_a_corrected_year_replaces_its_former_rows():
    corrected = CALENDAR.with_year(2026, [(date(2026, 1, 1), "holiday")])
    assert corrected.is_working_day(date(2026, 10, 1)) is True
    assert corrected.is_working_day(date(2025, 10, 1)) is False


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(date(2027, 1, 1), "holiday"), (date(2027, 1, 1), "workday")], "both"),
        ([(date(2027, 1, 1), "feast")], "kind"),
        ([], "without a single holiday"),
        ([(date(2026, 12, 31), "holiday")], "without a single holiday"),
    ],
)
def test_faulty_notices_are_turned_down(rows, message):
    with pytest.raises(ValueError, match=message):
        CALENDAR.with_year(2027, rows)


@settings(derandomize=True, max_examples=100)
@given(st.dates(date(2004, 1, 1), date(2026, 9, 1)), st.integers(0, 40))
def test_adding_and_counting_agree(day, n):
    end = CALENDAR.add_working_days(day, n)
    assert CALENDAR.working_days_between(day, end) == n
    if n:
        assert CALENDAR.is_working_day(end) is True


def test_counting_is_forward_only():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2025, 1, 2), -1)
    with pytest.raises(ValueError, match="before the start"):
        CALENDAR.working_days_between(date(2025, 1, 2), date(2025, 1, 1))
    with pytest.raises(ValueError, match="both holiday and working day"):
        WorkingCalendar(years=(), holidays=[date(2025, 1, 1)], workdays=[date(2025, 1, 1)])
