import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from tests.factories import TODAY, add_post, make_contract, make_elder, make_number
from yiyang.access.models import Post
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import derive_memberships
from yiyang.domains.elders.models import Condition, Elder, ElderCategory, HealthRecord

pytestmark = pytest.mark.django_db
TOKEN = "0" * 32
RECORD_QUERIES = 22


def address(name, elder):
    return reverse(name, args=[elder.public_id])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_record_tells_what_is_known_and_masks_the_numbers(doctor, world, team):
    number = make_number(sex="2")
    elder = make_elder(world.village, number=number, phone="13900001234", address="莲花路 1 号")
    make_contract(elder, team)
    ElderCategory.objects.create(elder=elder, code="living_alone", valid_from=date(2018, 1, 1))
    ElderCategory.objects.create(
        elder=elder, code="disabled", valid_from=date(2016, 1, 1), valid_to=date(2017, 1, 1)
    )
    Condition.objects.create(elder=elder, icd10="I10.x00", display="高血压", valid_from=date(2015, 1, 1))
    derive_memberships([elder.pk])
    page = doctor.get(address("elder_record", elder))
    text = text_of(page)
    for expected in (
        "442***********" + number[-4:],
        "139****1234",
        "东塘镇 · 荷叶村",
        "莲花路 1 号",
        "荷花团队",
        "Living alone",
        "高血压 I10.x00",
        "Stated: Disabled elder until 2016-12-31",
        "2018-12-31",
        "Category: Disabled elder until 2016-12-31",
    ):
        assert expected in text
    assert number not in text
    assert "13900001234" not in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_the_same_queries(doctor, world, team, count, django_assert_num_queries):
    elder = make_elder(world.village)
    for year in range(count):
        make_contract(elder, team, first=date(2016 + year, 1, 1), last=date(2016 + year, 12, 31))
        Condition.objects.create(elder=elder, icd10="I10", display="高血压", valid_from=date(2015, 1, 1))
    with django_assert_num_queries(RECORD_QUERIES):
        assert doctor.get(address("elder_record", elder)).status_code == 200


def test_revealing_shows_once_and_is_recorded(people, doctor, world):
    number = make_number(sex="2")
    elder = make_elder(world.village, number=number, phone="13900001234")
    shown = doctor.post(address("elder_reveal", elder)).content.decode()
    assert number in shown
    assert "13900001234" in shown
    act = Act.objects.get(kind="elder.reveal")
    assert (act.account_id, act.elder_ids) == (people.doctor.pk, [elder.pk])
    assert number not in doctor.get(address("elder_record", elder)).content.decode()
    assert doctor.get(address("elder_reveal", elder)).status_code == 405


def test_buttons_follow_the_posts(people, sign_in, elder, contract):
    page = address("elder_record", elder)
    assert "End the contract early" in text_of(sign_in(people.doctor).get(page))
    for account in (people.supervisor, people.liaison):
        text = text_of(sign_in(account).get(page))
        assert "荷花团队" in text
        assert "End the contract early" not in text
        assert "Correct the details" not in text
        assert "Open the health record" not in text


WRITES = ("elder_edit", "elder_move", "contract_sign")


def test_others_do_not_find_the_record(people, sign_in, elder, contract):
    ghost = Elder(public_id=uuid.uuid4())
    sibling = sign_in(people.sibling)
    before = Act.objects.count()
    for name in ("elder_record", *WRITES):
        foreign, nobody = sibling.get(address(name, elder)), sibling.get(address(name, ghost))
        assert (foreign.status_code, nobody.status_code) == (404, 404)
        assert "张淑芬" not in foreign.content.decode()
    for name in ("elder_reveal", "elder_open_record", *WRITES):
        assert sibling.post(address(name, elder), {"token": TOKEN}).status_code == 404
    assert sibling.post(reverse("contract_end", args=[contract.pk])).status_code == 404
    assert sibling.get(reverse("contract_end", args=[2**70])).status_code == 404
    assert Act.objects.count() == before


def test_readers_may_not_write(people, sign_in, elder, contract):
    liaison = sign_in(people.liaison)
    for name in WRITES:
        assert liaison.get(address(name, elder)).status_code == 403
        assert liaison.post(address(name, elder)).status_code == 403
    assert liaison.post(reverse("contract_end", args=[contract.pk])).status_code == 403


def test_reading_the_city_gives_no_writing_outside_the_own_town(people, sign_in, elder, contract):
    add_post(people.sibling, "supervisor", elder.village.parent.parent)
    mixed = sign_in(people.sibling)
    text = text_of(mixed.get(address("elder_record", elder)))
    assert "张淑芬" in text
    assert "End the contract early" not in text
    for name in WRITES:
        assert mixed.get(address(name, elder)).status_code == 404
    assert mixed.post(reverse("contract_end", args=[contract.pk])).status_code == 404


def test_a_post_that_ended_opens_nothing(people, doctor, elder):
    Post.objects.filter(account=people.doctor).update(valid_to=date(2015, 1, 1))
    assert doctor.get(address("elder_record", elder)).status_code == 403


def test_the_dead_are_shown_and_not_signed(doctor, elder):
    Elder.objects.filter(pk=elder.pk).update(death_date=date(2018, 5, 1))
    text = text_of(doctor.get(address("elder_record", elder)))
    assert "Died on 2018-05-01" in text
    assert "Sign a contract" not in text


def test_the_health_record_is_opened_from_the_page(doctor, elder):
    form = {"token": TOKEN, "version": 1, "valid_from": "2018年9月1日"}
    answer = doctor.post(address("elder_open_record", elder), form, follow=True)
    assert "Open since 2018-09-01" in text_of(answer)
    assert "The health record is open." in text_of(answer)
    doctor.post(address("elder_open_record", elder), form)
    assert list(HealthRecord.objects.values_list("elder", "valid_from")) == [(elder.pk, date(2018, 9, 1))]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": "2018-02-30"}, "Enter a real day as year-month-day, for example 2018-09-30."),
        ({"valid_from": "1900-01-01"}, "The day 1900-01-01 lies before the birth; correct it."),
        ({"version": "7"}, "changed this record while you were editing"),
        ({"token": "old"}, "This form is too old."),
    ],
)
def test_an_opening_refused_says_why(doctor, elder, changed, sentence):
    form = {"token": TOKEN, "version": 1, "valid_from": TODAY.isoformat(), **changed}
    assert sentence in text_of(doctor.post(address("elder_open_record", elder), form, follow=True))
    assert HealthRecord.objects.count() == 0
