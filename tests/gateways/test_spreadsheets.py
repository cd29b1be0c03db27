import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from yiyang.gateways.spreadsheets import (
    CellFault,
    Mark,
    TemplateColumn,
    pack_sheet,
    plain_text,
    read_book,
    write_csv,
    write_receipt,
    write_template,
    write_workbook,
)
from yiyang.gateways.spreadsheets.book import PACKED_ROWS
from yiyang.kernel.refused import Refused

LIMIT = 1024 * 1024


def read(content: bytes, name: str, sheet: str | None = None, limit: int = LIMIT):
    book = read_book(content, name=name, limit_bytes=limit)
    opened = book.sheet(sheet or book.sheets[0].name)
    return [(row.number, row.cells) for row in opened.rows() if any(cell != "" for cell in row.cells)]


def codes(content: bytes, name: str, limit: int = LIMIT):
    with pytest.raises(Refused) as refused:
        read(content, name, limit=limit)
    return refused.value.codes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_the_encodings_people_save(encoding):
    content = "姓名,住址\n张淑芬,1 号\n".encode(encoding)
    assert read(content, "a.CSV") == [(1, ("姓名", "住址")), (2, ("张淑芬", "1 号"))]


def test_blank_rows_keep_the_numbers_of_the_others():
    assert read(b"a,b\r\n,\r\n\r\n1,2\r\n", "a.csv") == [(1, ("a", "b")), (4, ("1", "2"))]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_separators(sign):
    assert read(f"a{sign}b\n1{sign}2\n".encode(), "a.csv")[1] == (2, ("1", "2"))


def test_a_text_table_with_the_ending_of_an_old_workbook():
    assert read(b"a\tb\n1\t2\n", "a.xls") == [(1, ("a", "b")), (2, ("1", "2"))]


def workbook(write) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        write(book, book.add_worksheet("甲"))
    return target.getvalue()


def test_workbook_cells_keep_their_types_and_their_numbers():
    def write(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, ["姓名 ", 442000001001, 442099194505060012, 1.5, True])
        sheet.write_datetime(2, 6, date(1945, 5, 6), day)
        sheet.write_formula(2, 7, "=NA()", None, "#N/A")
        sheet.write_formula(2, 8, "=1+1", None, "")
        sheet.write_formula(2, 9, "=1+1", None, 2)

    [(number, cells)] = read(workbook(write), "a.xlsx")
    assert number == 3
    assert cells == (
        "", "姓名 ", 442000001001.0, 4.420991945050600e17, 1.5, True, date(1945, 5, 6),
        CellFault("#N/A"), CellFault("="), 2.0,
    )  # fmt: skip
    assert [plain_text(cell) for cell in cells] == [
        "", "姓名", "442000001001", "4.4209919450506E+17", "1.5", "TRUE", "1945-05-06", "#N/A", "=", "2",
    ]  # fmt: skip


def test_hidden_rows_columns_sheets_and_merged_ranges():
    def write(book, sheet):
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_row(4, 0, ["d", "e", "f"])
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.merge_range(6, 0, 7, 1, "m")
        book.add_worksheet("乙 & 丙").write(0, 0, "x")
        book.worksheets()[1].hide()

    content = workbook(write)
    book = read_book(content, name="a.xlsx", limit_bytes=LIMIT)
    assert [(each.name, each.is_hidden) for each in book.sheets] == [("甲", False), ("乙 & 丙", True)]
    sheet = book.sheet("甲")
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({5}, {1}, (((7, 0), (8, 1)),))
    assert read(content, "a.xlsx", "乙 & 丙") == [(1, ("x",))]


def test_a_table_comes_back_as_it_was_written_and_never_computes():
    rows = [("姓名", "证件号码"), ("=1+1", "442099194505060012")]
    assert read(write_workbook(rows, sheet="老年人"), "a.xlsx") == [
        (1, ("姓名", "证件号码")),
        (2, ("=1+1", "442099194505060012")),
    ]
    assert write_csv([("姓名", "=1+1")]).decode("utf-8-sig") == "姓名,'=1+1\r\n"


