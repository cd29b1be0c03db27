import json
from datetime import date

import pytest
from django.db import transaction

from tests.factories import make_contract, make_elder, make_team, platform_viewer
from yiyang.audit.acts import OutsideTransaction, record_act
from yiyang.audit.journal import Journal, StillReferredTo, preview_revert, revert
from yiyang.audit.models import Act, JournalEntry
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.models import Condition, Elder, ElderCategory, HealthRecord, Residence

DAY = date(2018, 9, 30)


def act_on(elder) -> Act:
    return record_act(viewer=platform_viewer(), kind="tests.act", changed=elder, since=DAY)


def write(journal, elder) -> Act:
    act = act_on(elder)
    journal.write(act=act)
    return act


def dump(*models, leave_out=("version",)):
    """Every row of the models, column by column, as the database holds them."""
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in leave_out}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


ALL = (Elder, Residence, ElderCategory, HealthRecord, Condition, Contract)


def test_every_verb_is_taken_back_exactly(elder, world):
    category = ElderCategory.objects.create(elder=elder, code="dementia", valid_from=date(2017, 1, 1))
    before = dump(*ALL)
    journal = Journal()
    journal.update(elder, name="李梅", phone="13812345678", death_date=DAY, version=2)
    journal.delete(category)
    journal.create(HealthRecord(elder=elder, valid_from=DAY))
    journal.update_all(Residence.objects.all(), valid_to=DAY)
    act = write(journal, elder)
    assert len(journal) == 0
    assert dump(*ALL) != before
    reversal = revert(act)
    reversal.write(act=act_on(elder))
    assert (reversal.restored, reversal.kept) == (4, ())
    assert dump(*ALL) == before
    assert Elder.objects.get().version == 3


def test_sealed_columns_stay_sealed_in_the_journal(world):
    elder = make_elder(world.village, phone="13800000001")
    journal = Journal()
    journal.update(elder, phone="13812345678")
    act = write(journal, elder)
    kept = json.dumps(list(JournalEntry.objects.values("before", "after")))
    assert "13812345678" not in kept
    assert "13800000001" not in kept
    revert(act)
    assert Elder.objects.get().phone == "13800000001"


def test_a_deleted_row_with_sealed_columns_comes_back(world):
    elder = make_elder(world.village, phone="13800000001")
    elder.residences.all().delete()
    elder.living_arrangements.all().delete()
    elder.memberships.all().delete()
    elder.field_sources.all().delete()
    before = dump(Elder)
    number = elder.identity_number
    journal = Journal()
    journal.delete(elder)
    act = write(journal, make_elder(world.village))
    assert Elder.objects.filter(pk=elder.pk).count() == 0
    revert(act)
    back = Elder.objects.get(pk=elder.pk)
    assert (back.identity_number, back.phone, back.version) == (number, "13800000001", 2)
    assert dump(Elder)["elders.Elder"][0] == before["elders.Elder"][0]


def test_a_row_edited_since_is_kept_and_listed_and_the_rest_restored(elder):
    journal = Journal()
    journal.update(elder, address="新街 2 号")
    journal.update(elder, name="李梅")
    act = write(journal, elder)
    Elder.objects.filter(pk=elder.pk).update(address="新街 3 号")
    reversal = revert(act)
    assert reversal.restored == 1
    assert [row.as_json() for row in reversal.kept] == [
        {
            "table": "elders.elder",
            "row": elder.pk,
            "kind": "update",
            "why": "edited",
            "changes": {"address": ["新街 2 号", "新街 3 号"]},
        }
    ]
    now = Elder.objects.get()
    assert (now.name, now.address) == ("张淑芬", "新街 3 号")


def test_columns_that_the_act_did_not_touch_may_change_meanwhile(elder):
    journal = Journal()
    journal.update(elder, name="李梅")
    act = write(journal, elder)
    Elder.objects.filter(pk=elder.pk).update(address="新街 3 号")
    assert revert(act).kept == ()
    now = Elder.objects.get()
    assert (now.name, now.address) == ("张淑芬", "新街 3 号")


