"""Loading a pack: every fault is named with file, place and remedy."""

import re
from datetime import date
from pathlib import Path

import pytest

from yiyang.domains.policy.rules.pack import (
    PACKS,
    PackError,
    find_pack,
    list_packs,
    load_pack,
    pack_files,
    read_pack,
)

GOOD = """
[document]
code = "tt-2018"
prefix = "TT"
names = ["testtown"]
locality_list = "stats"
locality_code = "442000"
title_zh = "测试"
title_en = "Test"
kind = "plan"
issued_year = 2018
in_force = 2018-01-01
period_start = 2018-01-01
period_end = 2020-12-31

[[groups]]
code = "service"
zh = "服务"
en = "Service"

[[units]]
code = "health"
zh = "卫生局"
en = "Health Bureau"
kind = "bureau"

[[area_lists]]
code = "pilots"
zh = "试点"
en = "Pilots"
areas = [{ code = "442000103000", name = "东凤镇" }]

[[tasks]]
number = 1
group = "service"
zh = "签约"
en = "Sign"
lead = ["卫生局"]
years = [2018, 2020]

[[tasks]]
number = 2
group = "service"
zh = "巡诊"
en = "Rounds"
lead = ["卫生局"]
continuous = true

[[targets]]
task = 1
indicator = "family_doctor_rate_65"
year = 2018
comparator = ">="
threshold = 0.65
unit = "share"
printed = "65%"
areas = "pilots"
"""


def faults_of(folder, text, **options):
    path = folder / "test.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(path, **options)
    return [(fault.place, fault.code) for fault in caught.value.faults]


def test_a_sound_pack_loads(tmp_path):
    path = tmp_path / "test.toml"
    path.write_text(GOOD, encoding="utf-8")
    pack = load_pack(path, indicators={"family_doctor_rate_65"})
    assert [target.clause for target in pack.targets] == ["TT-1"]
    assert [area.name for area in pack.targets[0].scope.areas] == ["东凤镇"]
    assert pack.targets[0].due == date(2018, 12, 31)
    assert pack.task(2).schedule.continuous


TARGET = "task 1, targets family_doctor_rate_65 2018"
UNIT = 'lead = ["卫生局"]\ncontinuous'


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (UNIT, 'lead = ["卫健局"]\ncontinuous', [("task 2", "unknown_unit")]),
        (UNIT, "lead = []\ncontinuous", [("task 2", "lead_missing")]),
        ("continuous = true", "", [("task 2", "schedule_missing")]),
        ("continuous = true", "continuous = true\nyears = [2018]", [("task 2", "schedule_double")]),
        ("continuous = true", "years = [2020, 2018]", [("task 2", "schedule_order")]),
        ("continuous = true", "years = [2021]", [("task 2", "year_outside")]),
        ("number = 2", "number = 3", [("tasks", "number_gap")]),
        ("number = 2", "number = 1", [("tasks", "duplicate_number")]),
        ("number = 2", 'number = "2"', [("task 2", "wrong_kind")]),
        ("threshold = 0.65", "threshold = 65", [(TARGET, "threshold_range"), (TARGET, "printed_differs")]),
        ("threshold = 0.65", "threshold = 0.56", [(TARGET, "printed_differs")]),
        ("threshold = 0.65", "threshold = nan", [(TARGET, "wrong_kind")]),
        ('unit = "share"', 'unit = "percent"', [(TARGET, "wrong_value")]),
        ('comparator = ">="', 'comparator = ">"', [(TARGET, "wrong_value")]),
        (
            "year = 2018\n",
            "year = 2019\n",
            [("task 1, targets family_doctor_rate_65 2019", "year_not_scheduled")],
        ),
        ("year = 2018\n", "year = 2017\n", [("task 1, targets family_doctor_rate_65 2017", "year_outside")]),
        ("task = 1", "task = 9", [("task 9, targets family_doctor_rate_65 2018", "unknown_task")]),
        ('areas = "pilots"', 'areas = "pilot"', [(TARGET, "unknown_list")]),
        ('areas = "pilots"', 'scope = "pilots"', [(TARGET, "unknown_key")]),
        ('areas = "pilots"', 'year_from = "chosen"', [(TARGET, "note_missing")]),
        ("442000103000", "450110103000", [("area_lists pilots", "area_code")]),
        ("442000103000", "4420001030", [("area_lists pilots", "area_code")]),
        ('group = "service"\nzh = "巡诊"', 'group = "servce"\nzh = "巡诊"', [("task 2", "unknown_group")]),
        ('en = "Rounds"\n', "", [("task 2", "missing")]),
        ('en = "Rounds"', 'en = " "', [("task 2", "wrong_kind")]),
    ],
)
def test_each_fault(tmp_path, old, new, faults):
    assert old in GOOD
    assert faults_of(tmp_path, new.join(GOOD.rsplit(old, 1))) == faults


