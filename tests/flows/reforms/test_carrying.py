"""A reform put into force: what stood in the units goes on, and the days before keep the old tree (R38)."""

from datetime import date

import pytest
from django.apps import apps

from tests.factories import (
    add_post,
    make_account,
    make_elder,
    make_organisation,
    make_team,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.access.models import Post
from yiyang.audit.models import Act, Outbox
from yiyang.audit.versions import Stale
from yiyang.domains.elders.models import Elder, Residence
from yiyang.domains.elders.queries import list_elders
from yiyang.domains.indicators.actions import snapshot_and_refresh
from yiyang.domains.indicators.queries import numbers_of_area, numbers_of_children, series
from yiyang.domains.institutions.models import Organisation, OrganisationProfile
from yiyang.flows.reforms.carrying import FOLLOWING, STAYING, apply_reform, preview_reform, save_draft
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Reform, Region, Succession
from yiyang.regions.queries import NoSuchRegion, find_region, names_on
from yiyang.regions.reform import Line

EVE, ON, AFTER = date(2018, 6, 30), date(2018, 7, 1), date(2018, 9, 30)
EAST, WEST, LEAF = "442000001000", "442000002000", "442000001001"


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def administrator(world):
    return viewer_of(make_account("admin", "administrator", world.city))


def draft(viewer, *lines, on=ON):
    numbered = tuple(
        Line(number=number, act=act, code=code, **rest)
        for number, (act, code, rest) in enumerate(lines, start=1)
    )
    return save_draft(
        viewer=viewer, title="东塘镇并入西塘镇", document="莲府〔2018〕1号", on=on, lines=numbered
    )


def reform(viewer, *lines, on=ON):
    kept = draft(viewer, *lines, on=on)
    return kept, apply_reform(viewer=viewer, reform=kept, version=kept.version)


def stays(elder):
    rows = Residence.objects.filter(elder=elder).order_by("valid_from")
    return [(row.area.path, row.valid_from, row.valid_to) for row in rows]


def test_elders_of_a_merged_town_live_on_in_the_other_from_the_day_on(world, administrator):
    elder = make_elder(world.village, since=date(2016, 1, 1))
    other = make_elder(world.villages[2])
    assert preview_reform(draft(administrator, ("merge", EAST, {"into": WEST}))).elders == {LEAF: 1}
    _kept, outcome = reform(administrator, ("merge", EAST, {"into": WEST}))
    assert (outcome["elders"], outcome["ended"], outcome["created"]) == (1, 3, 2)
    assert stays(elder) == [
        ("442000000000/442000001000/442000001001/", date(2016, 1, 1), ON),
        ("442000000000/442000002000/442000001001.2/", ON, None),
    ]
    assert stays(other) == [(world.villages[2].path, date(2016, 1, 1), None)]
    assert Elder.objects.get(pk=elder.pk).village.parent == world.towns[1]
    assert Outbox.objects.latest("id").payload == {"since": "2018-07-01"}
    assert Act.objects.get(kind="region.reform").detail["outcome"]["elders"] == 1


def test_residences_that_end_or_begin_around_the_day_are_cut_at_it(world, administrator):
    elder = make_elder(world.village, since=date(2016, 1, 1))
    Residence.objects.filter(elder=elder).update(valid_to=date(2018, 8, 1))
    late = Residence.objects.create(elder=elder, area=world.villages[1], valid_from=date(2018, 8, 1))
    reform(administrator, ("merge", EAST, {"into": WEST}))
    new = {region.code: region for region in Region.objects.filter(valid_from=ON)}
    assert [(row.area, row.valid_from, row.valid_to) for row in elder.residences.order_by("valid_from")] == [
        (world.village, date(2016, 1, 1), ON),
        (new[LEAF], ON, date(2018, 8, 1)),
        (new["442000001002"], date(2018, 8, 1), None),
    ]
    assert late.pk in set(elder.residences.values_list("pk", flat=True))


def test_a_code_means_the_unit_that_had_it_on_the_day(world, administrator):
    reform(administrator, ("merge", EAST, {"into": WEST}), ("recode", WEST, {"new_code": "442000003000"}))
    assert find_region(EAST, on=EVE) == world.towns[0]
    with pytest.raises(NoSuchRegion):
        find_region(EAST, on=ON)
    assert find_region(EAST) == world.towns[0]
    assert find_region(LEAF, on=EVE) == world.village
    assert find_region(LEAF, on=ON).path == "442000000000/442000002000/442000001001.2/"
    assert find_region("442000003000").pk == find_region(WEST, on=EVE).pk == world.towns[1].pk
    with pytest.raises(NoSuchRegion):
        find_region(WEST, on=ON)


def test_an_old_name_stands_on_the_days_before(world, administrator):
    reform(administrator, ("rename", EAST, {"new_name": "东塘街道"}))
    assert names_on(EVE) == {world.towns[0].pk: "东塘镇"}
    assert names_on(ON) == {}
    assert Region.objects.get(pk=world.towns[0].pk).name == "东塘街道"


def test_institutions_and_teams_go_along(world, administrator):
    home = make_organisation(world.village, name="荷叶敬老院", kind="care_home")
    OrganisationProfile.objects.create(
        organisation=home,
        kind="care_home",
        ownership="public",
        area=world.village,
        valid_from=date(2015, 1, 1),
    )
    team = make_team(world.towns[0])
    _kept, outcome = reform(administrator, ("merge", EAST, {"into": WEST}))
    assert (outcome["organisations"], outcome["teams"]) == (2, 1)
    home.refresh_from_db()
    team.refresh_from_db()
    assert (home.area.code, home.area.parent, team.area) == (LEAF, world.towns[1], world.towns[1])
    assert [
        (row.area.code, row.valid_from, row.valid_to) for row in home.profiles.order_by("valid_from")
    ] == [
        (LEAF, date(2015, 1, 1), ON),
        (LEAF, ON, None),
    ]


def test_two_institutions_of_one_name_stop_the_whole_reform(world, administrator):
    make_organisation(world.towns[0], name="敬老院")
    make_organisation(world.towns[1], name="敬老院")
    kept = draft(administrator, ("merge", EAST, {"into": WEST}))
    with pytest.raises(Refused) as refused:
        apply_reform(viewer=administrator, reform=kept, version=kept.version)
    assert refused.value.codes == ("reform_same_organisation",)
    assert Organisation.objects.filter(area=world.towns[0]).count() == 1
    assert not Succession.objects.exists()
    assert not Region.objects.filter(valid_to__isnull=False).exists()


def test_posts_go_on_only_where_nobody_sees_more(world, administrator):
    merged = make_account("merged", "family_doctor", world.towns[0])
    moved = make_account("moved", "family_doctor", world.village)
    add_post(merged, "family_doctor", world.villages[3])
    _kept, outcome = reform(administrator, ("merge", EAST, {"into": WEST}))
    assert (outcome["posts"], outcome["posts_ended"]) == (
        1,
        [{"account": "merged", "role": "family_doctor", "unit": "东塘镇"}],
    )
    assert list(Post.objects.filter(account=merged).order_by("id").values_list("area__code", "valid_to")) == [
        (EAST, ON),
        (world.villages[3].code, None),
    ]
    assert list(Post.objects.filter(account=moved).order_by("id").values_list("area__path", "valid_to")) == [
        (world.village.path, ON),
        ("442000000000/442000002000/442000001001.2/", None),
    ]


def test_scope_is_right_at_both_towns_after_the_day(world, administrator):
    elder = make_elder(world.village)
    west = viewer_of(make_account("west", "family_doctor", world.towns[1]))
    east = make_account("east", "family_doctor", world.towns[0])
    assert list_elders(viewer=west) == []
    assert [row["id"] for row in list_elders(viewer=viewer_of(east))] == [elder.pk]
    reform(administrator, ("merge", EAST, {"into": WEST}))
    assert [row["id"] for row in list_elders(viewer=west)] == [elder.pk]
    assert list_elders(viewer=viewer_of(east)) == []


def test_only_the_whole_platforms_administrator_changes_the_tree(world, administrator):
    town = viewer_of(make_account("town-admin", "administrator", world.towns[0]))
    with pytest.raises(Refused) as refused:
        draft(town, ("rename", EAST, {"new_name": "东塘街道"}))
    assert refused.value.codes == ("reform_not_yours",)


def test_a_day_ahead_a_second_time_and_an_older_version_are_refused(world, administrator):
    ahead = draft(administrator, ("rename", EAST, {"new_name": "甲镇"}), on=date(2018, 10, 1))
    with pytest.raises(Refused) as refused:
        apply_reform(viewer=administrator, reform=ahead, version=ahead.version)
    assert refused.value.codes == ("reform_ahead",)
    kept, _outcome = reform(administrator, ("rename", EAST, {"new_name": "乙镇"}))
    with pytest.raises(Refused) as refused:
        apply_reform(viewer=administrator, reform=Reform.objects.get(pk=kept.pk), version=kept.version + 1)
    assert refused.value.codes == ("reform_in_force",)
    other = draft(administrator, ("rename", WEST, {"new_name": "丙镇"}))
    with pytest.raises(Stale):
        apply_reform(viewer=administrator, reform=other, version=other.version + 1)


def test_a_second_reform_moves_the_village_on(world, administrator):
    elder = make_elder(world.village)
    reform(administrator, ("merge", EAST, {"into": WEST}))
    reform(
        administrator,
        ("create", "442000005000", {"new_name": "新塘镇", "into": world.city.code}),
        ("transfer", LEAF, {"into": "442000005000"}),
        on=date(2018, 9, 1),
    )
    assert [path for path, _from, _to in stays(elder)] == [
        "442000000000/442000001000/442000001001/",
        "442000000000/442000002000/442000001001.2/",
        "442000000000/442000005000/442000001001.3/",
    ]


def test_every_reference_to_a_unit_is_carried_or_stays_for_a_reason():
    named = {
        f"{model._meta.label.split('.')[0]}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Region
    }
    assert named == set(FOLLOWING) | set(STAYING)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_old_days_use_the_old_tree():
    world = make_world()
    administrator = viewer_of(make_account("admin", "administrator", world.city))
    for village in (world.village, world.villages[1], world.villages[2]):
        make_elder(village)
    snapshot_and_refresh([EVE, AFTER])
    before = {area.code: _residents(area, EVE) for area in Region.objects.all()}
    reform(administrator, ("merge", EAST, {"into": WEST}))
    snapshot_and_refresh([EVE, AFTER])
    assert {code: _residents(find_region(code, on=EVE), EVE) for code in before} == before
    assert before[EAST] == 2
    assert _residents(world.towns[0], AFTER) == 0
    assert _residents(world.towns[1], AFTER) == 3
    assert _residents(world.city, AFTER) == 3
    below = numbers_of_children(area=world.towns[1], on=AFTER, indicators=["health_record_rate_60"])
    assert [(number.area, number.denominator) for number in below] == [
        (LEAF, 1),
        ("442000001002", 1),
        ("442000002001", 1),
    ]
    course = series(area=find_region(LEAF, on=AFTER), indicators=["health_record_rate_60"], until=AFTER)
    assert [number.on for number in course["health_record_rate_60"]] == [EVE, AFTER]


@pytest.mark.django_db(transaction=True)
def test_a_reform_that_leaves_the_residents_behind_is_seen_in_the_numbers(monkeypatch):
    world = make_world()
    make_elder(world.village)
    monkeypatch.setattr("yiyang.flows.reforms.carrying.elders.follow_reform", lambda **_asked: 0)
    reform(platform_viewer(), ("merge", EAST, {"into": WEST}))
    snapshot_and_refresh([AFTER])
    assert (_residents(world.towns[0], AFTER), _residents(world.towns[1], AFTER)) == (1, 0)


def _residents(area, on):
    number = numbers_of_area(area=area, on=on).get("health_record_rate_60")
    return number.denominator if number else 0


def test_the_platform_itself_may_reform(world):
    _kept, outcome = reform(platform_viewer(), ("rename", EAST, {"new_name": "东塘街道"}))
    assert outcome["renamed"] == [[EAST, "东塘镇", "东塘街道"]]
