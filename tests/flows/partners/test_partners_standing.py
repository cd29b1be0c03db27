"""Papers, links, duties, matrix, expiring and map by the pages and over the API."""

from datetime import date

import pytest
from django.urls import reverse

from tests.flows.partners.reading import read_page
from yiyang.domains.institutions import actions
from yiyang.domains.institutions.models import Organisation, OrganisationLink, Paper
from yiyang.flows.partners.landscape import distance_m

JSON = "application/json"
OVERVIEWS = {"capability_matrix": 12, "duty_list": 11, "expiring_list": 10}


def paper_entry(version=1, token="0" * 32, **change):
    entry = {
        "token": token,
        "version": str(version),
        "kind": "medical_licence",
        "number": "PDY-1",
        "authority": "卫生局",
        "valid_from": "2017-01-01",
        "last_day": "2018-10-05",
        "scope": "",
        "evidence": "",
    }
    return entry | change


def record(client, organisation):
    return read_page(client.get(reverse("organisation_record", args=[organisation.pk])))


def test_paper_is_entered_shown_corrected_and_ended(owner, home):
    address = reverse("paper_add", args=[home.pk])
    assert owner.post(address, paper_entry()).status_code == 302
    assert owner.post(address, paper_entry()).status_code == 302
    (row,) = record(owner, home).rows["paper-rows"]
    assert row[:6] == [
        "Medical practice licence",
        "5 days left",
        "PDY-1",
        "卫生局",
        "2017-01-01",
        "2018-10-05",
    ]
    paper = Paper.objects.get()
    correct = reverse("paper_correct", args=[paper.pk])
    assert read_page(owner.get(correct)).fields["number"] == "PDY-1"
    wrong = owner.post(correct, paper_entry(2, "1" * 32, number=""))
    assert (wrong.status_code, read_page(wrong).fields["authority"]) == (422, "卫生局")
    assert owner.post(correct, paper_entry(2, "2" * 32, number="PDY-2")).status_code == 302
    end = {"token": "3" * 32, "version": "3", "last_day": "2018-09-01"}
    assert owner.post(reverse("paper_end", args=[paper.pk]), end).status_code == 302
    assert record(owner, home).rows["paper-rows"][0][1] == "Ended"
    history = [row[1] for row in record(owner, home).rows["act-rows"]]
    assert history == ["Paper ended", "Paper corrected", "Paper entered", "Registered"]


def test_second_editor_of_papers_is_told_field_by_field(owner, city, home):
    address = reverse("paper_add", args=[home.pk])
    owner.post(address, paper_entry())
    response = city.post(address, paper_entry(number="PDY-2"))
    page = read_page(response)
    assert response.status_code == 409
    assert "Medical practice licence: – → PDY-1 2017-01-01…2018-10-05" in " ".join(page.errors)
    again = paper_entry(int(page.fields["version"]), number="PDY-2")
    assert city.post(address, again).status_code == 302
    assert sorted(Paper.objects.values_list("number", flat=True)) == ["PDY-1", "PDY-2"]


@pytest.mark.parametrize("name", ["paper_correct", "paper_end"])
def test_sibling_finds_no_paper(owner, sibling, reader, home, name):
    owner.post(reverse("paper_add", args=[home.pk]), paper_entry())
    address = reverse(name, args=[Paper.objects.get().pk])
    assert sibling.get(address).status_code == sibling.post(address).status_code == 404
    assert reader.get(address).status_code == 403
    assert "PDY-1" not in sibling.get(reverse("expiring_list")).content.decode()
    assert "PDY-1" in owner.get(reverse("expiring_list")).content.decode()


def test_link_stands_on_both_records(owner, home, clinic):
    entry = {
        "token": "0" * 32,
        "version": "1",
        "kind": "embedded_station",
        "other": str(clinic.pk),
        "leads": "0",
        "valid_from": "2018-01-01",
        "evidence": "备案1号",
    }
    assert owner.post(reverse("link_add", args=[home.pk]), entry).status_code == 302
    assert record(owner, home).rows["link-rows"][0][:4] == [
        "Embedded service station",
        clinic.name,
        "Joined",
        "In force",
    ]
    assert record(owner, clinic).rows["link-rows"][0][1:3] == [home.name, "Leads"]
    link = OrganisationLink.objects.get()
    end = {"token": "1" * 32, "version": "2", "last_day": "2018-09-01"}
    address = f"{reverse('link_end', args=[link.pk])}?record={clinic.pk}"
    assert owner.post(address, end).headers["Location"] == reverse("organisation_record", args=[clinic.pk])
    assert record(owner, home).rows["link-rows"][0][3] == "Ended"


def test_modes_and_both_papers_follow_from_what_is_held(owner, home, system):
    shown = record(owner, home).rows["mode-rows"]
    assert [row[1] for row in shown] == ["Does not hold"] * 4
    for version, kind in enumerate(("medical_licence", "care_registration", "care_licence"), start=1):
        entry = actions.PaperEntry(kind=kind, number="1", authority="局", valid_from=date(2015, 1, 1))
        actions.add_paper(viewer=system, organisation=home, version=version, entry=entry)
    actions.set_capability(
        viewer=system,
        organisation=home,
        version=4,
        code="own_medical_institution",
        present=True,
        valid_from=date(2016, 1, 1),
        evidence="许可",
        contents=("infirmary",),
    )
    assert next(row[1] for row in record(owner, home).rows["mode-rows"]) == "Holds"
    listed = read_page(owner.get(reverse("organisation_list"), {"combined": "yes"})).rows["organisations"]
    assert [row[0] for row in listed] == [home.name]
    past = reverse("organisation_record", args=[home.pk]) + "?on=2014-12-31"
    assert read_page(owner.get(past)).rows["mode-rows"][0][1] == "Does not hold"
    matrix = read_page(owner.get(reverse("capability_matrix"))).rows["overview"]
    assert [cell for cell in matrix[0] if "no data" not in cell] == [
        home.name,
        "Care home",
        "石岐街道",
        "yes",
        "Infirmary",
    ]


