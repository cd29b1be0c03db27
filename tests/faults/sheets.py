"""What the platform reads in the first column of a table of days, by its own reader of spreadsheets."""

from datetime import date

from yiyang.domains.intake.rules.cells import read_day
from yiyang.gateways.spreadsheets import read_book

MEGABYTE = 1024 * 1024


def read_days(content: bytes, *, name: str) -> list[date]:
    book = read_book(content, name=name, limit_bytes=20 * MEGABYTE)
    sheet = book.sheet(book.sheets[0].name)
    return [read_day(row.cells[0]) for row in list(sheet.rows())[1:]]
