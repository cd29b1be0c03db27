"""The register of staff by the pages and over the API."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import make_number
from tests.flows.partners.reading import read_page
from tests.flows.partners.test_partners_standing import send
from yiyang.domains.workforce.models import Practice, Qualification, Staff

LIST_QUERIES = 14


def staff_entry(organisation, token="0" * 32, **change):
    entry = {
        "token": token,
        "name": "王小兰",
        "identity_number": make_number(birth=date(1985, 4, 5), sex="2"),
        "phone": "",
        "title": "nurse_senior",
        "organisation": str(organisation.pk),
        "valid_from": "2018-01-01",
        "hours_week": "36",
        "grassroots_hours": "",
    }
    return entry | change


@pytest.fixture
def nurse(owner, home):
    assert owner.post(reverse("staff_register"), staff_entry(home)).status_code == 302
    return Staff.objects.get()


def address(name, staff):
    return reverse(name, args=[staff.public_id])


def qualification(version=1, token="0" * 32, **change):
    entry = {
        "token": token,
        "version": str(version),
        "kind": "nurse",
        "number": "HS-1",
        "authority": "卫生局",
        "issued_on": "2015-01-01",
        "last_day": "2018-12-01",
    }
    return entry | change


def test_person_is_registered_once_and_shown_masked(owner, home, nurse):
    page = owner.get(address("staff_record", nurse)).content.decode()
    number = Staff.objects.get().identity_number
    assert number not in page
    assert f"{number[:3]}***********{number[-4:]}" in page
    again = owner.post(reverse("staff_register"), staff_entry(home, "1" * 32, identity_number=number))
    assert again.status_code == 422
    assert "is registered already" in " ".join(read_page(again).errors)
    assert read_page(again).fields["name"] == "王小兰"
    listed = read_page(owner.get(reverse("staff_list"), {"text": "wxl"})).rows["overview"]
    assert [(row[0], row[3], row[6]) for row in listed] == [("王小兰", "Nurse (senior)", home.name)]


def test_qualification_lights_and_counts(owner, home, nurse):
    assert owner.post(address("qualification_add", nurse), qualification()).status_code == 302
    record = read_page(owner.get(address("staff_record", nurse)))
    assert record.rows["qualification-rows"][0][:2] == ["Registered nurse", "62 days left"]
    organisation = read_page(owner.get(reverse("organisation_record", args=[home.pk])))
    assert organisation.rows["staff-count-rows"] == [["Registered nurse", "1", "1", "0"]]
    expiring = read_page(owner.get(reverse("expiring_list"), {"what": "staff"})).rows["overview"]
    assert [(row[0], row[2], row[5]) for row in expiring] == [("王小兰", "2018-12-01", home.name)]
    held = Qualification.objects.get()
    fixed = qualification(2, "1" * 32, last_day="2020-12-01")
    assert owner.post(reverse("qualification_correct", args=[held.pk]), fixed).status_code == 302
    end = {"token": "2" * 32, "version": "3", "last_day": "2018-08-31"}
    assert owner.post(reverse("qualification_end", args=[held.pk]), end).status_code == 302
    organisation = read_page(owner.get(reverse("organisation_record", args=[home.pk])))
    assert organisation.rows["staff-count-rows"] == [["Registered nurse", "0", "0", "1"]]


def test_further_site_by_the_page(owner, home, clinic, nurse):
    entry = {
        "token": "0" * 32,
        "version": "1",
        "organisation": str(clinic.pk),
        "is_main": "0",
        "hours_week": "9",
        "grassroots_hours": "9",
        "valid_from": "2018-03-01",
        "last_day": "",
    }
    refused = owner.post(address("practice_add", nurse), entry)
    assert refused.status_code == 422
    assert "come to 45 a week; at most 44" in " ".join(read_page(refused).errors)
    fitting = entry | {"token": "1" * 32, "hours_week": "8", "grassroots_hours": "8"}
    assert owner.post(address("practice_add", nurse), fitting).status_code == 302
    further = Practice.objects.get(is_main=False)
    end = {"token": "2" * 32, "version": "2", "last_day": "2018-08-31"}
    assert owner.post(reverse("practice_end", args=[further.pk]), end).status_code == 302
    rows = read_page(owner.get(address("staff_record", nurse))).rows["practice-rows"]
    assert [row[:3] for row in rows] == [
        [home.name, "Main site", "In force"],
        [clinic.name, "Further site", "Ended"],
    ]


def test_second_editor_of_a_person_is_told(owner, city, nurse):
    change = {"token": "0" * 32, "version": "1", "name": "王兰", "phone": ""}
    assert owner.post(address("staff_edit", nurse), change).status_code == 302
    response = city.post(address("staff_edit", nurse), change | {"token": "1" * 32, "name": "王小芳"})
    page = read_page(response)
    assert response.status_code == 409
    assert "Name: 王小兰 → 王兰" in " ".join(page.errors)
    assert page.fields["name"] == "王小芳"
    title = {"token": "2" * 32, "version": "2", "title": "nurse_in_charge", "valid_from": "2018-06-01"}
    assert owner.post(address("staff_title", nurse), title).status_code == 302


@pytest.mark.parametrize(
    "name", ["staff_record", "staff_edit", "staff_title", "qualification_add", "practice_add"]
)
def test_sibling_finds_nobody_and_a_reader_changes_nobody(sibling, reader, stranger, nurse, name):
    page = address(name, nurse)
    assert sibling.get(page).status_code == 404
    assert nurse.name not in sibling.get(reverse("staff_list")).content.decode()
    assert reader.get(page).status_code == (200 if name == "staff_record" else 403)
    assert stranger.get(page).status_code == 403


def test_closing_the_institution_ends_the_practice(owner, home, nurse):
    entry = {"token": "9" * 32, "version": "1", "closed_from": "2018-09-01"}
    response = owner.post(reverse("organisation_close", args=[home.pk]), entry, follow=True)
    assert "practice sites of staff 1." in response.content.decode()
    assert Practice.objects.get().valid_to == date(2018, 9, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(owner, home, rows, django_assert_num_queries):
    for number in range(rows):
        entry = staff_entry(home, f"{number:032d}", name=f"王{'兰芳英'[number]}")
        assert owner.post(reverse("staff_register"), entry).status_code == 302
    with django_assert_num_queries(LIST_QUERIES):
        response = owner.get(reverse("staff_list"))
    assert len(read_page(response).rows["overview"]) == rows


def test_register_read_and_extend_over_the_api(owner, sibling, home, clinic):
    body = {
        "name": "李医生",
        "identity_number": make_number(birth=date(1979, 4, 5)),
        "institution": home.pk,
        "hours_week": 30,
        "valid_from": "2018-01-01",
        "phone": "13900001234",
        "certificate": {
            "kind": "licensed_doctor",
            "number": "D1",
            "authority": "局",
            "issued_on": "2005-01-01",
        },
    }
    headers = {"Idempotency-Key": "k1"}
    made = send(owner, "post", "/staff", body, **headers)
    assert made.status_code == 201
    assert send(owner, "post", "/staff", body, **headers).json() == made.json()
    assert made.json()["phone"] == "139****1234"
    assert body["identity_number"] not in made.content.decode()
    pk = made.json()["id"]
    assert sibling.get(f"/api/staff/{pk}").status_code == 404
    site = {"version": 1, "institution": clinic.pk, "hours_week": 8, "valid_from": "2018-02-01"}
    extended = send(owner, "post", f"/staff/{pk}/practices", site).json()
    assert [each["is_main"] for each in extended["practices"]] == [True, False]
    ended = send(
        owner,
        "post",
        f"/staff/{pk}/practices/end",
        {"version": 2, "practice": extended["practices"][1]["id"], "last_day": "2018-08-31"},
    ).json()
    assert ended["practices"][1]["last_day"] == "2018-08-31"
    held = {"version": 3, "kind": "nurse", "number": "N", "authority": "局", "issued_on": "2016-01-01"}
    assert len(send(owner, "post", f"/staff/{pk}/qualifications", held).json()["qualifications"]) == 2
    assert send(owner, "patch", f"/staff/{pk}", {"version": 4, "name": "李大夫"}).json()["name"] == "李大夫"
    assert [each["id"] for each in owner.get("/api/staff", {"text": "ldf"}).json()["items"]] == [pk]
    assert sibling.get("/api/staff").json()["items"] == []
