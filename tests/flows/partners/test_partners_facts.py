"""Stating facts of an institution by the forms: beds, capabilities, kind and place, contacts."""

from datetime import date

import pytest
from django.urls import reverse

from tests.flows.partners.reading import read_page
from yiyang.audit.models import Act
from yiyang.domains.institutions import actions
from yiyang.domains.institutions.models import BedCapacity, Capability, Organisation, OrganisationProfile
from yiyang.domains.institutions.queries import organisation_facts

RECORD_QUERIES = 22
KINDS = ("general", "nursing", "rehabilitation", "hospice", "sickbed", "geriatric")


def beds_entry(version=1, valid_from="2018-01-01", token="0" * 32, **beds):
    numbers = {f"beds_{kind}": str(beds.get(kind, 0)) for kind in KINDS}
    return {"token": token, "version": str(version), "valid_from": valid_from, **numbers}


@pytest.fixture
def beds_address(home):
    return reverse("organisation_beds", args=[home.pk])


def beds_on(home, day):
    return organisation_facts(home, on=day).beds


def test_beds_change_from_the_day_on_and_not_before(owner, home, beds_address):
    assert owner.post(beds_address, beds_entry(general=60, nursing=20)).status_code == 302
    later = beds_entry(2, "2018-07-01", "1" * 32, general=50, nursing=40)
    assert owner.post(beds_address, later).status_code == 302
    assert beds_on(home, date(2017, 12, 31)) == {}
    assert beds_on(home, date(2018, 6, 30)) == {"general": 60, "nursing": 20}
    assert beds_on(home, date(2018, 7, 1)) == {"general": 50, "nursing": 40}
    record = reverse("organisation_record", args=[home.pk])
    past = read_page(owner.get(record, {"on": "2018-06-30"})).rows["beds-rows"]
    present = read_page(owner.get(record)).rows["beds-rows"]
    assert [row[:3] for row in past] == [["General bed", "60", "75.0%"], ["Nursing bed", "20", "25.0%"]]
    assert [row[:3] for row in present] == [["General bed", "50", "55.6%"], ["Nursing bed", "40", "44.4%"]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"beds_nursing": "-1"}, "The number of beds must be 0 or more"),
        ({"beds_nursing": "100000"}, "The number of beds is greater than 99999"),
        ({"beds_nursing": "many"}, "Enter a whole number of beds"),
        ({"beds_nursing": ""}, "Nursing bed: "),
        ({"valid_from": "2012-04-30"}, "lies before the organisation's first day 2012-05-01"),
        ({"valid_from": "2018-10-01"}, "lies after today"),
        ({"valid_from": "30.9.2018"}, "Enter a real day"),
    ],
)
def test_beds_that_cannot_be_are_refused(owner, home, beds_address, change, sentence):
    response = owner.post(beds_address, beds_entry(general=60) | change)
    page = read_page(response)
    assert response.status_code == 422
    assert sentence in " ".join(page.errors)
    assert page.fields["beds_general"] == "60"
    assert BedCapacity.objects.count() == 0


def test_second_of_two_editors_is_told_what_changed(owner, city, home, beds_address):
    assert owner.post(beds_address, beds_entry(nursing=20)).status_code == 302
    response = city.post(beds_address, beds_entry(nursing=30, valid_from="2018-02-01"))
    page = read_page(response)
    assert response.status_code == 409
    assert "owner changed this record" in " ".join(page.errors)
    assert "Nursing bed: 0 → 20" in " ".join(page.errors)
    assert page.fields["beds_nursing"] == "30"
    assert beds_on(home, date(2018, 9, 30)) == {"nursing": 20}
    again = city.post(beds_address, beds_entry(int(page.fields["version"]), "2018-02-01", nursing=30))
    assert again.status_code == 302
    assert beds_on(home, date(2018, 9, 30)) == {"nursing": 30}


def test_beds_sent_twice_are_saved_once(owner, beds_address):
    first = owner.post(beds_address, beds_entry(nursing=20))
    second = owner.post(beds_address, beds_entry(nursing=20))
    assert (first.status_code, second.status_code) == (302, 302)
    assert BedCapacity.objects.count() == 1
    assert Act.objects.filter(kind="organisation.beds").count() == 1


def test_correction_must_be_asked_for(owner, home, beds_address):
    owner.post(beds_address, beds_entry(nursing=20, valid_from="2018-06-01"))
    early = beds_entry(2, "2018-03-01", "1" * 32, nursing=25)
    response = owner.post(beds_address, early)
    assert response.status_code == 422
    assert "An entry of 2018-06-01 stands after 2018-03-01" in " ".join(read_page(response).errors)
    corrected = early | {"token": "2" * 32, "replace_later": "on"}
    assert owner.post(beds_address, corrected).status_code == 302
    assert beds_on(home, date(2018, 9, 30)) == {"nursing": 25}
    assert beds_on(home, date(2018, 3, 1)) == {"nursing": 25}
    act = Act.objects.filter(kind="organisation.beds").latest("id")
    assert act.detail["replaced"] == {"nursing": [{"beds": 20, "valid_from": "2018-06-01", "valid_to": None}]}


