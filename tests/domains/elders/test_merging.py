from datetime import date

import pytest

from tests.factories import (
    BORN,
    TODAY,
    make_account,
    make_contract,
    make_elder,
    make_team,
    make_world,
    viewer_of,
)
from yiyang.audit.models import Act
from yiyang.audit.versions import Stale
from yiyang.domains.contracts.actions.handover import absorb_contracts
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.actions.duplicates import search_duplicates
from yiyang.domains.elders.actions.merging import (
    confirm_merge,
    decide_distinct,
    preview_merge,
    propose_merge,
    reject_merge,
    reopen_pair,
    undo_merge,
)
from yiyang.domains.elders.actions.rows import absorb_rows
from yiyang.domains.elders.models import (
    Condition,
    DuplicatePair,
    Elder,
    ElderCategory,
    HealthRecord,
    LivingArrangement,
    Residence,
)
from yiyang.domains.elders.queries import list_elders, search_elders
from yiyang.kernel.refused import Refused

ABSORBERS = (absorb_rows, absorb_contracts)
TABLES = (Elder, Residence, LivingArrangement, ElderCategory, HealthRecord, Condition, Contract)


def dump():
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in TABLES
    }


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def proposer(world):
    return viewer_of(make_account("proposer", "family_doctor", world.towns[0]))


@pytest.fixture
def confirmer(world):
    return viewer_of(make_account("confirmer", "liaison", world.towns[0]))


@pytest.fixture
def twins(world):
    """Two records of one person, the second later and with another phone."""
    first = make_elder(world.village, phone="13800000001", address="荷叶村 12 号")
    second = make_elder(world.village, phone="13800000002", address="荷叶村 12 号", since=date(2018, 2, 1))
    return first, second


@pytest.fixture
def pair(twins):
    search_duplicates()
    return DuplicatePair.objects.get()


def propose(proposer, pair, kept, **choices):
    return propose_merge(
        viewer=proposer,
        pair=pair,
        version=pair.version,
        kept_id=kept.pk,
        choices={"phone": "kept", **choices},
        reason="同一人",
    )


def confirm(confirmer, merge):
    return confirm_merge(viewer=confirmer, merge=merge, version=merge.version, absorbers=ABSORBERS)


def test_two_people_merge_and_one_takes_it_apart_exactly(world, proposer, confirmer, twins, pair):
    first, second = twins
    team = make_team(world.towns[0])
    make_contract(second, team)
    ElderCategory.objects.create(elder=second, code="dementia", valid_from=date(2018, 3, 1))
    HealthRecord.objects.create(elder=first, valid_from=date(2017, 1, 1))
    HealthRecord.objects.create(elder=second, valid_from=date(2018, 2, 1))
    before = dump()
    merge = confirm(confirmer, propose(proposer, pair, first, phone="merged"))
    assert (merge.state, merge.proposer, merge.decider) == ("confirmed", "proposer 测试", "confirmer 测试")
    kept = Elder.objects.get(pk=first.pk)
    assert (kept.phone, kept.merged_into_id) == ("13800000002", None)
    assert Elder.objects.get(pk=second.pk).merged_into_id == first.pk
    assert [row["how"] for row in merge.outcome if row["table"] == "elders.healthrecord"] == ["stayed"]
    assert [row["how"] for row in merge.outcome if row["table"] == "elders.residence"] == ["stayed"]
    assert [row["how"] for row in merge.outcome if row["table"] == "elders.eldercategory"] == ["moved"]
    assert Contract.objects.get().elder_id == first.pk
    assert ElderCategory.objects.get().elder_id == first.pk
    assert DuplicatePair.objects.get().state == "merged"
    undone, reversal = undo_merge(viewer=confirmer, merge=merge, version=merge.version, note="两个人")
    assert (undone.state, reversal.kept) == ("undone", ())
    assert dump() == before
    assert DuplicatePair.objects.get().state == "open"


def test_nobody_confirms_the_own_proposal(world, proposer, twins, pair):
    merge = propose(proposer, pair, twins[0])
    both = make_account("both", "supervisor", world.city)
    own = propose_merge
    assert own is propose_merge
    with pytest.raises(Refused) as refused:
        confirm(proposer, merge)
    assert refused.value.codes == ("outside_merge_area",)
    merge.proposed_by = both
    merge.save()
    with pytest.raises(Refused) as refused:
        confirm(viewer_of(both), merge)
    assert refused.value.codes == ("same_person_twice",)


