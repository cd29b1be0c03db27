from datetime import date

import pytest
from django.db import transaction

from tests.factories import TODAY, make_account, make_elder, make_world, platform_viewer, viewer_of
from yiyang.audit.acts import OutsideTransaction, changes_since, record_act, record_reading
from yiyang.audit.models import Act, Outbox
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.models import Elder


def record(elder, **more):
    return record_act(
        viewer=platform_viewer(), kind="elder.test", changed=elder, elder_ids=[elder.pk], since=TODAY, **more
    )


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused():
    elder = make_elder(make_world().village)
    before = (Act.objects.count(), Outbox.objects.count())
    with pytest.raises(OutsideTransaction, match=r"elder\.test"):
        record(elder)
    assert (Act.objects.count(), Outbox.objects.count()) == before


@pytest.mark.django_db(transaction=True)
def test_a_write_that_is_rolled_back_leaves_neither_act_nor_work():
    elder = make_elder(make_world().village)
    before = (Act.objects.count(), Outbox.objects.count())

    def change_then_fail():
        with transaction.atomic():
            Elder.objects.filter(pk=elder.pk).update(address="新街 2 号")
            record(elder)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_then_fail()
    assert (Act.objects.count(), Outbox.objects.count()) == before
    assert Elder.objects.get().address == ""


def test_an_act_says_who_did_what_to_whom(elder, world):
    doctor = make_account("doctor", "family_doctor", world.towns[0])
    act = record_act(
        viewer=viewer_of(doctor),
        kind="elder.test",
        changed=elder,
        elder_ids=[elder.pk],
        since=date(2018, 5, 1),
        detail={"version": 2},
    )
    act.refresh_from_db()
    assert (act.account, act.actor, act.kind) == (doctor, "doctor 测试", "elder.test")
    assert (act.object_type, act.object_id, act.elder_ids) == ("elders.elder", elder.pk, [elder.pk])
    assert act.detail == {"version": 2}
    row = Outbox.objects.get(act=act)
    assert (row.topic, row.payload) == ("facts_changed", {"since": "2018-05-01"})
    assert (row.claimed_at, row.done_at, row.attempts, row.fault) == (None, None, 0, "")


def test_the_platforms_own_act_carries_the_commands_name(elder):
    act = record(elder)
    assert (act.account_id, act.actor) == (None, "tests")


def test_a_reading_keeps_the_ids_shown_and_leaves_no_work(elder, world):
    doctor = make_account("doctor", "family_doctor", world.towns[0])
    other = make_elder(world.village)
    open_before = Outbox.objects.count()
    record_reading(viewer=viewer_of(doctor), elder_ids=(pk for pk in (elder.pk, other.pk)), page="elder_list")
    act = Act.objects.get(kind="read")
    assert (act.account, act.object_type, act.object_id) == (doctor, "elder_list", None)
    assert act.elder_ids == [elder.pk, other.pk]
    assert Outbox.objects.count() == open_before


def test_a_page_without_names_is_no_reading(world):
    record_reading(viewer=platform_viewer(), elder_ids=[], page="elder_list")
    assert not Act.objects.filter(kind="read").exists()


def test_changes_since_a_version_run_from_what_was_shown_to_what_is(elder):
    for version, changes in enumerate(({"address": "一"}, {"address": "二", "name": "李梅"}), start=1):
        change_elder(viewer=platform_viewer(), elder=elder, version=version, changes=changes)
    assert changes_since(changed=elder, version=1) == {"address": ["", "二"], "name": ["张淑芬", "李梅"]}
    assert changes_since(changed=elder, version=2) == {"address": ["一", "二"], "name": ["张淑芬", "李梅"]}
    assert changes_since(changed=elder, version=3) == {}