def capability_entry(version=1, token="0" * 32, **change):
    entry = {
        "token": token,
        "version": str(version),
        "code": "green_channel",
        "present": "1",
        "evidence": "检查记录 2018-3",
        "valid_from": "2018-03-01",
    }
    return entry | change


def test_capability_begins_and_ends_on_its_days(owner, home):
    address = reverse("organisation_capability", args=[home.pk])
    assert owner.post(address, capability_entry()).status_code == 302
    end = capability_entry(2, "1" * 32, present="0", evidence="", valid_from="2018-08-01")
    assert owner.post(address, end).status_code == 302
    row = Capability.objects.get()
    assert (row.code, row.valid_from, row.valid_to) == ("green_channel", date(2018, 3, 1), date(2018, 8, 1))
    shown = read_page(owner.get(reverse("organisation_record", args=[home.pk]))).rows["capability-rows"]
    assert shown == [["Green channel for elders", "2018-03-01", "2018-07-31", "–no data", "检查记录 2018-3"]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"evidence": ""}, "Nothing is named that shows it"),
        ({"code": "levitation"}, "levitation is not one of the available choices"),
        ({"present": "2"}, "2 is not one of the available choices"),
        ({"valid_from": "2012-04-30"}, "lies before the organisation's first day"),
    ],
)
def test_capability_that_cannot_be_is_refused(owner, home, change, sentence):
    address = reverse("organisation_capability", args=[home.pk])
    response = owner.post(address, capability_entry(**change))
    assert response.status_code == 422
    assert sentence in " ".join(read_page(response).errors)
    assert Capability.objects.count() == 0


def test_contacts_change_and_collide(owner, city, home):
    address = reverse("organisation_edit", args=[home.pk])
    entry = {
        "name": home.name,
        "credit_code": "",
        "address": "凤鸣路2号",
        "contact_phone": "",
        "version": "1",
    }
    assert owner.post(address, entry | {"token": "0" * 32}).status_code == 302
    response = city.post(address, entry | {"token": "0" * 32, "address": "凤鸣路3号"})
    page = read_page(response)
    assert response.status_code == 409
    assert "Address: 凤鸣路1号 → 凤鸣路2号" in " ".join(page.errors)
    assert (page.fields["address"], page.fields["version"]) == ("凤鸣路3号", "2")
    assert Organisation.objects.get(pk=home.pk).address == "凤鸣路2号"


def test_kind_changes_from_a_day_on(owner, place, home):
    address = reverse("organisation_profile", args=[home.pk])
    entry = {
        "token": "0" * 32,
        "version": "1",
        "kind": "town_care_home",
        "level": "0",
        "ownership": "private",
        "area": place.village.code,
        "valid_from": "2018-05-01",
    }
    assert owner.post(address, entry).status_code == 302
    rows = OrganisationProfile.objects.order_by("valid_from").values_list("kind", "valid_from", "valid_to")
    assert list(rows) == [
        ("care_home", date(2012, 5, 1), date(2018, 5, 1)),
        ("town_care_home", date(2018, 5, 1), None),
    ]
    assert Organisation.objects.get().area == place.village


def test_record_asks_the_same_number_of_queries_at_one_and_three_rows(
    owner, home, register, agree, system, django_assert_num_queries
):
    address = reverse("organisation_record", args=[home.pk])
    clinics = [register(f"卫生站{number}", kind="clinic") for number in range(3)]
    agree(home, clinics[0])
    actions.set_beds(
        viewer=system, organisation=home, version=1, beds={"nursing": 5}, valid_from=date(2015, 1, 1)
    )
    with django_assert_num_queries(RECORD_QUERIES):
        owner.get(address)
    agree(home, clinics[1])
    agree(home, clinics[2])
    actions.set_beds(
        viewer=system,
        organisation=home,
        version=2,
        beds={"general": 5, "sickbed": 4},
        valid_from=date(2016, 1, 1),
    )
    with django_assert_num_queries(RECORD_QUERIES):
        owner.get(address)


@pytest.mark.parametrize("day", ["2018-10-01", "2018-02-30", "yesterday"])
def test_day_that_cannot_be_shown_is_said(owner, home, day):
    response = owner.get(reverse("organisation_record", args=[home.pk]), {"on": day})
    assert response.status_code == 200
    assert "This day cannot be shown" in response.content.decode()


def test_duties_name_what_is_missing_with_their_clause(owner, home, beds_address):
    owner.post(beds_address, beds_entry(general=110, nursing=50))
    rows = read_page(owner.get(reverse("organisation_record", args=[home.pk]))).rows["duty-rows"]
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        (
            "An outpatient department or a nursing station inside the home (150 beds and more)",
            "Not met",
            "Advice from elsewhere",
            "南武政办〔2017〕153号 三（二）5 (WM-5)",
        ),
        (
            "A rehabilitation centre (100 beds and more)",
            "Not met",
            "Advice from elsewhere",
            "海政办发〔2016〕177号 三（三） (MH)",
        ),
    ]
