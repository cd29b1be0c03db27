"""Numbers follow the facts: after a refresh, as of a past day, and never shown as fresh when they are not."""

import datetime
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import TODAY, make_contract, make_elder, make_team, platform_viewer
from yiyang.domains.contracts.actions import end_contract
from yiyang.domains.elders.models import Elder
from yiyang.domains.indicators.actions import (
    ensure_results,
    mark_stale,
    refresh_days,
    refresh_since,
    snapshot_and_refresh,
)
from yiyang.domains.indicators.models import Refresh, Result
from yiyang.domains.indicators.queries import (
    latest_refreshed_day,
    missing_count,
    missing_ids,
    numbers_of_area,
    numbers_of_children,
    refresh_of,
    restricted_number,
    series,
    stale_days,
)
from yiyang.domains.indicators.snapshots import NoSnapshot, current_snapshot, take_snapshot
from yiyang.measures.engines.base import Restriction

RATE = "family_doctor_rate_65"
EARLIER = date(2018, 6, 30)


def number(area, on=TODAY):
    found = numbers_of_area(area=area, on=on)[RATE]
    return found.numerator, found.denominator, found.value


def missing(area, on=TODAY, **more):
    return missing_ids(indicator=RATE, on=on, area=area.code, after=None, limit=100, **more)


def test_signing_and_ending_change_the_number_and_the_list(small):
    world, elders, team, contract = small
    snapshot_and_refresh([TODAY])
    assert number(world.city) == (1, 3, 1 / 3)
    assert missing(world.city) == [elders[1].pk, elders[2].pk]
    make_contract(elders[1], team)
    refresh_since(since=date(2018, 1, 1))
    assert number(world.city) == (2, 3, 2 / 3)
    assert missing(world.city) == [elders[2].pk]
    end_contract(
        viewer=platform_viewer(),
        contract=contract,
        version=1,
        last=TODAY - timedelta(days=1),
        reason="resident",
    )
    refresh_since(since=TODAY)
    assert number(world.city) == (1, 3, 1 / 3)
    assert missing(world.city) == [elders[0].pk, elders[2].pk]
    assert missing_count(indicator=RATE, on=TODAY, area=world.city.code) == 2


def test_the_day_before_the_end_counts_and_the_day_of_the_end_does_not(small):
    world, _elders, _team, contract = small
    end_contract(
        viewer=platform_viewer(),
        contract=contract,
        version=1,
        last=TODAY - timedelta(days=1),
        reason="resident",
    )
    snapshot_and_refresh([TODAY - timedelta(days=1), TODAY])
    assert [number(world.city, on=day)[0] for day in (TODAY - timedelta(days=1), TODAY)] == [1, 0]


def test_a_past_day_has_the_same_number_before_and_after_later_writes(small):
    world, elders, team, contract = small
    snapshot_and_refresh([EARLIER, TODAY])
    before = numbers_of_area(area=world.city, on=EARLIER)
    assert number(world.city, on=EARLIER) == (1, 3, 1 / 3)
    end_contract(
        viewer=platform_viewer(), contract=contract, version=1, last=date(2018, 8, 31), reason="resident"
    )
    make_contract(elders[1], team, first=date(2018, 7, 1))
    make_elder(world.village, since=date(2018, 7, 1))
    refresh_days([EARLIER, TODAY], snapshot=take_snapshot(now=timezone.now()))
    assert numbers_of_area(area=world.city, on=EARLIER) == before
    assert number(world.city) == (1, 4, 1 / 4)


def test_numbers_add_up_along_the_tree(small):
    world, _elders, team, _contract = small
    make_contract(make_elder(world.villages[1]), team)
    make_elder(world.villages[2])
    snapshot_and_refresh([TODAY])
    below = numbers_of_children(area=world.city, on=TODAY, indicators=[RATE])
    assert [(found.area_name, found.numerator, found.denominator) for found in below] == [
        ("东塘镇", 2, 4),
        ("西塘镇", 0, 1),
    ]
    assert number(world.city) == (2, 5, 2 / 5)
    assert RATE not in numbers_of_area(area=world.villages[3], on=TODAY)


def test_marking_touches_the_days_from_the_change_on(small):
    snapshot_and_refresh([EARLIER, TODAY])
    assert mark_stale(since=date(2018, 7, 1)) == 1
    assert stale_days() == [TODAY]
    assert [refresh_of(on=day).stale for day in (EARLIER, TODAY)] == [False, True]
    assert mark_stale(since=EARLIER) == 2
    assert refresh_since(since=TODAY + timedelta(days=1)) == 2
    assert stale_days() == []


