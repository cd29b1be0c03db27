"""Lists as workbooks: the columns of the page, every row, nothing that a spreadsheet would take for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from markupsafe import Markup

from yiyang.gateways.spreadsheets import write_workbook
from yiyang.ui.formats import percent_text
from yiyang.ui.tables import Column

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME = 31


def wants_export(request: HttpRequest) -> bool:
    """Whether the list is asked for as a workbook."""
    return request.GET.get("export") == "xlsx"


def export_url(request: HttpRequest) -> str:
    """The address of the workbook with the same conditions, without the page within the list."""
    query = request.GET.copy()
    query.pop("after", None)
    query["export"] = "xlsx"
    return f"?{query.urlencode()}"


def export_table(columns: Sequence[Column], rows: Iterable[Any], *, name: str, title: str) -> HttpResponse:
    """The rows as an .xlsx file called after `name`; its sheet bears the title."""
    lines = [[column.label for column in columns]]
    lines += [[_text(column, row) for column in columns] for row in rows]
    content = write_workbook(lines, sheet=title[:SHEET_NAME])
    answer = HttpResponse(content, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name) or "list"}.xlsx"'
    return answer


def _text(column: Column, row: Any) -> str:
    value = column.read(row)
    if value is None:
        return ""
    if isinstance(value, Markup):
        return value.striptags()
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == "percent":
        return percent_text(value)
    return str(value)