def test_a_template_has_lists_a_sample_and_instructions():
    columns = [
        TemplateColumn(heading="姓名", required=True, choices=(), sample="张淑芬", note="与证件一致。"),
        TemplateColumn(heading="性别", required=False, choices=("男", "女"), sample="女", note=""),
    ]
    content = write_template(columns, sheet="老年人")
    assert read(content, "a.xlsx") == [(1, ("姓名", "性别")), (2, ("张淑芬", "女"))]
    assert read(content, "a.xlsx", "填写说明")[2] == (3, ("性别", "选填", "", "男、女", "女"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<dataValidation type="list"' in page
    assert "<formula1>选项!$B$1:$B$2</formula1>" in page


def test_a_receipt_keeps_every_cell_and_marks_the_faulty(tmp_path):
    content = workbook(
        lambda _book, sheet: [sheet.write_row(row, 0, ["'=x", "+y", 4.42e17]) for row in (1, 5)]
    )
    sheet = read_book(content, name="a.xlsx", limit_bytes=LIMIT).sheet("甲")
    marks = {6: Mark(sentences=("第一句。", "第二句。"), cells={1: "第一句。", 4: "空格也标。"})}
    path = tmp_path / "r.xlsx"
    write_receipt(path, sheet, header_row=2, mark_of=marks.get)
    rows = dict(read(path.read_bytes(), "r.xlsx"))
    assert sorted(rows) == [2, 6]
    assert rows[2][-1] == "错误原因（怎么改）"
    assert rows[6][2] == "4.42E+17"
    assert rows[6][3] == "第一句。\n第二句。"
    with zipfile.ZipFile(path) as packed:
        assert "第一句。" in packed.read("xl/comments1.xml").decode()
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()


def packed(**files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


MACROS = packed(**{"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"})
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "name", "limit", "expected"),
    [
        (b"", "a.csv", LIMIT, "file_empty"),
        (b"\n\n,,\n", "a.csv", LIMIT, "file_empty"),
        (b"a,b\n", "a.csv", 3, "file_too_large"),
        (b"a,b\n", "a.pdf", LIMIT, "file_type"),
        (b"a,b\n", "a", LIMIT, "file_type"),
        (b"a,b\n", "a.xlsx", LIMIT, "file_type"),
        (b"\xd0\xcf\x11\xe0", "a.xls", LIMIT, "file_broken"),
        (b"\xd0\xcf\x11\xe0", "a.doc", LIMIT, "file_type"),
        (b"\x00\x01", "a.csv", LIMIT, "file_type"),
        (packed(x="y"), "a.docx", LIMIT, "file_type"),
        (packed(x="y"), "a.xlsx", LIMIT, "file_broken"),
        (b"PK\x03\x04 torn", "a.xlsx", LIMIT, "file_broken"),
        (packed(**{"xl/workbook.xml": "0" * 200_000}), "a.xlsx", 10_000, "file_swollen"),
        (MACROS, "a.xlsx", LIMIT, "file_macros"),
        (MACROS, "a.xlsm", LIMIT, "file_macros"),
        (packed(**{"xl/workbook.xml": "x"}), "a.xlsm", LIMIT, "file_macros"),
        (LOCKED, "a.xlsx", LIMIT, "file_locked"),
        (b"<html><body><table>", "a.xls", LIMIT, "file_web_page"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a.xls", LIMIT, "file_web_page"),
        (b'<?xml version="1.0"?><Workbook>', "a.xls", LIMIT, "file_web_page"),
        (b"\xff\xfd\xff\n", "a.csv", LIMIT, "file_encoding"),
        (b'"' + b"a" * 200_000, "a.csv", LIMIT, "file_broken"),
    ],
)
def test_files_that_are_no_table(content, name, limit, expected):
    assert codes(content, name, limit) == (expected,)


@pytest.mark.parametrize("rows", [0, 1, PACKED_ROWS, PACKED_ROWS + 1])
def test_a_packed_sheet_has_the_same_rows_however_often_it_is_read(rows):
    def write(book, page):
        page.write_row(0, 0, ("a", 1.5, True))
        for at in range(rows):
            page.write_datetime(at + 1, 1, date(1945, 5, 6), book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_formula(rows + 1, 0, "=NA()", None, "#N/A")

    book = read_book(workbook(write), name="a.xlsx", limit_bytes=LIMIT)
    sheet = book.sheet("甲")
    packed = pack_sheet(sheet)
    assert list(packed.rows()) == list(packed.rows()) == list(sheet.rows())
    assert isinstance(list(packed.rows())[-1].cells[0], CellFault)
    assert packed.height == sheet.height == rows + 2
