"""The columns of a table of elders: what heads them, and how a cell is understood."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yiyang.domains.elders.rules import phrases  # noqa: F401
from yiyang.gateways.spreadsheets import Row
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Refused
from yiyang.ui.forms import normalise_code, normalise_text, read_day

register_phrases(
    {
        "columns_missing": (
            "The table has no column %(columns)s; take the header row of the template, above the first person."
        ),
        "rows_missing": "The table has a header row but no person below it; fill in one row a person.",
        "too_many_rows": (
            "The table has %(rows)s rows; the page takes %(most)s at once: split it, or have the file read on "
            "the command line."
        ),
    }
)
HEADER_SEARCHED = 10
SEXES = {
    **dict.fromkeys(("男", "男性", "1", "M", "MALE"), "1"),
    **dict.fromkeys(("女", "女性", "2", "F", "FEMALE"), "2"),
    **dict.fromkeys(("未知", "未知的性别", "0", "UNKNOWN"), "0"),
    **dict.fromkeys(("未说明", "未说明的性别", "9", "NOTSTATED"), "9"),
}
SPREADSHEET_EPOCH = date(1899, 12, 30)
SERIAL = re.compile(r"\d{5}")
NO_SPREADSHEET_ROUNDING = re.compile(r"\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its field, its heading in a template, other headings it is known by, how it is read."""

    field: str
    heading: str
    also: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = False


def read_text(text: str) -> str:
    """A cell of words."""
    return normalise_text(text)


def read_code(text: str) -> str:
    """A cell with a number or code; what a spreadsheet has rounded stays recognisable."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    return plain.upper() if NO_SPREADSHEET_ROUNDING.fullmatch(plain) else normalise_code(plain)


def read_sex(text: str) -> str | None:
    """The code of a sex written as a word or a code. Raises Refused (`unknown_code`)."""
    if not text:
        return None
    code = SEXES.get(normalise_code(text))
    if code is None:
        raise Refused.because("unknown_code", field="sex", text=text, known="男, 女")
    return code


def read_birth(text: str) -> date | None:
    """A day written as people write it, or a spreadsheet's count of days. Raises Refused (`impossible_date`)."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if SERIAL.fullmatch(plain):
            return SPREADSHEET_EPOCH + timedelta(days=int(plain))
        return read_day(plain.split(" ")[0])
    except ValueError:
        raise Refused.because("impossible_date", field="birth_date", text=text) from None


COLUMNS = (
    Column(field="name", heading="姓名", also=(), read=read_text, required=True),
    Column(
        field="identity_number",
        heading="证件号码",
        also=("身份证号", "身份证号码", "公民身份号码"),
        read=read_code,
        required=True,
    ),
    Column(field="sex", heading="性别", also=(), read=read_sex),
    Column(field="birth_date", heading="出生日期", also=("出生年月日",), read=read_birth),
    Column(field="phone", heading="联系电话", also=("电话", "手机号码"), read=read_code),
    Column(
        field="village_code",
        heading="村(社区)代码",
        also=("村代码", "社区代码", "村居代码"),
        read=read_code,
        required=True,
    ),
    Column(field="address", heading="住址", also=("地址", "现住址"), read=read_text),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row understood: values by field, and what could not be understood."""

    number: int
    values: dict[str, Any]
    reasons: tuple[Reason, ...]


def read_entries(rows: Iterable[Row]) -> list[Entry]:
    """The rows below the header.

    Raises Refused: `columns_missing` without a header row among the first ten, `rows_missing` without a person.
    """
    waiting = list(rows)
    places, head = _find_header(waiting)
    entries = [_read_entry(row, places) for row in waiting[head + 1 :]]
    if not entries:
        raise Refused.because("rows_missing", field="file")
    return entries


def _find_header(rows: list[Row]) -> tuple[dict[str, int], int]:
    fewest: list[str] | None = None
    for index, row in enumerate(rows[:HEADER_SEARCHED]):
        places = _places(row.cells)
        lacking = [column.heading for column in COLUMNS if column.required and column.field not in places]
        if not lacking:
            return places, index
        if fewest is None or len(lacking) < len(fewest):
            fewest = lacking
    raise Refused.because("columns_missing", field="file", columns=", ".join(fewest or []))


def _places(cells: tuple[str, ...]) -> dict[str, int]:
    known = {}
    for column in COLUMNS:
        for heading in (column.field, column.heading, *column.also):
            known[_plain(heading)] = column.field
    places: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if (field := known.get(_plain(cell))) is not None:
            places.setdefault(field, index)
    return places


def _plain(heading: str) -> str:
    return re.sub(r"[\s*_]", "", unicodedata.normalize("NFKC", heading)).lower()


def _read_entry(row: Row, places: dict[str, int]) -> Entry:
    values: dict[str, Any] = {}
    reasons: list[Reason] = []
    for column in COLUMNS:
        index = places.get(column.field)
        text = row.cells[index] if index is not None and index < len(row.cells) else ""
        try:
            values[column.field] = column.read(text)
        except Refused as refused:
            values[column.field] = None
            reasons += refused.reasons
    return Entry(number=row.number, values=values, reasons=tuple(reasons))
