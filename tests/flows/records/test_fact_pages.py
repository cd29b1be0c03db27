import html
import re
from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make_elder
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import CheckUpEntry, add_check_up, add_fact, open_household
from yiyang.domains.elders.models import (
    Allergy,
    CheckUp,
    Condition,
    Contact,
    ElderCategory,
    HouseholdMember,
    Insurance,
    Medicine,
)
from yiyang.flows.records.pages.facts import TITLES

pytestmark = pytest.mark.django_db
TOKEN, OTHER_TOKEN = "0" * 32, "1" * 32
COMMON = {"token": TOKEN, "valid_from": "2018-01-01", "source": "family", "stated_by": "女儿"}
ENTRIES = {
    "contact": ({"name": "张伟", "relation": "22", "phone": "13900001234"}, Contact),
    "insurance": ({"kind": "resident"}, Insurance),
    "category": ({"code": "disabled", "evidence": "证 7 号"}, ElderCategory),
    "allergy": ({"allergen": "101"}, Allergy),
    "medicine": ({"name": "阿司匹林", "dose": "100 mg"}, Medicine),
    "condition": ({"diagnosis": "I10 原发性高血压"}, Condition),
}
CHANGES = {
    "contact": {"name": "张强", "phone": ""},
    "insurance": {"kind": "employee"},
    "category": {"code": "partly_disabled"},
    "allergy": {"allergen": "102"},
    "medicine": {"dose": "50 mg"},
    "condition": {"diagnosis": "脑梗死"},
}


def text_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name, elder):
    return reverse(name, args=[elder.public_id])


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_fact_is_added_corrected_and_ended_from_the_pages(doctor, elder, kind):
    values, model = ENTRIES[kind]
    assert doctor.get(address(f"{kind}_add", elder)).status_code == 200
    for _ in range(2):  # the second post of one form lands on the first one's result
        answer = doctor.post(address(f"{kind}_add", elder), COMMON | values)
        assert (answer.status_code, answer.url) == (302, address("elder_record", elder))
    made = model.objects.get()
    assert (made.source, made.stated_by, made.valid_from) == ("family", "女儿", date(2018, 1, 1))
    record = text_of(doctor.get(address("elder_record", elder)))
    assert "From the family · 女儿 · 2018-09-30" in record
    change = reverse(f"{kind}_change", args=[made.pk])
    assert doctor.get(change).status_code == 200
    form = COMMON | values | CHANGES[kind] | {"version": "1", "token": OTHER_TOKEN}
    assert doctor.post(change, form).status_code == 302
    made.refresh_from_db()
    assert made.version == 2
    stale = doctor.post(change, form | {"token": "2" * 32})
    assert stale.status_code == 409
    assert "changed this record while you were editing" in text_of(stale)
    assert 'name="version" value="2"' in stale.content.decode()
    end = reverse(f"{kind}_end", args=[made.pk])
    assert doctor.get(end).status_code == 200
    refused = doctor.post(end, {"token": "3" * 32, "version": "2", "last_day": ""})
    assert refused.status_code == 422
    done = doctor.post(end, {"token": "4" * 32, "version": "2", "last_day": "2018-06-30"})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.valid_to == date(2018, 7, 1)
    assert [act.kind for act in Act.objects.filter(kind__startswith=f"{kind}.").order_by("pk")] == [
        f"{kind}.add",
        f"{kind}.change",
        f"{kind}.end",
    ]


