"""What the platform reads in the first column of a table of days, by its own reader of spreadsheets."""

from datetime import date

from yiyang.flows.records.columns import read_birth

from yiyang.gateways.spreadsheets import read_sheet

MEGABYTE = 1024 * 1024


def read_days(content: bytes, *, name: str) -> list[date]:
    sheet = read_sheet(content, name=name, limit_bytes=20 * MEGABYTE)
    return [read_birth(row.cells[0]) for row in sheet.rows[1:]]
