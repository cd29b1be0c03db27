from datetime import date

import pytest

from tests.factories import (
    BORN,
    TODAY,
    add_post,
    make_account,
    make_elder,
    make_number,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.audit.models import Act, Outbox
from yiyang.audit.versions import Stale
from yiyang.domains.elders.actions import (
    change_elder,
    move_elder,
    open_health_record,
    register_elder,
    reveal_elder,
)
from yiyang.domains.elders.actions.register import _create
from yiyang.domains.elders.models import Elder, HealthRecord, Residence
from yiyang.domains.elders.queries import find_elder, list_elders, place_of, read_search, search_elders
from yiyang.domains.elders.rules.registration import ElderEntry, check_entry
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def doctor(world):
    return viewer_of(make_account("doctor", "family_doctor", world.towns[0]))


def codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def names(found):
    return [row["name"] for row in found]


def test_registering_writes_person_residence_living_act_and_outbox(world, doctor):
    elder = register_elder(
        viewer=doctor,
        entry=ElderEntry(name="单淑芬", identity_number=make_number(sex="2"), phone="13900001234"),
        village=world.village,
    )
    elder.refresh_from_db()
    assert (elder.name_full, elder.name_initials, elder.phone) == ("shanshufen", "ssf", "13900001234")
    assert list(elder.residences.values_list("area", "valid_from", "valid_to")) == [
        (world.village.pk, TODAY, None)
    ]
    assert list(elder.living_arrangements.values_list("kind", "valid_from")) == [("home", TODAY)]
    assert list(Act.objects.values_list("kind", "elder_ids")) == [("elder.register", [elder.pk])]
    assert Outbox.objects.count() == 1


def test_sealed_columns_do_not_hold_the_text(world):
    from django.db import connection

    number = make_number()
    make_elder(world.village, sex="1", number=number, phone="13900001234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number, phone, identity_index, phone_index FROM elders_elder")
        stored = [bytes(value) for value in cursor.fetchone()]
    assert not any(number.encode() in value or b"13900001234" in value for value in stored)


def test_one_person_is_registered_once(world, doctor):
    number = make_number()
    make_elder(world.villages[2], number=number)
    entry = ElderEntry(name="王强", identity_number=number)
    assert codes(lambda: register_elder(viewer=doctor, entry=entry, village=world.village)) == (
        "elder_exists",
    )
    checked = check_entry(entry, on=TODAY)
    index = bytes(Elder.objects.values_list("identity_index", flat=True).get())
    assert codes(lambda: _create(checked, index=index, village=world.village)) == ("elder_exists",)
    assert Elder.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (lambda world: None, ("village_missing",)),
        (lambda world: world.villages[2], ("outside_your_villages",)),
        (lambda world: world.towns[0], ("not_a_village",)),
    ],
)
def test_the_village_is_one_of_the_viewers(world, doctor, place, expected):
    entry = ElderEntry(name="王强", identity_number=make_number())
    assert codes(lambda: register_elder(viewer=doctor, entry=entry, village=place(world))) == expected


def test_a_change_records_what_was_and_masks_the_phone(world, doctor):
    elder = make_elder(world.village, phone="13900001234")
    changed = change_elder(
        viewer=doctor, elder=elder, version=1, changes={"name": "张淑芳", "phone": "13900005678"}
    )
    assert (changed.name_full, changed.version) == ("zhangshufang", 2)
    assert Act.objects.get(kind="elder.change").detail["changes"] == {
        "name": ["张淑芬", "张淑芳"],
        "phone": ["139****1234", "139****5678"],
    }
    assert names(search_elders(viewer=doctor, text="13900005678")) == ["张淑芳"]
    assert search_elders(viewer=doctor, text="13900001234") == []


def test_the_same_values_change_nothing(world, doctor):
    elder = make_elder(world.village, address="1 号")
    same = change_elder(
        viewer=doctor, elder=elder, version=1, changes={"name": "张 淑芬", "address": " 1 号"}
    )
    assert (same.version, Act.objects.filter(kind="elder.change").count()) == (1, 0)


def test_the_second_editor_is_told_field_by_field(world, doctor):
    elder = make_elder(world.village, address="1 号")
    change_elder(viewer=doctor, elder=elder, version=1, changes={"address": "2 号"})
    change_elder(viewer=doctor, elder=elder, version=2, changes={"address": "3 号", "name": "张淑芳"})
    with pytest.raises(Stale) as stale:
        change_elder(viewer=doctor, elder=elder, version=1, changes={"address": "9 号"})
    assert stale.value.changes == {"address": ["1 号", "3 号"], "name": ["张淑芬", "张淑芳"]}
    elder.refresh_from_db()
    assert (elder.address, elder.version) == ("3 号", 3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " "}, ("name_missing",)),
        ({"phone": "abc"}, ("phone_format",)),
        ({"address": "路" * 121}, ("text_too_long",)),
    ],
)
def test_wrong_details_are_refused(world, doctor, changes, expected):
    elder = make_elder(world.village)
    assert codes(lambda: change_elder(viewer=doctor, elder=elder, version=1, changes=changes)) == expected


def test_a_field_of_another_act_is_no_detail(world, doctor):
    elder = make_elder(world.village)
    with pytest.raises(LookupError):
        change_elder(viewer=doctor, elder=elder, version=1, changes={"birth_date": "1900-01-01"})


