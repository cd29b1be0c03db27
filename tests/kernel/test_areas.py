import pytest

from yiyang.kernel.areas import LEVELS, PROVINCES, AreaCode, area_level, normalise_area_code
from yiyang.kernel.refused import Refused


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("442000", "442000000000"),
        ("442000100", "442000100000"),
        ("532822103201", "532822103201"),
        (" 330000 ", "330000000000"),
    ],
)
def test_codes_are_filled_to_twelve_digits(given, full):
    assert normalise_area_code(given) == full


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("44", "area_code_format"),
        ("4420001000", "area_code_format"),
        ("44200X", "area_code_format"),
        ("４４２０００", "area_code_format"),
        ("", "area_code_format"),
        ("990000", "area_code_province"),
        ("000000000000", "area_code_province"),
    ],
)
def test_bad_codes_are_refused(given, code):
    with pytest.raises(Refused) as refusal:
        normalise_area_code(given)
    assert refusal.value.codes == (code,)


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("330000000000", "province", "33", None),
        ("330100000000", "city", "3301", "330000000000"),
        ("330102000000", "county", "330102", "330100000000"),
        ("330102001000", "town", "330102001", "330102000000"),
        ("330102001050", "village", "330102001050", "330102001000"),
        ("442000000000", "city", "4420", "440000000000"),
        ("442000100000", "town", "442000100", "442000000000"),
        ("442000100001", "village", "442000100001", "442000100000"),
    ],
)
def test_level_prefix_and_parent_are_read_from_the_zeros(code, level, prefix, parent):
    area = AreaCode("stats", code)
    assert area_level(code) == level
    assert area.level == level
    assert area.prefix == prefix
    assert area.parent == (AreaCode("stats", parent) if parent else None)


def test_same_digits_name_two_towns_in_two_lists():
    names = {AreaCode("stats", "532822103000"): "勐混镇", AreaCode("mca", "532822103000"): "勐遮镇"}
    assert len(names) == 2
    assert names[AreaCode("mca", "532822103")] == "勐遮镇"
    county = AreaCode("stats", "532822")
    assert county.contains(AreaCode("stats", "532822103000")) is True
    assert county.contains(AreaCode("mca", "532822103000")) is False


def test_contains_itself_and_what_hangs_below():
    zhongshan = AreaCode("stats", "442000")
    assert zhongshan.contains(zhongshan) is True
    assert zhongshan.contains(AreaCode("stats", "442000100001")) is True
    assert zhongshan.contains(AreaCode("stats", "441900000000")) is False
    assert AreaCode("stats", "442000100").contains(zhongshan) is False


def test_unknown_list_is_refused():
    with pytest.raises(Refused) as refusal:
        AreaCode("post", "442000")
    assert str(refusal.value) == (
        "The area code list 'post' is unknown; name one of the known lists: stats, mca."
    )


def test_tables_are_whole():
    assert LEVELS == ("province", "city", "county", "town", "village")
    assert len(PROVINCES) == 34
