"""Headers found, kinds told apart, lines left out: pure rules."""

from datetime import date

import pytest

from yiyang.domains.intake.rules.cells import read_choices, read_count, read_day, read_phone, read_words
from yiyang.domains.intake.rules.findings import Finding, column_letters, dump_findings, load_findings
from yiyang.domains.intake.rules.headers import find_header, other_kind
from yiyang.domains.intake.rules.lifecycle import BATCH
from yiyang.domains.intake.rules.lines import Layout, read_lines
from yiyang.domains.intake.rules.sheet_kind import SheetColumn, SheetKind
from yiyang.domains.intake.rules.words import plain_code, plain_heading, plain_words
from yiyang.gateways.spreadsheets import Row
from yiyang.kernel.refused import Reason, Refused


def nothing(*_given, **_named):
    raise AssertionError("not called")


def kind(code, *columns):
    return SheetKind(
        code=code, label=code, sheet=code, permission="", columns=columns, check=nothing, take=nothing, withdraw=nothing
    )  # fmt: skip


PEOPLE = kind(
    "people",
    SheetColumn(field="name", heading="姓名", read=read_words(10), required=True, sample="甲"),
    SheetColumn(
        field="born",
        heading="出生日期",
        aliases=("出生年月日",),
        read=read_day,
        required=True,
        sample="1950-01-01",
    ),
    SheetColumn(field="phone", heading="联系电话", read=read_phone),
)
HOUSES = kind(
    "houses",
    SheetColumn(field="house", heading="房屋", read=read_words(10), required=True),
    SheetColumn(field="rooms", heading="间数", read=read_count("间"), required=True),
)


def rows(*lines):
    return [Row(number=number, cells=tuple(line)) for number, line in enumerate(lines, start=1)]


@pytest.mark.parametrize(
    ("lines", "last", "places"),
    [
        ([("姓名", "出生日期")], 1, {"name": 0, "born": 1}),
        ([("名册", ""), ("", ""), ("出生日期", "姓 名*")], 3, {"name": 1, "born": 0}),
        ([("序号", "基本", "基本"), ("", "姓名", "出生年月日")], 2, {"name": 1, "born": 2}),
        ([("姓名", "出生", "联系"), ("", "日期", "电话")], 2, {"name": 0, "born": 1, "phone": 2}),
        ([("姓名", "出生日期"), ("张三", "1950-01-01")], 1, {"name": 0, "born": 1}),
        ([("NAME", "Born")], 1, {"name": 0, "born": 1}),
        ([("（必填）姓名", "出生日期：")], 1, {"name": 0, "born": 1}),
    ],
)
def test_headers_are_found_where_people_put_them(lines, last, places):
    found = find_header(rows(*lines), PEOPLE)
    assert (found.last, dict(found.places)) == (last, places)


def test_headings_that_are_only_alike_are_proposed():
    found = find_header(rows(("姓名", "老人出生日期", "本人联系电话")), PEOPLE)
    assert (dict(found.places), dict(found.proposals)) == ({"name": 0}, {"born": 1, "phone": 2})
    assert found.lacking(PEOPLE) == ("出生日期",)


def test_a_heading_merged_over_columns_stands_over_each():
    merged = (((1, 1), (1, 2)),)
    found = find_header(rows(("姓名", "出生", ""), ("", "地点", "日期")), PEOPLE, merged=merged)
    assert dict(found.places) == {"name": 0, "born": 2}


def test_the_fingerprint_knows_headings_not_rows():
    one, two = (find_header(rows(("姓名", "出生日期"), (name, "")), PEOPLE) for name in ("甲", "乙"))
    other = find_header(rows(("姓名", "出生日期", "备注")), PEOPLE)
    assert one.fingerprint == two.fingerprint != other.fingerprint


