"""Lights: boundaries by table, shape by random cases."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.domains.policy.rules.lights import (
    PHRASES,
    Colour,
    Dated,
    Light,
    LightRow,
    Pace,
    Reason,
    TargetFacts,
    light_row,
    light_rows,
    milestone_light,
    needed,
    target_light,
    task_light,
    weekly_pace,
    worst_light,
)

START, DUE = date(2018, 1, 1), date(2018, 12, 31)
SEVERITY = {Colour.GREEN: 0, Colour.GREY: 1, Colour.AMBER: 2, Colour.RED: 3}


def facts(**change):
    given_facts = {
        "on": date(2018, 9, 30),
        "start": START,
        "due": DUE,
        "comparator": ">=",
        "threshold": Decimal("0.65"),
    }
    return TargetFacts(**given_facts | {"value": Decimal("0.60")} | change)


# 100 days, threshold 1: completion in percent is the value, elapsed in percent is the day's number.
def hundred(day, value, comparator=">="):
    begin = date(2018, 1, 1)
    return TargetFacts(
        on=begin + timedelta(days=day - 1),
        start=begin,
        due=begin + timedelta(days=99),
        comparator=comparator,
        threshold=1,
        value=value,
    )


@pytest.mark.parametrize(
    ("day", "value", "reason"),
    [
        (60, Decimal("0.60"), Reason.ON_COURSE),
        (60, Decimal("0.5001"), Reason.ON_COURSE),
        (60, Decimal("0.50"), Reason.BEHIND),
        (60, Decimal("0.30"), Reason.BEHIND),
        (60, Decimal("0.2999"), Reason.FAR_BEHIND),
        (60, 0.3, Reason.BEHIND),
        (69, Decimal("0.90"), Reason.ON_COURSE),
        (70, Decimal("0.90"), Reason.DUE_SOON),
        (100, Decimal("0.99"), Reason.DUE_SOON),
        (100, Decimal("0.90"), Reason.BEHIND),
        (101, Decimal("0.99"), Reason.OVERDUE),
        (101, 1, Reason.MET),
        (1, 1, Reason.MET),
        (0, 1, Reason.NOT_STARTED),
        (0, None, Reason.NOT_STARTED),
        (1, None, Reason.NO_DATA),
        (100, None, Reason.NO_DATA),
        (101, None, Reason.NO_DATA_OVERDUE),
        (1, 0, Reason.ON_COURSE),
    ],
)
def test_boundaries(day, value, reason):
    assert target_light(hundred(day, value)).reason == reason


def test_a_light_explains_itself():
    light = target_light(facts(on=date(2018, 9, 30), value=Decimal("0.39")))
    assert light.colour == Colour.AMBER
    assert light.word == "Behind"
    assert light.params == {"completion": 60.0, "elapsed": 74.8, "behind": 14.8, "days_left": 92}
    assert light.explain() == "14.8 points behind: 60.0% of the way gone, but 74.8% of the time."
    assert light.row == "lights 2016-01-01"


@pytest.mark.parametrize(
    ("value", "baseline", "colour", "reached"),
    [
        ("0.60", "0.50", Colour.GREEN, 66.7),  # two thirds of the way, three quarters of the time: 8 points
        ("0.58", "0.50", Colour.AMBER, 53.3),
        ("0.62", "0.50", Colour.GREEN, 80.0),
        ("0.51", "0.50", Colour.RED, 6.7),
        ("0.49", "0.50", Colour.RED, 0.0),
        ("0.60", "0.66", Colour.RED, 0.0),  # had been met, was lost
    ],
)
def test_progress_counts_from_the_eve_of_the_period(value, baseline, colour, reached):
    light = target_light(facts(value=Decimal(value), baseline=Decimal(baseline)))
    assert (light.colour, light.params["completion"]) == (colour, reached)


def test_a_float_rate_meets_the_threshold_it_prints_as():
    assert target_light(facts(threshold=Decimal("0.85"), value=17 / 20)).reason == Reason.MET
    assert target_light(facts(threshold=Decimal("0.85"), value=Fraction(17, 20))).reason == Reason.MET
    assert target_light(facts(threshold=Decimal("0.85"), value=0.8499999)).reason != Reason.MET


@pytest.mark.parametrize(
    ("value", "reason"),
    [(8, Reason.MET), (10, Reason.MET), (12, Reason.ON_COURSE), (16, Reason.BEHIND), (40, Reason.FAR_BEHIND)],
)
def test_a_falling_target(value, reason):
    assert target_light(facts(comparator="<=", threshold=10, value=value)).reason == reason


@pytest.mark.parametrize(
    "change",
    [
        {"comparator": "=="},
        {"threshold": 0},
        {"value": -1},
        {"value": float("nan")},
        {"threshold": float("inf")},
        {"due": date(2017, 12, 31)},
    ],
)
def test_facts_that_make_no_sense_are_refused(change):
    with pytest.raises(ValueError, match=r"comparator|threshold|value|due day|no number"):
        facts(**change)


def test_another_row_judges_otherwise():
    strict = LightRow(
        code="strict",
        in_force=START,
        amber_from_points=1,
        red_above_points=5,
        due_soon_days=30,
        source="test",
    )
    assert target_light(hundred(60, Decimal("0.54"))).reason == Reason.ON_COURSE
    assert target_light(hundred(60, Decimal("0.54")), row=strict).reason == Reason.FAR_BEHIND


def test_the_table():
    assert [(row.amber_from_points, row.red_above_points, row.due_soon_days) for row in light_rows()] == [
        (10, 30, 30)
    ]
    assert all(row.source for row in light_rows())
    assert light_row(date(2018, 1, 1)).name == "lights 2016-01-01"
    with pytest.raises(LookupError, match=r"lights\.toml"):
        light_row(date(2015, 12, 31))


def test_every_reason_has_a_phrase():
    assert set(PHRASES) == set(Reason)


@pytest.mark.parametrize(
    ("on", "done_on", "reason"),
    [
        (date(2018, 6, 1), None, Reason.NOT_DONE_YET),
        (date(2018, 11, 30), None, Reason.NOT_DONE_YET),
        (date(2018, 12, 1), None, Reason.DUE_SOON),
        (date(2018, 12, 31), None, Reason.DUE_SOON),
        (date(2019, 1, 1), None, Reason.OVERDUE),
        (date(2019, 3, 1), date(2019, 2, 1), Reason.DONE),
        (date(2018, 6, 1), date(2018, 6, 1), Reason.DONE),
        (date(2018, 6, 1), date(2018, 6, 2), Reason.NOT_DONE_YET),
    ],
)
def test_milestones(on, done_on, reason):
    assert milestone_light(on=on, due=DUE, done_on=done_on).reason == reason


def lit(reason):
    return Light(reason=reason, params={})


GREEN, AMBER, RED, GREY = (lit(r) for r in (Reason.MET, Reason.BEHIND, Reason.OVERDUE, Reason.NO_DATA))


@pytest.mark.parametrize(
    ("parts", "year", "reason"),
    [
        ((), 2018, Reason.NO_NUMBER),
        ((("a", 2018, GREEN), ("a", 2020, RED)), 2018, Reason.MET),
        ((("a", 2018, RED), ("a", 2020, GREEN)), 2019, Reason.MET),
        ((("a", 2018, RED), ("a", 2020, AMBER)), 2021, Reason.BEHIND),
        ((("a", 2018, RED), ("b", 2020, GREEN)), 2019, Reason.OVERDUE),
        ((("a", 2018, GREEN), ("b", 2018, GREY)), 2018, Reason.NO_DATA),
        ((("a", 2018, GREY), ("b", 2018, AMBER)), 2018, Reason.BEHIND),
    ],
)
def test_task_light(parts, year, reason):
    dated = [Dated(indicator=indicator, year=due, light=light) for indicator, due, light in parts]
    assert task_light(dated, on=date(year, 6, 1)).reason == reason


def test_worst_light():
    assert worst_light([GREEN, GREY, RED, AMBER]) == RED
    assert worst_light([GREEN, GREY]) == GREY
    assert worst_light([]) == lit(Reason.NO_NUMBER)


@pytest.mark.parametrize(
    ("numerator", "denominator", "threshold", "more"),
    [
        (60, 100, Decimal("0.65"), 5),
        (65, 100, 0.65, 0),
        (70, 100, 0.65, 0),
        (0, 3, Decimal("0.5"), 2),
        (0, 0, Decimal("0.65"), 0),
        (16, 20, 0.85, 1),
        (120, None, 150, 30),
    ],
)
def test_needed(numerator, denominator, threshold, more):
    assert needed(numerator, denominator, threshold) == more


@pytest.mark.parametrize(
    ("more", "on", "pace"),
    [
        (0, date(2018, 12, 1), Pace(needed=0, days_left=30, per_week=0)),
        (30, date(2018, 12, 1), Pace(needed=30, days_left=30, per_week=7)),
        (3, date(2018, 12, 30), Pace(needed=3, days_left=1, per_week=3)),
        (3, date(2018, 12, 31), Pace(needed=3, days_left=0, per_week=None)),
        (3, date(2019, 1, 2), Pace(needed=3, days_left=-2, per_week=None)),
    ],
)
def test_weekly_pace(more, on, pace):
    assert weekly_pace(more, on=on, due=DUE) == pace


days = st.dates(min_value=date(2016, 1, 1), max_value=date(2023, 12, 31))
shares = st.fractions(min_value=0, max_value=1, max_denominator=1000)
positive = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)
periods = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
comparators = st.sampled_from([">=", "<="])


def light_of(on, period, comparator, threshold, value, baseline=None):
    start, due = period
    made = TargetFacts(
        on=on,
        start=start,
        due=due,
        comparator=comparator,
        threshold=threshold,
        value=value,
        baseline=baseline,
    )
    return target_light(made)


@given(days, periods, comparators, positive, st.none() | shares, st.none() | shares)
def test_one_and_only_one_colour_with_a_sentence(on, period, comparator, threshold, value, baseline):
    light = light_of(on, period, comparator, threshold, value, baseline)
    assert [colour for colour in Colour if colour == light.colour] == [light.colour]
    assert "%(" not in light.explain()
    assert (light.colour == Colour.GREY) == (on < period[0] or value is None)


@given(days, periods, comparators, positive, shares, shares, st.none() | shares)
def test_a_better_value_never_has_a_worse_light(on, period, comparator, threshold, one, other, baseline):
    worse, better = sorted((one, other), reverse=comparator == "<=")
    severity = [
        SEVERITY[light_of(on, period, comparator, threshold, value, baseline).colour]
        for value in (worse, better)
    ]
    assert severity[1] <= severity[0]


@given(days, days, periods, comparators, positive, shares)
def test_a_standing_value_never_looks_better_later(one, other, period, comparator, threshold, value):
    early, late = sorted((max(one, period[0]), max(other, period[0])))
    severity = [SEVERITY[light_of(on, period, comparator, threshold, value).colour] for on in (early, late)]
    assert severity[0] <= severity[1]


@given(st.integers(0, 5000), st.integers(0, 5000), positive)
def test_needed_is_the_least_that_meets(numerator, denominator, threshold):
    more = needed(numerator, denominator, threshold)
    assert numerator + more >= threshold * denominator
    assert more == 0 or numerator + more - 1 < threshold * denominator


@given(st.integers(1, 10_000), days, days)
def test_the_pace_arrives_in_time(more, on, due):
    pace = weekly_pace(more, on=on, due=due)
    assert (pace.per_week is None) == (due <= on)
    if pace.per_week is not None:
        assert pace.per_week * max(Fraction(pace.days_left, 7), 1) >= more