def test_duty_list_says_unmet_unknown_and_met(owner, home, system):
    address = reverse("duty_list")
    unknown = read_page(owner.get(address, {"verdict": "unknown"})).rows["overview"]
    assert {(row[0], row[1], row[3]) for row in unknown} == {
        (home.name, "Cannot be judged", "Missing: the number of beds")
    }
    actions.set_beds(
        viewer=system, organisation=home, version=1, beds={"general": 99}, valid_from=date(2018, 1, 1)
    )
    unmet = read_page(owner.get(address)).rows["overview"]
    assert [row[2] for row in unmet] == [
        "An infirmary inside the home (below 150 beds)",
        "A rehabilitation area (below 100 beds)",
    ]
    assert "overview" not in read_page(owner.get(address, {"weight": "binds"})).rows
    assert "overview" not in read_page(owner.get(address, {"verdict": "met"})).rows


@pytest.mark.parametrize("name", OVERVIEWS)
def test_overviews_of_one_town_show_nothing_of_another(sibling, home, name):
    response = sibling.get(reverse(name))
    assert response.status_code == 200
    assert home.name not in response.content.decode()


@pytest.mark.parametrize("name", [*OVERVIEWS, "organisation_list", "staff_list"])
def test_lists_are_exported_as_workbooks(owner, home, name):
    response = owner.get(reverse(name), {"export": "xlsx"})
    assert response.status_code == 200
    assert response.content.startswith(b"PK")
    assert response.headers["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", OVERVIEWS)
def test_overviews_ask_the_same_number_of_queries(
    owner, register, system, name, rows, django_assert_num_queries
):
    for number in range(rows):
        home = register(f"养老院{number}")
        entry = actions.PaperEntry(
            kind="food",
            number="1",
            authority="局",
            valid_from=date(2015, 1, 1),
            last_day=date(2018, 10, 30),
        )
        actions.add_paper(viewer=system, organisation=home, version=1, entry=entry)
    owner.get(reverse(name))
    with django_assert_num_queries(OVERVIEWS[name]):
        response = owner.get(reverse(name), {"verdict": ""})
    shown = {row[0] for row in read_page(response).rows["overview"]}
    assert len(shown) == rows


def test_map_draws_the_radius_and_counts_villages(owner, place, register, clinic, system):
    actions.set_location(
        viewer=system, organisation=clinic, version=1, lon=113.38, lat=22.52, service_radius_m=3000
    )
    page = owner.get(reverse("organisation_list"), {"view": "map"}).content.decode()
    assert page.count('class="map-reach"') == 1
    assert "1 of 1 villages with a point" in page
    assert "<td>3000</td>" in page


def test_distance_on_the_ground():
    assert round(distance_m((113.0, 22.0), (113.0, 23.0))) == 111_195
    assert distance_m((113.0, 22.0), (113.0, 22.0)) == 0
    assert round(distance_m((113.0, 60.0), (114.0, 60.0)), -2) == 55_600


def send(client, method, address, body, **headers):
    return getattr(client, method)(f"/api{address}", body, content_type=JSON, headers=headers)


def test_papers_links_duties_and_place_over_the_api(owner, sibling, home, clinic):
    body = {
        "version": 1,
        "kind": "food",
        "number": "F1",
        "authority": "局",
        "valid_from": "2017-01-01",
        "last_day": "2018-10-30",
    }
    made = send(owner, "post", f"/institutions/{home.pk}/papers", body)
    assert (made.status_code, made.json()["step"], made.json()["days_left"]) == (201, "due", 30)
    assert send(sibling, "post", f"/institutions/{home.pk}/papers", body).status_code == 404
    stale = send(owner, "post", f"/institutions/{home.pk}/papers", body | {"number": "F2"})
    assert stale.status_code == 409
    ended = send(owner, "post", f"/papers/{made.json()['id']}/end", {"version": 2, "last_day": "2018-09-01"})
    assert ended.json()["step"] == "lapsed"
    link = {
        "version": 3,
        "kind": "one_director",
        "other": clinic.pk,
        "leads": False,
        "valid_from": "2018-01-01",
        "evidence": "批复",
    }
    linked = send(owner, "post", f"/institutions/{home.pk}/links", link)
    assert (linked.status_code, linked.json()["lead"]) == (201, clinic.pk)
    assert owner.get(f"/api/institutions/{clinic.pk}/links").json() == [linked.json()]
    place = {"version": 4, "lon": 113.38, "lat": 22.52, "service_radius_m": 500}
    placed = send(owner, "put", f"/institutions/{home.pk}/location", place).json()
    assert placed["service_radius_m"] == 500
    duties = owner.get(f"/api/institutions/{home.pk}/duties").json()
    assert {duty["verdict"] for duty in duties} == {"unknown"}
    assert {tuple(duty["missing"]) for duty in duties} == {("beds",)}
    assert owner.get("/api/duties", {"verdict": "unknown"}).json() == duties
    assert sibling.get("/api/duties", {"verdict": "unknown"}).json() == []
    assert Organisation.objects.get(pk=home.pk).version == 5