def test_a_missing_choice_is_asked_for(proposer, twins, pair):
    with pytest.raises(Refused) as refused:
        propose_merge(viewer=proposer, pair=pair, version=1, kept_id=twins[0].pk, choices={}, reason="同一人")
    assert [(each.code, each.field) for each in refused.value.reasons] == [("choice_missing", "phone")]


def test_a_second_proposal_waits_for_the_first(proposer, twins, pair):
    propose(proposer, pair, twins[0])
    with pytest.raises(Refused) as refused:
        propose(proposer, pair, twins[1])
    assert refused.value.codes == ("merge_waiting",)


def test_a_rejected_merge_leaves_the_pair_open(proposer, confirmer, twins, pair):
    merge = propose(proposer, pair, twins[0])
    before = dump()
    rejected = reject_merge(viewer=confirmer, merge=merge, version=1, note="不同人")
    assert (rejected.state, rejected.decider, dump() == before) == ("rejected", "confirmer 测试", True)
    assert propose(proposer, pair, twins[1]).state == "proposed"


def test_the_proposer_may_take_the_own_proposal_back(proposer, twins, pair):
    merge = propose(proposer, pair, twins[0])
    taken_back = reject_merge(viewer=proposer, merge=merge, version=1, note="看错了")
    assert (taken_back.state, taken_back.decided_by_id) == ("rejected", None)


def test_of_two_active_contracts_the_later_ends_with_its_own_reason(world, proposer, confirmer, twins, pair):
    first, second = twins
    team = make_team(world.towns[0])
    other = make_team(world.towns[0], name="莲花团队", organisation=team.organisation)
    late = make_contract(first, team, first=date(2018, 5, 1))
    early = make_contract(second, other, first=date(2018, 3, 1))
    before = dump()
    effects = preview_merge(
        viewer=confirmer, kept=first, merged=second, choices={"phone": "kept"}, absorbers=ABSORBERS
    )
    assert [(each.name, each.how) for each in effects if each.table == "contracts.contract"] == [
        ("荷花团队", "ended"),
        ("莲花团队", "moved"),
    ]
    assert dump() == before
    merge = confirm(confirmer, propose(proposer, pair, first))
    late.refresh_from_db()
    early.refresh_from_db()
    assert (late.state, late.end_reason, late.valid_to) == ("ended", "merged", TODAY)
    assert (early.state, early.elder_id) == ("active", first.pk)
    undo_merge(viewer=confirmer, merge=merge, version=merge.version, note="两个人")
    assert dump() == before


def test_taking_apart_keeps_and_lists_what_was_edited_since(proposer, confirmer, twins, pair):
    first, second = twins
    merge = confirm(confirmer, propose(proposer, pair, first, phone="merged"))
    kept = Elder.objects.get(pk=first.pk)
    change_elder(viewer=proposer, elder=kept, version=kept.version, changes={"phone": "13800000003"})
    _undone, reversal = undo_merge(viewer=confirmer, merge=merge, version=merge.version, note="两个人")
    assert [(row.table, row.row, row.why) for row in reversal.kept] == [("elders.elder", first.pk, "edited")]
    assert Elder.objects.get(pk=first.pk).phone == "13800000003"
    assert Elder.objects.get(pk=second.pk).merged_into_id is None


def test_a_record_changed_since_it_was_compared_is_stale(proposer, confirmer, twins, pair):
    merge = propose(proposer, pair, twins[0])
    seen = twins[0].version, twins[1].version
    change_elder(viewer=proposer, elder=twins[0], version=1, changes={"address": "荷叶村 13 号"})
    with pytest.raises(Stale) as stale:
        confirm_merge(viewer=confirmer, merge=merge, version=1, seen=seen, absorbers=ABSORBERS)
    assert stale.value.changes == {"address": ["荷叶村 12 号", "荷叶村 13 号"]}