def test_a_phone_on_record_stays_when_none_is_typed(doctor, elder):
    doctor.post(address("contact_add", elder), COMMON | ENTRIES["contact"][0])
    made = Contact.objects.get()
    page = doctor.get(reverse("contact_change", args=[made.pk])).content.decode()
    assert "13900001234" not in page
    form = COMMON | ENTRIES["contact"][0] | {"phone": "", "version": "1", "name": "张强"}
    doctor.post(reverse("contact_change", args=[made.pk]), form | {"token": OTHER_TOKEN})
    made = Contact.objects.get()
    assert (made.name, made.phone) == ("张强", "13900001234")


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("contact", {"name": ""}, "Fill this in."),
        ("contact", {"phone": "12"}, "The phone is not a telephone number"),
        ("medicine", {"valid_from": "2018-02-30"}, "Enter a real day as year-month-day"),
        ("medicine", {"valid_from": "2018-10-01"}, "The day 2018-10-01 lies after today, 2018-09-30"),
        ("medicine", {"valid_from": "1940-01-01"}, "The day 1940-01-01 lies before the birth, 1945-05-06"),
        (
            "condition",
            {"diagnosis": "头疼脑热"},
            "'头疼脑热' is neither an ICD-10 code nor one of the offered",
        ),
        ("allergy", {"allergen": ""}, "Choose one."),
    ],
)
def test_a_refused_fact_says_why_and_keeps_what_was_typed(doctor, elder, kind, changed, sentence):
    form = COMMON | ENTRIES[kind][0] | changed
    answer = doctor.post(address(f"{kind}_add", elder), form)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    for name in ("name", "dose", "diagnosis", "stated_by"):
        if form.get(name):
            assert f'value="{html.escape(form[name])}"' in answer.content.decode()
    assert ENTRIES[kind][1].objects.count() == 0


@pytest.mark.parametrize("kind", ENTRIES)
def test_only_writers_of_the_own_town_reach_the_forms(people, sign_in, elder, kind):
    made = add_fact(
        viewer=_platform(),
        elder=elder,
        kind=kind,
        values=VALUES[kind],
        valid_from=date(2018, 1, 1),
    )
    pages = [address(f"{kind}_add", elder)]
    pages += [reverse(f"{kind}_{verb}", args=[made.pk]) for verb in ("change", "end")]
    for account, status in ((people.sibling, 404), (people.liaison, 403), (people.supervisor, 403)):
        client = sign_in(account)
        for page in pages:
            answers = client.get(page), client.post(page, COMMON)
            assert {answer.status_code for answer in answers} == {status}
            assert "张淑芬" not in answers[0].content.decode()


VALUES = {kind: values for kind, (values, _model) in ENTRIES.items()} | {
    "condition": {"icd10": "I10", "display": "高血压"}
}


def _platform():
    from tests.factories import platform_viewer

    return platform_viewer()


def test_a_household_is_opened_joined_and_left(doctor, elder):
    doctor.post(address("household_open", elder), COMMON | {"relation": "02"})
    assert "Living alone" in text_of(doctor.get(address("elder_record", elder)))
    joined = doctor.post(
        address("member_add", elder),
        COMMON | {"token": OTHER_TOKEN, "name": "张伟", "relation": "22", "identity_number": ""},
    )
    assert joined.status_code == 302
    record = doctor.get(address("elder_record", elder))
    assert "张伟" in text_of(record)
    member = HouseholdMember.objects.get(elder=None)
    leave = f"{address('member_end', elder)}?member={member.pk}"
    assert doctor.get(leave).status_code == 200
    gone = doctor.post(leave, {"token": "2" * 32, "version": "1", "last_day": "2018-06-30"})
    assert gone.status_code == 302
    member.refresh_from_db()
    assert member.valid_to == date(2018, 7, 1)
    for unknown in ("x", "9" * 30, str(member.pk + 7)):
        assert doctor.get(f"{address('member_end', elder)}?member={unknown}").status_code == 404


def test_somebody_of_another_household_is_not_found(doctor, elder, world):
    neighbour = make_elder(world.village, name="李桂珍")
    member = open_household(viewer=_platform(), elder=neighbour, relation="02", valid_from=date(2018, 1, 1))
    assert doctor.get(f"{address('member_end', elder)}?member={member.pk}").status_code == 404


