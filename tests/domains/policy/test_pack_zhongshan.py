"""The Zhongshan pack against a second keying of the document's units, schedule and numbers."""

from decimal import Decimal
from pathlib import Path

import pytest

from yiyang.domains.policy.rules.pack import PACKS, find_pack

UNITS = {
    "卫": "市卫生计生局",
    "民": "市民政局",
    "社": "市人力资源社会保障局",
    "财": "市财政局",
    "发": "市发展改革局",
    "信": "市经济和信息化局",
    "教": "市教育和体育局",
    "金": "市金融局",
    "药": "市食品药品监管局",
    "老": "市老龄办",
    "土": "市国土资源局",
    "住": "市住房城乡建设局",
    "规": "市城乡规划局",
    "消": "市公安消防局",
    "税": "市税务局",
    "资": "市国资委",
    "司": "市司法局",
    "石": "石岐区",
    "试": "东凤镇等试点镇区",
    "相": "相关镇区",
    "各": "各镇区",
    "供": "供电、供水、供气等部门",
}

# number, lead/cooperating, years (none: continuous)
LEDGER = """
1 卫民/社试 2018 2020
2 民/卫 2018
3 民/卫
4 卫/民
5 民/卫 2018 2020
6 民/卫
7 民/卫 2018 2020
8 卫/民
9 民/卫
10 卫/民
11 社/民卫
12 卫/石
13 卫/民
14 卫/ 2018
15 卫/ 2018 2020
16 卫/
17 卫/民
18 民/卫
19 卫/民
20 卫/
21 卫/民 2018 2020
22 卫/信
23 卫民/财社 2018 2019 2020
24 卫/
25 卫/
26 民卫/
27 卫/民
28 卫/民
29 民/财卫 2018
30 金/社
31 民/卫
32 社/
33 卫民/相 2018
34 卫/相 2018
35 民/相 2018
36 卫/相 2020
37 民/卫财
38 民卫财社/
39 社/民卫
40 教社/民卫
41 社民卫/财
42 卫/民
43 卫/民
44 民卫信/发社药老
45 社/卫民
46 各/
47 卫/民
48 卫/社信
49 民/
50 发/
51 财/
52 社/
53 土/
54 住规/
55 金/
56 消/
57 税/
58 资/供
59 老/司
60 卫民/发财社土住老
61 卫民/ 2018
"""

TARGETS = """
2 home_agreement_rate 2018 >= 1 share all
4 home_medical_service_rate 2020 >= 1 share all chosen
4 home_patrol_coverage 2020 >= 1 share all chosen
5 sickbed_share_100 2018 >= .05 share sickbed-pilots
5 sickbed_share_100 2020 >= .05 share all
7 community_agreement_rate 2018 >= .8 share all
7 community_agreement_rate 2020 >= 1 share all
14 geriatric_department_rate 2018 >= .5 share all about
15 green_channel_rate 2018 >= .8 share all
15 green_channel_rate 2020 >= 1 share all
19 health_record_rate_60 2020 >= 1 share all chosen
21 family_doctor_rate_65 2018 >= .65 share all
21 family_doctor_rate_65 2020 >= .85 share all
23 home_sickbeds 2018 >= 150 count pilot-towns
23 home_sickbeds 2019 >= 300 count all
23 home_sickbeds 2020 >= 500 count all
25 tcm_service_rate 2020 >= 1 share all chosen
"""

# Every figure of each task, also those in Chinese numerals; years only where the text names them.
NUMBERS = {
    1: {"2018", "2020"},
    2: {"16", "100%"},
    3: {"5"},
    5: {"2018", "5%", "2020", "100"},
    7: {"2018", "80%", "2020", "100%"},
    14: {"2018", "50%", "2"},
    15: {"2018", "80%", "2020", "100%"},
    19: {"60"},
    21: {"65", "2018", "65%", "2020", "85%"},
    23: {"5", "80", "1", "2018", "150", "2019", "300", "2020", "500"},
    25: {"100%", "2"},
    33: {"5"},
    34: {"2018", "9"},
    35: {"2018", "6"},
    36: {"2020", "4", "3", "5"},
    37: {"2"},
}

LISTS = {
    "dongfeng-ward": "东凤人民医院 东凤镇敬老院",
    "sickbed-pilots": "华宇乐颐养院 火炬开发区颐康老年服务中心",
    "suhuazan-only": "苏华赞医院",
    "main-hospitals": "苏华赞医院 陈星海医院 东凤人民医院 古镇人民医院 火炬开发区医院 爱达康康复医院 "
    "黄圃人民医院 三乡医院 坦洲医院",
    "main-homes": "广弘颐养院 华宇乐颐养院 东凤镇敬老院 古镇镇敬老院 横栏镇社会福利康乐中心 "
    "火炬开发区颐康老年服务中心",
    "upgrade-northwest": "陈星海医院 古镇人民医院",
    "upgrade-east-south": "火炬开发区医院 爱达康康复医院 黄圃人民医院 三乡医院 坦洲医院",
}

