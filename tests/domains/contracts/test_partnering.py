from dataclasses import replace
from datetime import date

import pytest

from yiyang.domains.contracts.rules.partnering import (
    PartneringFacts,
    code_refusals,
    partnering_refusals,
    standing,
)

FAIR = PartneringFacts(
    receiver_name="夕阳红养老院",
    receiver_kind="care_home",
    provider_name="石岐社区卫生服务中心",
    provider_kind="community_health_centre",
    same=False,
    contents=("emergency",),
    valid_from=date(2018, 1, 1),
    last_day=date(2018, 12, 31),
    other_until=None,
)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"last_day": date(2018, 1, 1)}, []),
        ({"last_day": date(2017, 12, 31)}, ["end_before_begin"]),
        ({"contents": ()}, ["contents_missing"]),
        ({"receiver_kind": "hospital"}, ["not_a_receiver"]),
        ({"provider_kind": "day_care_centre"}, ["not_a_provider"]),
        ({"same": True}, ["same_party"]),
        ({"other_until": date(2018, 3, 1)}, ["agreement_exists"]),
        ({"unsettled_until": date(2017, 12, 1)}, ["agreement_not_settled"]),
        ({"receiver_open": False}, ["party_not_open"]),
        ({"receiver_open": False, "provider_open": False}, ["party_not_open", "party_not_open"]),
        (
            {"receiver_kind": "clinic", "contents": (), "last_day": date(2017, 1, 1)},
            ["not_a_receiver", "contents_missing", "end_before_begin"],
        ),
    ],
)
def test_partnering_refusals(change, codes):
    assert [reason.code for reason in partnering_refusals(replace(FAIR, **change))] == codes


@pytest.mark.parametrize(
    "kind", ["care_home", "town_care_home", "day_care_centre", "home_care_centre", "happiness_home"]
)
def test_homes_and_centres_receive(kind):
    assert partnering_refusals(replace(FAIR, receiver_kind=kind)) == ()


def test_codes_outside_the_lists():
    reasons = code_refusals(
        form="handshake", forms=("signed",), contents=("singing", "patrol"), known_contents=("patrol",)
    )
    assert [reason.code for reason in reasons] == ["form_unknown", "content_unknown"]


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [
        (date(2018, 10, 1), date(2019, 1, 1), "upcoming"),
        (date(2018, 9, 30), date(2019, 1, 1), "in_force"),
        (date(2018, 1, 1), date(2018, 11, 30), "in_force"),
        (date(2018, 1, 1), date(2018, 11, 29), "ending_soon"),
        (date(2018, 1, 1), date(2018, 10, 1), "ending_soon"),
        (date(2018, 1, 1), date(2018, 9, 30), "ended"),
        (date(2018, 12, 1), date(2018, 12, 1), "ended"),
    ],
)
def test_standing(first, end, expected):
    assert standing(valid_from=first, valid_to=end, on=date(2018, 9, 30)) == expected
