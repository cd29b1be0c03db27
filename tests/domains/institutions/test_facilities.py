from datetime import date

import pytest

from yiyang.domains.institutions.rules.facilities import FACILITIES, facility_advice

DAY = date(2018, 9, 30)


def asked(beds, *, kind="care_home", capabilities=(), on=DAY):
    advice = facility_advice(kind=kind, beds=beds, capabilities=capabilities, on=on)
    return [(line.row.code, line.is_met) for line in advice]


@pytest.mark.parametrize(
    ("beds", "codes"),
    [
        (1, ["infirmary", "rehabilitation_area"]),
        (99, ["infirmary", "rehabilitation_area"]),
        (100, ["infirmary", "rehabilitation_centre"]),
        (149, ["infirmary", "rehabilitation_centre"]),
        (150, ["outpatient_department", "rehabilitation_centre"]),
        (5000, ["outpatient_department", "rehabilitation_centre"]),
    ],
)
def test_size_decides_what_is_asked(beds, codes):
    assert [code for code, _is_met in asked(beds)] == codes


def test_the_register_shows_what_is_met():
    assert asked(100, capabilities={"own_medical_institution"}) == [
        ("infirmary", True),
        ("rehabilitation_centre", False),
    ]


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2016, 12, 20), []),
        (date(2016, 12, 21), ["rehabilitation_area"]),
        (date(2017, 10, 12), ["rehabilitation_area"]),
        (date(2017, 10, 13), ["infirmary", "rehabilitation_area"]),
    ],
)
def test_rules_ask_from_their_own_day_on(day, codes):
    assert [code for code, _is_met in asked(50, on=day)] == codes


def test_other_kinds_are_asked_nothing():
    assert asked(200, kind="hospital") == []


def test_a_home_of_unknown_size_raises():
    with pytest.raises(ValueError, match="unknown"):
        asked(0)


def test_every_row_cites_its_document():
    assert {row.code: row.source for row in FACILITIES.rows} == {
        "infirmary": "南武政办〔2017〕153号 三（二）5 (WM-5)",
        "outpatient_department": "南武政办〔2017〕153号 三（二）5 (WM-5)",
        "rehabilitation_area": "海政办发〔2016〕177号 三（三） (MH)",
        "rehabilitation_centre": "海政办发〔2016〕177号 三（三） (MH)",
    }
