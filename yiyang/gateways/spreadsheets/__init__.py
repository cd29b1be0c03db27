"""Tables that people fill in: files of office programs into typed rows; templates, tables and receipts out."""

from yiyang.gateways.spreadsheets.book import Book, Row, Sheet, SheetName, pack_sheet
from yiyang.gateways.spreadsheets.cells import Cell, CellFault, plain_text
from yiyang.gateways.spreadsheets.reading import read_book
from yiyang.gateways.spreadsheets.receipts import Mark, write_receipt
from yiyang.gateways.spreadsheets.templates import TemplateColumn, write_template
from yiyang.gateways.spreadsheets.writing import write_csv, write_workbook

__all__ = [
    "Book",
    "Cell",
    "CellFault",
    "Mark",
    "Row",
    "Sheet",
    "SheetName",
    "TemplateColumn",
    "pack_sheet",
    "plain_text",
    "read_book",
    "write_csv",
    "write_receipt",
    "write_template",
    "write_workbook",
]
