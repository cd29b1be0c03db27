"""Reading what a page let somebody download."""

from yiyang.gateways.spreadsheets import read_book
from yiyang.gateways.spreadsheets.book import Row


def rows_of(content: bytes) -> list[Row]:
    """Every row of the first sheet of a workbook."""
    book = read_book(content, name="a.xlsx", limit_bytes=10**7)
    return list(book.sheet(book.sheets[0].name).rows())
