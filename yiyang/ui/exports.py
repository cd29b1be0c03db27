"""A list as a workbook: the columns of the page, every cell a text that no program takes for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse

from yiyang.gateways.spreadsheets.writing import write_workbook
from yiyang.ui.tables import Column

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_list(
    columns: Sequence[Column], rows: Iterable[Any], *, sheet: str, file_name: str
) -> HttpResponse:
    """The answer that downloads a list as `file_name`.xlsx with the columns' labels as its header."""
    header = [f"{column.label} ({column.unit})" if column.unit else str(column.label) for column in columns]
    lines = [[_cell(column.read(row)) for column in columns] for row in rows]
    answer = HttpResponse(write_workbook([header, *lines], sheet=sheet), content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    return answer


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
