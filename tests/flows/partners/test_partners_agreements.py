"""Making and ending agreements by the forms."""

from datetime import date

import pytest
from django.urls import reverse

from tests.flows.partners.reading import read_page
from yiyang.domains.contracts.models import Agreement

ADDRESS = "/agreements/new/"


@pytest.fixture
def entry(home, clinic):
    return {
        "token": "0" * 32,
        "receiver": str(home.pk),
        "provider": str(clinic.pk),
        "form": "signed",
        "contents": ["patrol", "emergency"],
        "valid_from": "2018-01-01",
        "last_day": "2019-12-31",
    }


def test_agreement_counts_from_first_to_last_day(owner, home, entry):
    response = owner.post(ADDRESS, entry, follow=True)
    agreement = Agreement.objects.get()
    assert response.redirect_chain == [(reverse("organisation_record", args=[home.pk]), 302)]
    assert (agreement.valid_from, agreement.valid_to) == (date(2018, 1, 1), date(2020, 1, 1))
    assert agreement.contents == ["emergency", "patrol"]
    rows = read_page(response).rows["received-rows"]
    assert [row[1:4] for row in rows] == [["In force", "2018-01-01", "2019-12-31"]]


def test_form_opens_with_the_home_of_the_address(owner, home, clinic):
    page = owner.get(ADDRESS, {"receiver": home.pk}).content.decode()
    assert f'<option value="{home.pk}" selected>' in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"contents": []}, "No content of the cooperation is chosen"),
        ({"last_day": "2017-12-31"}, "The last day 2017-12-31 lies before the first day 2018-01-01"),
        ({"contents": ["singing"]}, "singing is not one of the available choices"),
        ({"form": "handshake"}, "handshake is not one of the available choices"),
        ({"valid_from": "2012-04-30"}, "'夕阳红养老院' is not open on 2012-04-30"),
        ({"last_day": ""}, "Last day: "),
    ],
)
def test_refusals_keep_what_was_typed(owner, entry, change, sentence):
    response = owner.post(ADDRESS, entry | change)
    page = read_page(response)
    assert response.status_code == 422
    assert sentence in " ".join(page.errors)
    assert page.fields["valid_from"] == (entry | change)["valid_from"]
    assert Agreement.objects.count() == 0


def test_wrong_kinds_are_not_offered(owner, home, clinic, entry):
    swapped = entry | {"receiver": str(clinic.pk), "provider": str(home.pk)}
    response = owner.post(ADDRESS, swapped)
    assert response.status_code == 422
    assert Agreement.objects.count() == 0


def test_second_agreement_over_an_active_one_is_refused(owner, entry):
    owner.post(ADDRESS, entry)
    over = owner.post(ADDRESS, entry | {"token": "1" * 32, "valid_from": "2019-06-01"})
    assert over.status_code == 422
    assert "in force until 2019-12-31" in " ".join(read_page(over).errors)
    after = owner.post(
        ADDRESS, entry | {"token": "2" * 32, "valid_from": "2020-01-01", "last_day": "2021-12-31"}
    )
    assert after.status_code == 422
    assert "runs until 2019-12-31 and nothing renews itself" in " ".join(read_page(after).errors)
    assert Agreement.objects.count() == 1


def test_sent_twice_makes_one_agreement(owner, entry):
    assert owner.post(ADDRESS, entry).status_code == 302
    assert owner.post(ADDRESS, entry).status_code == 302
    assert Agreement.objects.count() == 1


def test_termination_ends_it_after_the_last_day(owner, home, clinic, agree):
    agreement = agree(home, clinic)
    address = reverse("agreement_terminate", args=[agreement.pk])
    response = owner.post(address, {"token": "0" * 32, "version": "1", "last_day": "2018-09-30"})
    agreement.refresh_from_db()
    assert response.status_code == 302
    assert (agreement.state, agreement.valid_to) == ("terminated", date(2018, 10, 1))
    again = owner.post(address, {"token": "1" * 32, "version": "2", "last_day": "2018-09-01"})
    assert again.status_code == 422


@pytest.mark.parametrize("last", ["2017-12-30", "2020-01-01"])
def test_last_day_outside_the_term_is_refused(owner, home, clinic, agree, last):
    agreement = agree(home, clinic)
    address = reverse("agreement_terminate", args=[agreement.pk])
    response = owner.post(address, {"token": "0" * 32, "version": "1", "last_day": last})
    assert response.status_code == 422
    assert "is outside the agreement's days 2018-01-01 to 2019-12-31" in " ".join(read_page(response).errors)


def test_concurrent_termination_tells_what_changed(owner, city, home, clinic, agree):
    agreement = agree(home, clinic)
    address = reverse("agreement_terminate", args=[agreement.pk])
    owner.post(address, {"token": "0" * 32, "version": "1", "last_day": "2018-09-30"})
    response = city.post(address, {"token": "0" * 32, "version": "1", "last_day": "2018-08-31"})
    assert response.status_code == 409
    assert "Last day: 2019-12-31 → 2018-09-30" in " ".join(read_page(response).errors)
    agreement.refresh_from_db()
    assert agreement.valid_to == date(2018, 10, 1)
