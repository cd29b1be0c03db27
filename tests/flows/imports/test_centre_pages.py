"""The pages of the import centre, from the template to the taking back."""

import html
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import make_elder, viewer_of
from tests.flows.imports.tables import HEAD, book_of, check, csv_of, number, person, receive, take
from yiyang.audit.models import Act
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.models import Batch
from yiyang.flows.imports.work import work_batches
from yiyang.gateways.spreadsheets import read_book

pytestmark = pytest.mark.django_db
TOKEN = "0" * 32


def text_of(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name, batch):
    return reverse(name, args=[batch.public_id])


def upload(client, content, name="a.xlsx", kind="elders", token=TOKEN):
    return client.post(
        reverse("batch_new"), {"token": token, "kind": kind, "file": SimpleUploadedFile(name, content)}
    )


def columns_of(batch):
    return {f"column_{field}": str(place) for field, place in batch.mapping.items()}


def test_the_whole_way_of_a_table(doctor, people, world):
    make_elder(world.village, number=number(40), name="李桂珍", phone="13900000000")
    content = book_of(
        HEAD,
        person(12),
        person(14, 姓名=""),
        person(12),
        person(40, 姓名="李桂珍", 联系电话="13911112222"),
        ("合计", "4"),
    )
    sent = upload(doctor, content)
    batch = Batch.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, address("batch_record", batch))
    columns = doctor.get(sent["Location"], follow=True)
    assert "The first 5 rows of “老年人”" in text_of(columns)
    checked = doctor.post(address("batch_columns", batch), {"token": TOKEN, **columns_of(batch)})
    assert checked["Location"] == address("batch_record", batch)
    assert 'hx-trigger="every 2s"' in doctor.get(checked["Location"]).content.decode()
    work_batches()
    page = text_of(doctor.get(checked["Location"]))
    assert "Can be imported 2 of these 1 change somebody registered Faulty 1 Suspected duplicates 1" in page
    assert "3 A 姓名 – no data The name is empty; enter it as on the document. Faulty" in page
    assert Elder.objects.count() == 1
    doctor.post(address("batch_apply", batch), {"token": TOKEN, "choice": "valid_only"})
    work_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.created, batch.updated) == ("done", 1, 1)
    assert Elder.objects.get(name="李桂珍").phone == "13911112222"
    assert {act.account_id for act in Act.objects.filter(kind__startswith="elder.").order_by("pk")[1:]} == {
        people.doctor.pk
    }
    undo = address("batch_undo", batch)
    assert "Type 2 to show that this is meant." in text_of(doctor.get(undo))
    wrong = doctor.post(undo, {"token": TOKEN, "count": "3"})
    assert (wrong.status_code, "The number typed is not 2" in text_of(wrong)) == (422, True)
    doctor.post(undo, {"token": "1" * 32, "count": "2"})
    work_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.withdrawn, batch.kept) == ("undone", 2, 0)
    assert Elder.objects.get().phone == "13900000000"


def test_the_receipt_keeps_rows_cells_and_says_what_to_mend(doctor, people, world):
    batch = check(
        book_of(("名册",), HEAD, person(12), (), person(14, 姓名="", 联系电话="=1+1")),
        viewer=viewer_of(people.doctor),
    )
    answer = doctor.get(address("batch_receipt", batch))
    assert answer["ETag"] == f'"{batch.receipt_sha256}"'
    sheet = read_book(answer.content, name="r.xlsx", limit_bytes=10**7).sheet("老年人")
    rows = {row.number: row.cells for row in sheet.rows()}
    assert rows[2][:7] == HEAD
    assert rows[2][7] == "错误原因（怎么改）"
    assert rows[3] == (*person(12), "")
    assert rows[5][:7] == person(14, 姓名="", 联系电话="=1+1")
    assert rows[5][7].split("\n")[0] == "姓名未填写，请按证件填写。"
    assert Act.objects.filter(kind="batch.receipt").count() == 1


def test_a_table_in_order_has_no_receipt(doctor, people, world):
    batch = check(book_of(HEAD, person(12)), viewer=viewer_of(people.doctor))
    answer = doctor.get(address("batch_receipt", batch), follow=True)
    assert "There is no receipt" in text_of(answer)


