from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories import (
    TODAY,
    add_post,
    make_account,
    make_contract,
    make_elder,
    make_team,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.audit.models import Act, Outbox
from yiyang.audit.versions import Stale
from yiyang.domains.contracts.actions import ContractTerms, end_contract, expire_contracts, sign_contract
from yiyang.domains.contracts.actions.contracts import _save_first
from yiyang.domains.contracts.models import Contract
from yiyang.domains.contracts.queries import find_contract, serving_teams, signed_elders, team_choices
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def doctor(world):
    return viewer_of(make_account("doctor", "family_doctor", world.towns[0]))


@pytest.fixture
def team(world):
    return make_team(world.towns[0])


@pytest.fixture
def elder(world):
    return make_elder(world.village)


def terms(team, *, first=TODAY, last=date(2019, 9, 29), package="elder_basic"):
    return ContractTerms(
        team=team, package=package, signed_on=min(first, TODAY), valid_from=first, last_day=last
    )


def refused_codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def test_signing_writes_contract_act_and_outbox(doctor, elder, team):
    contract = sign_contract(viewer=doctor, elder=elder, terms=terms(team))
    assert (contract.state, contract.valid_from, contract.term_to, contract.valid_to) == (
        "active",
        TODAY,
        date(2019, 9, 30),
        date(2019, 9, 30),
    )
    act = Act.objects.get(kind="contract.sign")
    assert (act.object_type, act.object_id, act.elder_ids, act.account_id) == (
        "contracts.contract",
        contract.pk,
        [elder.pk],
        doctor.account_id,
    )
    assert Outbox.objects.get(act=act).payload == {"since": "2018-09-30"}


def test_a_second_contract_is_refused_and_leaves_nothing(doctor, elder, team):
    make_contract(elder, team)
    before = Act.objects.count()
    assert refused_codes(lambda: sign_contract(viewer=doctor, elder=elder, terms=terms(team))) == (
        "signed_elsewhere",
    )
    assert (Contract.objects.count(), Act.objects.count()) == (1, before)


def test_the_database_backs_the_rule_and_is_told_in_the_same_words(elder, team):
    first = make_contract(elder, team)
    second = Contract(
        elder=elder,
        team=team,
        package="elder_basic",
        signed_on=TODAY,
        valid_from=TODAY,
        term_to=date(2019, 9, 30),
        valid_to=date(2019, 9, 30),
    )
    with pytest.raises(Refused) as refused:
        _save_first(second)
    assert refused.value.reasons[0].code == "signed_elsewhere"
    assert refused.value.reasons[0].params == {"team": "荷花团队", "until": "2018-12-31"}
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    assert list(Contract.objects.all()) == [first]


def test_days_after_an_early_end_are_free_the_day_itself_is_not(doctor, elder, team):
    contract = make_contract(elder, team)
    end_contract(viewer=doctor, contract=contract, version=1, last=TODAY, reason="resident")
    assert refused_codes(lambda: sign_contract(viewer=doctor, elder=elder, terms=terms(team))) == (
        "signed_elsewhere",
    )
    fresh = sign_contract(viewer=doctor, elder=elder, terms=terms(team, first=date(2018, 10, 1)))
    assert fresh.valid_from == date(2018, 10, 1)


def test_a_contract_that_ran_out_is_expired_on_the_way(doctor, elder, team):
    old = make_contract(elder, team, first=date(2017, 1, 1), last=date(2018, 9, 29))
    sign_contract(viewer=doctor, elder=elder, terms=terms(team))
    old.refresh_from_db()
    assert (old.state, old.version) == ("expired", 2)
    assert Act.objects.filter(kind="contract.expire", object_id=old.pk).count() == 1


def test_expiry_marks_only_what_has_run_out(elder, world, team):
    ran_out = make_contract(elder, team, last=date(2018, 9, 29))
    runs = make_contract(make_elder(world.village), team, last=TODAY)
    assert expire_contracts(viewer=platform_viewer()) == 1
    ran_out.refresh_from_db()
    runs.refresh_from_db()
    assert (ran_out.state, runs.state) == ("expired", "active")


def test_scope_holds_in_the_action_itself(world, team, elder):
    stranger = viewer_of(make_account("stranger", "family_doctor", world.towns[1]))
    assert refused_codes(lambda: sign_contract(viewer=stranger, elder=elder, terms=terms(team))) == (
        "elder_outside_area",
    )
    contract = make_contract(elder, team)
    call = lambda: end_contract(  # noqa: E731
        viewer=stranger, contract=contract, version=1, last=TODAY, reason="resident"
    )
    assert refused_codes(call) == ("elder_outside_area",)


def test_reading_everywhere_gives_no_writing_elsewhere(world, team, elder):
    account = make_account("mixed", "family_doctor", world.towns[1])
    add_post(account, "supervisor", world.city)
    mixed = viewer_of(account)
    contract = make_contract(elder, team)
    assert find_contract(viewer=mixed, pk=contract.pk) == contract
    assert find_contract(viewer=mixed, pk=contract.pk, permission="contracts.write") is None


def test_a_team_of_another_town_is_refused(world, doctor, elder):
    other = make_team(world.towns[1])
    assert refused_codes(lambda: sign_contract(viewer=doctor, elder=elder, terms=terms(other))) == (
        "outside_team_area",
    )


def test_a_closed_team_is_refused(doctor, elder, team):
    team.valid_to = TODAY
    team.save()
    assert refused_codes(lambda: sign_contract(viewer=doctor, elder=elder, terms=terms(team))) == (
        "team_unknown",
    )
    assert list(serving_teams(path=elder.village.path, on=TODAY)) == []


def test_teams_serve_what_lies_in_their_area(world, doctor, elder):
    town = make_team(world.towns[0], name="镇团队")
    village = make_team(world.village, name="村团队")
    make_team(world.villages[1], name="邻村团队")
    assert {team.pk for team in serving_teams(path=elder.village.path, on=TODAY)} == {town.pk, village.pk}
    assert {team.name for team in team_choices(viewer=doctor, permission="elders.read")} == {
        "镇团队",
        "村团队",
        "邻村团队",
    }


def test_ending_moves_the_end_and_tells_why(doctor, elder, team):
    contract = make_contract(elder, team)
    ended = end_contract(viewer=doctor, contract=contract, version=1, last=TODAY, reason="moved")
    assert (ended.state, ended.valid_to, ended.term_to, ended.end_reason, ended.version) == (
        "ended",
        date(2018, 10, 1),
        date(2019, 1, 1),
        "moved",
        2,
    )
    act = Act.objects.get(kind="contract.end")
    assert act.detail == {
        "version": 2,
        "state": "ended",
        "changes": {"last day": ["2018-12-31", "2018-09-30"]},
    }
    assert Outbox.objects.get(act=act).payload == {"since": "2018-10-01"}
    assert signed_elders(elder_ids=[elder.pk], on=TODAY) == {elder.pk: "荷花团队"}
    assert signed_elders(elder_ids=[elder.pk], on=date(2018, 10, 1)) == {}


@pytest.mark.parametrize(
    ("last", "reason", "expected"),
    [
        (date(2017, 12, 30), "resident", ("end_outside_term",)),
        (date(2017, 12, 31), "other", None),  # cancelled: never in force
        (date(2018, 1, 1), "resident", None),
        (date(2018, 12, 31), "resident", None),
        (date(2019, 1, 1), "resident", ("end_outside_term",)),
        (TODAY, "", ("reason_missing",)),
        (date.max, "whim", ("reason_missing", "end_outside_term")),
    ],
)
def test_an_end_lies_within_the_term_and_has_a_reason(doctor, elder, team, last, reason, expected):
    contract = make_contract(elder, team)
    end = lambda: end_contract(viewer=doctor, contract=contract, version=1, last=last, reason=reason)  # noqa: E731
    if expected is None:
        assert end().state == "ended"
    else:
        assert refused_codes(end) == expected


def test_the_second_to_end_a_contract_is_told(doctor, elder, team):
    contract = make_contract(elder, team)
    end_contract(viewer=doctor, contract=contract, version=1, last=TODAY, reason="moved")
    with pytest.raises(Stale) as stale:
        end_contract(viewer=doctor, contract=contract, version=1, last=date(2018, 11, 1), reason="other")
    assert stale.value.changes == {"last day": ["2018-12-31", "2018-09-30"]}
    call = lambda: end_contract(  # noqa: E731
        viewer=doctor, contract=contract, version=2, last=date(2018, 11, 1), reason="other"
    )
    assert refused_codes(call) == ("illegal_move",)


def test_a_full_team_is_refused(doctor, elder, team, world, monkeypatch):
    make_contract(make_elder(world.village), team)
    from yiyang.domains.contracts.rules.signing import PACKAGES

    row = PACKAGES.at("elder_basic", TODAY)
    monkeypatch.setitem(row.values, "max_per_team", 1)
    assert refused_codes(lambda: sign_contract(viewer=doctor, elder=elder, terms=terms(team))) == (
        "team_full",
    )
