import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import NEVER_ASSIGNED, make_elder, viewer_of
from yiyang.audit.models import Act
from yiyang.domains.elders.models import Elder
from yiyang.flows.records.columns import COLUMNS, read_birth, read_sex
from yiyang.flows.records.intake import import_elders, import_elders_file
from yiyang.gateways.spreadsheets import Row, read_sheet, write_workbook
from yiyang.kernel.identity import make_identity_number
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db
TOKEN = "0" * 32
HEADER = tuple(column.heading for column in COLUMNS)
FIELDS = tuple(column.field for column in COLUMNS)
VILLAGE = "442000001001"


def number(serial: int, birth: date = date(1945, 5, 6)) -> str:
    return make_identity_number(NEVER_ASSIGNED, birth, serial)


def row(at: int, serial: int, **changed: str) -> Row:
    cells = {"name": "张淑芬", "identity_number": number(serial), "village_code": VILLAGE, **changed}
    return Row(number=at, cells=tuple(cells.get(field, "") for field in FIELDS))


def lines(outcome):
    return [(line.row, line.column, line.code) for line in outcome.refused]


def text_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def viewer(people):
    return viewer_of(people.doctor)


def take(viewer, *rows, header=HEADER):
    return import_elders(viewer=viewer, rows=[Row(number=1, cells=header), *rows])


def test_good_rows_are_registered_with_what_they_say(viewer, world):
    outcome = take(
        viewer,
        row(
            2, 12, sex="女", birth_date="1945.5.6", phone="１３９ ００００ １２３４", address=" 莲花路 1 号 "
        ),
        row(3, 13, name=" 王 强", sex="男", birth_date="1945年5月6日"),
        row(5, 14, birth_date="16563"),
    )
    assert (outcome.accepted, outcome.refused) == (3, ())
    found = list(Elder.objects.order_by("pk").values_list("name", "sex", "birth_date", "address"))
    assert found == [
        ("张淑芬", "2", date(1945, 5, 6), "莲花路 1 号"),
        ("王强", "1", date(1945, 5, 6), ""),
        ("张淑芬", "2", date(1945, 5, 6), ""),
    ]
    assert Elder.objects.order_by("pk")[0].phone == "13900001234"
    assert Act.objects.filter(kind="elder.register").count() == 3


def test_every_fault_names_row_column_and_reason(viewer, world):
    make_elder(world.villages[2], number=number(40))
    outcome = take(
        viewer,
        row(2, 20),
        row(3, 22, name=""),
        row(4, 24, sex="外星"),
        row(5, 26, birth_date="1945-02-30"),
        row(6, 28, birth_date="1945-05-07"),
        row(7, 30, village_code="999999999999"),
        row(8, 32, village_code="442000002001"),
        row(9, 34, village_code="442000001000"),
        row(10, 36, identity_number="4.42099E+17"),
        row(11, 38, phone="abc"),
        row(12, 40),
        row(13, 20),
        row(14, 42, village_code=""),
        row(15, 44, name="", sex="外星", village_code="1", identity_number="12"),
    )
    assert outcome.accepted == 1
    assert lines(outcome) == [
        (3, "name", "name_missing"),
        (4, "sex", "unknown_code"),
        (5, "birth_date", "impossible_date"),
        (6, "birth_date", "birth_differs"),
        (7, "village_code", "unknown_village"),
        (8, "village_code", "outside_your_villages"),
        (9, "village_code", "not_a_village"),
        (10, "identity_number", "identity_rounded"),
        (11, "phone", "phone_format"),
        (12, "identity_number", "elder_exists"),
        (13, "identity_number", "elder_exists"),
        (14, "village_code", "village_missing"),
        (15, "name", "name_missing"),
        (15, "identity_number", "identity_length"),
        (15, "sex", "unknown_code"),
        (15, "village_code", "unknown_village"),
    ]
    assert outcome.refused_rows == 13
    assert Elder.objects.count() == 2


def test_a_second_import_doubles_nobody(viewer, world):
    rows = [row(at, 2 * at) for at in range(2, 5)]
    assert take(viewer, *rows).accepted == 3
    again = take(viewer, *rows)
    assert (again.accepted, {code for _row, _column, code in lines(again)}) == (0, {"elder_exists"})


def test_english_headers_other_orders_and_a_title_above(viewer, world):
    title = Row(number=1, cells=("老年人名册", "", ""))
    header = Row(number=2, cells=("Village_Code", "identity number", "备注", "NAME"))
    person = Row(number=3, cells=(VILLAGE, number(50), "x", "李桂珍"))
    assert import_elders(viewer=viewer, rows=[title, header, person]).accepted == 1
    assert Elder.objects.get().name == "李桂珍"


