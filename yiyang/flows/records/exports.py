"""Lists of elders as workbooks: the rows of the caller's scope, numbers masked, the reading recorded."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.queries import ListPlace, categories_on, masked_numbers
from yiyang.flows.records.queries import elder_rows
from yiyang.flows.records.words import category_words
from yiyang.gateways.spreadsheets.writing import write_workbook

MOST_ROWS = 5000
STEP = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Step = Callable[[ListPlace | None], tuple[list[dict[str, Any]], ListPlace | None]]


def collect(step: Step) -> tuple[list[dict[str, Any]], bool]:
    """Rows page by page up to the most an export holds, and whether some were left off."""
    rows: list[dict[str, Any]] = []
    after: ListPlace | None = None
    while len(rows) < MOST_ROWS:
        found, after = step(after)
        rows += found
        if after is None:
            return rows, False
    return rows[:MOST_ROWS], True


def export_elders(
    *,
    viewer: Viewer,
    step: Step,
    page: str,
    title: str,
    extra: tuple[str, Callable[[list[dict[str, Any]]], dict[int, str]]] | None = None,
) -> HttpResponse:
    """A workbook of the elders that the steps bring; `extra` adds a column by elder id."""
    found, is_cut = collect(step)
    ids = [row["id"] for row in found]
    record_reading(viewer=viewer, elder_ids=ids, page=page)
    numbers = masked_numbers(ids)
    categories = categories_on(elder_ids=ids, on=viewer.on)
    more = extra[1](found) if extra else {}
    head = [_("Full name"), _("Sex"), _("Age"), _("Identity number"), _("Phone"), _("Village or community")]
    head += [_("Town"), _("Family doctor"), _("Categories"), *([extra[0]] if extra else [])]
    lines: list[Sequence[str]] = [head]
    for plain, row in zip(found, elder_rows(found, on=viewer.on), strict=True):
        words = ", ".join(category_words(code) for code in categories.get(plain["id"], ()))
        line = [
            row.name,
            row.sex,
            str(row.age),
            *numbers[plain["id"]],
            row.village,
            row.town,
            row.team,
            words,
        ]
        lines.append([*line, more.get(plain["id"], "")] if extra else line)
    if is_cut:
        lines.append(
            [_("Only the first %(most)s rows; narrow the filters for the others.") % {"most": MOST_ROWS}]
        )
    answer = HttpResponse(write_workbook(lines, sheet=title[:31]), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{page}.xlsx"'
    return answer
