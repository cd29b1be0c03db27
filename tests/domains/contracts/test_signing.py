from dataclasses import replace
from datetime import date

import pytest

from yiyang.domains.contracts.rules.signing import (
    PACKAGES,
    SigningFacts,
    find_package,
    same_day_later,
    signing_refusals,
)
from yiyang.kernel.refused import Refused

FACTS = SigningFacts(
    birth_date=date(1945, 5, 6),
    death_date=None,
    lives_in="荷叶村",
    lives_in_team_area=True,
    team_area="东塘镇",
    other_team=None,
    other_until=None,
    team_load=0,
    signed_on=date(2018, 9, 30),
    valid_from=date(2018, 9, 30),
    last_day=date(2019, 9, 29),
    on=date(2018, 9, 30),
)


def refusals(package: str = "elder_basic", **changed) -> list[tuple[str, str | None]]:
    facts = replace(FACTS, **changed)
    found = signing_refusals(facts, PACKAGES.at(package, facts.signed_on))
    return [(reason.code, reason.field) for reason in found]


def test_a_contract_in_order_is_not_refused():
    assert refusals() == []


@pytest.mark.parametrize(
    ("package", "changed", "expected"),
    [
        ("elder_basic", {"birth_date": date(1953, 9, 30)}, []),
        ("elder_basic", {"birth_date": date(1953, 10, 1)}, [("under_age", "package")]),
        ("elder_basic", {"birth_date": date(1953, 10, 1), "valid_from": date(2018, 10, 1)}, []),
        ("senior_60", {"birth_date": date(1958, 9, 30)}, []),
        ("senior_60", {"birth_date": date(1958, 10, 1)}, [("under_age", "package")]),
        ("senior_60", {"birth_date": date(1953, 10, 1)}, []),
        ("senior_60", {"birth_date": date(1953, 9, 30)}, [("over_age", "package")]),
        ("chronic", {"birth_date": date(1920, 1, 1)}, []),
        ("elder_basic", {"death_date": date(2018, 9, 1)}, [("elder_has_died", None)]),
        ("elder_basic", {"lives_in_team_area": False}, [("outside_team_area", "team")]),
        (
            "elder_basic",
            {"other_team": "荷花团队", "other_until": date(2018, 12, 31)},
            [("signed_elsewhere", None)],
        ),
        ("elder_basic", {"team_load": 3999}, []),
        ("elder_basic", {"team_load": 4000}, [("team_full", "team")]),
        ("elder_basic", {"last_day": date(2018, 9, 30)}, []),
        ("elder_basic", {"last_day": date(2018, 9, 29)}, [("end_before_begin", "last_day")]),
        ("elder_basic", {"last_day": date(2021, 9, 30)}, []),
        ("elder_basic", {"last_day": date(2021, 10, 1)}, [("term_too_long", "last_day")]),
        ("elder_basic", {"last_day": date.max}, [("term_too_long", "last_day")]),
        (
            "elder_basic",
            {"signed_on": date(2018, 10, 1), "valid_from": date(2018, 10, 1)},
            [("signed_in_future", "signed_on")],
        ),
        ("elder_basic", {"valid_from": date(2018, 9, 29)}, [("begins_before_signing", "valid_from")]),
        ("elder_basic", {"valid_from": date(2019, 10, 1), "last_day": date(2020, 1, 1)}, []),
        (
            "elder_basic",
            {"valid_from": date(2019, 10, 2), "last_day": date(2020, 1, 1)},
            [("begins_too_late", "valid_from")],
        ),
        (
            "elder_basic",
            {"valid_from": date(9999, 1, 1), "last_day": date(9999, 12, 31)},
            [("term_too_long", "last_day"), ("begins_too_late", "valid_from")],
        ),
        (
            "elder_basic",
            {"valid_from": date(1900, 1, 1)},
            [
                ("under_age", "package"),
                ("term_too_long", "last_day"),
                ("begins_before_signing", "valid_from"),
            ],
        ),
    ],
)
def test_each_reason_has_its_border(package, changed, expected):
    assert refusals(package, **changed) == expected


def test_every_reason_is_told_at_once():
    found = refusals(
        birth_date=date(1960, 1, 1),
        death_date=date(2018, 1, 1),
        lives_in_team_area=False,
        other_team="荷花团队",
        other_until=date(2018, 12, 31),
        team_load=5000,
        last_day=date(2018, 1, 1),
    )
    assert [code for code, _field in found] == [
        "under_age",
        "elder_has_died",
        "outside_team_area",
        "signed_elsewhere",
        "team_full",
        "end_before_begin",
    ]


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2018, 9, 30), 1, date(2019, 9, 30)),
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2019, 2, 28), 1, date(2020, 2, 28)),
        (date(9998, 1, 1), 3, date(9999, 12, 30)),
    ],
)
def test_a_term_of_years_ends_on_a_day_that_exists(day, years, expected):
    assert same_day_later(day, years=years) == expected


def test_a_contract_from_a_leap_day_may_run_three_years():
    term = {"signed_on": date(2016, 2, 29), "valid_from": date(2016, 2, 29)}
    assert refusals(last_day=date(2019, 2, 28), **term) == []
    assert refusals(last_day=date(2019, 3, 1), **term) == [("term_too_long", "last_day")]


@pytest.mark.parametrize(("code", "on"), [("elder_basic", date(2015, 12, 31)), ("golden", date(2018, 9, 30))])
def test_a_package_that_is_not_offered_is_refused_by_name(code, on):
    with pytest.raises(Refused) as refused:
        find_package(code, on=on)
    assert refused.value.codes == ("package_not_offered",)
    assert refused.value.reasons[0].params == {"package": code, "on": on.isoformat()}
