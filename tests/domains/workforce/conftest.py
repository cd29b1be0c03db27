from datetime import date
from itertools import count

import pytest

from tests import factories
from yiyang.domains.institutions.actions import OrganisationEntry, register_organisation
from yiyang.domains.workforce import actions
from yiyang.domains.workforce.rules.registration import CertificateEntry, PersonEntry

SERIALS = count(1)


@pytest.fixture
def world(db):
    return factories.make_world()


@pytest.fixture
def viewer(world):
    return factories.platform_viewer()


@pytest.fixture
def site(world, viewer):
    """A function that registers an organisation; by default a town clinic of the first town."""

    def build(name="东塘卫生院", *, kind="town_clinic", town=0):
        entry = OrganisationEntry(
            name=name,
            kind=kind,
            area=world.towns[town],
            ownership="public",
            opened_on=date(2010, 1, 1),
        )
        return register_organisation(viewer=viewer, entry=entry)

    return build


@pytest.fixture
def clinic(site):
    return site()


def make_entry(organisation, *, certificate=True, title="", hours=40, since=date(2017, 1, 1), **person):
    number = next(SERIALS)
    stated = {
        "name": "陈医生",
        "identity_number": factories.make_number(birth=date(1980, 3, 1 + number % 28)),
        "title": title,
    } | person
    held = CertificateEntry(
        kind="licensed_doctor", number=f"D{number}", authority="卫生局", issued_on=date(2010, 1, 1)
    )
    return actions.StaffEntry(
        person=PersonEntry(**stated),
        organisation=organisation,
        hours_week=hours,
        valid_from=since,
        certificate=held if certificate is True else certificate or None,
    )


@pytest.fixture
def employ(viewer):
    """A function that registers a person at an organisation."""

    def build(organisation, **change):
        return actions.register_staff(viewer=viewer, entry=make_entry(organisation, **change))

    return build