def test_what_a_later_row_stands_in_the_way_of_is_kept(elder, world):
    team = make_team(world.towns[0])
    first = make_contract(elder, team)
    journal = Journal()
    journal.update(first, state="ended", valid_to=date(2018, 5, 1), end_reason="died")
    act = write(journal, elder)
    make_contract(elder, team, first=date(2018, 6, 1))
    assert [(row.table, row.row, row.why) for row in revert(act).kept] == [
        ("contracts.contract", first.pk, "in_the_way")
    ]
    assert Contract.objects.get(pk=first.pk).state == "ended"


def test_a_created_row_that_others_refer_to_is_kept(elder, world):
    journal = Journal()
    team = make_team(world.towns[0])
    copy = type(team)(
        name="莲花团队",
        organisation=team.organisation,
        area=team.area,
        leader_name="李医生",
        valid_from=date(2010, 1, 1),
    )
    journal.create(copy)
    act = write(journal, elder)
    make_contract(elder, copy)
    assert [row.why for row in revert(act).kept] == ["referred_to"]


def test_a_row_that_is_gone_and_one_whose_target_is_gone_are_listed(elder, world):
    team = make_team(world.towns[0])
    contract = make_contract(elder, team)
    record = HealthRecord.objects.create(elder=elder, valid_from=DAY)
    journal = Journal()
    journal.update(record, valid_from=date(2018, 1, 1))
    journal.delete(contract)
    act = write(journal, elder)
    record.delete()
    team.delete()
    assert [(row.table, row.why) for row in revert(act).kept] == [
        ("elders.healthrecord", "gone"),
        ("contracts.contract", "gone"),
    ]


def test_a_preview_writes_nothing_and_a_second_revert_restores_nothing(elder):
    journal = Journal()
    journal.update(elder, name="李梅")
    act = write(journal, elder)
    assert preview_revert(act).restored == 1
    assert Elder.objects.get().name == "李梅"
    reversal = revert(act)
    reversal.write(act=act_on(elder))
    assert Elder.objects.get().name == "张淑芬"
    assert (revert(act).restored, list(JournalEntry.objects.values_list("outcome", flat=True))) == (
        0,
        ["restored"],
    )


def test_nothing_is_noted_where_nothing_changed(elder):
    journal = Journal()
    journal.update(elder, name=elder.name, version=9)
    assert len(journal) == 0
    assert Elder.objects.get().version == 9


def test_a_row_with_dependants_is_not_deleted(elder):
    with pytest.raises(StillReferredTo):
        Journal().delete(elder)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    from tests.factories import make_world

    elder = make_elder(make_world().village)
    for verb in (
        lambda: Journal().update(elder, name="李梅"),
        lambda: Journal().delete(elder),
        lambda: Journal().create(HealthRecord(elder=elder, valid_from=DAY)),
        lambda: revert(Act()),
    ):
        with pytest.raises(OutsideTransaction):
            verb()
    assert Elder.objects.get().name == "张淑芬"


def test_a_journal_that_forgot_a_column_is_seen(elder):
    """The twin: a journal that leaves one column out does not restore, and the dumps say so."""

    class Forgetful(Journal):
        def _note(self, model, pk, kind, *, before, after):
            before, after = dict(before), dict(after)
            before.pop("address", None), after.pop("address", None)
            super()._note(model, pk, kind, before=before, after=after)

    before = dump(*ALL)
    journal = Forgetful()
    journal.update(elder, name="李梅", address="新街 2 号")
    revert(write(journal, elder))
    assert dump(*ALL) != before


def test_all_or_nothing_with_the_transaction(elder):
    def stop_half_way():
        with transaction.atomic():
            journal = Journal()
            journal.update(elder, name="李梅")
            write(journal, elder)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop_half_way()
    assert (Elder.objects.get().name, JournalEntry.objects.count()) == ("张淑芬", 0)
