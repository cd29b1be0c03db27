"""Registering an institution by the form: what is refused, what stays typed, what happens once."""

import pytest
from django.urls import reverse

from tests.flows.partners.reading import read_page
from yiyang.audit.models import Act, Outbox
from yiyang.domains.institutions.models import Organisation
from yiyang.kernel.credit_code import make_credit_code

CODE = make_credit_code(registering_body="5", entity_type="2", area6="442000", organisation8="12345678")
ADDRESS = "/institutions/new/"


@pytest.fixture
def entry(place):
    return {
        "token": "0" * 32,
        "name": "夕阳红养老院",
        "kind": "care_home",
        "level": "0",
        "ownership": "public",
        "area": place.village.code,
        "opened_on": "2012年5月1日",
        "credit_code": "",
        "address": "凤鸣路1号",
        "contact_phone": "",
    }


def test_registers_with_profile_act_and_outbox(owner, place, entry):
    response = owner.post(ADDRESS, entry | {"credit_code": CODE.lower()}, follow=True)
    organisation = Organisation.objects.get()
    profile = organisation.profiles.get()
    assert response.redirect_chain == [(reverse("organisation_record", args=[organisation.pk]), 302)]
    assert "The institution is registered." in response.content.decode()
    assert (organisation.name, organisation.credit_code, organisation.area) == (
        "夕阳红养老院",
        CODE,
        place.village,
    )
    assert (profile.kind, profile.valid_from.isoformat(), profile.valid_to) == (
        "care_home",
        "2012-05-01",
        None,
    )
    assert [act.kind for act in Act.objects.all()] == ["organisation.register"]
    assert Outbox.objects.get().payload == {"since": "2012-05-01"}


def test_sent_twice_registers_once(owner, entry):
    first = owner.post(ADDRESS, entry)
    second = owner.post(ADDRESS, entry)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Organisation.objects.count() == 1
    assert Act.objects.count() == 1


def test_same_token_with_other_entries_is_refused(owner, entry):
    owner.post(ADDRESS, entry)
    response = owner.post(ADDRESS, entry | {"name": "朝阳养老院"})
    assert response.status_code == 422
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"credit_code": CODE[:-1]}, "has 17 characters; it must have 18"),
        ({"credit_code": CODE[:-2] + "I" + CODE[-1]}, "the letters I, O, S, V and Z are never used"),
        (
            {"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")},
            "does not fit the other seventeen",
        ),
        ({"level": "3"}, "Only hospitals have a level"),
        ({"opened_on": "2018-10-01"}, "The day 2018-10-01 lies after today, 2018-09-30"),
        ({"opened_on": "2018-02-30"}, "Enter a real day"),
        ({"kind": "spaceport"}, "spaceport is not one of the available choices"),
        ({"area": "442000002001"}, "442000002001 is not one of the available choices"),
        ({"name": ""}, "Name: "),
        ({"name": "院" * 121}, "at most 120 characters"),
    ],
)
def test_refusals_name_the_field_and_keep_what_was_typed(owner, entry, change, sentence):
    response = owner.post(ADDRESS, entry | change)
    assert response.status_code == 422
    page = read_page(response)
    assert sentence in " ".join(page.errors)
    assert page.fields["address"] == "凤鸣路1号"
    assert Organisation.objects.count() == 0
    assert Act.objects.count() == 0


def test_every_reason_is_told_at_once(owner, entry):
    response = owner.post(ADDRESS, entry | {"credit_code": "123", "level": "1", "opened_on": "2030-01-01"})
    assert len(read_page(response).errors) == 4  # the title and three reasons


def test_duplicate_name_in_the_area_is_refused(owner, entry):
    owner.post(ADDRESS, entry)
    response = owner.post(ADDRESS, entry | {"token": "1" * 32})
    assert response.status_code == 422
    assert "already registered in this area" in " ".join(read_page(response).errors)
    assert Organisation.objects.count() == 1


def test_taken_credit_code_names_its_holder(owner, entry):
    owner.post(ADDRESS, entry | {"credit_code": CODE})
    again = {"token": "1" * 32, "name": "朝阳养老院", "credit_code": CODE}
    response = owner.post(ADDRESS, entry | again)
    assert response.status_code == 422
    assert "belongs to '夕阳红养老院'" in " ".join(read_page(response).errors)


def test_without_a_token_nothing_is_saved(owner, entry):
    response = owner.post(ADDRESS, entry | {"token": ""})
    assert response.status_code == 422
    assert "This form is too old" in " ".join(read_page(response).errors)
    assert Organisation.objects.count() == 0


def test_chinese_page_says_it_in_chinese(owner, entry):
    owner.cookies["language"] = "zh-hans"
    response = owner.post(ADDRESS, entry | {"level": "3"})
    assert "仅医院有等级" in " ".join(read_page(response).errors)
