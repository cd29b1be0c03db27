from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yiyang.regions.actions import AboveRoot, load_regions, set_demo_day
from yiyang.regions.models import Platform, Region, RegionAlias, RegionCode
from yiyang.regions.queries import (
    NoSuchRegion,
    PlatformNotSetUp,
    ancestor_rows,
    day_shown,
    find_platform,
    find_region,
    regions_below,
    regions_by_names,
)
from yiyang.regions.seeds import UnknownLocality

pytestmark = pytest.mark.django_db
COUNTS = {"zhongshan": (23, 287), "wuming": (14, 233), "menghai": (11, 105), "shanting": (11, 280)}


@pytest.mark.parametrize("locality", COUNTS)
def test_a_locality_is_loaded_whole_and_once(locality):
    first = load_regions(locality=locality)
    towns, villages = COUNTS[locality]
    assert (first.created["town"], first.created["village"]) == (towns, villages)
    assert first.total == first.created
    assert Region.objects.count() == 1 + towns + villages
    assert find_platform().root.code == first.root
    held = (RegionCode.objects.count(), RegionAlias.objects.count())
    again = load_regions(locality=locality)
    assert (sum(again.created.values()), again.total) == (0, first.total)
    assert (RegionCode.objects.count(), RegionAlias.objects.count()) == held


def test_one_county_of_a_province():
    loaded = load_regions(locality="zhejiang", counties=("330521",))
    assert (loaded.root, loaded.created["province"], loaded.created["county"]) == ("330000000000", 1, 1)
    deqing = find_region("330521")
    assert [step for step in deqing.path.split("/") if step] == [
        "330000000000",
        "330500000000",
        "330521000000",
    ]
    towns = Region.objects.filter(level="town")
    assert towns.count() == loaded.total["town"] == deqing.children.count()
    assert all(deqing.contains(town) for town in towns)


@pytest.mark.parametrize("counties", [("330599",), ("330521", "442000"), ("3305",)])
def test_a_county_of_another_place_is_refused_and_nothing_is_loaded(counties):
    with pytest.raises(UnknownLocality, match="no counties of 浙江省"):
        load_regions(locality="zhejiang", counties=counties)
    assert not Region.objects.exists()


def test_more_counties_may_come_later():
    load_regions(locality="zhejiang", counties=("330521",))
    added = load_regions(locality="zhejiang", counties=("330522",))
    assert (added.created["county"], added.created["province"]) == (1, 0)
    assert find_region("330522").parent == find_region("330521").parent


def test_any_unit_can_be_the_root():
    load_regions(locality="442000103000")
    root = find_platform().root
    assert (root.name, root.level, root.parent, root.path) == ("东凤镇", "town", None, "442000103000/")
    assert {region.level for region in regions_below(root.path).exclude(pk=root.pk)} == {"village"}


def test_what_lies_above_the_root_is_refused():
    load_regions(locality="442000103000")
    held = Region.objects.count()
    with pytest.raises(AboveRoot, match="serves 东凤镇; 中山市 lies above it"):
        load_regions(locality="zhongshan")
    assert Region.objects.count() == held


def test_an_unknown_locality_names_what_ships():
    with pytest.raises(UnknownLocality, match=r"no division 'atlantis' ships.*known localities: zhongshan"):
        load_regions(locality="atlantis")


def test_without_regions_the_platform_says_what_to_run():
    with pytest.raises(PlatformNotSetUp, match="run: yiyang regions load"):
        find_platform()


def test_one_code_means_two_towns_in_two_lists():
    load_regions(locality="menghai")
    assert find_region("532822103000").name == "勐混镇"
    assert find_region("532822103000", code_list="mca").name == "勐遮镇"
    assert find_region("532822104", code_list="mca").name == "勐混镇"


@pytest.mark.parametrize(
    ("code", "name"),
    [("442000", "中山市"), ("442000103", "东凤镇"), (" 442000103000 ", "东凤镇"), ("442000000000", "中山市")],
)
def test_a_unit_is_found_by_6_9_or_12_digits(zhongshan, code, name):
    assert find_region(code).name == name


@pytest.mark.parametrize(
    "code", ["", "44", "4420", "44200010300", "4420001030000", "999999", "中山市", "450110"]
)
def test_any_other_code_is_refused_with_the_code_and_the_list(zhongshan, code):
    with pytest.raises(NoSuchRegion, match=f"no unit has the code '{code}' in the list 'stats'"):
        find_region(code)
    with pytest.raises(NoSuchRegion, match="in the list 'mca'"):
        find_region(code, code_list="mca")


def test_the_old_names_of_documents_are_known(zhongshan):
    found = regions_by_names(["石岐区", "民众镇", "东升镇", "小榄镇", "东凤", "中山市", "亚特兰蒂斯"])
    assert {name: region.name for name, region in found.items()} == {
        "石岐区": "石岐街道",
        "民众镇": "民众街道",
        "东升镇": "小榄镇",
        "小榄镇": "小榄镇",
        "东凤": "东凤镇",
        "中山市": "中山市",
    }


def test_aliases_of_a_place_that_is_loaded_later_are_known_too():
    load_regions(locality="wuming")
    load_regions(locality="zhongshan")
    found = regions_by_names(["武鸣县", "石岐区"])
    assert {name: region.name for name, region in found.items()} == {"武鸣县": "武鸣区", "石岐区": "石岐街道"}


def test_the_higher_unit_bears_a_repeated_name(zhongshan):
    town = find_region("442000103000")
    Region.objects.create(
        code="442000103999", level="village", name="东凤镇", parent=town, path=f"{town.path}442000103999/"
    )
    assert regions_by_names(["东凤镇"]) == {"东凤镇": town}


def test_a_path_contains_what_lies_below_and_nothing_else(zhongshan):
    town, other = find_region("442000103000"), find_region("442000101000")
    village = town.children.order_by("code").first()
    assert [zhongshan.contains(unit) for unit in (zhongshan, town, village)] == [True] * 3
    assert [town.contains(unit) for unit in (zhongshan, town, village, other)] == [False, True, True, False]
    assert set(regions_below(town.path)) == {town, *town.children.all()}
    assert regions_below(zhongshan.path).count() == 1 + 23 + 287


def test_ancestors_of_a_town_that_hangs_on_the_city(zhongshan):
    rows = ancestor_rows()
    town = find_region("442000103000")
    village = town.children.order_by("code").first()
    assert [row[1:] for row in rows if row[0] == town.code] == [
        ("442000000000", "city"),
        ("442000103000", "town"),
    ]
    assert [row[1:] for row in rows if row[0] == village.code] == [
        ("442000000000", "city"),
        ("442000103000", "town"),
        (village.code, "village"),
    ]
    assert len(rows) == 1 + 23 * 2 + 287 * 3


def test_towns_are_loaded_with_their_points(zhongshan):
    towns = Region.objects.filter(level="town")
    assert [town.name for town in towns if town.lon is None or town.lat is None] == []


def test_the_pages_day_is_the_demos_or_the_real_one(zhongshan):
    real = date(2026, 11, 22)
    assert day_shown(real_today=real) == real
    set_demo_day(on=date(2018, 9, 30))
    assert day_shown(real_today=real) == date(2018, 9, 30)
    set_demo_day(on=None)
    assert day_shown(real_today=real) == real


def test_there_is_one_platform(zhongshan):
    with pytest.raises(IntegrityError), transaction.atomic():
        Platform.objects.create(id=2, root=zhongshan)
