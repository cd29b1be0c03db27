"""A small region, institutions in it, and people of every kind who look at them."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from yiyang.access.models import Account, Post
from yiyang.access.viewer import Viewer, system_viewer
from yiyang.domains.contracts.actions import AgreementTerms, make_agreement
from yiyang.domains.institutions import actions
from yiyang.regions.models import CodeList, Platform, Region, RegionCode

TODAY = date(2018, 9, 30)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A city with two towns, each with one village."""

    city: Region
    town: Region
    village: Region
    sibling: Region
    sibling_village: Region


def add_region(code: str, level: str, name: str, parent: Region | None) -> Region:
    path = (parent.path if parent else "") + code + "/"
    region = Region.objects.create(code=code, level=level, name=name, parent=parent, path=path)
    RegionCode.objects.create(region=region, code_list=CodeList.STATS, code=code)
    return region


@pytest.fixture
def place(db) -> Place:
    city = add_region("442000000000", "city", "中山市", None)
    Platform.objects.create(root=city, demo_day=TODAY)
    town = add_region("442000001000", "town", "石岐街道", city)
    Region.objects.filter(pk=town.pk).update(lon=113.38, lat=22.52)
    sibling = add_region("442000002000", "town", "东区街道", city)
    return Place(
        city=city,
        town=town,
        village=add_region("442000001001", "village", "凤鸣社区", town),
        sibling=sibling,
        sibling_village=add_region("442000002001", "village", "起湾社区", sibling),
    )


@pytest.fixture
def system() -> Viewer:
    return system_viewer("test", on=TODAY)


@pytest.fixture
def register(place, system):
    """A function that registers an organisation; by default a care home of the town."""

    def build(name="夕阳红养老院", *, kind="care_home", area=None, opened_on=date(2012, 5, 1), **more):
        entry = {"ownership": "public", "address": "凤鸣路1号", "contact_phone": "0760-88880000"} | more
        return actions.register_organisation(
            viewer=system,
            entry=actions.OrganisationEntry(
                name=name, kind=kind, area=area or place.town, opened_on=opened_on, **entry
            ),
        )

    return build


@pytest.fixture
def home(register):
    return register()


@pytest.fixture
def clinic(register):
    return register("石岐社区卫生服务中心", kind="community_health_centre")


@pytest.fixture
def agree(system):
    """A function that records an agreement."""

    def build(receiver, provider, *, first=date(2018, 1, 1), last=date(2019, 12, 31), **more):
        terms = {"form": "signed", "contents": ("emergency", "referral")} | more
        return make_agreement(
            viewer=system,
            terms=AgreementTerms(
                receiver=receiver, provider=provider, valid_from=first, last_day=last, **terms
            ),
        )

    return build


def sign_in(username: str, *, role: str, area: Region) -> Client:
    account = Account.objects.create(username=username, display_name=username)
    Post.objects.create(account=account, role=role, area=area, valid_from=date(2016, 1, 1))
    client = Client()
    client.force_login(account)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def owner(place) -> Client:
    """The supervisor of the town."""
    return sign_in("owner", role="supervisor", area=place.town)


@pytest.fixture
def sibling(place) -> Client:
    """The supervisor of the other town."""
    return sign_in("sibling", role="supervisor", area=place.sibling)


@pytest.fixture
def city(place) -> Client:
    """The supervisor of the city."""
    return sign_in("city", role="supervisor", area=place.city)


@pytest.fixture
def reader(place) -> Client:
    """The town's liaison, who reads and does not write."""
    return sign_in("reader", role="liaison", area=place.town)


@pytest.fixture
def stranger(place) -> Client:
    """The platform's administrator, who may see no institution at all."""
    return sign_in("stranger", role="administrator", area=place.city)


@pytest.fixture
def anonymous(place) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client
