"""The corpus of dirt: what people write in tables of elders, and what is made of it."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from tests.flows.imports.tables import BORN, HEAD, VILLAGE, book_of, check, csv_of, number, person, said, take
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.queries import rows_of

pytestmark = pytest.mark.django_db

SERIAL_OF_BORN = 16563
WRONG = number(12)[:17] + ("0" if number(12)[17] != "0" else "1")
UNDERSTOOD = {
    "day with dots": ({"出生日期": "1945.5.6"}, {}),
    "day in Chinese": ({"出生日期": "1945年5月6日"}, {}),
    "day without separators": ({"出生日期": "19450506"}, {}),
    "day without separators as a number": ({"出生日期": 19450506}, {}),
    "day with strokes": ({"出生日期": "1945/5/6"}, {}),
    "day as a date cell": ({"出生日期": BORN}, {}),
    "day as a count of days": ({"出生日期": SERIAL_OF_BORN}, {}),
    "day as a count of days in text": ({"出生日期": str(SERIAL_OF_BORN)}, {}),
    "day with a time": ({"出生日期": "1945-05-06 00:00:00"}, {}),
    "day with full-width digits": ({"出生日期": "１９４５．５．６"}, {}),
    "day with blanks": ({"出生日期": " 1945 - 05 - 06 "}, {}),
    "day month year": ({"出生日期": "6/5/1945"}, None),
    "full-width identity number": ({"证件号码": "".join(chr(ord(c) + 0xFEE0) for c in number(12))}, {}),
    "identity number with blanks": (
        {"证件号码": f" {number(12)[:6]} {number(12)[6:14]} {number(12)[14:]}"},
        {},
    ),
    "identity number with a zero-width blank": ({"证件号码": f"{number(12)[:6]}\u200b{number(12)[6:]}"}, {}),
    "leading apostrophe": ({"证件号码": f"'{number(12)}"}, {}),
    "trailing tab": ({"证件号码": f"{number(12)}\t"}, {}),
    "name with blanks inside": ({"姓名": " 张 淑 芬 "}, {}),
    "name with a full-width blank": ({"姓名": "张　淑芬"}, {}),
    "name with a line break": ({"姓名": "张淑芬\n"}, {}),
    "sex as a word": ({"性别": "女性"}, {}),
    "sex as a letter": ({"性别": "F"}, {}),
    "sex as a code number": ({"性别": 2}, {}),
    "phone with country code": ({"联系电话": "+86 139-0000-1234"}, {"phone": "13900001234"}),
    "phone with 86": ({"联系电话": "8613900001234"}, {"phone": "13900001234"}),
    "phone as a number": ({"联系电话": 13900001234}, {"phone": "13900001234"}),
    "phone full-width": ({"联系电话": "１３９００００１２３４"}, {"phone": "13900001234"}),
    "phone of an office": ({"联系电话": "(0760) 8888 0000"}, {"phone": "076088880000"}),
    "village by name": ({"村(社区)代码": "荷叶村"}, {}),
    "village by town and name": ({"村(社区)代码": "东塘镇荷叶村"}, {}),
    "village code as a number": ({"村(社区)代码": 442000001001}, {}),
    "village code with blanks": ({"村(社区)代码": " 442000 001001 "}, {}),
    "address with line breaks": ({"住址": "莲花路\n1 号"}, {"address": "莲花路 1 号"}),
    "address like a formula": ({"住址": "@莲花路"}, {"address": "@莲花路"}),
}
REFUSED = {
    "scientific notation": ({"证件号码": 4.42099194505060012e17}, "identity_number", "cell_number_rounded"),
    "scientific notation as text": ({"证件号码": "4.42E+17"}, "identity_number", "cell_number_rounded"),
    "fifteen digits": ({"证件号码": "442099450506001"}, "identity_number", "identity_legacy"),
    "wrong check digit": ({"证件号码": WRONG}, "identity_number", "identity_check_digit"),
    "too short": ({"证件号码": "44209919450506"}, "identity_number", "identity_length"),
    "letters in the number": ({"证件号码": "44209919450506OO1X"}, "identity_number", "identity_characters"),
    "no identity number": ({"证件号码": ""}, "identity_number", "identity_missing"),
    "no name": ({"姓名": ""}, "name", "name_missing"),
    "name of blanks only": ({"姓名": "　"}, "name", "name_missing"),
    "sex disagrees": ({"性别": "男"}, "sex", "sex_differs"),
    "unknown sex": ({"性别": "外星"}, "sex", "cell_not_in_list"),
    "sex as truth value": ({"性别": True}, "sex", "cell_is_yes_or_no"),
    "birth disagrees": ({"出生日期": "1945-05-07"}, "birth_date", "birth_differs"),
    "year of two digits": ({"出生日期": "45-5-6"}, "birth_date", "cell_year_of_two_digits"),
    "unclear order": ({"出生日期": "5/6/1945"}, "birth_date", "cell_day_and_month_unclear"),
    "a day that does not exist": ({"出生日期": "1945-02-30"}, "birth_date", "cell_day_does_not_exist"),
    "a year alone": ({"出生日期": 1945}, "birth_date", "cell_day_without_month"),
    "year and month": ({"出生日期": "1945年5月"}, "birth_date", "cell_day_without_month"),
    "an age": ({"出生日期": "80岁"}, "birth_date", "cell_not_a_day"),
    "words for a day": ({"出生日期": "不详"}, "birth_date", "cell_not_a_day"),
    "several phones": ({"联系电话": "13900001234/13900005678"}, "phone", "cell_several_numbers"),
    "several phones by line": ({"联系电话": "13900001234\n0760-88880000"}, "phone", "cell_several_numbers"),
    "phone that is none": ({"联系电话": "abc"}, "phone", "phone_format"),
    "unknown village code": ({"村(社区)代码": "999999999999"}, "village_code", "unknown_village"),
    "unknown village name": ({"村(社区)代码": "无此村"}, "village_code", "place_unknown"),
    "town instead of village": ({"村(社区)代码": "东塘镇"}, "village_code", "not_a_village"),
    "no village": ({"村(社区)代码": ""}, "village_code", "village_missing"),
    "error text": ({"住址": "#N/A"}, "address", "cell_fault"),
    "formula as text": ({"住址": "=A1&B1"}, "address", "cell_formula_text"),
    "address too long": ({"住址": "路" * 121}, "address", "cell_text_too_long"),
    "too young": ({"证件号码": number(12, date(1980, 1, 1))}, "birth_date", "too_young"),
    "born tomorrow": ({"证件号码": number(12, date(2018, 10, 1))}, "identity_number", "identity_future"),
}  # fmt: skip


def test_the_corpus_is_large_enough():
    assert len(UNDERSTOOD) + len(REFUSED) >= 60


@pytest.mark.parametrize(
    "name", [name for name, (_cells, wanted) in UNDERSTOOD.items() if wanted is not None]
)
def test_dirt_that_is_understood(world, name):
    cells, wanted = UNDERSTOOD[name]
    batch = take(book_of(HEAD, person(12, **cells)))
    assert (said(batch), batch.created) == ([], 1)
    elder = Elder.objects.get()
    clean = {
        "name": "张淑芬",
        "identity_number": number(12),
        "birth_date": BORN,
        "village_id": world.village.pk,
    }
    expected = clean | wanted
    assert {field: getattr(elder, field) for field in expected} == expected


@pytest.mark.parametrize("name", REFUSED)
def test_dirt_that_is_refused_with_row_column_value_and_reason(world, name):
    cells, field, code = REFUSED[name]
    batch = check(book_of(HEAD, person(12, **cells)))
    assert said(batch) == [(2, field, code)]
    [row] = rows_of(batch)
    [finding] = row.findings
    [heading] = cells
    shown = cells[heading]
    assert finding.place == HEAD.index(heading) if field != "birth_date" or heading == "出生日期" else True
    if (
        isinstance(shown, str)
        and shown.strip("　")
        and code != "cell_text_too_long"
        and heading == HEAD[finding.place or 0]
    ):
        assert finding.value
    for language in ("en", "zh-hans"):
        with override(language):
            from django.utils.translation import gettext

            assert len(finding.text(gettext)) > 8
    assert (batch.faulty, batch.valid, Elder.objects.count()) == (1, 0, 0)


def test_day_before_month_is_understood_where_only_one_reading_exists(world):
    batch = take(book_of(HEAD, person(12, 证件号码=number(12, date(1945, 5, 16)), 出生日期="16/5/1945")))
    assert (said(batch), Elder.objects.get().birth_date) == ([], date(1945, 5, 16))


def test_x_in_lower_case_is_the_sign_x(world):
    serial = next(n for n in range(1, 999) if number(n).endswith("X"))
    batch = take(book_of(HEAD, person(serial, 证件号码=number(serial).lower())))
    assert (batch.created, Elder.objects.get().identity_number) == (1, number(serial))


def test_title_lines_blank_rows_totals_remarks_and_a_header_again(world):
    content = book_of(
        ("东塘镇老年人名册",), ("填报单位：东塘镇",), (), HEAD, person(12), (), person(14, 姓名="李桂珍"), HEAD,
        person(16, 姓名="王玉兰"),
        ("合计", "3"), ("填表人：陈某",), ("备注：无",),
    )  # fmt: skip
    batch = take(content)
    assert batch.created == 3
    assert said(batch) == [
        (8, "", "row_is_header_again"), (10, "", "row_is_total"), (11, "", "row_is_note"), (12, "", "row_is_note"),
    ]  # fmt: skip


def test_two_header_rows(world):
    upper = ("序号", "基本信息", "", "", "出生", "联系方式", "", "居住地")
    lower = ("", "姓名", "身份证号", "性别", "日期", "手机", "座机", "村居")
    row = (1, "张淑芬", number(12), "女", "1945.5.6", "13900001234", "", VILLAGE)

    def merge(_book, page):
        page.merge_range(0, 1, 0, 3, "基本信息")
        page.merge_range(0, 5, 0, 6, "联系方式")

    batch = take(book_of(upper, lower, row, more=merge))
    assert (said(batch), batch.created, batch.header["last"]) == ([], 1, 2)
    assert Elder.objects.get().phone == "13900001234"


def test_header_merged_over_two_rows(world):
    def merge(_book, page):
        for column, heading in enumerate(HEAD):
            page.merge_range(0, column, 1, column, heading)

    batch = take(book_of((), (), person(12), more=merge))
    assert (said(batch), batch.created) == ([], 1)


def test_a_village_merged_over_several_rows(world):
    def merge(_book, page):
        page.merge_range(1, 5, 2, 5, VILLAGE)

    batch = take(book_of(HEAD, person(12), person(14, **{"村(社区)代码": "", "姓名": "李桂珍"}), more=merge))
    assert (said(batch), batch.created) == ([], 2)


@pytest.mark.parametrize(
    ("take_hidden", "created", "told"), [(False, 1, [(3, "", "row_is_hidden")]), (True, 2, [])]
)
def test_hidden_rows_are_asked_about(world, take_hidden, created, told):
    def hide(_book, page):
        page.set_row(2, None, None, {"hidden": True})

    batch = check(book_of(HEAD, person(12), person(14, 姓名="李桂珍"), more=hide), take_hidden=take_hidden)
    assert (batch.header["hidden_rows"], batch.valid, said(batch)) == (1, created, told)


def test_error_cells_and_formulas(world):
    def write(_book, page):
        page.write_formula(1, 6, "=NA()", None, "#N/A")
        page.write_formula(2, 6, '="莲花路"', None, "莲花路")
        page.write_formula(3, 6, "=1+1", None, "")

    rows = [person(serial, 姓名=name) for serial, name in ((12, "张淑芬"), (14, "李桂珍"), (16, "王玉兰"))]
    batch = check(book_of(HEAD, *rows, more=write))
    assert said(batch) == [(2, "address", "cell_fault"), (4, "address", "cell_never_computed")]


def test_the_same_person_twice_in_a_file(world):
    batch = take(book_of(HEAD, person(12), person(14, 姓名="李桂珍"), person(12, 证件号码=f" {number(12)}")))
    assert (said(batch), batch.created, batch.duplicates) == ([(4, "", "row_twice_in_file")], 2, 1)


def test_columns_of_other_names_in_other_orders(world):
    head = ("现住址", "村居", "备注", "公民身份号码", "老人姓名 *")
    batch = take(book_of(head, ("莲花路", "荷叶村", "x", number(12), "李桂珍")))
    assert (said(batch), Elder.objects.get().name) == ([], "李桂珍")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_of_every_encoding_and_separator(world, encoding, separator):
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in (HEAD, person(12)))
    batch = take(text.encode(encoding), name="a.csv")
    assert (said(batch), batch.created) == ([], 1)


def test_numbers_kept_as_text_formulas_in_csv(world):
    batch = take(csv_of(HEAD, person(12, 证件号码=f'="{number(12)}"')), name="a.csv")
    assert batch.created == 1


def test_the_sample_row_of_the_template_is_left_out(world):
    from yiyang.flows.imports.files import template_of
    from yiyang.flows.imports.kinds import find_kind

    batch = check(template_of(find_kind("elders")))
    assert (batch.state, batch.fault["code"], batch.sheet) == ("failed", "rows_missing", "老年人")


def test_dates_with_a_clock_in_a_cell(world):
    batch = take(book_of(HEAD, person(12, 出生日期=datetime(1945, 5, 6, 8, 30))))  # noqa: DTZ001
    assert (said(batch), batch.created) == ([], 1)
