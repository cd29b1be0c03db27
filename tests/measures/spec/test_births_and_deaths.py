from datetime import date

import pytest

from tests.measures.drawing import read_world
from yiyang.measures.catalogue import get_indicator
from yiyang.measures.model.errors import DefinitionError
from yiyang.measures.model.nodes import AgeInYears, Literal

RATE_65 = get_indicator("family_doctor_rate_65")

BIRTHDAYS = """
    born       | on         | counts
    1953-09-30 | 2018-09-30 | 1
    1953-10-01 | 2018-09-30 | 0
    1953-09-29 | 2018-09-30 | 1
    1952-02-29 | 2017-02-28 | 0
    1952-02-29 | 2017-03-01 | 1
    1955-02-28 | 2020-02-28 | 1
    1955-02-28 | 2020-02-29 | 1
    1955-03-01 | 2020-02-29 | 0
    1956-02-29 | 2021-02-28 | 0
    1956-02-29 | 2021-03-01 | 1
    2018-10-01 | 2018-09-30 | 0
"""

DEATHS = """
    died       | on         | counts
    -          | 2018-09-30 | 1
    2018-10-01 | 2018-09-30 | 1
    2018-09-30 | 2018-09-30 | 0
    2018-09-29 | 2018-09-30 | 0
"""


def lines(drawn: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in drawn.strip().splitlines()[1:]]


@pytest.mark.parametrize(("born", "on", "counts"), lines(BIRTHDAYS))
def test_birthday(open_engine, born, on, counts):
    engine = open_engine(
        read_world(elders=f"elder_id | birth_date\n 1 | {born}", residences="elder_id | area\n 1 | V1")
    )
    (result,) = engine.results([RATE_65], on=date.fromisoformat(on), area="V1")
    assert result.denominator == int(counts)


@pytest.mark.parametrize(("died", "on", "counts"), lines(DEATHS))
def test_death(open_engine, died, on, counts):
    engine = open_engine(
        read_world(elders=f"elder_id | death_date\n 1 | {died}", residences="elder_id | area\n 1 | V1")
    )
    (result,) = engine.results([RATE_65], on=date.fromisoformat(on), area="V1")
    assert result.denominator == int(counts)


def test_an_age_is_asked_of_a_day():
    with pytest.raises(DefinitionError, match="an age: expected DATE, got INTEGER from 65"):
        AgeInYears(Literal(65))
