"""Writing tables. A cell that begins like a formula is text, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 22
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv that spreadsheet programs open in the right encoding (UTF-8 with its mark)."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def write_workbook(rows: Iterable[Sequence[str]], *, sheet: str) -> bytes:
    """An .xlsx whose first row is a frozen header; every cell is text, so that long numbers stay whole."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **SAFE}) as book:
        page = book.add_worksheet(sheet)
        head, text = (
            book.add_format({"bold": True, "bg_color": "#F0F4FA"}),
            book.add_format({"num_format": "@"}),
        )
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            page.set_column(0, max(0, len(row) - 1), WIDTH, text)
            for column, cell in enumerate(row):
                page.write_string(number, column, cell, text if number else head)
    return target.getvalue()