def test_a_row_shorter_than_the_header_lacks_its_cells(viewer, world):
    assert lines(take(viewer, Row(number=2, cells=("李桂珍",)))) == [
        (2, "identity_number", "identity_missing"),
        (2, "village_code", "village_missing"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected", "columns"),
    [
        ([Row(number=1, cells=("姓名", "电话"))], "columns_missing", "证件号码, 村(社区)代码"),
        ([Row(number=1, cells=HEADER)], "rows_missing", None),
    ],
)
def test_a_table_without_header_or_people_is_refused(viewer, rows, expected, columns):
    with pytest.raises(Refused) as refused:
        import_elders(viewer=viewer, rows=rows)
    assert refused.value.codes == (expected,)
    assert refused.value.reasons[0].params.get("columns") == columns


def test_progress_is_told_after_each_batch(viewer, world):
    told = []
    rows = [Row(number=1, cells=HEADER), *(row(at, 2 * at) for at in range(2, 107))]
    outcome = import_elders(
        viewer=viewer, rows=rows, progress=lambda done, all_rows: told.append((done, all_rows))
    )
    assert (outcome.accepted, told) == (105, [(100, 105), (105, 105)])


def test_a_file_from_the_command_line(viewer, world, tmp_path, settings):
    file = tmp_path / "elders.xlsx"
    person = ("李桂珍", number(60), "女", "1945-05-06", "", VILLAGE, "1 号")
    file.write_bytes(write_workbook([HEADER, person], sheet="老年人"))
    assert import_elders_file(viewer=viewer, path=file).accepted == 1
    settings.UPLOAD_LIMIT_BYTES = 10
    with pytest.raises(Refused) as refused:
        import_elders_file(viewer=viewer, path=file)
    assert refused.value.codes == ("file_too_large",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1950-03-07", date(1950, 3, 7)),
        ("1950.3.7", date(1950, 3, 7)),
        ("1950年3月7日", date(1950, 3, 7)),
        ("１９５０/３/７", date(1950, 3, 7)),
        ("19500307", date(1950, 3, 7)),
        ("1950-03-07 00:00:00", date(1950, 3, 7)),
        ("18329", date(1950, 3, 7)),
        ("", None),
    ],
)
def test_days_as_people_write_them(text, expected):
    assert read_birth(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("男", "1"), ("女性", "2"), (" f ", "2"), ("9", "9"), ("", None)]
)
def test_sexes_as_people_write_them(text, expected):
    assert read_sex(text) == expected


def upload(client, content: bytes, name: str, token: str = TOKEN):
    return client.post(reverse("elder_import"), {"token": token, "file": SimpleUploadedFile(name, content)})


def csv_of(*people: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(cells) for cells in (HEADER, *people)).encode("gb18030")


def test_the_page_tells_what_was_taken_and_what_to_mend(people, sign_in, world):
    content = csv_of(
        ("李桂珍", number(70), "女", "", "", VILLAGE, ""), ("", number(72), "", "", "", VILLAGE, "")
    )
    english = upload(sign_in(people.doctor), content, "a.csv")
    assert english.status_code == 200
    assert "1 rows are registered, 1 rows are refused." in text_of(english)
    assert " 3 姓名 The name is empty; enter it as on the document." in text_of(english)
    chinese = upload(sign_in(people.doctor, "zh-hans"), content, "a.csv", token="1" * 32)
    assert "已登记 0 行，未通过 2 行。" in text_of(chinese)
    assert "该证件号码已登记，请按号码查找，不要重复登记。" in text_of(chinese)
    assert Elder.objects.count() == 1


def test_the_same_form_again_is_told(doctor, world):
    content = csv_of(("李桂珍", number(74), "女", "", "", VILLAGE, ""))
    assert upload(doctor, content, "a.csv").status_code == 200
    again = upload(doctor, content, "a.csv")
    assert again.status_code == 409
    assert "This form was sent already." in text_of(again)
    assert Elder.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "The file is empty; fill in the template and choose it again."),
        (b"x", "a.pdf", "The file 'a.pdf' is no table that can be read; save it as .xlsx or .csv"),
        (b"PK\x03\x04", "a.xlsx", "The file 'a.xlsx' is damaged; open it, save it again as .xlsx"),
        ("姓名\n张\n".encode(), "a.csv", "The table has no column 证件号码, 村(社区)代码;"),
        (b"x" * 2000, "a.csv", "The file has 0.0 MB; at most 0 MB are taken at once: split it"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained(doctor, settings, content, name, sentence):
    settings.UPLOAD_LIMIT_BYTES = 1000
    answer = upload(doctor, content, name)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_no_file_at_all(doctor):
    answer = doctor.post(reverse("elder_import"), {"token": TOKEN})
    assert (answer.status_code, "No file is chosen; choose a .csv or .xlsx file." in text_of(answer)) == (
        422,
        True,
    )


def test_more_rows_than_a_page_takes(doctor, monkeypatch, world):
    monkeypatch.setattr("yiyang.flows.records.pages.intake.PAGE_ROWS", 1)
    content = csv_of(("甲", number(80), "", "", "", VILLAGE, ""), ("乙", number(82), "", "", "", VILLAGE, ""))
    answer = upload(doctor, content, "a.csv")
    assert (answer.status_code, Elder.objects.count()) == (422, 0)
    assert "The table has 2 rows; the page takes 1 at once" in text_of(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_the_header_and_can_be_read_back(doctor, kind):
    answer = doctor.get(reverse("elder_import_template", args=[kind]))
    sheet = read_sheet(answer.content, name=f"a.{kind}", limit_bytes=10**6)
    assert [each.cells for each in sheet.rows] == [HEADER]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="elders.{kind}"'


def test_other_templates_and_other_posts(people, sign_in, doctor):
    assert doctor.get(reverse("elder_import_template", args=["exe"])).status_code == 404
    assert sign_in(people.liaison).get(reverse("elder_import")).status_code == 403
    assert sign_in(people.supervisor).get(reverse("elder_import")).status_code == 200


def test_a_supervisor_imports_for_the_whole_city(people, sign_in, world):
    content = csv_of(("李桂珍", number(90), "", "", "", "442000002001", ""))
    upload(sign_in(people.supervisor), content, "a.csv")
    assert Elder.objects.get().village == world.villages[2]
