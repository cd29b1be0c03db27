"""Runs over the registers: planted errors are found, findings open and close, tallies add up."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    make_account,
    make_contract,
    make_elder,
    make_organisation,
    make_team,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.audit.models import Act, Outbox
from yiyang.domains.elders.models import Elder
from yiyang.domains.quality import actions
from yiyang.domains.quality.actions import run_checks
from yiyang.domains.quality.models import Finding, Tally
from yiyang.domains.quality.queries import (
    checked_day,
    findings,
    shares_by_check,
    shares_by_keeper,
    shares_over_time,
)
from yiyang.flows.demo.build import build_demo
from yiyang.flows.demo.planted import PLANTED
from yiyang.kernel.refused import Refused

FIRST, THEN = date(2018, 8, 1), date(2018, 9, 1)


@pytest.fixture
def world(db):
    return make_world()


def check(on):
    return run_checks(viewer=platform_viewer(on=on), on=on)


def standing(code):
    return [
        (finding.valid_from, finding.valid_to)
        for finding in Finding.objects.filter(check_code=code).order_by("pk")
    ]


def test_every_planted_error_of_a_demo_is_found(db):
    summary = build_demo(locality="zhongshan", elders=300, seed=5, on=None)
    check(summary.on)
    codes = {"no_residence": "residence_missing"}
    for planted in PLANTED:
        found = Finding.objects.filter(check_code=codes.get(planted, planted))
        missed = set(summary.planted[planted]) - set(found.values_list("elder_id", flat=True))
        assert missed == set(), planted


def test_a_finding_stands_until_it_is_mended(world):
    elder = make_elder(world.village)
    check(FIRST)
    assert standing("phone_missing") == [(FIRST, None)]
    again = check(THEN)
    assert (again.opened, standing("phone_missing")) == (0, [(FIRST, None)])
    Elder.objects.filter(pk=elder.pk).update(phone_index=b"x")
    assert check(date(2018, 9, 2)).closed == 1
    assert standing("phone_missing") == [(FIRST, date(2018, 9, 2))]
    Elder.objects.filter(pk=elder.pk).update(phone_index=None)
    check(date(2018, 9, 3))
    assert standing("phone_missing") == [(FIRST, date(2018, 9, 2)), (date(2018, 9, 3), None)]


def test_what_is_mended_on_the_day_it_was_seen_leaves_no_trace(world):
    elder = make_elder(world.village)
    check(FIRST)
    Elder.objects.filter(pk=elder.pk).update(phone_index=b"x")
    check(FIRST)
    assert standing("phone_missing") == []


def test_checks_run_forward_only(world):
    check(THEN)
    with pytest.raises(Refused) as refused:
        check(FIRST)
    assert refused.value.codes == ("quality_day_past",)


def test_a_second_run_of_a_day_replaces_its_tallies(world):
    make_elder(world.village)
    check(FIRST)
    tallies = Tally.objects.count()
    assert check(FIRST).opened == 0
    assert Tally.objects.count() == tallies
    assert Act.objects.filter(kind="quality.check").count() == 2
    assert Outbox.objects.latest("id").payload == {"since": "2018-08-01"}


@pytest.mark.parametrize("part", [1, 2, 3, 2000])
def test_parts_do_not_change_the_answer(world, monkeypatch, part):
    for village in world.villages:
        make_elder(village)
    monkeypatch.setattr(actions, "PART", part)
    checked = check(FIRST)
    assert (checked.subjects, Finding.objects.filter(check_code="phone_missing").count()) == (4, 4)
    whole = shares_by_check(viewer=platform_viewer(), on=FIRST)["phone_missing"]
    assert (whole.examined, whole.failed) == (4, 4)


def test_a_run_that_was_stopped_is_taken_up_by_the_next(world, monkeypatch):
    for village in world.villages:
        make_elder(village)
    monkeypatch.setattr(actions, "PART", 2)
    settled = actions._settle
    calls = []

    def stop_at_the_second(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return settled(*args, **kwargs)

    monkeypatch.setattr(actions, "_settle", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        check(FIRST)
    assert (len(standing("phone_missing")), Tally.objects.count()) == (2, 0)
    monkeypatch.setattr(actions, "_settle", settled)
    check(FIRST)
    assert len(standing("phone_missing")) == 4


def test_shares_are_of_ones_own_area_and_by_who_keeps_the_record(world):
    team = make_team(world.towns[0])
    mine = make_elder(world.village)
    make_contract(mine, team)
    make_elder(world.villages[1])
    make_elder(world.villages[2])
    check(FIRST)
    check(THEN)
    doctor = viewer_of(make_account("doctor", "family_doctor", world.towns[0]))
    share = shares_by_check(viewer=doctor, on=THEN)["phone_missing"]
    assert (share.examined, share.failed, share.sound) == (2, 2, 0.0)
    kept = shares_by_keeper(viewer=doctor, on=THEN, codes=("phone_missing",))
    assert {(each.key, each.examined) for each in kept} == {(team.organisation_id, 1), (None, 1)}
    course = shares_over_time(viewer=doctor, until=THEN, codes=("phone_missing",))
    assert [(each.key, each.examined) for each in course] == [(FIRST, 2), (THEN, 2)]
    assert findings(viewer=doctor, on=THEN, code="phone_missing").count() == 2
    assert findings(viewer=platform_viewer(), on=THEN, code="phone_missing").count() == 3
    assert checked_day(on=THEN - timedelta(days=1)) == FIRST


def test_who_lives_nowhere_is_listed_for_the_whole_tree_only(world):
    elder = make_elder(world.village)
    elder.residences.all().delete()
    Elder.objects.filter(pk=elder.pk).update(village=None)
    check(FIRST)
    city = viewer_of(make_account("city", "supervisor", world.city))
    town = viewer_of(make_account("town", "supervisor", world.towns[0]))
    assert findings(viewer=city, on=FIRST, code="residence_missing").count() == 1
    assert findings(viewer=town, on=FIRST, code="residence_missing").count() == 0
    assert shares_by_check(viewer=city, on=FIRST)["residence_missing"].failed == 1
    assert "residence_missing" not in shares_by_check(viewer=town, on=FIRST)


def test_organisations_are_checked_too(world):
    home = make_organisation(world.towns[0], name="敬老院", kind="care_home")
    check(FIRST)
    codes = set(Finding.objects.filter(organisation=home).values_list("check_code", flat=True))
    assert codes == set(), "a home without a profile is not open, and nothing is asked of it"
