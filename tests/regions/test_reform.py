"""Planning of reforms: each act, what follows it, every fault of every line at once, and the tree's laws."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.areas import LEVELS
from yiyang.kernel.refused import Refused
from yiyang.regions.reform import Line, Unit, plan_reform, read_lines

ON = date(2018, 7, 1)
UNITS = tuple(
    Unit(key=code, code=code, name=name, level=level, parent=parent)
    for code, name, level, parent in (
        ("442000000000", "莲城市", "city", None),
        ("442000001000", "东塘镇", "town", "442000000000"),
        ("442000002000", "西塘镇", "town", "442000000000"),
        ("442000001001", "荷叶村", "village", "442000001000"),
        ("442000001002", "藕塘村", "village", "442000001000"),
        ("442000002001", "莲子村", "village", "442000002000"),
    )
)
KEYS = frozenset(unit.key for unit in UNITS)
EAST, WEST, LEAF, POND, SEED = (unit.key for unit in UNITS[1:])


def plan(*lines, units=UNITS):
    numbered = [
        Line(number=number, act=act, code=code, **rest)
        for number, (act, code, rest) in enumerate(lines, start=1)
    ]
    return plan_reform(units, numbered, keys=KEYS, on=ON)


def refusal(*lines, units=UNITS):
    with pytest.raises(Refused) as refused:
        plan(*lines, units=units)
    return refused.value.codes


def test_a_merged_town_takes_its_villages_along():
    found = plan(("merge", WEST, {"into": EAST}))
    assert found.ended == (WEST, SEED)
    assert [(unit.key, unit.code, unit.parent) for unit in found.created] == [(f"{SEED}.2", SEED, EAST)]
    assert found.moved == {WEST: EAST, SEED: f"{SEED}.2"}


def test_a_village_of_a_merged_town_may_go_elsewhere_with_a_new_code():
    found = plan(
        ("merge", EAST, {"into": WEST}),
        ("recode", POND, {"new_code": "442000002009"}),
        ("merge", LEAF, {"into": SEED}),
    )
    assert found.moved == {EAST: WEST, LEAF: SEED, POND: "442000002009"}
    assert [(unit.code, unit.name, unit.parent) for unit in found.created] == [
        ("442000002009", "藕塘村", WEST)
    ]


def test_a_new_name_or_code_leaves_the_unit_the_same():
    found = plan(
        ("rename", EAST, {"new_name": "东塘街道"}),
        ("recode", WEST, {"new_code": "442000003000"}),
    )
    assert found.renamed == ((EAST, "东塘镇", "东塘街道"),)
    assert found.recoded == ((WEST, WEST, "442000003000"),)
    assert (found.created, found.ended, dict(found.moved)) == ((), (), {})


def test_two_units_may_exchange_their_codes():
    found = plan(("recode", LEAF, {"new_code": POND}), ("recode", POND, {"new_code": LEAF}))
    assert found.recoded == ((LEAF, LEAF, POND), (POND, POND, LEAF))


def test_a_split_is_a_new_town_and_transfers():
    found = plan(
        ("create", "442000003000", {"new_name": "新塘镇", "into": "442000000000"}),
        ("transfer", POND, {"into": "442000003000", "new_code": "442000003001"}),
    )
    assert [(unit.key, unit.level, unit.parent) for unit in found.created] == [
        ("442000003000", "town", "442000000000"),
        ("442000003001", "village", "442000003000"),
    ]
    assert found.moved == {POND: "442000003001"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ("reform_empty",)),
        ([("merge", "442000009000", {"into": EAST})], ("reform_unknown_unit",)),
        ([("merge", EAST, {"into": ""})], ("reform_unknown_unit",)),
        ([("merge", EAST, {"into": SEED})], ("reform_level",)),
        ([("merge", EAST, {"into": EAST})], ("reform_circle",)),
        (
            [("merge", EAST, {"into": WEST}), ("merge", WEST, {"into": EAST})],
            ("reform_circle", "reform_circle"),
        ),
        ([("transfer", LEAF, {"into": EAST})], ("reform_same",)),
        ([("transfer", EAST, {"into": WEST})], ("reform_level",)),
        ([("transfer", "442000000000", {"into": EAST})], ("reform_root",)),
        ([("rename", EAST, {"new_name": "东塘镇"})], ("reform_same",)),
        ([("rename", EAST, {})], ("reform_name_missing",)),
        ([("recode", EAST, {"new_code": "4420"})], ("reform_code_form",)),
        ([("recode", LEAF, {"new_code": POND})], ("reform_code_taken",)),
        ([("create", POND, {"new_name": "新村", "into": WEST})], ("reform_code_taken",)),
        ([("create", "442000002003", {"into": WEST})], ("reform_name_missing",)),
        ([("create", "442000002003", {"new_name": "新村", "into": SEED})], ("reform_level",)),
        (
            [("rename", EAST, {"new_name": "甲"}), ("rename", EAST, {"new_name": "乙"})],
            ("reform_twice",),
        ),
        (
            [("merge", "442000009000", {"into": EAST}), ("recode", WEST, {"new_code": "12"})],
            ("reform_unknown_unit", "reform_code_form"),
        ),
    ],
)
def test_faults_are_told_line_by_line(lines, expected):
    assert refusal(*lines) == expected


def test_a_unit_that_begins_on_the_day_is_not_reformed_again():
    young = (
        *UNITS[:5],
        Unit(key=SEED, code=SEED, name="莲子村", level="village", parent=WEST, valid_from=ON),
    )
    assert refusal(("merge", SEED, {"into": LEAF}), units=young) == ("reform_before_unit",)


def test_lines_are_read_in_chinese_and_english_below_a_header():
    rows = [
        ["动作", "代码", "新代码", "新名称", "目标"],
        ["并入", WEST, "", "", EAST],
        [],
        ["rename", EAST, "", " 东塘街道 "],
    ]
    assert read_lines(rows) == (
        Line(number=2, act="merge", code=WEST, into=EAST),
        Line(number=4, act="rename", code=EAST, new_name="东塘街道"),
    )
    with pytest.raises(Refused) as refused:
        read_lines([["撤销", WEST]])
    assert refused.value.texts() == (
        "Line 1: “撤销” is no act; write one of merge (并入), transfer (划归), rename (更名), recode (改码), "
        "create (新设).",
    )


acts = st.lists(
    st.tuples(
        st.sampled_from(["merge", "transfer", "rename", "recode"]),
        st.sampled_from([unit.code for unit in UNITS[1:]]),
        st.sampled_from([unit.code for unit in UNITS]),
        st.sampled_from(["", "442000007001", "442000007002", LEAF, POND]),
    ),
    min_size=1,
    max_size=5,
)


@given(drawn=acts)
@settings(max_examples=300, deadline=None)
def test_whatever_is_planned_is_a_tree_again(drawn):
    lines = [
        Line(number=number, act=act, code=code, into=into, new_code=new_code, new_name="新名")
        for number, (act, code, into, new_code) in enumerate(drawn, start=1)
    ]
    try:
        found = plan_reform(UNITS, lines, keys=KEYS, on=ON)
    except Refused:
        return
    recoded = {key: now for key, _before, now in found.recoded}
    stands = {unit.key: unit for unit in UNITS if unit.key not in found.ended}
    for unit in found.created:
        assert unit.key not in KEYS
        assert unit.parent in stands, "parents come first"
        stands[unit.key] = unit
    codes = [recoded.get(unit.key, unit.code) for unit in stands.values()]
    assert len(codes) == len(set(codes))
    for unit in stands.values():
        if unit.parent is not None:
            assert LEVELS.index(stands[unit.parent].level) < LEVELS.index(unit.level)
    assert set(found.moved) == set(found.ended)
    assert set(found.moved.values()) <= set(stands)
