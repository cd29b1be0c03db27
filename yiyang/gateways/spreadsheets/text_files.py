"""Tables saved as text: .csv and its kin, in UTF-8, UTF-16 or GB18030."""

import csv
import io
import re
from collections.abc import Iterator

from yiyang.gateways.spreadsheets import phrases  # noqa: F401
from yiyang.gateways.spreadsheets.book import Book, Row, Sheet, SheetName
from yiyang.kernel.refused import Refused

SHEET = "CSV"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SIGNS = ",;\t"
SAMPLED_LINES = 10
KEPT_AS_TEXT = re.compile(r'="?([^"]*)"?')


def is_text(content: bytes) -> bool:
    """Whether a file may be text: no zero bytes, unless it says that it is UTF-16."""
    return content.startswith(UTF16_MARKS) or b"\x00" not in content


def read_text_book(content: bytes, *, name: str) -> Book:
    """The one sheet of a text table. Raises Refused: `file_encoding`, `file_empty` or `file_broken`."""
    text = decode(content)
    separator = _separator(text)
    try:
        rows = [
            Row(number=number, cells=tuple(_cell(cell) for cell in cells))
            for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1)
        ]
    except csv.Error as fault:
        raise Refused.because("file_broken", field="file", name=name) from fault
    if not any(any(row.cells) for row in rows):
        raise Refused.because("file_empty", field="file")

    def open_sheet() -> Sheet:
        return Sheet(name=SHEET, height=len(rows), open_rows=lambda: _walk(rows))

    return Book(name=name, sheets=(SheetName(name=SHEET),), openers={SHEET: open_sheet})


def _walk(rows: list[Row]) -> Iterator[Row]:
    return iter(rows)


def _cell(text: str) -> str:
    # Programs write ="0760" to keep a number's zeros.
    kept = KEPT_AS_TEXT.fullmatch(text) if text.startswith('="') else None
    return kept[1] if kept else text


def _separator(text: str) -> str:
    lines = [line for line in text.split("\n", SAMPLED_LINES * 3) if line.strip()][:SAMPLED_LINES]
    return max(SIGNS, key=lambda sign: sum(line.count(sign) for line in lines))


def decode(content: bytes) -> str:
    """The text of a file. Raises Refused (`file_encoding`)."""
    encodings = ("utf-16",) if content.startswith(UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused.because("file_encoding", field="file")
