"""A comparison with a missing value is false, and its negation true; a total over nothing is 0."""

from datetime import date

import pytest

from tests.measures.drawing import read_world
from tests.measures.strategies import make_indicator
from yiyang.measures.language import Is, Value, all_beds, death_date, living_arrangement, sex, the_day
from yiyang.measures.model.indicator import Rate
from yiyang.measures.model.nodes import AgeInYears
from yiyang.measures.sources import ELDER, ORGANISATION

ON = date(2018, 9, 30)
age_at_death = Value(AgeInYears(death_date.node))

CASES = {
    "is": (living_arrangement.equals("home"), 0),
    "not is": (~living_arrangement.equals("home"), 1),
    "is not": (living_arrangement.compare("!=", "home"), 0),
    "among": (living_arrangement.is_among("home", "institution"), 0),
    "not among": (~living_arrangement.is_among("home", "institution"), 1),
    "after": (death_date > the_day, 0),
    "not after": (~(death_date > the_day), 1),
    "not both": (~((death_date > the_day) & sex.equals("1")), 1),
    "not either": (~((death_date > the_day) | sex.equals("1")), 0),
    "age of nothing": (age_at_death >= 0, 0),
    "no age of nothing": (~(age_at_death >= 0), 1),
    "arithmetic with nothing": (~(age_at_death + 1 >= age_at_death), 1),
    "missing": (living_arrangement.is_missing(), 1),
    "not missing": (~living_arrangement.is_missing(), 0),
}


@pytest.mark.parametrize(("population", "count"), CASES.values(), ids=CASES.keys())
def test_missing_value(open_engine, population: Is, count):
    engine = open_engine(read_world(elders="elder_id\n 1", residences="elder_id | area\n 1 | V1"))
    # Asked as what was reached too, so that the missing list negates it.
    indicator = make_indicator(ELDER, Rate(population=(~sex.is_missing()).node, reached=population.node), 0)
    (result,) = engine.results([indicator], on=ON, area="V1")
    assert (result.numerator, result.denominator) == (count, 1)
    assert engine.missing(indicator, on=ON, area="V1") == [1] * (1 - count)
    counted = make_indicator(ELDER, Rate(population=population.node, reached=population.node), 0)
    assert engine.results([counted], on=ON, area="V1")[0].denominator == count


def test_a_total_over_nothing_is_0(open_engine):
    world = read_world(
        organisations="organisation_id\n 1",
        organisation_profiles="organisation_id | kind | area\n 1 | care_home | V1",
    )
    has_none = all_beds.equals(0)
    indicator = make_indicator(ORGANISATION, Rate(population=has_none.node, reached=has_none.node), 0)
    (result,) = open_engine(world).results([indicator], on=ON, area="V1")
    assert (result.numerator, result.denominator) == (1, 1)
