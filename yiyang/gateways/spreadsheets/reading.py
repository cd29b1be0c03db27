"""Telling what a file is by its content, refusing what is hostile, and opening the rest as a book of sheets."""

import io
import re
import zipfile
from pathlib import PurePath

import python_calamine

from yiyang.gateways.spreadsheets import phrases  # noqa: F401
from yiyang.gateways.spreadsheets.book import Book
from yiyang.gateways.spreadsheets.text_files import is_text, read_text_book
from yiyang.gateways.spreadsheets.workbooks import read_workbook
from yiyang.kernel.refused import Refused

MEGABYTE = 1024 * 1024
UNPACKED_FACTOR = 12
ZIP_MARK, OLD_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|meta|table|\?xml)", re.IGNORECASE)
TEXT_ENDINGS = {".csv", ".txt", ".tsv", ".xls"}
BOOK_ENDINGS = {".xlsx", ".xls", ".et"}
MACRO_PARTS = ("vbaproject.bin",)


def read_book(content: bytes, *, name: str, limit_bytes: int) -> Book:
    """Open a file of a spreadsheet program or a text table.

    Raises Refused: `file_empty`, `file_too_large`, `file_swollen`, `file_locked`, `file_macros`, `file_web_page`,
    `file_type`, `file_encoding` or `file_broken`.
    """
    if not content.strip():
        raise Refused.because("file_empty", field="file")
    if len(content) > limit_bytes:
        raise too_large(len(content), limit_bytes=limit_bytes)
    ending = PurePath(name).suffix.lower()
    if content.startswith(ZIP_MARK):
        _check_package(content, name=name, ending=ending, limit_bytes=limit_bytes)
        return _open(content, name=name)
    if content.startswith(OLD_MARK):
        if LOCKED_MARK in content:
            raise Refused.because("file_locked", field="file", name=name)
        if ending not in BOOK_ENDINGS:
            raise Refused.because("file_type", field="file", name=name)
        return _open(content, name=name)
    if WEB_PAGE.match(content[:200].removeprefix(b"\xef\xbb\xbf")):
        raise Refused.because("file_web_page", field="file", name=name)
    if ending in TEXT_ENDINGS and is_text(content):
        return read_text_book(content, name=name)
    raise Refused.because("file_type", field="file", name=name)


def too_large(size: int, *, limit_bytes: int) -> Refused:
    """The refusal of a file of this size."""
    megabytes = f"{size / MEGABYTE:.1f}"
    return Refused.because("file_too_large", field="file", megabytes=megabytes, most=limit_bytes // MEGABYTE)


def _check_package(content: bytes, *, name: str, ending: str, limit_bytes: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = {part.filename.lower(): part.file_size for part in packed.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise Refused.because("file_broken", field="file", name=name) from fault
    if ending == ".xlsm" or any(part.endswith(MACRO_PARTS) for part in parts):
        raise Refused.because("file_macros", field="file", name=name)
    if ending not in BOOK_ENDINGS:
        raise Refused.because("file_type", field="file", name=name)
    if (unpacked := sum(parts.values())) > limit_bytes * UNPACKED_FACTOR:
        megabytes = f"{unpacked / MEGABYTE:.0f}"
        raise Refused.because("file_swollen", field="file", name=name, megabytes=megabytes)
    if "xl/workbook.xml" not in parts:
        raise Refused.because("file_broken", field="file", name=name)


def _open(content: bytes, *, name: str) -> Book:
    try:
        return read_workbook(content, name=name)
    except python_calamine.PasswordError as fault:
        raise Refused.because("file_locked", field="file", name=name) from fault
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as fault:
        raise Refused.because("file_broken", field="file", name=name) from fault