def test_a_move_keeps_the_earlier_days(world, doctor):
    elder = make_elder(world.village)
    moved = move_elder(
        viewer=doctor, elder=elder, version=1, village=world.villages[1], valid_from=date(2018, 9, 1)
    )
    assert moved.village == world.villages[1]
    assert list(Residence.objects.order_by("valid_from").values_list("area", "valid_from", "valid_to")) == [
        (world.village.pk, date(2016, 1, 1), date(2018, 9, 1)),
        (world.villages[1].pk, date(2018, 9, 1), None),
    ]
    act = Act.objects.get(kind="elder.move")
    assert act.detail == {"version": 2, "changes": {"residence": ["荷叶村", "藕塘村"]}}


@pytest.mark.parametrize(
    ("village", "day", "expected"),
    [
        (1, date(2015, 12, 31), ("later_entry_stands",)),
        (1, date(2018, 10, 1), ("move_in_future",)),
        (2, date(2018, 9, 1), ("outside_your_villages",)),
    ],
)
def test_moves_that_cannot_be(world, doctor, village, day, expected):
    elder = make_elder(world.village)
    call = lambda: move_elder(  # noqa: E731
        viewer=doctor, elder=elder, version=1, village=world.villages[village], valid_from=day
    )
    assert codes(call) == expected
    assert Residence.objects.count() == 1


def test_a_health_record_is_opened_once(world, doctor):
    elder = make_elder(world.village)
    opened = open_health_record(viewer=doctor, elder=elder, version=1, valid_from=TODAY)
    again = open_health_record(viewer=doctor, elder=opened, version=2, valid_from=TODAY)
    assert (opened.version, again.version, HealthRecord.objects.count()) == (2, 2, 1)
    early = make_elder(world.village)
    call = lambda: open_health_record(  # noqa: E731
        viewer=doctor, elder=early, version=1, valid_from=date(1945, 5, 5)
    )
    assert codes(call) == ("record_before_birth",)
    late = lambda: open_health_record(  # noqa: E731
        viewer=doctor, elder=early, version=1, valid_from=date(9999, 12, 31)
    )
    assert codes(late) == ("record_in_future",)


def test_writing_elsewhere_is_refused_by_the_action(world):
    account = make_account("mixed", "family_doctor", world.towns[1])
    add_post(account, "supervisor", world.city)
    mixed = viewer_of(account)
    elder = make_elder(world.village)
    assert find_elder(viewer=mixed, public_id=elder.public_id) == elder
    assert find_elder(viewer=mixed, public_id=elder.public_id, permission="elders.write") is None
    call = lambda: change_elder(viewer=mixed, elder=elder, version=1, changes={"address": "x"})  # noqa: E731
    assert codes(call) == ("outside_your_villages",)


def test_revealing_is_recorded(world, doctor):
    number = make_number(sex="2")
    elder = Elder.objects.get(pk=make_elder(world.village, number=number, phone="13900001234").pk)
    assert reveal_elder(viewer=doctor, elder=elder) == (number, "13900001234")
    act = Act.objects.get(kind="elder.reveal")
    assert (act.account_id, act.elder_ids) == (doctor.account_id, [elder.pk])


def test_the_list_goes_by_village_and_turns_pages(world, doctor):
    made = [make_elder(world.villages[n % 2], name=f"王{n}") for n in range(7)]
    make_elder(world.villages[2], name="外镇")
    first = list_elders(viewer=doctor, limit=3)
    second = list_elders(viewer=doctor, limit=3, after=place_of(first[-1]))
    third = list_elders(viewer=doctor, limit=3, after=place_of(second[-1]))
    assert names(first + second + third) == ["王0", "王2", "王4", "王6", "王1", "王3", "王5"]
    assert names(list_elders(viewer=doctor, area_path=world.villages[1].path)) == ["王1", "王3", "王5"]
    assert list_elders(viewer=doctor, area_path=world.villages[2].path) == []
    assert len(list_elders(viewer=platform_viewer())) == len(made) + 1


def test_people_are_found_by_what_one_knows_of_them(world, doctor):
    number = make_number(birth=date(1940, 1, 2), sex="2")
    make_elder(world.village, name="张淑芬", number=number, birth=BORN, phone="13900001234")
    make_elder(world.villages[1], name="曾广福")
    make_elder(world.villages[2], name="张淑芬", phone="13900009999")
    find = lambda text: names(search_elders(viewer=doctor, text=text))  # noqa: E731
    assert find(number.lower()) == ["张淑芬"]
    assert find(f" {number[:6]} {number[6:]} ") == ["张淑芬"]
    assert find(number[:-1]) == []
    assert find("139-0000-1234") == ["张淑芬"]
    assert find("13900009999") == []
    assert find("张") == ["张淑芬"]
    assert find("zsf") == ["张淑芬"]
    assert find("ZhangShu") == ["张淑芬"]
    assert find("zeng") == ["曾广福"]
    assert find("ceng") == []
    assert find("淑芬") == []
    assert find("%") == []
    assert find(" ") == []
    assert find("\x00") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("442099194505060016", "number"), ("8888888", "number"), ("zsf", "pinyin"), ("张", "name")],
)
def test_a_search_tells_how_it_understood(text, kind):
    assert read_search(text).kind == kind


def test_an_old_number_of_fifteen_digits_finds_its_owner(world, doctor):
    from yiyang.kernel.identity import upgrade_legacy_number

    old = "442099450506021"
    make_elder(world.village, name="李强", number=upgrade_legacy_number(old), sex="1")
    assert names(search_elders(viewer=doctor, text=old)) == ["李强"]
