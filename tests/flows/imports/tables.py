"""Files as people send them, and the whole way of a table in one call."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from tests.factories import NEVER_ASSIGNED, TODAY, platform_viewer
from yiyang.domains.intake.actions import apply_batch, check_batch, receive_file
from yiyang.domains.intake.models import Batch
from yiyang.domains.intake.queries import rows_of
from yiyang.domains.intake.rules.sheet_kind import FAULTY, REFUSED, SKIPPED, SUSPECT, TWICE
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.imports.work import work_batches
from yiyang.kernel.identity import make_identity_number

VILLAGE = "442000001001"
HEAD = ("姓名", "证件号码", "性别", "出生日期", "联系电话", "村(社区)代码", "住址")
BORN = date(1945, 5, 6)
ALL_SAID = (FAULTY, TWICE, SUSPECT, SKIPPED, REFUSED)


def number(serial: int, birth: date = BORN, area: str = NEVER_ASSIGNED) -> str:
    return make_identity_number(area, birth, serial)


def person(serial: int, **changed: Any) -> tuple[Any, ...]:
    cells = {"姓名": "张淑芬", "证件号码": number(serial), "村(社区)代码": VILLAGE, **changed}
    return tuple(cells.get(heading, "") for heading in HEAD)


def csv_of(*rows: Sequence[Any], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def book_of(
    *rows: Sequence[Any], sheet: str = "老年人", more: Callable[[Any, Any], None] | None = None
) -> bytes:
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif cell != "":
                    page.write(at, column, cell)
        if more is not None:
            more(book, page)
    return target.getvalue()


def receive(
    content: bytes, *, kind: str = "elders", viewer: Any = None, name: str = "a.xlsx", sheet: str = ""
) -> Batch:
    return receive_file(
        viewer=viewer or platform_viewer(on=TODAY),
        kind=find_kind(kind),
        kinds=all_kinds(),
        name=name,
        content=content,
        sheet=sheet,
    )


def check(
    content: bytes, *, kind: str = "elders", viewer: Any = None, name: str = "a.xlsx", **how: Any
) -> Batch:
    viewer = viewer or platform_viewer(on=TODAY)
    batch = receive(content, kind=kind, viewer=viewer, name=name)
    check_batch(viewer=viewer, batch=batch, kind=find_kind(kind), **how)
    return finish(batch)


def finish(batch: Batch) -> Batch:
    work_batches(pk=batch.pk)
    batch.refresh_from_db()
    return batch


def take(
    content: bytes, *, kind: str = "elders", viewer: Any = None, name: str = "a.xlsx", **how: Any
) -> Batch:
    viewer = viewer or platform_viewer(on=TODAY)
    batch = check(content, kind=kind, viewer=viewer, name=name)
    apply_batch(viewer=viewer, batch=batch, **how)
    return finish(batch)


def said(batch: Batch) -> list[tuple[int, str, str]]:
    """(row, field, code) of everything said about the rows."""
    return [
        (row.number, finding.reason.field or "", finding.reason.code)
        for row in rows_of(batch, outcomes=ALL_SAID, limit=None)
        for finding in row.findings
    ]
