from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from tests.factories import (
    make_account,
    make_contract,
    make_elder,
    make_organisation,
    make_team,
    platform_viewer,
    viewer_of,
)
from yiyang.access import roles
from yiyang.access.viewer import Viewer, within
from yiyang.domains.contracts.models import Agreement, Contract
from yiyang.domains.elders.models import Elder
from yiyang.domains.institutions.models import Organisation
from yiyang.regions.models import Region

EVERYBODY = ("owner", "sibling", "parent", "stranger", "nobody", "system")


@dataclass(frozen=True)
class Shown:
    """One row in each of two towns: `mine` in the owner's, `theirs` in the sibling's."""

    rows: QuerySet
    permission: str
    mine: Any
    theirs: Any


@pytest.fixture
def viewers(people, world) -> dict[str, Viewer]:
    retired = make_account("retired", "family_doctor", world.towns[0])
    retired.posts.update(valid_to=date(2015, 1, 1))
    return {
        "owner": viewer_of(people.doctor),
        "sibling": viewer_of(people.sibling),
        "parent": viewer_of(people.supervisor),
        "stranger": viewer_of(people.administrator),
        "nobody": viewer_of(retired),
        "system": platform_viewer(),
    }


def make_agreement(receiver: Organisation, provider: Organisation) -> Agreement:
    return Agreement.objects.create(
        receiver=receiver,
        provider=provider,
        valid_from=date(2018, 1, 1),
        term_to=date(2019, 1, 1),
        valid_to=date(2019, 1, 1),
    )


def show_elders(world) -> Shown:
    mine, theirs = make_elder(world.villages[0]), make_elder(world.villages[2])
    return Shown(Elder.objects, roles.ELDERS, mine, theirs)


def show_contracts(world) -> Shown:
    mine, theirs = (
        make_contract(make_elder(village), make_team(town))
        for village, town in ((world.villages[1], world.towns[0]), (world.villages[3], world.towns[1]))
    )
    return Shown(Contract.objects, roles.ELDERS, mine, theirs)


def show_organisations(world) -> Shown:
    mine, theirs = (
        make_organisation(village, name=f"{village.name}卫生站") for village in world.villages[::2]
    )
    return Shown(Organisation.objects, roles.INSTITUTIONS, mine, theirs)


def show_agreements(world) -> Shown:
    hospital = make_organisation(world.city, name="莲城医院", kind="hospital")
    mine, theirs = (
        make_agreement(make_organisation(village, name=f"{village.name}敬老院", kind="care_home"), hospital)
        for village in world.villages[::2]
    )
    return Shown(Agreement.objects, roles.INSTITUTIONS, mine, theirs)


@pytest.mark.parametrize("show", [show_elders, show_contracts, show_organisations, show_agreements])
def test_rows_are_seen_in_scope_only(show, world, viewers):
    shown = show(world)
    names = {shown.mine.pk: "mine", shown.theirs.pk: "theirs"}
    seen = {
        who: {
            names[row.pk]
            for row in shown.rows.all().visible_to(viewers[who], permission=shown.permission)
            if row.pk in names
        }
        for who in EVERYBODY
    }
    assert seen == {
        "owner": {"mine"},
        "sibling": {"theirs"},
        "parent": {"mine", "theirs"},
        "stranger": set(),
        "nobody": set(),
        "system": {"mine", "theirs"},
    }


def test_the_scope_is_that_of_the_permission_asked_for(world, viewers):
    make_elder(world.villages[0])
    seen = {
        permission: Elder.objects.all().visible_to(viewers["owner"], permission=permission).count()
        for permission in (roles.ELDERS, roles.CONTRACTS_WRITE, roles.LEDGER, roles.ACCOUNTS)
    }
    assert seen == {roles.ELDERS: 1, roles.CONTRACTS_WRITE: 1, roles.LEDGER: 0, roles.ACCOUNTS: 0}


def test_an_elder_whose_village_is_not_known_is_seen_by_who_sees_the_whole_tree(world, viewers):
    elder = make_elder(world.villages[0])
    Elder.objects.filter(pk=elder.pk).update(village=None)
    seen = [
        who
        for who in EVERYBODY
        if Elder.objects.all().visible_to(viewers[who], permission=roles.ELDERS).exists()
    ]
    assert seen == ["parent", "system"]


def test_a_move_takes_an_elder_out_of_sight(world, viewers):
    elder = make_elder(world.villages[0])
    Elder.objects.filter(pk=elder.pk).update(village=world.villages[2])
    seen = [
        who
        for who in ("owner", "sibling")
        if Elder.objects.all().visible_to(viewers[who], permission=roles.ELDERS).exists()
    ]
    assert seen == ["sibling"]


def test_a_code_that_begins_like_another_is_another_place(world):
    longer = Region.objects.create(
        code="44200000100",
        level="town",
        name="短码镇",
        parent=world.city,
        path=f"{world.city.path}44200000100/",
    )
    elder = make_elder(world.villages[0])
    viewer = viewer_of(make_account("someone", "liaison", longer))
    assert not Elder.objects.filter(within(viewer, roles.ELDERS, field="village"), pk=elder.pk).exists()


def test_organisations_and_agreements_are_seen_from_the_posts_at_them(world):
    home = make_organisation(world.villages[0], name="荷叶敬老院", kind="care_home")
    hospital = make_organisation(world.city, name="莲城医院", kind="hospital")
    other = make_organisation(world.villages[2], name="莲子敬老院", kind="care_home")
    both, elsewhere = make_agreement(home, hospital), make_agreement(other, hospital)
    manager = viewer_of(make_account("home", "home_manager", None, organisation_id=home.pk))
    desk = viewer_of(make_account("desk", "hospital_desk", None, organisation_id=hospital.pk))
    seen = {
        viewer.name: (
            set(Organisation.objects.all().visible_to(viewer, permission=roles.INSTITUTIONS)),
            set(Agreement.objects.all().visible_to(viewer, permission=roles.INSTITUTIONS)),
        )
        for viewer in (manager, desk)
    }
    assert seen == {"home 测试": ({home}, {both}), "desk 测试": ({hospital}, {both, elsewhere})}


def test_the_platforms_scope_stays_everything_beside_another_condition(world):
    elder = make_elder(world.villages[0])
    everywhere = within(platform_viewer(), roles.ELDERS, field="village")
    found = {
        "alone": Elder.objects.filter(everywhere),
        "or": Elder.objects.filter(everywhere | Q(pk__in=())),
        "and": Elder.objects.filter(everywhere & Q(pk=elder.pk)),
    }
    assert {name: list(rows) for name, rows in found.items()} == {key: [elder] for key in found}
