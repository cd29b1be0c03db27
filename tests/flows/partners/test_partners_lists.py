"""The lists: what stands in them, their filters, pages and query counts."""

from datetime import date

import pytest
from django.urls import reverse

from tests.flows.partners.reading import link_of, read_page
from yiyang.domains.institutions import actions, queries

LIST_QUERIES = 12
AGREEMENT_QUERIES = 8


@pytest.fixture
def fill(register, clinic, agree, system):
    """A function that registers homes with beds and an agreement each."""

    def build(count):
        for number in range(count):
            home = register(f"颐养院{number}")
            actions.set_beds(
                viewer=system,
                organisation=home,
                version=1,
                beds={"general": 60, "nursing": 40},
                valid_from=date(2013, 1, 1),
            )
            agree(home, clinic)

    return build


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_institutions_asks_the_same_number_of_queries(owner, fill, count, django_assert_num_queries):
    fill(count)
    with django_assert_num_queries(LIST_QUERIES):
        page = owner.get(reverse("organisation_list"), {"kind": "homes"}).content.decode()
    assert page.count("40.0%") == count
    assert page.count("light-green") == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_agreements_asks_the_same_number_of_queries(owner, fill, count, django_assert_num_queries):
    fill(count)
    with django_assert_num_queries(AGREEMENT_QUERIES):
        page = owner.get(reverse("agreement_list")).content.decode()
    assert page.count("light-green") == count


def test_list_is_narrowed_by_kind_group_name_and_area(owner, place, register, home, clinic):
    village_home = register("凤鸣养老院", area=place.village, kind="town_care_home")
    address = reverse("organisation_list")
    found = {
        "homes": owner.get(address, {"kind": "homes"}).content.decode(),
        "town": owner.get(address, {"kind": "town_care_home"}).content.decode(),
        "text": owner.get(address, {"text": "夕阳"}).content.decode(),
        "area": owner.get(address, {"area": place.village.code}).content.decode(),
    }
    names = {
        key: {n for n in (home.name, clinic.name, village_home.name) if n in page}
        for key, page in found.items()
    }
    assert names == {
        "homes": {home.name, village_home.name},
        "town": {village_home.name},
        "text": {home.name},
        "area": {village_home.name},
    }


def test_next_page_begins_after_the_last_row(owner, register, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for number in range(3):
        register(f"颐养院{number}")
    first = owner.get(reverse("organisation_list"))
    assert "颐养院1" in first.content.decode()
    assert "颐养院2" not in first.content.decode()
    second = owner.get(reverse("organisation_list") + link_of(first, "Next page"))
    assert "颐养院0" not in second.content.decode()
    assert "颐养院2" in second.content.decode()


def test_closed_institutions_are_listed_on_request(owner, system, home):
    actions.close_organisation(viewer=system, organisation=home, version=1, closed_from=date(2018, 6, 1))
    address = reverse("organisation_list")
    assert home.name not in owner.get(address).content.decode()
    assert home.name in owner.get(address, {"state": "all"}).content.decode()


def test_lights_of_homes_and_centres(owner, register, clinic, agree, system):
    signed, ending, bare, own = (register(name) for name in ("甲养老院", "乙养老院", "丙养老院", "丁养老院"))
    agree(signed, clinic)
    agree(ending, clinic, last=date(2018, 11, 28))
    actions.set_capability(
        viewer=system,
        organisation=own,
        version=1,
        code="own_medical_institution",
        present=True,
        valid_from=date(2017, 1, 1),
        evidence="licence",
    )
    page = owner.get(reverse("organisation_list"))
    lights = {row[0]: row[5] for row in read_page(page).rows["organisations"]}
    assert lights == {
        clinic.name: "–no data",
        signed.name: "In force",
        ending.name: "Ends within 60 days",
        bare.name: "No agreement",
        own.name: "Own clinic",
    }


def test_map_counts_by_town_and_says_what_it_cannot_place(owner, city, place, register):
    register("甲养老院")
    register("乙养老院", area=place.village)
    register("丙养老院", area=place.sibling)
    page = city.get(reverse("organisation_list"), {"view": "map"})
    assert "1 institution stands in a place without a point on the map." in page.content.decode()
    assert [row[0] for row in read_page(page).rows[""]] == ["石岐街道 2"]


def test_empty_list_says_what_to_do(owner):
    assert "Nothing found" in owner.get(reverse("organisation_list"), {"text": "无此院"}).content.decode()


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("in_force", {"甲养老院", "乙养老院"}),
        ("ending_soon", {"乙养老院"}),
        ("upcoming", {"丙养老院"}),
        ("ended", {"丁养老院"}),
        ("all", {"甲养老院", "乙养老院", "丙养老院", "丁养老院"}),
    ],
)
def test_agreements_by_state(owner, register, clinic, agree, state, names):
    agree(register("甲养老院"), clinic)
    agree(register("乙养老院"), clinic, last=date(2018, 11, 28))
    agree(register("丙养老院"), clinic, first=date(2018, 12, 1))
    agree(register("丁养老院"), clinic, first=date(2017, 1, 1), last=date(2018, 9, 29))
    page = owner.get(reverse("agreement_list"), {"state": state})
    assert {row[0] for row in read_page(page).rows["agreements"]} == names


def test_next_page_of_agreements_begins_after_the_last(owner, register, clinic, agree, monkeypatch):
    monkeypatch.setattr("yiyang.flows.partners.queries.PAGE_SIZE", 2)
    for number, last in enumerate((date(2019, 3, 1), date(2019, 2, 1), date(2019, 2, 1))):
        agree(register(f"颐养院{number}"), clinic, last=last)
    first = owner.get(reverse("agreement_list"))
    assert [row[0] for row in read_page(first).rows["agreements"]] == ["颐养院1", "颐养院2"]
    second = owner.get(reverse("agreement_list") + link_of(first, "Next page"))
    assert [row[0] for row in read_page(second).rows["agreements"]] == ["颐养院0"]


@pytest.mark.parametrize("after", ["x", "2018-01-01", "2018-13-01_1", "_", "2018-01-01_x"])
def test_unreadable_places_in_a_list_are_its_beginning(owner, home, clinic, agree, after):
    agree(home, clinic)
    agreements = owner.get(reverse("agreement_list"), {"after": after})
    organisations = owner.get(reverse("organisation_list"), {"after": after})
    assert len(read_page(agreements).rows["agreements"]) == 1
    assert len(read_page(organisations).rows["organisations"]) == 2
