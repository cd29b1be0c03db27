from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.intervals import (
    check_interval,
    clip,
    count_days,
    first_overlap,
    from_last_day,
    last_day,
    overlaps,
    valid_on,
)
from yiyang.kernel.refused import Refused

ORIGIN = date(2024, 2, 27)
days = st.integers(0, 8).map(lambda n: ORIGIN + timedelta(days=n))
intervals = st.tuples(days, st.none() | days)
HORIZON = [ORIGIN + timedelta(days=n) for n in range(12)]


def members(interval):
    return {day for day in HORIZON if interval[0] <= day and (interval[1] is None or day < interval[1])}


def test_first_day_counts_and_valid_to_does_not():
    assert valid_on(date(2025, 1, 1), date(2026, 1, 1), date(2025, 1, 1)) is True
    assert valid_on(date(2025, 1, 1), date(2026, 1, 1), date(2025, 12, 31)) is True
    assert valid_on(date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1)) is False
    assert valid_on(date(2025, 1, 1), None, date(2999, 1, 1)) is True
    assert valid_on(date(2025, 1, 1), None, date(2024, 12, 31)) is False


def test_last_day_is_the_day_before():
    assert last_day(date(2024, 3, 1)) == date(2024, 2, 29)
    assert from_last_day(date(2024, 2, 29)) == date(2024, 3, 1)
    assert last_day(None) is None
    assert from_last_day(None) is None
    with pytest.raises(Refused) as refused:
        from_last_day(date.max)
    assert refused.value.codes == ("last_day_of_calendar",)


def test_interval_must_hold_a_day():
    check_interval(date(2025, 1, 1), date(2025, 1, 2))
    check_interval(date(2025, 1, 1), None)
    with pytest.raises(Refused) as refusal:
        check_interval(date(2025, 1, 2), date(2025, 1, 2))
    assert refusal.value.codes == ("interval_order",)
    assert "2025-01-01 is before the first day 2025-01-02" in str(refusal.value)


def test_moment_is_not_a_day():
    with pytest.raises(TypeError):
        valid_on(date(2025, 1, 1), None, datetime(2025, 1, 1))  # noqa: DTZ001


@settings(derandomize=True, max_examples=300)
@given(intervals, intervals)
def test_overlap_and_clip_agree_with_sets_of_days(first, second):
    shared = members(first) & members(second)
    assert overlaps(*first, *second) is bool(shared)
    clipped = clip(*first, *second)
    assert (members(clipped) if clipped else set()) == shared


@settings(derandomize=True, max_examples=300)
@given(st.lists(intervals, max_size=5))
def test_first_overlap_finds_one_whenever_there_is_one(items):
    expected = any(members(a) & members(b) for i, a in enumerate(items) for b in items[i + 1 :])
    found = first_overlap(items)
    assert (found is not None) is expected
    if found:
        assert members(found[0]) & members(found[1])


def test_days_are_counted_half_open():
    assert count_days(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert count_days(date(2024, 3, 1), date(2024, 3, 1)) == 0
    assert count_days(date(2024, 3, 2), date(2024, 3, 1)) == 0