MILESTONES = """
1 ZS-1-2018 2018 dongfeng-ward 1
1 ZS-1-2020 2020 pilot-towns -
29 ZS-29-2018 2018 all -
33 ZS-33-2018 2018 pilot-towns 5
34 ZS-34-2018 2018 main-hospitals 9
35 ZS-35-2018 2018 main-homes 6
36 ZS-36-2020-level3 2020 suhuazan-only 1
36 ZS-36-2020-consortium 2020 dongfeng-ward 1
36 ZS-36-2020-northwest 2020 upgrade-northwest 2
36 ZS-36-2020-east-south 2020 upgrade-east-south 5
61 ZS-61-2018 2018 all -
"""

PACK = find_pack("zs-2018")


def names(letters):
    return tuple(UNITS[letter] for letter in letters)


def keyed(text):
    return [line.split() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("number", "units", "years"), [(row[0], row[1], row[2:]) for row in keyed(LEDGER)])
def test_units_and_schedule(number, units, years):
    task = PACK.task(int(number))
    lead, cooperating = units.split("/")
    assert tuple(unit.name_zh for unit in task.lead) == names(lead)
    assert tuple(unit.name_zh for unit in task.cooperating) == names(cooperating)
    assert task.schedule.years == tuple(int(year) for year in years)
    assert task.schedule.continuous == (years == [])


def test_all_61_tasks_in_order():
    assert [task.number for task in PACK.tasks] == list(range(1, 62))
    assert [task.clause for task in PACK.tasks] == [f"ZS-{number}" for number in range(1, 62)]


def test_targets():
    written = [
        (
            target.task,
            target.indicator,
            target.year,
            target.comparator,
            target.threshold,
            target.unit,
            target.scope.label,
            target.about,
            target.year_from,
        )
        for target in PACK.targets
    ]
    assert written == [
        (
            int(row[0]),
            row[1],
            int(row[2]),
            row[3],
            Decimal(row[4]),
            row[5],
            row[6],
            "about" in row[7:],
            "chosen" if "chosen" in row[7:] else "document",
        )
        for row in keyed(TARGETS)
    ]


def test_milestones():
    written = [(m.task, m.code, m.year, m.scope.label, m.count) for m in PACK.milestones]
    assert written == [
        (int(task), code, int(year), scope, None if count == "-" else int(count))
        for task, code, year, scope, count in keyed(MILESTONES)
    ]


def numbers_kept(task):
    """Collect every figure the pack holds for a task, as the document would print it."""
    kept = {str(year) for year in task.schedule.years}
    for target in task.targets:
        share = f"{(target.threshold * 100).normalize():f}%"
        kept |= {str(target.year), share if target.unit == "share" else str(target.threshold)}
    for milestone in task.milestones:
        kept |= {str(milestone.year), str(milestone.count)}
    return kept | {str(fact.value) for fact in task.facts}


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_of_the_document_is_kept(number):
    assert NUMBERS[number] - numbers_kept(PACK.task(number)) == set()


def test_no_figure_is_ours():
    """A task without figures in the document has none here, unless a year was chosen and says so."""
    tasks = [task for task in PACK.tasks if task.number not in NUMBERS and (task.targets or task.facts)]
    assert [task.number for task in tasks] == [4]
    assert {target.year_from for target in PACK.task(4).targets} == {"chosen"}


def test_organisation_lists():
    assert {
        each.code: " ".join(o.name_zh for o in each.organisations) for each in PACK.organisation_lists
    } == LISTS


def test_pilot_towns_carry_today_s_codes():
    lists = {each.code: each.areas for each in PACK.area_lists}
    assert {area.name: area.code for area in lists["pilot-towns"]} == {
        "火炬开发区": "442000003000",
        "石岐区": "442000001000",
        "小榄镇": "442000118000",
        "古镇镇": "442000105000",
        "东凤镇": "442000103000",
    }


def test_yearly_counts_start_with_their_year():
    starts = {target.year: target.start.isoformat() for target in PACK.task(23).targets}
    assert starts == {2018: "2018-01-01", 2019: "2019-01-01", 2020: "2020-01-01"}
    assert {target.start.isoformat() for target in PACK.task(21).targets} == {"2018-01-01"}
    assert {target.due.isoformat() for target in PACK.task(21).targets} == {"2018-12-31", "2020-12-31"}


def test_demo_facts():
    assert (PACK.fact("homes_without_clinic").value, PACK.fact("homes_with_clinic").value) == (16, 5)


def test_every_unit_group_and_organisation_is_used():
    used = {unit.code for task in PACK.tasks for unit in (*task.lead, *task.cooperating)}
    assert used == {unit.code for unit in PACK.units}
    assert {task.group.code for task in PACK.tasks} == {group.code for group in PACK.groups}
    listed = {o.code for each in PACK.organisation_lists for o in each.organisations}
    assert listed == {organisation.code for organisation in PACK.organisations}


def test_english_is_complete_and_free_of_chinese():
    english = [PACK.document.title_en, PACK.document.note_en]
    english += [each.name_en for each in (*PACK.units, *PACK.groups, *PACK.organisations, *PACK.area_lists)]
    english += [task.summary_en for task in PACK.tasks]
    english += [milestone.title_en for milestone in PACK.milestones] + [fact.name_en for fact in PACK.facts]
    english += [target.note_en for target in PACK.targets if target.note_en]
    assert [text for text in english if not text or not text.isascii()] == []


def test_data_files_stay_short():
    files = sorted(Path(PACKS, "zhongshan-2018").glob("*.toml"))
    assert [file.name for file in files if len(file.read_text(encoding="utf-8").splitlines()) > 400] == []
