"""Reading a .csv (UTF-8 or GB18030) or .xlsx file into rows of plain text, as a person would see them."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

import python_calamine

from yiyang.gateways.spreadsheets import phrases  # noqa: F401
from yiyang.kernel.refused import Refused

MEGABYTE = 1024 * 1024
UNPACKED_FACTOR = 10
EXACT_INTEGER = 10**15
ZIP_MARK, CSV, XLSX = b"PK\x03\x04", ".csv", ".xlsx"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row as text; `number` is what a spreadsheet program writes beside it, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The first sheet of a file; rows without any text are left out."""

    name: str
    rows: tuple[Row, ...]


def read_sheet(content: bytes, *, name: str, limit_bytes: int) -> Sheet:
    """Read the first sheet of a file.

    Numbers come as digits, days as 1950-03-07, numbers that a spreadsheet has rounded in scientific notation.
    Raises Refused: `file_empty`, `file_too_large`, `file_type`, `file_broken` or `file_encoding`.
    """
    if not content:
        raise Refused.because("file_empty", field="file")
    if len(content) > limit_bytes:
        raise too_large(len(content), limit_bytes=limit_bytes)
    ending = PurePath(name).suffix.lower()
    if ending == XLSX and content.startswith(ZIP_MARK):
        found = _read_workbook(content, name=name, limit_bytes=limit_bytes)
    elif ending == CSV and not content.startswith(ZIP_MARK):
        found = _read_csv(content, name=name)
    else:
        raise Refused.because("file_type", field="file", name=name)
    rows = tuple(Row(number=number, cells=cells) for number, cells in found if any(cells))
    if not rows:
        raise Refused.because("file_empty", field="file")
    return Sheet(name=name, rows=rows)


def too_large(size: int, *, limit_bytes: int) -> Refused:
    """The refusal of a file of this size."""
    megabytes = f"{size / MEGABYTE:.1f}"
    return Refused.because("file_too_large", field="file", megabytes=megabytes, most=limit_bytes // MEGABYTE)


def _read_workbook(content: bytes, *, name: str, limit_bytes: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > limit_bytes * UNPACKED_FACTOR:
            raise too_large(unpacked, limit_bytes=limit_bytes)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        values = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, python_calamine.CalamineError, IndexError) as fault:
        raise Refused.because("file_broken", field="file", name=name) from fault
    for number, row in enumerate(values, start=1):
        yield number, tuple(_as_text(value) for value in row)


def _as_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGER:
        return str(int(value))
    if isinstance(value, float) and abs(value) >= EXACT_INTEGER:
        return f"{value:.14E}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value).strip()


def _read_csv(content: bytes, *, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    if b"\x00" in content:
        raise Refused.because("file_type", field="file", name=name)
    text = _decode(content)
    first_line = text.split("\n", 1)[0]
    separator = max(",;\t", key=first_line.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            yield number, tuple(cell.strip() for cell in row)
    except csv.Error as fault:
        raise Refused.because("file_broken", field="file", name=name) from fault


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused.because("file_encoding", field="file")
