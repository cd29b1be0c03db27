"""Receipts: the sheet that was sent, cell for cell at the same row numbers, with what is wrong in red."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

from yiyang.gateways.spreadsheets.book import Sheet
from yiyang.gateways.spreadsheets.cells import Cell, CellFault, plain_text
from yiyang.gateways.spreadsheets.writing import SAFE

REASON_HEADING = "错误原因（怎么改）"
EXACT_DIGITS = 10**11
FIRST_DATE = date(1900, 3, 1)
WIDTH, WIDE = 16, 70
LONGEST_COMMENT = 1000


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What is said about a row: sentences, and for each faulty cell (place from 0) its own."""

    sentences: tuple[str, ...]
    cells: Mapping[int, str]


def write_receipt(
    path: Path, sheet: Sheet, *, header_row: int, mark_of: Callable[[int], Mark | None]
) -> None:
    """Write the receipt of a sheet to a file; `mark_of` is asked for each row number, from the first on.

    Rows without a mark stand as they came.
    """
    width = _width(sheet)
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "tmpdir": str(path.parent), **SAFE}
    ) as book:
        page = book.add_worksheet(_sheet_name(sheet.name))
        formats = {
            "text": book.add_format({"num_format": "@"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "red": book.add_format({"bg_color": "#F9C9C4", "num_format": "@"}),
            "red_day": book.add_format({"bg_color": "#F9C9C4", "num_format": "yyyy-mm-dd"}),
            "head": book.add_format({"bold": True, "font_color": "#B42318"}),
            "why": book.add_format({"font_color": "#B42318", "text_wrap": True, "num_format": "@"}),
        }
        page.freeze_panes(header_row, 0)
        page.set_column(0, max(0, width - 1), WIDTH)
        page.set_column(width, width, WIDE)
        for row in sheet.rows():
            mark = mark_of(row.number)
            faulty = mark.cells if mark else {}
            for place in range(max(len(row.cells), max(faulty, default=-1) + 1)):
                cell = row.cells[place] if place < len(row.cells) else ""
                _write_cell(page, row.number - 1, place, cell, formats, is_red=place in faulty)
                if faulty.get(place):
                    page.write_comment(row.number - 1, place, faulty[place][:LONGEST_COMMENT])
            if row.number == header_row:
                page.write_string(row.number - 1, width, REASON_HEADING, formats["head"])
            elif mark:
                page.write_string(row.number - 1, width, "\n".join(mark.sentences), formats["why"])


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: Mapping[str, xlsxwriter.format.Format],
    *,
    is_red: bool,
) -> None:
    text, day = (formats["red"], formats["red_day"]) if is_red else (formats["text"], formats["day"])
    if cell == "":
        if is_red:
            page.write_blank(row, column, None, text)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, text if is_red else None)
    elif isinstance(cell, (int, float)) and abs(cell) < EXACT_DIGITS:
        page.write_number(row, column, cell, text if is_red else None)
    elif isinstance(cell, (datetime, date)) and _as_day(cell) >= FIRST_DATE:
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, (str, int, float, CellFault, date, time, timedelta)):
        page.write_string(row, column, cell if isinstance(cell, str) else plain_text(cell), text)


def _as_day(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _width(sheet: Sheet) -> int:
    width = 0
    for row in sheet.rows():
        last = len(row.cells)
        while last > width and row.cells[last - 1] == "":
            last -= 1
        width = max(width, last)
    return width


def _sheet_name(name: str) -> str:
    return "".join(sign for sign in name if sign not in "[]:*?/\\").strip("'")[:31] or "Sheet1"
