import html
import re

import pytest
from django.urls import reverse

from tests.factories import make_elder, make_number
from yiyang.audit.models import Act
from yiyang.domains.elders.models import Elder, Residence

pytestmark = pytest.mark.django_db
TOKEN, OTHER_TOKEN = "0" * 32, "1" * 32


def entry(world, **changed):
    return {
        "token": TOKEN,
        "name": "李桂珍",
        "identity_kind": "01",
        "identity_number": make_number(sex="2"),
        "sex": "",
        "birth_date": "",
        "phone": "139 0000 5678",
        "village": world.village.code,
        "address": "２ 号",
        **changed,
    }


def text_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name, elder):
    return reverse(name, args=[elder.public_id])


def test_registering_leads_to_the_record(doctor, world):
    answer = doctor.post(reverse("elder_register"), entry(world))
    elder = Elder.objects.get()
    assert (answer.status_code, answer.url) == (302, address("elder_record", elder))
    assert (elder.name, elder.phone, elder.address, elder.village) == (
        "李桂珍",
        "13900005678",
        "2 号",
        world.village,
    )
    assert "The person is registered." in text_of(doctor.get(answer.url))


def test_a_form_sent_twice_registers_once(doctor, world):
    form = entry(world)
    answers = [doctor.post(reverse("elder_register"), form) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert (Elder.objects.count(), Act.objects.filter(kind="elder.register").count()) == (1, 1)


def test_the_same_token_with_other_content_asks_to_look_again(doctor, world):
    doctor.post(reverse("elder_register"), entry(world))
    answer = doctor.post(reverse("elder_register"), entry(world, name="别人"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This form was sent before with other content." in page
    assert 'value="别人"' in page
    assert TOKEN not in page


BAD_ENTRIES = [
    ({"name": ""}, "The name is empty; enter it as on the document.", "姓名未填写，请按证件填写。"),
    (
        {"identity_number": "44209919450506001"},
        "The identity number has 17 characters; a resident identity number has 18, compare it with the card.",
        "证件号码有 17 位，居民身份证应为18位，请对照证件核对。",
    ),
    (
        {"identity_number": "442099194505060019"},
        (
            "The last character of the identity number does not fit the other seventeen; compare every digit with the "
            "card."
        ),
        "证件号码校验位不符，请对照证件逐位核对。",
    ),
    (
        {"identity_number": "442099194502300011"},
        "Digits 7 to 14 of the identity number are not a birth date; compare them with the card.",
        "证件号码第7至14位不是有效日期，请对照证件核对。",
    ),
    (
        {"identity_kind": "03", "identity_number": "E12345678", "birth_date": "2018-10-01"},
        "The birth date 2018-10-01 lies after today, 2018-09-30; compare it with the document.",
        "出生日期 2018-10-01 晚于今天 2018-09-30，请对照证件核对。",
    ),
    (
        {"identity_kind": "03", "identity_number": "E12345678", "birth_date": "1958-10-01"},
        "The person is 59 on 2018-09-30; the register takes people from the age of 60 on.",
        "2018-09-30 时年龄为59岁，登记对象须年满60岁。",
    ),
    (
        {"birth_date": "1945-02-30"},
        "Enter a real day as year-month-day, for example 2018-09-30.",
        "请输入真实日期，按年-月-日，如 2018-09-30。",
    ),
    (
        {"sex": "1"},
        "The sex entered differs from the identity number; compare both with the document.",
        "所填性别与证件号码不一致，请对照证件核对。",
    ),
    (
        {"phone": "12"},
        "The phone is not a telephone number; enter 7 to 14 digits.",
        "电话号码格式有误，请填写7至14位数字。",
    ),
    (
        {"village": ""},
        "No village is chosen; choose the village or community where the person lives.",
        "未选择村（社区），请选择居住的村（社区）。",
    ),
]


@pytest.mark.parametrize(("changed", "english", "chinese"), BAD_ENTRIES)
def test_a_wrong_entry_is_refused_in_the_readers_language(people, sign_in, world, changed, english, chinese):
    form = entry(world, **changed)
    for language, sentence in (("en", english), ("zh-hans", chinese)):
        answer = sign_in(people.doctor, language).post(reverse("elder_register"), form)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        for name in ("name", "identity_number", "address", "phone"):
            if form[name]:
                assert f'name="{name}" value="{html.escape(form[name])}"' in answer.content.decode()
    assert Elder.objects.count() == 0


def test_a_person_known_is_refused(doctor, world, elder):
    number = make_number()
    make_elder(world.villages[2], number=number)
    answer = doctor.post(reverse("elder_register"), entry(world, identity_number=number))
    assert answer.status_code == 422
    assert "A person with this identity number is already registered" in text_of(answer)
    assert Elder.objects.count() == 2


def test_a_village_outside_cannot_be_chosen(doctor, world):
    page = doctor.get(reverse("elder_register")).content.decode()
    assert (world.villages[1].code in page, world.villages[2].code in page) == (True, False)
    answer = doctor.post(reverse("elder_register"), entry(world, village=world.villages[2].code))
    assert (answer.status_code, Elder.objects.count()) == (422, 0)


def edit(version=1, **changed):
    return {
        "token": TOKEN,
        "version": version,
        "name": "张淑芬",
        "phone": "",
        "address": "莲花路 1 号",
        **changed,
    }


def test_editing_keeps_the_phone_unless_one_is_typed(doctor, elder):
    page = doctor.get(address("elder_edit", elder)).content.decode()
    assert "139****1234" in page
    assert "13900001234" not in page
    doctor.post(address("elder_edit", elder), edit(address="莲花路 2 号"))
    elder.refresh_from_db()
    assert (elder.address, elder.phone, elder.version) == ("莲花路 2 号", "13900001234", 2)
    doctor.post(address("elder_edit", elder), edit(2, token=OTHER_TOKEN, remove_phone="on"))
    elder.refresh_from_db()
    assert (elder.address, elder.phone, elder.version) == ("莲花路 1 号", None, 3)


def test_the_second_editor_is_told_and_may_save_after_comparing(people, sign_in, doctor, elder):
    other = sign_in(people.doctor)
    assert doctor.post(address("elder_edit", elder), edit(address="莲花路 2 号")).status_code == 302
    late = edit(token=OTHER_TOKEN, name="张淑芳")
    answer = other.post(address("elder_edit", elder), late)
    assert answer.status_code == 409
    assert (
        "doctor 测试 changed this record while you were editing: Address: 莲花路 1 号 → 莲花路 2 号."
        in text_of(answer)
    )
    assert 'value="张淑芳"' in answer.content.decode()
    elder.refresh_from_db()
    assert (elder.name, elder.address) == ("张淑芬", "莲花路 2 号")
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    again = other.post(address("elder_edit", elder), {**late, "version": version})
    elder.refresh_from_db()
    assert (again.status_code, elder.name, elder.address, elder.version) == (302, "张淑芳", "莲花路 1 号", 3)


def test_a_move_is_recorded_and_a_wrong_day_kept(doctor, world, elder):
    form = {"token": TOKEN, "version": 1, "village": world.villages[1].code, "valid_from": "2018.10.1"}
    refused = doctor.post(address("elder_move", elder), form)
    assert refused.status_code == 422
    assert "The day 2018-10-01 lies after today, 2018-09-30" in text_of(refused)
    assert 'value="2018.10.1"' in refused.content.decode()
    moved = doctor.post(address("elder_move", elder), {**form, "valid_from": "2018.9.1"})
    elder.refresh_from_db()
    assert (moved.status_code, elder.village, Residence.objects.count()) == (302, world.villages[1], 2)
    assert doctor.post(address("elder_move", elder), {**form, "valid_from": "2018.9.1"}).status_code == 302
    assert Residence.objects.count() == 2
