"""Files of spreadsheet programs (.xlsx, .xls, .et), read row by row with their Excel numbers."""

import io
from collections.abc import Callable, Iterator

import python_calamine
from python_calamine import SheetVisibleEnum

from yiyang.gateways.spreadsheets.book import Book, Row, Sheet, SheetName
from yiyang.gateways.spreadsheets.cells import Cell, CellFault
from yiyang.gateways.spreadsheets.markings import NO_MARKINGS, Markings, read_markings


def read_workbook(content: bytes, *, name: str) -> Book:
    """A workbook with its sheets. Raises what python-calamine raises for files it cannot read."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = tuple(
        SheetName(name=sheet.name, is_hidden=sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
    )

    def opener(sheet_name: str) -> Callable[[], Sheet]:
        return lambda: _open_sheet(book, content, sheet_name)

    return Book(name=name, sheets=names, openers={each.name: opener(each.name) for each in names})


def _open_sheet(book: python_calamine.CalamineWorkbook, content: bytes, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    marks = read_markings(content, sheet=name) if content.startswith(b"PK") else NO_MARKINGS
    merged = tuple(
        ((top + 1, left), (bottom + 1, right))
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or ())
    )
    height = sheet.end[0] + 1 if sheet.end else 0
    return Sheet(
        name=name,
        height=height,
        open_rows=lambda: _walk(sheet, marks),
        merged=merged,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
    )


def _walk(sheet: python_calamine.CalamineSheet, marks: Markings) -> Iterator[Row]:
    # calamine counts rows from the first of the sheet, but columns from the first that is filled.
    left = ("",) * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells: tuple[Cell, ...] = (*left, *values)
        if number in marks.fault_rows:
            cells = _with_faults(cells, number, marks)
        yield Row(number=number, cells=cells)


def _with_faults(cells: tuple[Cell, ...], number: int, marks: Markings) -> tuple[Cell, ...]:
    faults = marks.faults_of(number)
    width = max(len(cells), max(faults) + 1)
    filled = [*cells, *[""] * (width - len(cells))]
    for column, text in faults.items():
        filled[column] = CellFault(text)
    return tuple(filled)
