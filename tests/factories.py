"""A small world of made-up people and places, built by the same actions that the pages use."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from yiyang.access.actions import add_account
from yiyang.access.models import Account, Post
from yiyang.access.viewer import Viewer, system_viewer, view_as
from yiyang.domains.contracts.actions import ContractTerms, sign_contract
from yiyang.domains.contracts.models import Contract, Team
from yiyang.domains.elders.actions import register_elder
from yiyang.domains.elders.models import Elder
from yiyang.domains.elders.rules.registration import ElderEntry
from yiyang.domains.institutions.models import Organisation
from yiyang.kernel.identity import make_identity_number
from yiyang.regions.models import Platform, Region, RegionCode

TODAY = date(2018, 9, 30)
BORN = date(1945, 5, 6)
PASSWORD = "lotus-pond-by-moonlight"
NEVER_ASSIGNED = "442099"

_serials = count(1)


@dataclass(frozen=True, kw_only=True)
class World:
    """A city with two towns of two villages each; the day of its pages is TODAY."""

    city: Region
    towns: tuple[Region, Region]
    villages: tuple[Region, Region, Region, Region]

    @property
    def village(self) -> Region:
        """The first village of the first town."""
        return self.villages[0]


def make_region(code: str, level: str, name: str, parent: Region | None = None) -> Region:
    path = f"{parent.path if parent else ''}{code}/"
    region = Region.objects.create(code=code, level=level, name=name, parent=parent, path=path)
    RegionCode.objects.create(region=region, code_list="stats", code=code)
    return region


def make_world(*, on: date | None = TODAY) -> World:
    """The regions and the platform's row; `on` None leaves the pages the real day."""
    city = make_region("442000000000", "city", "莲城市")
    east = make_region("442000001000", "town", "东塘镇", city)
    west = make_region("442000002000", "town", "西塘镇", city)
    villages = (
        make_region("442000001001", "village", "荷叶村", east),
        make_region("442000001002", "village", "藕塘村", east),
        make_region("442000002001", "village", "莲子村", west),
        make_region("442000002002", "village", "柳岸社区", west),
    )
    Platform.objects.create(root=city, demo_day=on)
    return World(city=city, towns=(east, west), villages=villages)


def make_account(username: str, role: str, area: Region | None, **post: object) -> Account:
    """An account with one post at an area since 2010."""
    return add_account(
        username=username,
        display_name=f"{username} 测试",
        password=PASSWORD,
        role=role,
        area=area,
        valid_from=date(2010, 1, 1),
        **post,
    )


def add_post(account: Account, role: str, area: Region) -> Post:
    return Post.objects.create(account=account, role=role, area=area, valid_from=date(2010, 1, 1))


def viewer_of(account: Account, *, on: date = TODAY) -> Viewer:
    return view_as(account, on=on, today=date.max)


def platform_viewer(*, on: date = TODAY) -> Viewer:
    return system_viewer("tests", on=on)


def make_number(*, birth: date = BORN, sex: str = "1") -> str:
    """A number nobody has: its county was never assigned; the serial runs on, odd for men."""
    serial = next(_serials) * 2 + (sex == "1")
    return make_identity_number(NEVER_ASSIGNED, birth, serial % 1000)


def make_elder(
    village: Region,
    *,
    name: str = "张淑芬",
    birth: date = BORN,
    sex: str = "2",
    number: str | None = None,
    phone: str = "",
    address: str = "",
    since: date = date(2016, 1, 1),
) -> Elder:
    """An elder registered by the platform itself on `since`."""
    entry = ElderEntry(
        name=name,
        identity_number=number or make_number(birth=birth, sex=sex),
        phone=phone,
        address=address,
    )
    return register_elder(viewer=platform_viewer(on=since), entry=entry, village=village)


def make_organisation(area: Region, *, name: str = "东塘卫生院", kind: str = "town_clinic") -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, area=area)


def make_team(area: Region, *, name: str = "荷花团队", organisation: Organisation | None = None) -> Team:
    return Team.objects.create(
        name=name,
        organisation=organisation or make_organisation(area, name=f"{area.name}卫生院"),
        area=area,
        leader_name="陈医生",
        valid_from=date(2010, 1, 1),
    )


def make_contract(
    elder: Elder,
    team: Team,
    *,
    package: str = "elder_basic",
    first: date = date(2018, 1, 1),
    last: date = date(2018, 12, 31),
) -> Contract:
    """A contract signed by the platform itself on its first day."""
    terms = ContractTerms(team=team, package=package, signed_on=first, valid_from=first, last_day=last)
    return sign_contract(viewer=platform_viewer(on=first), elder=elder, terms=terms)