def test_lists_searches_and_numbers_leave_the_merged_record_out(proposer, confirmer, twins, pair):
    first, second = twins
    number = second.identity_number
    confirm(confirmer, propose(proposer, pair, first))
    assert [row["id"] for row in list_elders(viewer=proposer)] == [first.pk]
    assert [row["id"] for row in search_elders(viewer=proposer, text=number)] == [first.pk]
    assert [row["id"] for row in search_elders(viewer=proposer, text="张淑芬")] == [first.pk]


def test_three_records_lead_to_the_one_that_stands(world, proposer, confirmer, twins, pair):
    first, second = twins
    third = make_elder(world.village, phone="13800000001", address="荷叶村 12 号")
    search_duplicates()
    confirm(confirmer, propose(proposer, pair, first))
    again = DuplicatePair.objects.get(first=first, second=third)
    later = propose_merge(
        viewer=proposer, pair=again, version=again.version, kept_id=third.pk, choices={}, reason="同一人"
    )
    later = confirm(confirmer, later)
    assert set(Elder.objects.filter(merged_into=third)) == {first, second}
    earlier = Elder.objects.get(pk=second.pk).merges_merged.get()
    with pytest.raises(Refused) as refused:
        undo_merge(viewer=confirmer, merge=earlier, version=earlier.version, note="两个人")
    assert refused.value.codes == ("merged_further",)
    undo_merge(viewer=confirmer, merge=later, version=later.version, note="两个人")
    assert Elder.objects.get(pk=second.pk).merged_into_id == first.pk


def test_a_dead_and_a_living_record_are_not_merged(proposer, twins, pair):
    Elder.objects.filter(pk=twins[1].pk).update(death_date=TODAY)
    with pytest.raises(Refused) as refused:
        propose(proposer, pair, twins[0])
    assert refused.value.texts() == (
        "One record says died on –, the other 2018-09-30; record or withdraw the death first, so that both "
        "say the same.",
    )


def test_a_pair_decided_stays_decided_until_reopened(proposer, twins, pair):
    decided = decide_distinct(viewer=proposer, pair=pair, version=1, note="双胞胎")
    assert (decided.state, decided.decided_by) == ("distinct", "proposer 测试")
    assert search_duplicates(whole=True).listed == 1
    pair.refresh_from_db()
    assert (pair.state, pair.note) == ("distinct", "双胞胎")
    assert reopen_pair(viewer=proposer, pair=pair, version=2).state == "open"


def test_records_of_two_towns_need_a_post_above_both(world, proposer, twins):
    away = make_elder(world.villages[2], phone="13800000001")
    search_duplicates()
    pair = DuplicatePair.objects.get(first=twins[0], second=away)
    with pytest.raises(Refused) as refused:
        propose(proposer, pair, twins[0])
    assert refused.value.codes == ("outside_merge_area",)
    above = viewer_of(make_account("above", "supervisor", world.city))
    assert propose(above, pair, twins[0], village="merged").state == "proposed"


def test_the_village_of_the_other_record_begins_today(world, confirmer, twins):
    away = make_elder(world.villages[2], phone="13800000001", since=date(2018, 1, 1))
    search_duplicates()
    pair = DuplicatePair.objects.get(first=twins[0], second=away)
    above = viewer_of(make_account("above", "supervisor", world.city))
    other = viewer_of(make_account("other", "supervisor", world.city))
    before = dump()
    merge = confirm(other, propose(above, pair, twins[0], village="merged"))
    rows = Residence.objects.filter(elder=twins[0]).order_by("valid_from")
    assert list(rows.values_list("area__name", "valid_from", "valid_to")) == [
        ("荷叶村", date(2016, 1, 1), TODAY),
        ("莲子村", TODAY, None),
    ]
    undo_merge(viewer=other, merge=merge, version=merge.version, note="两个人")
    assert dump() == before


def test_acts_name_both_records(proposer, confirmer, twins, pair):
    confirm(confirmer, propose(proposer, pair, twins[0]))
    acts = Act.objects.filter(kind__startswith="merge.").order_by("pk")
    ids = [twins[0].pk, twins[1].pk]
    assert [(act.kind, act.elder_ids) for act in acts] == [("merge.propose", ids), ("merge.confirm", ids)]


def test_born_is_the_same(twins):
    assert {elder.birth_date for elder in twins} == {BORN}
