from datetime import date

import pytest

from yiyang.domains.institutions.rules.kinds import HOSPITAL_KINDS
from yiyang.domains.institutions.rules.stating import (
    MOST_BEDS,
    StatingFacts,
    bed_refusals,
    choice_refusals,
    level_refusals,
    stating_refusals,
    text_refusals,
)

OPENED, CLOSED, TODAY = date(2012, 5, 1), date(2018, 9, 1), date(2018, 9, 30)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("day", "closed", "expected"),
    [
        (OPENED, None, []),
        (TODAY, None, []),
        (date(2012, 4, 30), None, ["not_before_opening"]),
        (date(2018, 10, 1), None, ["day_in_future"]),
        (date(2018, 8, 31), CLOSED, []),
        (CLOSED, CLOSED, ["not_after_closing"]),
        (date(2018, 10, 1), CLOSED, ["day_in_future", "not_after_closing"]),
    ],
)
def test_days_of_statements(day, closed, expected):
    facts = StatingFacts(opened_on=OPENED, closed_from=closed, valid_from=day, on=TODAY)
    assert codes(stating_refusals(facts)) == expected


@pytest.mark.parametrize(
    ("beds", "expected"),
    [
        ({}, ["beds_missing"]),
        ({"nursing": 0}, []),
        ({"nursing": MOST_BEDS}, []),
        ({"nursing": MOST_BEDS + 1}, ["beds_too_many"]),
        ({"nursing": -1, "general": -2}, ["beds_negative", "beds_negative"]),
        ({"hammock": 1}, ["organisation_not_in_list"]),
    ],
)
def test_numbers_of_beds(beds, expected):
    assert codes(bed_refusals(beds, known=("general", "nursing"))) == expected


@pytest.mark.parametrize("kind", HOSPITAL_KINDS)
def test_hospitals_have_a_level(kind):
    assert level_refusals(kind, 3) == ()


@pytest.mark.parametrize(("level", "expected"), [(0, []), (1, ["level_without_hospital"])])
def test_homes_have_none(level, expected):
    assert codes(level_refusals("care_home", level)) == expected


def test_refused_code_tells_the_list():
    (reason,) = choice_refusals("x", known=("a", "b"), field="kind")
    assert reason.text() == "The code 'x' is not in the list; choose one of a, b."


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("name", " ", ["organisation_name_missing"]),
        ("name", "院" * 10, []),
        ("name", "院" * 11, ["organisation_entry_too_long"]),
        ("address", "", []),
    ],
)
def test_texts(field, text, expected):
    assert codes(text_refusals([(field, text, 10)])) == expected