def test_a_refresh_computes_the_touched_days_only(small):
    snapshot_and_refresh([EARLIER, TODAY])
    untouched = refresh_of(on=EARLIER).computed_at
    assert refresh_since(since=TODAY) == 1
    assert refresh_of(on=EARLIER).computed_at == untouched
    assert refresh_of(on=TODAY).snapshot_at == current_snapshot().taken_at


def test_a_new_day_is_computed_when_it_is_asked_for_and_kept(small):
    world, *_rest = small
    with pytest.raises(NoSnapshot):
        ensure_results(on=TODAY)
    snapshot_and_refresh([EARLIER])
    first = ensure_results(on=TODAY)
    assert (first.on, first.stale, first.snapshot_at) == (TODAY, False, current_snapshot().taken_at)
    assert number(world.city) == (1, 3, 1 / 3)
    assert ensure_results(on=TODAY) == first
    assert ensure_results(on=TODAY).computed_at == first.computed_at
    assert latest_refreshed_day() == TODAY


def test_a_day_that_nobody_asked_for_yet_shows_a_change_that_only_touches_it(small):
    """The change begins after every stored day, so that nothing stored is stale."""
    world, elders, team, _contract = small
    snapshot_and_refresh([EARLIER])
    make_contract(elders[1], team, first=date(2018, 9, 1))
    assert refresh_since(since=date(2018, 9, 1)) == 0
    ensure_results(on=TODAY)
    assert number(world.city) == (2, 3, 2 / 3)
    assert missing(world.city) == [elders[2].pk]


def test_a_day_stored_between_the_marking_and_the_snapshot_is_computed_too(small):
    world, elders, team, _contract = small
    snapshot_and_refresh([EARLIER])
    make_contract(elders[1], team, first=date(2018, 9, 1))
    mark_stale(since=date(2018, 9, 1))
    ensure_results(on=TODAY)
    assert number(world.city)[0] == 1
    assert refresh_since(since=date(2018, 9, 1)) == 1
    assert number(world.city)[0] == 2


def test_an_older_snapshot_never_takes_the_place_of_a_newer_one(small):
    world, elders, team, _contract = small
    old = take_snapshot(now=timezone.now())
    make_contract(elders[1], team)
    snapshot_and_refresh([TODAY])
    assert refresh_days([TODAY], snapshot=old) == 0
    assert number(world.city)[0] == 2
    assert refresh_of(on=TODAY).snapshot_at > old.taken_at


def test_a_refresh_replaces_what_was_stored(small):
    snapshot_and_refresh([TODAY])
    held = Result.objects.count()
    snapshot_and_refresh([TODAY])
    assert (Result.objects.count(), Refresh.objects.count()) == (held, 1)
    assert held > 0
    assert not Result.objects.filter(denominator=0).exists()


def test_a_course_runs_over_the_refreshed_days(small):
    world, elders, team, _contract = small
    make_contract(elders[1], team, first=date(2018, 7, 1))
    snapshot_and_refresh([TODAY, EARLIER, date(2017, 12, 31)])
    course = series(area=world.city, indicators=[RATE], until=TODAY)[RATE]
    assert [(found.on, found.numerator) for found in course] == [
        (date(2017, 12, 31), 0),
        (EARLIER, 1),
        (TODAY, 2),
    ]
    assert len(series(area=world.city, indicators=[RATE], until=EARLIER)[RATE]) == 2


def test_a_number_of_some_areas_or_some_people(small):
    world, elders, _team, _contract = small
    make_contract(make_elder(world.villages[2]), make_team(world.towns[1]))
    snapshot_and_refresh([TODAY])

    def counted(**restriction):
        found = restricted_number(
            indicator=RATE, on=TODAY, area=world.city.code, restrict_to=Restriction(**restriction)
        )
        return found.numerator, found.denominator

    assert counted() == (2, 4)
    assert counted(areas=frozenset({world.towns[0].code})) == (1, 3)
    assert counted(subjects=frozenset({elders[0].pk, elders[1].pk})) == (1, 2)
    assert counted(subjects=frozenset()) == (0, 0)
    only = Restriction(subjects=frozenset({elders[0].pk, elders[1].pk}))
    assert missing(world.city, restrict_to=only) == [elders[1].pk]


def test_the_dead_are_not_counted_after_their_day(small):
    world, elders, _team, _contract = small
    Elder.objects.filter(pk=elders[2].pk).update(death_date=datetime.date(2018, 9, 1))
    snapshot_and_refresh([EARLIER, TODAY])
    assert [number(world.city, on=day)[1] for day in (EARLIER, TODAY)] == [3, 2]