def test_a_check_up_is_recorded_and_corrected(doctor, elder, team):
    form = {
        "token": TOKEN,
        "occurred_on": "2018年5月1日",
        "organisation": "",
        "systolic": "150",
        "diastolic": "85",
        "glucose": "5.6",
        "bmi": "",
        "self_care": "1",
        "guidance": "on",
        "source": "clinic",
        "stated_by": "",
    }
    assert doctor.post(address("check_up_add", elder), form).status_code == 302
    made = CheckUp.objects.get()
    assert (made.systolic, str(made.glucose), made.self_care, made.guidance) == (150, "5.6", "1", True)
    assert "pressure 150/85 mmHg · glucose 5.6 mmol/l" in text_of(doctor.get(address("elder_record", elder)))
    page = reverse("check_up_change", args=[made.pk])
    assert 'value="150"' in doctor.get(page).content.decode()
    wrong = doctor.post(page, form | {"version": "1", "systolic": "80", "token": OTHER_TOKEN})
    assert wrong.status_code == 422
    assert "The systolic pressure must be higher" in text_of(wrong)
    right = doctor.post(page, form | {"version": "1", "systolic": "140", "token": "2" * 32})
    assert right.status_code == 302
    again = doctor.post(address("check_up_add", elder), form | {"token": "3" * 32})
    assert "A check-up of 2018-05-01 is recorded already" in text_of(again)


def test_the_tier_is_told_with_its_reasons_or_with_what_is_missing(doctor, elder):
    page = address("elder_record", elder)
    text = text_of(doctor.get(page))
    assert "Cannot be graded" in text
    assert "Missing: Systolic pressure." in text
    entry = CheckUpEntry(
        occurred_on=date(2018, 9, 1), systolic=185, diastolic=95, self_care="1", guidance=True
    )
    add_check_up(viewer=_platform(), elder=elder, entry=entry)
    text = text_of(doctor.get(page))
    assert "Systolic pressure is 185, on or beyond 180." in text
    assert "12 services a year · next by 2018-10-01" in text


def test_health_is_for_those_whose_posts_allow_it(people, sign_in, doctor, elder):
    for kind in ("condition", "medicine", "contact"):
        add_fact(viewer=_platform(), elder=elder, kind=kind, values=VALUES[kind], valid_from=date(2018, 1, 1))
    page = address("elder_record", elder)
    for account, sees in ((people.doctor, True), (people.supervisor, True), (people.liaison, False)):
        text = text_of(sign_in(account).get(page))
        assert ("高血压" in text, "阿司匹林" in text, "张伟" in text) == (sees, sees, True)
        filtered = sign_in(account).get(page, {"kind": "condition"}).content.decode()
        assert ("高血压" in filtered) == sees


def test_the_course_is_filtered_and_looked_at_as_of_a_day(doctor, elder):
    add_fact(
        viewer=_platform(),
        elder=elder,
        kind="category",
        values={"code": "disabled"},
        valid_from=date(2018, 3, 1),
    )
    page = address("elder_record", elder)
    assert "Category: Disabled elder" in text_of(doctor.get(page, {"kind": "category"}))
    assert "Category: Disabled elder" not in text_of(doctor.get(page, {"kind": "home"}))
    past = text_of(doctor.get(page, {"as_of": "2018-02-28"}))
    assert "The record as of 2018-02-28." in past
    assert "Category: Disabled elder" not in past
    for wrong, sentence in (
        ("2018-02-30", "Enter a real day as year-month-day"),
        ("2018-10-01", "Choose a day from the birth to today."),
        ("1900-01-01", "Choose a day from the birth to today."),
    ):
        answer = doctor.get(page, {"as_of": wrong})
        assert (answer.status_code, sentence in text_of(answer)) == (422, True)
        assert f'value="{wrong}"' in answer.content.decode()


def test_every_kind_has_its_titles_and_its_form():
    from yiyang.domains.elders.actions.kinds import KINDS
    from yiyang.flows.records.fact_forms import FORMS

    assert sorted(TITLES) == sorted(FORMS) == sorted(KINDS)


def test_a_timeline_source_is_added_once():
    from yiyang.flows.records.timeline import SOURCES, timeline_source

    with pytest.raises(ValueError, match="'home' has a source already"):
        timeline_source("home", "Again")(lambda record: [])
    timeline_source("planted", "Planted")(lambda record: [])
    assert SOURCES.pop("planted").label == "Planted"
