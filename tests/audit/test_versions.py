import threading

import pytest
from django.db import connection
from django.utils import translation

from tests.factories import make_account, make_elder, make_world, platform_viewer, viewer_of
from yiyang.audit.versions import Stale, lock_version
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.models import Elder


def change(elder, viewer, *, version, **changes):
    return change_elder(viewer=viewer, elder=elder, version=version, changes=changes)


def test_the_version_that_was_edited_is_locked_fresh(elder):
    Elder.objects.filter(pk=elder.pk).update(address="新街 2 号")
    locked = lock_version(elder, version=1)
    assert (locked.pk, locked.address) == (elder.pk, "新街 2 号")


def test_a_stale_edit_lists_what_changed_and_who_changed_it(elder, world):
    doctor = viewer_of(make_account("doctor", "family_doctor", world.towns[0]))
    change(elder, platform_viewer(), version=1, address="新街 2 号")
    change(elder, doctor, version=2, address="新街 3 号", name="李梅", phone="13812345678")
    with pytest.raises(Stale) as stale, translation.override("en"):
        change(elder, platform_viewer(), version=1, name="赵金莲")
    assert stale.value.changes == {
        "address": ["", "新街 3 号"],
        "name": ["张淑芬", "李梅"],
        "phone": ["", "138****5678"],
    }
    assert stale.value.codes == ("changed_meanwhile",)
    assert stale.value.texts() == (
        (
            "doctor 测试 changed this record while you were editing: Address: – → 新街 3 号; "
            "Name: 张淑芬 → 李梅; Phone: – → 138****5678. "
            "Nothing of yours was saved; what you typed is still below. Compare, then save again."
        ),
    )
    elder.refresh_from_db()
    assert (elder.name, elder.version) == ("李梅", 3)


def test_only_what_came_after_the_version_shown_is_listed(elder):
    change(elder, platform_viewer(), version=1, address="新街 2 号")
    change(elder, platform_viewer(), version=2, name="李梅")
    with pytest.raises(Stale) as stale:
        lock_version(elder, version=2)
    assert stale.value.changes == {"name": ["张淑芬", "李梅"]}


def test_after_comparing_the_second_save_goes_through(elder):
    change(elder, platform_viewer(), version=1, address="新街 2 号")
    with pytest.raises(Stale):
        change(elder, platform_viewer(), version=1, name="赵金莲")
    change(elder, platform_viewer(), version=2, name="赵金莲")
    elder.refresh_from_db()
    assert (elder.name, elder.address, elder.version) == ("赵金莲", "新街 2 号", 3)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_stale():
    elder = make_elder(make_world().village)
    gate, outcomes = threading.Barrier(2), []

    def save(name):
        gate.wait()
        try:
            change(elder, platform_viewer(), version=1, name=name)
            outcomes.append("saved")
        except Stale as stale:
            outcomes.append(stale.changes["name"][0])
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[name]) for name in ("李梅", "赵金莲")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "张淑芬"]
    assert Elder.objects.get().version == 2
