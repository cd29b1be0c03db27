"""Closing an institution ends everything on one day, or nothing."""

from datetime import date

import pytest
from django.urls import reverse

from tests.flows.partners.reading import read_page
from yiyang.access.models import Account
from yiyang.access.viewer import view_as
from yiyang.domains.contracts.models import Agreement
from yiyang.domains.institutions import actions, queries
from yiyang.domains.institutions.models import Capability, OrganisationProfile
from yiyang.flows.partners.closing import close_with_agreements
from yiyang.kernel.refused import Refused

CLOSED = date(2018, 9, 1)


@pytest.fixture
def full_home(home, clinic, register, agree, system):
    actions.set_beds(
        viewer=system, organisation=home, version=1, beds={"nursing": 30}, valid_from=date(2015, 1, 1)
    )
    actions.set_capability(
        viewer=system,
        organisation=home,
        version=2,
        code="rehabilitation",
        present=True,
        valid_from=date(2016, 1, 1),
        evidence="record",
    )
    agree(home, clinic)
    agree(home, register("二院", kind="hospital"), first=date(2018, 12, 1))
    return home


def test_closing_ends_profile_beds_capabilities_and_agreements(owner, full_home):
    address = reverse("organisation_close", args=[full_home.pk])
    shown = owner.get(address)
    assert [row[0] for row in read_page(shown).rows["ending-rows"]] == [full_home.name] * 2
    response = owner.post(
        address, {"token": "0" * 32, "version": "3", "closed_from": "2018-09-01"}, follow=True
    )
    assert (
        "Ended: beds 30, capabilities 1, agreements 2, practice sites of staff 0."
        in response.content.decode()
    )
    before = queries.organisation_facts(full_home, on=date(2018, 8, 31))
    after = queries.organisation_facts(full_home, on=CLOSED)
    assert (before.total_beds, len(before.capabilities), before.profile.kind) == (30, 1, "care_home")
    assert (after.total_beds, after.capabilities, after.profile) == (0, (), None)
    ends = Agreement.objects.order_by("pk").values_list("state", "valid_from", "valid_to")
    assert list(ends) == [
        ("terminated", date(2018, 1, 1), CLOSED),
        ("terminated", date(2018, 12, 1), date(2018, 12, 1)),
    ]


def test_closing_a_clinic_ends_what_it_provides(home, clinic, agree, system):
    agreement = agree(home, clinic)
    close_with_agreements(viewer=system, organisation=clinic, version=1, closed_from=CLOSED)
    agreement.refresh_from_db()
    assert agreement.valid_to == CLOSED


def test_an_agreement_outside_the_area_keeps_everything_open(owner, place, register, clinic, agree):
    far_home = register("东区养老院", area=place.sibling)
    agreement = agree(far_home, clinic)
    viewer = view_as(Account.objects.get(username="owner"), on=date(2018, 9, 30), today=date(2018, 9, 30))
    with pytest.raises(Refused) as refusal:
        close_with_agreements(viewer=viewer, organisation=clinic, version=1, closed_from=CLOSED)
    agreement.refresh_from_db()
    assert refusal.value.codes == ("outside_your_area",)
    assert agreement.state == "active"
    assert OrganisationProfile.objects.get(organisation=clinic).valid_to is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2018-10-01", "lies after today"),
        ("2012-05-01", "the first closed day must come after it"),
        ("2012-04-30", "lies before the organisation's first day"),
    ],
)
def test_days_that_cannot_be(owner, full_home, day, sentence):
    address = reverse("organisation_close", args=[full_home.pk])
    response = owner.post(address, {"token": "0" * 32, "version": "3", "closed_from": day})
    assert response.status_code == 422
    assert sentence in " ".join(read_page(response).errors)
    assert Capability.objects.get().valid_to is None
    assert set(Agreement.objects.values_list("state", flat=True)) == {"active"}


def test_closed_institution_takes_no_facts_and_opens_again(owner, full_home):
    close = {"token": "0" * 32, "version": "3", "closed_from": "2018-09-01"}
    owner.post(reverse("organisation_close", args=[full_home.pk]), close)
    beds = {f"beds_{code}": "1" for code, _label in queries.bed_choices()}
    entry = beds | {"token": "1" * 32, "version": "4", "valid_from": "2018-09-02"}
    address = reverse("organisation_beds", args=[full_home.pk])
    refused = owner.post(address, entry)
    assert "is closed from 2018-09-01 on" in " ".join(read_page(refused).errors)
    profile = {
        "token": "2" * 32,
        "version": "4",
        "kind": "care_home",
        "level": "0",
        "ownership": "public",
        "area": full_home.area.code,
        "valid_from": "2018-09-10",
    }
    assert owner.post(reverse("organisation_profile", args=[full_home.pk]), profile).status_code == 302
    again = entry | {"token": "3" * 32, "version": "5", "valid_from": "2018-09-10"}
    assert owner.post(address, again).status_code == 302
    assert queries.organisation_facts(full_home, on=date(2018, 9, 9)).profile is None
    assert queries.organisation_facts(full_home, on=date(2018, 9, 10)).total_beds == 6