def test_only_the_own_town_sees_a_table_and_only_the_sender_decides(people, sign_in, world):
    batch = check(book_of(HEAD, person(12)), viewer=viewer_of(people.doctor))
    names = ("batch_record", "batch_progress", "batch_receipt", "batch_columns", "batch_undo")
    for name in names:
        assert sign_in(people.sibling).get(address(name, batch)).status_code == 404
        assert sign_in(people.liaison).get(address(name, batch)).status_code == 403
    assert sign_in(people.sibling).post(address("batch_apply", batch), {}).status_code == 404
    supervisor = sign_in(people.supervisor)
    assert supervisor.get(address("batch_record", batch)).status_code == 200
    refused = supervisor.post(address("batch_apply", batch), {"token": TOKEN, "choice": "valid_only"})
    assert (refused.status_code, "Only doctor 测试, who sent the table" in text_of(refused)) == (422, True)
    assert text_of(sign_in(people.sibling).get(reverse("batch_list"))).count("a.xlsx") == 0
    assert text_of(supervisor.get(reverse("batch_list"))).count("a.xlsx") == 1


def test_the_list_filters_and_exports(doctor, people, world, django_assert_num_queries):
    viewer = viewer_of(people.doctor)
    empty = text_of(doctor.get(reverse("batch_list")))
    assert "No table was sent yet" in empty
    take(book_of(HEAD, person(12)), viewer=viewer)
    with django_assert_num_queries(5):
        doctor.get(reverse("batch_list"))
    for serial in (14, 16):
        check(csv_of(HEAD, person(serial, 姓名=f"李{serial}")), viewer=viewer, name=f"b{serial}.csv")
    with django_assert_num_queries(5):
        shown = doctor.get(reverse("batch_list"))
    assert re.findall(r"[ab]\d*\.(?:xlsx|csv)", text_of(shown)) == ["b16.csv", "b14.csv", "a.xlsx"]
    done = text_of(doctor.get(reverse("batch_list"), {"state": "done", "kind": "elders"}))
    assert re.findall(r"[ab]\d*\.(?:xlsx|csv)", done) == ["a.xlsx"]
    exported = doctor.get(reverse("batch_list"), {"state": "done", "export": "xlsx"})
    rows = list(read_book(exported.content, name="a.xlsx", limit_bytes=10**7).sheet("Import centre").rows())
    assert [row.cells[0] for row in rows] == ["File", "a.xlsx"]


