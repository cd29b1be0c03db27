"""Tables that people fill in: .csv and .xlsx files into plain rows, and templates out."""

from yiyang.gateways.spreadsheets.reading import Row, Sheet, read_sheet
from yiyang.gateways.spreadsheets.writing import write_csv, write_workbook

__all__ = ["Row", "Sheet", "read_sheet", "write_csv", "write_workbook"]
