from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from yiyang.access.viewer import Holding, Viewer
from yiyang.domains.institutions import actions
from yiyang.domains.institutions.models import Organisation, OrganisationProfile
from yiyang.domains.institutions.queries import open_days
from yiyang.kernel.credit_code import make_credit_code
from yiyang.kernel.refused import Refused

CODE = make_credit_code(registering_body="5", entity_type="2", area6="442000", organisation8="12345678")


@pytest.fixture
def entry(town):
    return actions.OrganisationEntry(
        name="朝阳养老院", kind="care_home", area=town, ownership="private", opened_on=date(2015, 1, 1)
    )


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"name": ""}, ("organisation_name_missing",)),
        ({"name": "夕阳红养老院"}, ("organisation_exists",)),
        ({"kind": "spaceport"}, ("organisation_not_in_list",)),
        ({"ownership": "nobody"}, ("organisation_not_in_list",)),
        ({"level": 2}, ("level_without_hospital",)),
        ({"opened_on": date(2018, 10, 1)}, ("day_in_future",)),
        ({"credit_code": "123"}, ("credit_code_length",)),
        ({"address": "路" * 201}, ("organisation_entry_too_long",)),
        (
            {"name": "", "level": 1, "credit_code": "1"},
            ("level_without_hospital", "organisation_name_missing", "credit_code_length"),
        ),
    ],
)
def test_refusals(home, viewer, entry, change, codes):
    with pytest.raises(Refused) as refusal:
        actions.register_organisation(viewer=viewer, entry=replace(entry, **change))
    assert refusal.value.codes == codes
    assert Organisation.objects.count() == 1


def test_outside_the_viewers_area_is_refused(entry, town):
    holding = Holding(
        role="supervisor",
        area_path="442000000000/442000002000/",
        area_code="442000002000",
        area_name="东区街道",
        organisation_id=None,
        unit_name="",
    )
    viewer = Viewer(account_id=None, name="x", on=date(2018, 9, 30), holdings=(holding,))
    with pytest.raises(Refused) as refusal:
        actions.register_organisation(viewer=viewer, entry=entry)
    assert refusal.value.codes == ("outside_your_area",)


def test_credit_code_is_kept_as_machines_write_it(viewer, entry):
    organisation = actions.register_organisation(
        viewer=viewer, entry=replace(entry, credit_code=f" {CODE.lower()} ")
    )
    assert organisation.credit_code == CODE


def test_credit_code_is_added_later_and_belongs_to_one(home, viewer, entry):
    actions.change_contacts(viewer=viewer, organisation=home, version=1, changes={"credit_code": CODE})
    assert Organisation.objects.get(pk=home.pk).credit_code == CODE
    with pytest.raises(Refused) as refusal:
        actions.register_organisation(viewer=viewer, entry=replace(entry, credit_code=CODE))
    assert refusal.value.codes == ("credit_code_taken",)


def test_renaming_into_a_twin_is_refused(home, viewer, entry):
    other = actions.register_organisation(viewer=viewer, entry=entry)
    with pytest.raises(Refused) as refusal:
        actions.change_contacts(viewer=viewer, organisation=other, version=1, changes={"name": home.name})
    assert refusal.value.codes == ("organisation_exists",)


def test_the_database_holds_one_name_an_area_behind_the_rule(home, viewer, entry, monkeypatch):
    monkeypatch.setattr(
        "yiyang.domains.institutions.actions.register._contact_refusals", lambda *_a, **_k: []
    )
    with transaction.atomic(), pytest.raises(Refused) as refusal:
        actions.register_organisation(viewer=viewer, entry=replace(entry, name=home.name))
    assert refusal.value.codes == ("organisation_exists",)


def test_unknown_contact_field_is_a_fault_of_the_caller(home, viewer):
    with pytest.raises(LookupError, match="version"):
        actions.change_contacts(viewer=viewer, organisation=home, version=1, changes={"version": "7"})


def profile(town, **change):
    return actions.ProfileEntry(
        **({"kind": "care_home", "level": 0, "ownership": "private", "area": town} | change)
    )


def test_profile_before_opening_is_refused(home, town, viewer):
    with pytest.raises(Refused) as refusal:
        actions.change_profile(
            viewer=viewer, organisation=home, version=1, entry=profile(town), valid_from=date(2012, 4, 30)
        )
    assert refusal.value.codes == ("not_before_opening",)


def test_correcting_a_profile_replaces_later_ones(home, town, viewer):
    for version, (kind, day) in enumerate(
        (("town_care_home", date(2014, 1, 1)), ("day_care_centre", date(2016, 1, 1))), start=1
    ):
        actions.change_profile(
            viewer=viewer,
            organisation=home,
            version=version,
            entry=profile(town, kind=kind),
            valid_from=day,
        )
    actions.change_profile(
        viewer=viewer,
        organisation=home,
        version=3,
        entry=profile(town, kind="happiness_home"),
        valid_from=date(2015, 1, 1),
        replace_later=True,
    )
    rows = OrganisationProfile.objects.order_by("valid_from").values_list("kind", "valid_from", "valid_to")
    assert list(rows) == [
        ("care_home", date(2012, 5, 1), date(2014, 1, 1)),
        ("town_care_home", date(2014, 1, 1), date(2015, 1, 1)),
        ("happiness_home", date(2015, 1, 1), None),
    ]
    assert Organisation.objects.get().kind == "happiness_home"


def test_closing_takes_back_what_began_later(home, town, viewer):
    actions.change_profile(
        viewer=viewer,
        organisation=home,
        version=1,
        entry=profile(town, kind="happiness_home"),
        valid_from=date(2018, 6, 1),
    )
    actions.close_organisation(viewer=viewer, organisation=home, version=2, closed_from=date(2018, 3, 1))
    home.refresh_from_db()
    assert open_days(home).closed_from == date(2018, 3, 1)
    assert home.kind == "care_home"


def test_closed_twice_is_refused(home, viewer):
    actions.close_organisation(viewer=viewer, organisation=home, version=1, closed_from=date(2018, 3, 1))
    with pytest.raises(Refused) as refusal:
        actions.close_organisation(viewer=viewer, organisation=home, version=2, closed_from=date(2018, 4, 1))
    assert refusal.value.codes == ("closed_already",)