def test_a_period_that_ends_before_it_begins(tmp_path):
    found = faults_of(tmp_path, GOOD.replace("period_end = 2020", "period_end = 2017"))
    assert found[0] == ("document", "period")
    assert {code for _, code in found[1:]} == {"year_outside"}


def test_a_repeated_target(tmp_path):
    target = GOOD[GOOD.index("[[targets]]") :]
    assert faults_of(tmp_path, GOOD + target.replace("0.65", "0.7").replace("65%", "70%")) == [
        (TARGET, "duplicate_target")
    ]


def test_the_same_year_in_another_scope_is_another_target(tmp_path):
    target = GOOD[GOOD.index("[[targets]]") :].replace('areas = "pilots"\n', "")
    path = tmp_path / "test.toml"
    path.write_text(GOOD + target, encoding="utf-8")
    assert [each.scope.label for each in load_pack(path).targets] == ["pilots", "all"]


def test_an_indicator_outside_the_catalogue(tmp_path):
    assert faults_of(tmp_path, GOOD, indicators={"health_record_rate_60"}) == [(TARGET, "unknown_indicator")]


def test_all_faults_at_once_with_file_and_remedy(tmp_path):
    text = GOOD.replace("continuous = true", "").replace("threshold = 0.65", "threshold = 1.65")
    path = tmp_path / "test.toml"
    path.write_text(text.replace("65%", "165%"), encoding="utf-8")
    mend = 'write 0.65 for 65%, or unit = "count" for a number'
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert str(caught.value).splitlines() == [
        "2 fault(s) in the policy pack:",
        "  test.toml, task 2: the task has no schedule - add years = [2018] or continuous = true",
        f"  test.toml, {TARGET}: the threshold 1.65 is no share between 0 and 1 - {mend}",
    ]


def test_files_that_are_no_pack(tmp_path):
    with pytest.raises(PackError):
        read_pack({"gbk.toml": "名 = 1".encode("gb18030")})
    assert faults_of(tmp_path, "= broken")[0] == ("file", "unreadable")
    assert faults_of(tmp_path, "[[task]]\nnumber = 1") == [("file", "unknown_table"), ("pack", "document")]
    with pytest.raises(FileNotFoundError):
        load_pack(tmp_path / "absent.toml")


def test_stored_files_read_as_the_folder():
    folder = PACKS / "zhongshan-2018"
    stored = {name: content.decode() for name, content in pack_files(folder).items()}
    assert read_pack(stored) == load_pack(folder)


def test_a_folder_reads_as_one_file(tmp_path):
    cut = GOOD.index("[[tasks]]")
    (tmp_path / "a.toml").write_text(GOOD[:cut], encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD[cut:], encoding="utf-8")
    assert [task.number for task in load_pack(tmp_path).tasks] == [1, 2]


def test_the_how_to_s_example_is_a_sound_pack():
    page = (
        Path(__file__).parents[3].joinpath("docs/how-to/write-a-policy-pack.md").read_text(encoding="utf-8")
    )
    example = "\n".join(re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL))
    pack = read_pack({"example.toml": example})
    assert (len(pack.tasks), len(pack.targets), len(pack.milestones), len(pack.facts)) == (2, 1, 1, 1)


@pytest.mark.parametrize("name", ["zhongshan-2018", "zs-2018", "zhongshan", "442000", "ZS-2018", "中山市"])
def test_names_a_pack_answers_to(name):
    assert find_pack(name).document.code == "zs-2018"


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(LookupError, match="zhongshan-2018"):
        find_pack("atlantis")


def test_every_shipped_pack_loads():
    assert "zs-2018" in [pack.document.code for pack in list_packs()]


def test_a_locality_s_name_gives_its_latest_document(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD.replace("in_force = 2018", "in_force = 2020"), encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD.replace("tt-2018", "tt-2017"), encoding="utf-8")
    assert find_pack("testtown", tmp_path).document.in_force == date(2020, 1, 1)
    assert find_pack("tt-2017", tmp_path).document.code == "tt-2017"
