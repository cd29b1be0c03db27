"""Facts hold in half-open intervals; what overlaps or repeats counts once."""

from datetime import date

import pytest

from tests.measures.drawing import read_world
from yiyang.measures.catalogue import get_indicator

RATE_65 = get_indicator("family_doctor_rate_65")
NURSING = get_indicator("nursing_bed_share")
ON = date(2018, 9, 30)
ONE_ELDER = {"elders": "elder_id\n 1", "residences": "elder_id | area\n 1 | V1"}
ONE_HOME = {
    "organisations": "organisation_id\n 1",
    "organisation_profiles": "organisation_id | kind | area\n 1 | care_home | V1",
}

CONTRACTS = (
    ("first day", "1 | 2018-09-30 | -", 1),
    ("the day before the first", "1 | 2018-10-01 | -", 0),
    ("last day", "1 | 2018-01-01 | 2018-10-01", 1),
    ("the end day holds no more", "1 | 2018-01-01 | 2018-09-30", 0),
    ("begun and ended on one day", "1 | 2018-09-30 | 2018-09-30", 0),
    ("end before begin", "1 | 2018-10-01 | 2018-09-01", 0),
    ("overlapping contracts", "1 | 2018-01-01 | 2019-01-01\n 1 | 2018-06-01 | -", 1),
    ("a row sent twice", "1 | 2018-01-01 | 2019-01-01\n 1 | 2018-01-01 | 2019-01-01", 1),
    ("another elder's contract", "2 | 2018-01-01 | 2019-01-01", 0),
    ("a gap on the day", "1 | 2017-01-01 | 2018-09-30\n 1 | 2018-10-01 | -", 0),
)


@pytest.mark.parametrize(
    ("rows", "numerator"), [case[1:] for case in CONTRACTS], ids=[c[0] for c in CONTRACTS]
)
def test_contract(open_engine, rows, numerator):
    drawn = f"elder_id | valid_from | valid_to\n {rows}"
    engine = open_engine(read_world(**ONE_ELDER, family_doctor_contracts=drawn))
    (result,) = engine.results([RATE_65], on=ON, area="V1")
    assert (result.numerator, result.denominator) == (numerator, 1)


BEDS = (
    ("one number a kind", "general | 60 | 2015-01-01 | -\n 1 | nursing | 40 | 2015-01-01 | -", (40, 100)),
    ("a row sent twice", "nursing | 40 | 2015-01-01 | -\n 1 | nursing | 40 | 2015-01-01 | -", (40, 40)),
    (
        "of overlapping rows the latest begun",
        "nursing | 90 | 2015-01-01 | -\n 1 | nursing | 40 | 2016-01-01 | -",
        (40, 40),
    ),
    (
        "of those begun together the greatest",
        "nursing | 40 | 2015-01-01 | -\n 1 | nursing | 90 | 2015-01-01 | -",
        (90, 90),
    ),
    (
        "a later row that ended again",
        "nursing | 90 | 2015-01-01 | -\n 1 | nursing | 40 | 2016-01-01 | 2017-01-01",
        (90, 90),
    ),
    (
        "a change on the day",
        "nursing | 90 | 2015-01-01 | 2018-09-30\n 1 | nursing | 40 | 2018-09-30 | -",
        (40, 40),
    ),
)


@pytest.mark.parametrize(("rows", "numbers"), [case[1:] for case in BEDS], ids=[case[0] for case in BEDS])
def test_beds(open_engine, rows, numbers):
    drawn = f"organisation_id | bed_kind | beds | valid_from | valid_to\n 1 | {rows}"
    (result,) = open_engine(read_world(**ONE_HOME, bed_capacities=drawn)).results([NURSING], on=ON, area="V1")
    assert (result.numerator, result.denominator) == numbers


def test_a_home_without_beds_has_no_value(open_engine):
    (result,) = open_engine(read_world(**ONE_HOME)).results([NURSING], on=ON, area="V1")
    assert (result.numerator, result.denominator, result.value) == (0, 0, None)


def test_a_profile_is_read_from_one_row(open_engine):
    """Of two profiles begun on one day the greater kind counts, with its own area."""
    profiles = """
        organisation_id | kind           | area
        1               | care_home      | V1
        1               | town_care_home | V2
    """
    world = read_world(organisations="organisation_id\n 1", organisation_profiles=profiles)
    engine = open_engine(world)
    results = engine.results([get_indicator("town_home_agreement_rate")], on=ON)
    assert {r.area: r.denominator for r in results if r.level == "village"} == {"V1": 0, "V2": 1, "V3": 0}
