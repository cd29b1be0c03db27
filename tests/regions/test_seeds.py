import pytest

from yiyang.regions import seeds

COUNTS = {
    "zhongshan": ("中山市", "city", 23, 287),
    "wuming": ("武鸣区", "county", 14, 233),
    "menghai": ("勐海县", "county", 11, 105),
    "shanting": ("山亭区", "county", 11, 280),
    "zhejiang": ("浙江省", "province", 1387, 25547),
}


def count(units, level):
    return sum(unit.level == level for unit in units)


@pytest.mark.parametrize("locality", COUNTS)
def test_every_locality_has_its_towns_and_villages(locality):
    root = seeds.find_locality(locality)
    units = list(seeds.walk_subtree(root))
    assert (root.name, root.level, count(units, "town"), count(units, "village")) == COUNTS[locality]
    assert len({unit.code for unit in units}) == len(units)


def test_every_unit_comes_after_the_one_it_hangs_on():
    units = list(seeds.walk_subtree(seeds.find_locality("zhejiang")))
    position = {unit.code: place for place, unit in enumerate(units)}
    early = [unit.name for unit in units[1:] if position[unit.parent] > position[unit.code]]
    assert (units[0].name, early) == ("浙江省", [])


def test_a_city_without_counties_stands_once_with_its_towns_below_it():
    units = list(seeds.walk_subtree(seeds.find_locality("zhongshan")))
    assert units[0] == seeds.Division(code="442000000000", level="city", name="中山市", parent="440000000000")
    assert {unit.parent for unit in units if unit.level == "town"} == {"442000000000"}
    assert count(units, "county") == 0


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("zhongshan", "中山市"),
        ("中山市", "中山市"),
        ("442000", "中山市"),
        ("442000103", "东凤镇"),
        ("442000103000", "东凤镇"),
        ("33", None),
        ("4420", None),
        ("44200010300", None),
        ("中山", None),
        ("", None),
    ],
)
def test_a_locality_is_named_or_coded(asked, name):
    if name is None:
        with pytest.raises(seeds.UnknownLocality, match="known localities: zhongshan, wuming, menghai"):
            seeds.find_locality(asked)
    else:
        assert seeds.find_locality(asked).name == name


def test_a_name_that_several_units_bear_is_no_answer():
    names = [unit.name for unit in seeds.read_divisions().values()]
    repeated = next(name for name in names if names.count(name) > 1)
    with pytest.raises(seeds.UnknownLocality):
        seeds.find_locality(repeated)


def test_only_the_counties_asked_for():
    units = list(seeds.walk_subtree(seeds.find_locality("zhejiang"), counties=("330521000000",)))
    assert [unit.name for unit in units if unit.level == "county"] == ["德清县"]
    assert {unit.parent for unit in units if unit.level == "town"} == {"330521000000"}
    assert count(units, "city") == 11


def test_codes_of_the_two_lists_differ_for_426_towns():
    pairs = list(seeds.read_mca_codes())
    assert sum(stats != mca for stats, mca in pairs) == 426
    assert dict(pairs)["532822103000"] == "532822104000"
    assert dict(pairs)["532822104000"] == "532822103000"


def test_zhongshan_has_points_for_its_towns_and_an_outline():
    points, outlines = seeds.read_points(), seeds.read_outlines()
    towns = [
        unit.code for unit in seeds.walk_subtree(seeds.find_locality("zhongshan")) if unit.level == "town"
    ]
    placed = [code for code in towns if code in points]
    assert len(placed) == 23
    assert all(113.1 < points[code][0] < 113.7 and 22.2 < points[code][1] < 22.8 for code in placed)
    rings = outlines["442000000000"]
    assert all(len(ring) > 3 and 113 < lon < 114 and 22 < lat < 23 for ring in rings for lon, lat in ring)


def test_of_two_points_the_one_without_a_warning_is_taken():
    assert seeds.read_points()["442000118000"] != (113.2887, 22.62245)


def test_every_locality_has_an_outline_of_its_county():
    outlines = seeds.read_outlines()
    assert {"442000000000", "450110000000", "532822000000", "370406000000"} < set(outlines)
    zhejiang = [
        unit.code for unit in seeds.walk_subtree(seeds.find_locality("zhejiang")) if unit.level == "county"
    ]
    assert [code for code in zhejiang if code not in outlines] == []
