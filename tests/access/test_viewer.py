from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import TODAY, add_post, make_account, make_organisation
from yiyang.access import roles
from yiyang.access.models import Post
from yiyang.access.policy import requires
from yiyang.access.roles import PERMISSIONS, ROLES
from yiyang.access.viewer import system_viewer, view_as

ALLOWED = {
    "supervisor": "cockpit.read ledger.read indicators.read indicators.names indicators.refresh elders.read "
    "elders.import elders.health institutions.read institutions.write agreements.write staff.read staff.write "
    "records.merge records.merge_confirm quality.read regions.read imports.run",
    "liaison": "cockpit.read ledger.read indicators.read indicators.names elders.read institutions.read "
    "staff.read records.merge_confirm quality.read",
    "family_doctor": "cockpit.read indicators.read indicators.names indicators.refresh elders.read elders.write "
    "elders.import elders.health contracts.write institutions.read staff.read records.merge quality.read imports.run",
    "home_manager": "institutions.read staff.read staff.write",
    "hospital_desk": "institutions.read staff.read staff.write",
    "administrator": "accounts.manage regions.read regions.reform",
}
REAL_TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def look(account, *, today=REAL_TODAY):
    return view_as(account, on=TODAY, today=today)


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_can_exactly_what_the_table_says(role, world):
    viewer = look(make_account("someone", role, world.city))
    can = {permission for permission in PERMISSIONS if viewer.can(permission)}
    assert can == set(ALLOWED[role].split())
    assert {permission for permission in PERMISSIONS if viewer.area_paths(permission)} == can
    assert {permission for permission in PERMISSIONS if viewer.covers(world.village.path, permission)} == can


def test_no_role_is_left_out():
    assert set(ROLES) == set(ALLOWED)
    assert set(PERMISSIONS) == {permission for role in ROLES.values() for permission in role.permissions}


def test_an_unknown_permission_is_a_fault(world):
    viewer = look(make_account("someone", "supervisor", world.city))
    for ask in (viewer.can, system_viewer("tests", on=TODAY).can, requires):
        with pytest.raises(LookupError, match=r"unknown permission 'elders\.fly'"):
            ask("elders.fly")


def test_posts_hold_on_the_real_day_whatever_day_the_pages_show(world):
    account = make_account("someone", "family_doctor", world.towns[0])
    post = account.posts.get()
    days = {
        "begins today": (REAL_TODAY, None, True),
        "begins tomorrow": (REAL_TODAY + DAY, None, False),
        "last day is today": (date(2020, 1, 1), REAL_TODAY + DAY, True),
        "ended yesterday": (date(2020, 1, 1), REAL_TODAY, False),
        "over on the day shown": (date(2010, 1, 1), date(2012, 1, 1), False),
    }
    found = {}
    for name, (begin, end, _expected) in days.items():
        Post.objects.filter(pk=post.pk).update(valid_from=begin, valid_to=end)
        found[name] = look(account).can(roles.ELDERS)
    assert found == {name: expected for name, (_begin, _end, expected) in days.items()}


def test_an_account_without_a_post_reaches_nothing(world):
    account = make_account("someone", "supervisor", world.city)
    account.posts.all().delete()
    viewer = look(account)
    assert not any(viewer.can(permission) for permission in PERMISSIONS)
    assert (viewer.holdings, viewer.roles) == ((), ())


def test_two_posts_add_up_each_in_its_own_place(world):
    account = make_account("someone", "family_doctor", world.towns[0])
    add_post(account, "liaison", world.towns[1])
    viewer = look(account)
    assert viewer.roles == ("family_doctor", "liaison")
    assert viewer.area_paths(roles.ELDERS) == (world.towns[0].path, world.towns[1].path)
    assert viewer.area_paths(roles.CONTRACTS_WRITE) == (world.towns[0].path,)
    assert viewer.area_paths(roles.LEDGER) == (world.towns[1].path,)
    assert viewer.can(roles.CONTRACTS_WRITE)
    assert not viewer.covers(world.villages[2].path, roles.CONTRACTS_WRITE)
    assert viewer.covers(world.villages[2].path, roles.ELDERS)


def test_an_area_covers_itself_and_what_lies_below(world):
    viewer = look(make_account("someone", "liaison", world.towns[0]))
    covered = {
        region.name: viewer.covers(region.path, roles.ELDERS)
        for region in (world.city, *world.towns, *world.villages)
    }
    assert [name for name, inside in covered.items() if inside] == ["东塘镇", "荷叶村", "藕塘村"]


def test_a_post_at_an_organisation_covers_no_area(world):
    home = make_organisation(world.village, name="莲心养老院", kind="care_home")
    account = make_account("home", "home_manager", None, organisation_id=home.pk)
    viewer = look(account)
    assert viewer.can(roles.INSTITUTIONS)
    assert viewer.area_paths(roles.INSTITUTIONS) == ()
    assert viewer.organisation_ids(roles.INSTITUTIONS) == (home.pk,)
    assert viewer.organisation_ids(roles.ELDERS) == ()
    assert not viewer.covers(world.village.path, roles.INSTITUTIONS)


def test_the_platform_itself_reaches_everything():
    viewer = system_viewer("yiyang import elders", on=TODAY)
    assert (viewer.name, viewer.account_id) == ("yiyang import elders", None)
    assert all(viewer.can(permission) for permission in PERMISSIONS)
    assert viewer.covers("anything/", roles.ELDERS)


@pytest.mark.parametrize(
    ("area", "end"), [(False, None), (True, date(2010, 1, 1))], ids=["no place", "ends as it begins"]
)
def test_the_database_refuses_a_post_that_makes_no_sense(world, area, end):
    account = make_account("someone", "liaison", world.city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            account=account,
            role="liaison",
            area=world.city if area else None,
            valid_from=date(2010, 1, 1),
            valid_to=end,
        )
