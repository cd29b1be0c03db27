"""Files handed out: templates and receipts."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse

from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.gateways.spreadsheets import TemplateColumn, write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template_of(kind: SheetKind) -> bytes:
    """The workbook of a kind that people fill in."""
    columns = [
        TemplateColumn(
            heading=column.heading,
            required=column.required,
            choices=column.choices,
            sample=column.sample,
            note=column.note,
        )
        for column in kind.columns
    ]
    return write_template(columns, sheet=kind.sheet)


def answer_file(content: bytes | Iterable[bytes], *, name: str, kind: str, digest: str = "") -> HttpResponse:
    """A download with its whole length and, where known, its checksum."""
    body = content if isinstance(content, bytes) else b"".join(content)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Content-Length"] = str(len(body))
    answer["Cache-Control"] = "no-store"
    if digest:
        answer["ETag"] = f'"{digest}"'
    return answer
