"""Both engines over the snapshot of a register: the same numbers, the same names."""

import datetime

import pytest

from yiyang.domains.indicators.queries import missing_count, missing_ids
from yiyang.domains.indicators.snapshots import current_snapshot, take_snapshot
from yiyang.measures.catalogue import list_indicators
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.measures.engines.reference import ReferenceEngine

pytestmark = [pytest.mark.usefixtures("standing_demo"), pytest.mark.django_db]
WITH_NAMES = [indicator.code for indicator in list_indicators() if indicator.has_missing_list]
ON = datetime.date(2018, 9, 30)
CITY, TOWN = "442000000000", "442000103000"


@pytest.fixture
def folder(own_snapshots):
    take_snapshot(now=datetime.datetime(2018, 9, 30, tzinfo=datetime.UTC))
    return current_snapshot().folder


@pytest.mark.parametrize("on", [ON, ON.replace(year=2016), ON.replace(month=2, day=28)], ids=str)
def test_every_number_of_every_area_is_the_same(folder, on):
    embedded = EmbeddedEngine(folder).results(list_indicators(), on=on)
    reference = ReferenceEngine.from_folder(folder).results(list_indicators(), on=on)
    assert embedded == reference
    assert len(embedded) == len(list_indicators()) * (1 + 23 + 287)
    counted = {result.indicator for result in embedded if result.area == CITY and result.denominator}
    assert counted == {indicator.code for indicator in list_indicators()}


@pytest.mark.parametrize("area", [CITY, TOWN])
def test_every_missing_list_is_the_same(folder, area):
    embedded, reference = EmbeddedEngine(folder), ReferenceEngine.from_folder(folder)
    lists = {
        indicator.code: (
            embedded.missing(indicator, on=ON, area=area),
            reference.missing(indicator, on=ON, area=area),
        )
        for indicator in list_indicators()
        if indicator.has_missing_list
    }
    assert {code: found for code, (found, _meant) in lists.items()} == {
        code: meant for code, (_found, meant) in lists.items()
    }
    assert sum(len(found) for found, _meant in lists.values()) > 0


@pytest.mark.parametrize("limit", [1, 7, 1000])
@pytest.mark.parametrize("indicator", ["family_doctor_rate_65", "health_record_rate_60"])
def test_pages_of_a_missing_list_cover_exactly_the_missing(folder, indicator, limit):
    result = EmbeddedEngine(folder).results(
        [found for found in list_indicators() if found.code == indicator], on=ON, area=CITY
    )[0]
    collected, after = [], None
    while page := missing_ids(indicator=indicator, on=ON, area=CITY, after=after, limit=limit):
        assert len(page) <= limit
        collected += page
        after = page[-1]
    assert collected == sorted(set(collected))
    assert len(collected) == result.denominator - result.numerator
    assert len(collected) == missing_count(indicator=indicator, on=ON, area=CITY)
    assert collected == EmbeddedEngine(folder).missing(
        next(found for found in list_indicators() if found.code == indicator), on=ON, area=CITY
    )


def test_there_are_lists_to_compare():
    assert len(WITH_NAMES) >= 12