def test_the_same_file_again_is_said(doctor, people, world):
    content = book_of(HEAD, person(12))
    first = take(content, viewer=viewer_of(people.doctor))
    upload(doctor, content, name="other name.xlsx")
    second = Batch.objects.latest("pk")
    assert second.same_as == first
    assert "The same file was sent before:" in text_of(doctor.get(address("batch_columns", second)))
    again = check(content, viewer=viewer_of(people.doctor))
    assert (again.same, again.valid) == (1, 0)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "The file is empty; fill in the template and choose it again."),
        (b"x", "a.pdf", "The file 'a.pdf' is no table that can be read; save it as .xlsx or .csv"),
        (b"PK\x03\x04", "a.xlsx", "The file 'a.xlsx' is damaged; open it, save it again as .xlsx"),
        (b"<html><table></table>", "a.xls", "The file 'a.xls' is a web page with another ending"),
        (b"x" * 2000, "a.csv", "The file has 0.0 MB; at most 0 MB are taken at once: split it"),
        (
            "机构名称,机构类型,所在区划,办别,成立日期\n".encode(),
            "a.csv",
            "looks like the template of '机构'; choose that kind",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained(doctor, settings, content, name, sentence):
    settings.UPLOAD_LIMIT_BYTES = 1000
    answer = upload(doctor, content, name)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert Batch.objects.count() == 0


def test_no_file_at_all_and_no_kind_of_ours(doctor):
    answer = doctor.post(reverse("batch_new"), {"token": TOKEN, "kind": "beds"})
    assert answer.status_code == 422
    assert "No file is chosen; choose a .xlsx, .xls or .csv file." in text_of(answer)


def test_a_form_sent_twice_receives_one_table(doctor, world):
    content = book_of(HEAD, person(12))
    first, second = upload(doctor, content), upload(doctor, content)
    assert first["Location"] == second["Location"]
    assert Batch.objects.count() == 1


def test_columns_matched_by_hand_are_remembered(doctor, people, world):
    head = ("甲", "乙", "丙")
    row = ("李桂珍", number(12), "荷叶村")
    batch = receive(book_of(head, row), viewer=viewer_of(people.doctor))
    lacking = doctor.post(address("batch_columns", batch), {"token": TOKEN, "column_name": "0"})
    assert (lacking.status_code, "This column is needed; choose where it stands." in text_of(lacking)) == (
        422,
        True,
    )
    chosen = {"column_name": "0", "column_identity_number": "1", "column_village_code": "2"}
    twice = doctor.post(address("batch_columns", batch), {"token": TOKEN, **chosen, "column_address": "0"})
    assert "are matched to the same column of the file" in text_of(twice)
    assert doctor.post(address("batch_columns", batch), {"token": "1" * 32, **chosen}).status_code == 302
    work_batches()
    batch.refresh_from_db()
    assert (batch.state, batch.valid) == ("checked", 1)
    again = receive(book_of(head, ("王玉兰", number(14), "荷叶村")), viewer=viewer_of(people.doctor))
    assert again.mapping == {"name": 0, "identity_number": 1, "village_code": 2}
    assert "as you did the last time" in text_of(doctor.get(address("batch_columns", again)))


def test_another_sheet_of_the_file(doctor, people, world):
    def more(book, _page):
        other = book.add_worksheet("另一批")
        for at, cells in enumerate((HEAD, person(14, 姓名="李桂珍"), person(16, 姓名="王玉兰"))):
            other.write_row(at, 0, cells)

    batch = receive(book_of(HEAD, person(12), more=more), viewer=viewer_of(people.doctor))
    assert batch.sheets == ["老年人", "另一批"]
    doctor.post(address("batch_map_again", batch), {"sheet": "另一批"})
    batch.refresh_from_db()
    assert (batch.sheet, batch.total) == ("另一批", 2)


def test_pausing_resuming_stopping_and_giving_up(doctor, people, world):
    viewer = viewer_of(people.doctor)
    batch = check(book_of(HEAD, person(12)), viewer=viewer)
    early = doctor.post(address("batch_pause", batch), {"token": TOKEN})
    assert early.status_code == 422
    assert "The act 'pause' is not possible in the state 'checked'" in text_of(early)
    doctor.post(address("batch_apply", batch), {"token": TOKEN, "choice": "valid_only"})
    for name, state in (("pause", "paused"), ("resume", "applying"), ("pause", "paused"), ("stop", "done")):
        doctor.post(address(f"batch_{name}", batch), {"token": uuid.uuid4().hex})
        batch.refresh_from_db()
        assert batch.state == state
    other = check(book_of(HEAD, person(14, 姓名="李桂珍")), viewer=viewer)
    doctor.post(address("batch_cancel", other), {"token": TOKEN})
    other.refresh_from_db()
    assert (other.state, Elder.objects.count()) == ("cancelled", 0)


def test_every_template_can_be_read_back_and_has_lists(people, sign_in):
    for account, kinds in (
        (people.doctor, ("elders", "contracts")),
        (people.supervisor, ("organisations", "beds", "agreements")),
    ):
        for kind in kinds:
            answer = sign_in(account).get(reverse("batch_template"), {"kind": kind})
            book = read_book(answer.content, name="a.xlsx", limit_bytes=10**7)
            assert [sheet.name for sheet in book.sheets if not sheet.is_hidden][1:] == ["填写说明"]
    assert sign_in(people.doctor).get(reverse("batch_template"), {"kind": "beds"}).status_code == 404


def test_pages_speak_chinese(people, sign_in, world):
    batch = check(book_of(HEAD, person(12, 姓名="")), viewer=viewer_of(people.doctor))
    page = text_of(sign_in(people.doctor, "zh-hans").get(address("batch_record", batch)))
    assert "有错误 1" in page
    assert "姓名未填写，请按证件填写。" in page
