"""Who stands where, and who is counted nowhere."""

from datetime import date

import pytest

from tests.measures.drawing import TREE, read_world
from yiyang.measures.catalogue import get_indicator
from yiyang.measures.engines.base import Contribution, Restriction, Result, UnknownAreaError, Unplaced
from yiyang.measures.sources import ELDER, ORGANISATION

RATE_65 = get_indicator("family_doctor_rate_65")
ON = date(2018, 9, 30)

MOVED = read_world(
    elders="elder_id\n 1",
    residences="""
        elder_id | area | valid_from | valid_to
        1        | V1   | 2010-01-01 | 2018-09-30
        1        | V3   | 2018-09-30 | -
    """,
)

FIVE = read_world(
    elders="elder_id\n 5\n 3\n 1\n 2\n 4",
    residences="""
        elder_id | area
        1        | V1
        2        | V1
        3        | V2
        4        | V3
        5        | C
    """,
    family_doctor_contracts="elder_id\n 2",
)


def denominators(engine, on, **options):
    return {
        result.area: result.denominator
        for result in engine.results([RATE_65], on=on, **options)
        if result.denominator
    }


def test_a_moved_person_counts_in_the_new_place_from_that_day(open_engine):
    engine = open_engine(MOVED)
    assert denominators(engine, date(2018, 9, 29)) == {"V1": 1, "T1": 1, "C": 1}
    assert denominators(engine, date(2018, 9, 30)) == {"V3": 1, "T2": 1, "K": 1, "C": 1}


def test_overlapping_residences_count_the_latest(open_engine):
    world = read_world(
        elders="elder_id\n 1",
        residences="""
            elder_id | area | valid_from
            1        | V3   | 2010-01-01
            1        | V1   | 2012-01-01
            1        | V3   | 2011-01-01
        """,
    )
    assert denominators(open_engine(world), ON) == {"V1": 1, "T1": 1, "C": 1}


def test_a_repeated_line_of_the_tree_counts_once(open_engine):
    world = read_world(
        areas=f"{TREE.rstrip()}\n V1 | T1 | town",
        elders="elder_id\n 1",
        residences="elder_id | area\n 1 | V1",
    )
    assert denominators(open_engine(world), ON) == {"V1": 1, "T1": 1, "C": 1}


def test_every_area_has_a_result_also_without_subjects(open_engine):
    results = open_engine(read_world()).results([RATE_65], on=ON)
    levels = ("C city", "K county", "T1 town", "T2 town", "V1 village", "V2 village", "V3 village")
    assert results == [
        Result(
            indicator="family_doctor_rate_65",
            area=line.split()[0],
            level=line.split()[1],
            on=ON,
            numerator=0,
            denominator=0,
            value=None,
        )
        for line in levels
    ]


def test_results_come_in_the_order_of_the_indicators(open_engine):
    codes = ("green_channel_rate", "family_doctor_rate_65", "barrier_free_rate")
    results = open_engine(FIVE).results([get_indicator(code) for code in codes], on=ON, area="C")
    assert tuple(result.indicator for result in results) == codes


def test_who_is_placed_nowhere_is_reported_and_not_counted(open_engine):
    world = read_world(
        elders="elder_id\n 1\n 2\n 3\n 4",
        residences="""
            elder_id | area | valid_from | valid_to
            1        | V1   | 2010-01-01 | -
            2        | V9   | 2010-01-01 | -
            3        | V1   | 2010-01-01 | 2018-01-01
        """,
    )
    engine = open_engine(world)
    assert denominators(engine, ON) == {"V1": 1, "T1": 1, "C": 1}
    assert engine.contributions(RATE_65, on=ON) == [
        Contribution(subject_id=1, area="V1", denominator=1, numerator=0)
    ]
    assert engine.unplaced(ELDER, on=ON) == [
        Unplaced(subject_id=2, area="V9"),
        Unplaced(subject_id=3, area=None),
        Unplaced(subject_id=4, area=None),
    ]
    assert engine.unplaced(ORGANISATION, on=ON) == []


def test_one_area_alone(open_engine):
    assert denominators(open_engine(FIVE), ON, area="T1") == {"T1": 3}


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Restriction(subjects=frozenset({1, 4})), {"V1": 1, "T1": 1, "V3": 1, "T2": 1, "K": 1, "C": 2}),
        (Restriction(areas=frozenset({"V2", "K"})), {"V2": 1, "T1": 1, "V3": 1, "T2": 1, "K": 1, "C": 2}),
        (Restriction(areas=frozenset({"T1", "V1"})), {"V1": 2, "V2": 1, "T1": 3, "C": 3}),
        (Restriction(subjects=frozenset({1, 4}), areas=frozenset({"T1"})), {"V1": 1, "T1": 1, "C": 1}),
        (Restriction(subjects=frozenset()), {}),
        (Restriction(areas=frozenset()), {}),
    ],
)
def test_restriction(open_engine, restriction, expected):
    engine = open_engine(FIVE)
    assert denominators(engine, ON, restrict_to=restriction) == expected
    city = denominators(engine, ON, area="C", restrict_to=restriction)
    assert city == {code: number for code, number in expected.items() if code == "C"}


def test_restriction_narrows_the_missing_list(open_engine):
    engine = open_engine(FIVE)
    restriction = Restriction(areas=frozenset({"T1"}))
    assert engine.missing(RATE_65, on=ON, area="C", restrict_to=restriction) == [1, 3]
    assert engine.missing_count(RATE_65, on=ON, area="C", restrict_to=restriction) == 2
    assert [c.subject_id for c in engine.contributions(RATE_65, on=ON, restrict_to=restriction)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (None, None, [1, 3, 4, 5]),
        (None, 2, [1, 3]),
        (3, 2, [4, 5]),
        (5, 2, []),
        (2, None, [3, 4, 5]),
        (0, 0, []),
    ],
)
def test_missing_list_in_pages(open_engine, after, limit, expected):
    assert open_engine(FIVE).missing(RATE_65, on=ON, area="C", after=after, limit=limit) == expected


def test_an_unknown_area_raises(open_engine):
    engine = open_engine(FIVE)
    for ask in (
        lambda: engine.results([RATE_65], on=ON, area="V9"),
        lambda: engine.contributions(RATE_65, on=ON, area="V9"),
        lambda: engine.missing(RATE_65, on=ON, area="V9"),
        lambda: engine.missing_count(RATE_65, on=ON, area="V9"),
        lambda: engine.results([RATE_65], on=ON, restrict_to=Restriction(areas=frozenset({"V9"}))),
    ):
        with pytest.raises(UnknownAreaError, match="'V9'"):
            ask()
