"""Who sees and changes which institution: owner, reader, sibling, stranger, anonymous."""

import pytest
from django.urls import reverse

OBJECT_PAGES = (
    "organisation_record",
    "organisation_edit",
    "organisation_profile",
    "organisation_beds",
    "organisation_capability",
    "organisation_close",
    "organisation_location",
    "paper_add",
    "link_add",
)
WRITE_PAGES = OBJECT_PAGES[1:]
PLAIN_PAGES = (
    "organisation_list",
    "organisation_register",
    "agreement_list",
    "agreement_make",
    "capability_matrix",
    "duty_list",
    "expiring_list",
    "staff_list",
    "staff_register",
)


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_owner_opens_every_page_of_the_institution(owner, home, name):
    assert owner.get(reverse(name, args=[home.pk])).status_code == 200


@pytest.mark.parametrize("name", OBJECT_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_sibling_finds_no_page_of_the_institution(sibling, home, name, method):
    response = getattr(sibling, method)(reverse(name, args=[home.pk]))
    expected = 405 if (name, method) == ("organisation_record", "post") else 404
    assert response.status_code == expected
    assert home.name not in response.content.decode()


@pytest.mark.parametrize("name", WRITE_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_reader_may_not_change(reader, home, name, method):
    assert getattr(reader, method)(reverse(name, args=[home.pk])).status_code == 403


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_stranger_is_refused(stranger, home, name):
    response = stranger.get(reverse(name, args=[home.pk]))
    assert response.status_code == 403
    assert home.name not in response.content.decode()


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_anonymous_is_asked_to_sign_in(anonymous, home, name):
    address = reverse(name, args=[home.pk])
    response = anonymous.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_plain_pages_by_caller(owner, stranger, anonymous, name):
    assert owner.get(reverse(name)).status_code == 200
    assert stranger.get(reverse(name)).status_code == 403
    assert anonymous.get(reverse(name)).status_code == 302


def test_list_shows_only_what_is_in_scope(owner, sibling, city, home):
    address = reverse("organisation_list")
    assert home.name in owner.get(address).content.decode()
    assert home.name not in sibling.get(address).content.decode()
    assert home.name in city.get(address).content.decode()


def test_area_outside_scope_is_not_found(owner, place, home):
    address = reverse("organisation_list")
    assert owner.get(address, {"area": place.sibling.code}).status_code == 404
    assert owner.get(address, {"area": "nonsense"}).status_code == 404
    assert owner.get(address, {"area": place.village.code}).status_code == 200


def test_sibling_finds_no_agreement(sibling, owner, home, clinic, agree):
    agreement = agree(home, clinic)
    address = reverse("agreement_terminate", args=[agreement.pk])
    assert sibling.get(address).status_code == 404
    assert sibling.post(address).status_code == 404
    assert home.name not in sibling.get(reverse("agreement_list")).content.decode()
    assert owner.get(address).status_code == 200


def test_forms_offer_only_what_is_in_scope(owner, place, register, home):
    other = register("东区养老院", area=place.sibling)
    page = owner.get(reverse("agreement_make")).content.decode()
    assert home.name in page
    assert other.name not in page
    areas = owner.get(reverse("organisation_register")).content.decode()
    assert place.village.name in areas
    assert place.sibling.name not in areas


def test_buttons_stand_only_where_they_work(owner, reader, home):
    address = reverse("organisation_record", args=[home.pk])
    beds = reverse("organisation_beds", args=[home.pk])
    assert beds in owner.get(address).content.decode()
    assert beds not in reader.get(address).content.decode()
