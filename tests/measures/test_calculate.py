from datetime import date

import pytest

from tests.measures.drawing import read_world
from yiyang.measures.calculate import calculate
from yiyang.measures.catalogue import UnknownIndicatorError
from yiyang.measures.disclosure import PublicResult, suppress_small_cells
from yiyang.measures.engines.base import Result

WORLD = read_world(
    elders="elder_id\n 1\n 2",
    residences="elder_id | area\n 1 | V1\n 2 | V1",
    family_doctor_contracts="elder_id | valid_from\n 1 | 2018-01-01\n 2 | 2018-06-01",
)
DAYS = (date(2018, 3, 31), date(2018, 6, 30))


def test_several_days_and_subjects(open_engine):
    codes = ("family_doctor_rate_65", "green_channel_rate")
    results = calculate(open_engine(WORLD), codes, on=DAYS, area="C")
    assert [(r.on, r.indicator, r.numerator, r.denominator, r.value) for r in results] == [
        (DAYS[0], "family_doctor_rate_65", 1, 2, 0.5),
        (DAYS[0], "green_channel_rate", 0, 0, None),
        (DAYS[1], "family_doctor_rate_65", 2, 2, 1.0),
        (DAYS[1], "green_channel_rate", 0, 0, None),
    ]


def test_an_unknown_code_raises(open_engine):
    with pytest.raises(UnknownIndicatorError, match="'green'"):
        calculate(open_engine(WORLD), ["green"], on=DAYS[0])


def result(numerator: int, denominator: int, *, indicator: str = "family_doctor_rate_65") -> Result:
    return Result(
        indicator=indicator,
        area="V1",
        level="village",
        on=DAYS[0],
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if denominator else None,
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (0, 0, (0, 0, None)),
        (0, 9, (None, None, None)),
        (5, 9, (None, None, None)),
        (0, 10, (0, 10, 0.0)),
        (9, 100, (None, 100, None)),
        (10, 100, (10, 100, 0.1)),
        (91, 100, (None, 100, None)),
        (90, 100, (90, 100, 0.9)),
        (100, 100, (100, 100, 1.0)),
    ],
)
def test_small_cells_of_persons_are_hidden(numerator, denominator, shown):
    (public,) = suppress_small_cells([result(numerator, denominator)])
    assert (public.numerator, public.denominator, public.value) == shown
    assert public.is_suppressed == (None in shown[:2])


def test_organisations_are_public():
    (public,) = suppress_small_cells([result(1, 2, indicator="green_channel_rate")])
    assert public == PublicResult(
        indicator="green_channel_rate",
        area="V1",
        level="village",
        on=DAYS[0],
        numerator=1,
        denominator=2,
        value=0.5,
        is_suppressed=False,
    )