def test_a_table_of_another_kind_is_told():
    found = find_header(rows(("房屋", "间数")), PEOPLE)
    assert other_kind(found, PEOPLE, (PEOPLE, HOUSES)) is HOUSES
    assert other_kind(find_header(rows(("姓名", "出生日期")), PEOPLE), PEOPLE, (PEOPLE, HOUSES)) is None
    assert other_kind(find_header(rows(("甲", "乙")), PEOPLE), PEOPLE, (PEOPLE, HOUSES)) is None


def lines_of(*table, **more):
    layout = Layout(
        places={"name": 0, "born": 1, "phone": 2},
        headings=("姓名", "出生日期", "联系电话"),
        header_last=1,
        **more,
    )
    return list(read_lines(rows(("姓名", "出生日期", "联系电话"), *table), kind=PEOPLE, layout=layout))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("合 计", "", "3"), "row_is_total"),
        (("", "", "小计：3"), "row_is_total"),
        (("填表人：张某", "", ""), "row_is_note"),
        (("姓名", "出生日期", "联系电话"), "row_is_header_again"),
        (("甲", "1950-01-01", ""), "row_is_sample"),
    ],
)
def test_rows_that_are_no_entries(cells, code):
    [line] = lines_of(cells)
    assert (line.number, line.entry, line.left_out.code) == (2, None, code)


def test_names_that_look_like_totals_are_people():
    [line] = lines_of(("合计", "1950-01-02", ""))
    assert line.entry.values["name"] == "合计"


def test_blank_rows_are_passed_over_and_numbers_kept():
    found = lines_of(("", "", ""), (" ", "　", ""), ("张三", "1950-01-02", ""))
    assert [line.number for line in found] == [4]


def test_a_faulty_cell_does_not_hide_the_others():
    [line] = lines_of(("张三", "50-1-2", "13900001234/13911112222"))
    assert [(reason.field, reason.code) for reason in line.entry.reasons] == [
        ("born", "cell_year_of_two_digits"),
        ("phone", "cell_several_numbers"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("120张", 120), ("1,200", 1200), (30.0, 30), ("３０", 30), (" 30 个 ", 30), ("0", 0)],
)
def test_counts_with_units(cell, expected):
    assert read_count("张", "个")(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("80岁", "cell_not_a_number"),
        ("-1", "cell_negative"),
        (1.5, "cell_not_a_number"),
        ("约30", "cell_not_a_number"),
    ],
)
def test_what_is_no_count(cell, code):
    with pytest.raises(Refused) as refused:
        read_count("张")(cell)
    assert refused.value.codes == (code,)


def test_several_choices_in_a_cell():
    read = read_choices({"急诊": "a", "转诊": "b"}, shown=("急诊", "转诊"))
    assert read("急诊、转诊,急诊") == ("a", "b")


def test_words_and_codes_are_made_plain():
    assert plain_words("'Ａ１　张\u200b三\n") == "A1 张三"
    assert plain_code(" ４４ ２０x ") == "4420X"
    assert plain_heading("* 身份证 号码（必填）：") == plain_heading("身份证号码")


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(place, letters):
    assert column_letters(place) == letters


def test_findings_come_back_as_they_were_kept():
    reason = Reason("cell_not_in_list", field="sex", params={"text": "外星", "known": ("男", "女")})
    [kept] = load_findings(dump_findings([Finding(reason=reason, place=2, value="外星")]))
    assert (kept.place, kept.value, kept.reason.text()) == (2, "外星", reason.text())


def test_nothing_is_taken_before_it_was_checked():
    assert "apply" not in BATCH.acts_from("received")
    assert BATCH.acts_from("undone") == ()
    with pytest.raises(Refused):
        BATCH.next_state("checking", "apply")


@pytest.mark.parametrize("day", [date(1940, 6, 1), date(1948, 5, 1), date(1952, 2, 29), date(1900, 1, 1)])
def test_days_without_a_midnight_stay_what_they_are(day):
    for written in (
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        day,
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert read_day(written) == day
