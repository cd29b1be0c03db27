import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from yiyang.gateways.spreadsheets import read_sheet, write_csv, write_workbook
from yiyang.kernel.refused import Refused

LIMIT = 1024 * 1024


def read(content: bytes, name: str, limit: int = LIMIT):
    return [(row.number, row.cells) for row in read_sheet(content, name=name, limit_bytes=limit).rows]


def codes(content: bytes, name: str, limit: int = LIMIT):
    with pytest.raises(Refused) as refused:
        read(content, name, limit)
    return refused.value.codes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_people_save(encoding):
    content = "姓名,住址\n张淑芬,1 号\n".encode(encoding)
    assert read(content, "a.CSV") == [(1, ("姓名", "住址")), (2, ("张淑芬", "1 号"))]


def test_blank_rows_keep_the_numbers_of_the_others():
    assert read(b"a,b\r\n,\r\n\r\n1,2\r\n", "a.csv") == [(1, ("a", "b")), (4, ("1", "2"))]


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_separators(sign):
    assert read(f"a{sign}b\n1{sign}2\n".encode(), "a.csv")[1] == (2, ("1", "2"))


def workbook(write) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        write(book, book.add_worksheet())
    return target.getvalue()


def test_workbook_cells_come_as_people_see_them():
    def write(book, sheet):
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, ["姓名 ", 442000001001, 442099194505060012, 13900001234, 1.5])
        sheet.write_datetime(2, 6, date(1945, 5, 6), day)

    assert read(workbook(write), "a.xlsx") == [
        (
            3,
            ("", "姓名", "442000001001", "4.42099194505060E+17", "13900001234", "1.5", "1945-05-06"),
        )
    ]


def test_a_template_comes_back_as_it_was_written():
    rows = [("姓名", "证件号码"), ("=1+1", "442099194505060012")]
    assert read(write_workbook(rows, sheet="老年人"), "a.xlsx") == [
        (1, ("姓名", "证件号码")),
        (2, ("=1+1", "442099194505060012")),
    ]
    assert write_csv([("姓名", "=1+1")]).decode("utf-8-sig") == "姓名,'=1+1\r\n"


def packed(**files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "limit", "expected"),
    [
        (b"", "a.csv", LIMIT, "file_empty"),
        (b"\n\n,,\n", "a.csv", LIMIT, "file_empty"),
        (b"a,b\n", "a.csv", 3, "file_too_large"),
        (b"a,b\n", "a.txt", LIMIT, "file_type"),
        (b"a,b\n", "a", LIMIT, "file_type"),
        (b"a,b\n", "a.xlsx", LIMIT, "file_type"),
        (b"\xd0\xcf\x11\xe0", "a.xls", LIMIT, "file_type"),
        (b"\x00\x01", "a.csv", LIMIT, "file_type"),
        (packed(x="y"), "a.csv", LIMIT, "file_type"),
        (packed(x="y"), "a.xlsx", LIMIT, "file_broken"),
        (b"PK\x03\x04 torn", "a.xlsx", LIMIT, "file_broken"),
        (packed(x="0" * 200_000), "a.xlsx", 10_000, "file_too_large"),
        (b"\xff\xff\xff\n", "a.csv", LIMIT, "file_encoding"),
        (b'"' + b"a" * 200_000, "a.csv", LIMIT, "file_broken"),
    ],
)
def test_files_that_are_no_table(content, name, limit, expected):
    assert codes(content, name, limit) == (expected,)
