"""Batches as pages and answers show them."""

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext, gettext_noop

from yiyang.access.roles import IMPORTS
from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions.table import open_table
from yiyang.domains.intake.queries import find_batch, state_choices
from yiyang.domains.intake.rules.findings import column_letters
from yiyang.domains.intake.rules.lifecycle import WORKED
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.imports.wording import OUTCOME_LABELS, fault_of
from yiyang.gateways.spreadsheets import plain_text
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused

register_phrases(
    {
        "not_the_sender": "Only %(who)s, who sent the table, decides about it; ask there.",
    }
)
PREVIEW_ROWS, PREVIEW_COLUMNS, PREVIEW_LENGTH = 20, 40, 40
WORDS_OF_ACTS = (
    gettext_noop("check"), gettext_noop("cancel"), gettext_noop("map_again"), gettext_noop("apply"),
    gettext_noop("pause"), gettext_noop("resume"), gettext_noop("stop"), gettext_noop("undo"),
    gettext_noop("finish"), gettext_noop("finish_check"), gettext_noop("finish_undo"), gettext_noop("fail"),
    gettext_noop("received"), gettext_noop("checking"), gettext_noop("checked"), gettext_noop("applying"),
    gettext_noop("paused"), gettext_noop("done"), gettext_noop("undoing"), gettext_noop("undone"),
    gettext_noop("cancelled"), gettext_noop("failed"), gettext_noop("none"),
)  # fmt: skip


def kinds_for(viewer: Viewer) -> list[SheetKind]:
    """Kinds of tables that somebody may send."""
    return [kind for kind in all_kinds() if viewer.can(kind.permission)]


def require_batch(*, viewer: Viewer, public_id: uuid.UUID) -> Any:
    """The batch in scope. Raises Http404, and PermissionDenied for a kind that one may no longer send."""
    batch = find_batch(viewer=viewer, permission=IMPORTS, public_id=public_id)
    if batch is None:
        raise Http404("no such batch")
    if not viewer.can(batch.permission):
        raise PermissionDenied(batch.permission)
    return batch


def require_sender(batch: Any, *, viewer: Viewer) -> None:
    """Raise Refused (`not_the_sender`) unless the viewer sent the table, or the command line did."""
    if batch.account_id is not None and batch.account_id != viewer.account_id:
        raise Refused.because("not_the_sender", who=batch.actor)


def state_label(batch: Any) -> str:
    """Where a batch stands, in words."""
    return str(dict(state_choices())[batch.state])


def kind_label(batch: Any) -> str:
    """The kind of a batch, in words."""
    return gettext(find_kind(batch.kind).label)


def batch_row(batch: Any) -> dict[str, Any]:
    """A line of the list of batches."""
    return {
        "public_id": batch.public_id,
        "file": batch.file_name,
        "kind": kind_label(batch),
        "state": state_label(batch),
        "rows": batch.total,
        "taken": batch.created + batch.updated,
        "faulty": batch.faulty + batch.duplicates + batch.refused,
        "by": batch.actor,
        "at": batch.created_at,
    }


def batch_view(batch: Any) -> dict[str, Any]:
    """Everything that a page or an answer says of a batch, but its rows."""
    return {
        **batch_row(batch),
        "is_worked": batch.state in WORKED,
        "share": min(1.0, batch.done / _whole(batch)) if _whole(batch) else 0.0,
        "done": batch.done,
        "of": _whole(batch),
        "fault": fault_of(batch, gettext),
    }


def _whole(batch: Any) -> int:
    if batch.state == "undoing":
        return batch.created + batch.updated
    return max(batch.total, batch.done)


def row_lines(rows: list[Any], batch: Any) -> Iterator[dict[str, Any]]:
    """One line for each reason about each row: row, column, value, sentence."""
    headings = batch.header["headings"]
    kind = find_kind(batch.kind)
    for row in rows:
        for finding in row.findings or (None,):
            place = finding.place if finding else None
            field = (finding.reason.field or "") if finding else ""
            heading = headings[place] if place is not None and place < len(headings) else ""
            if not heading and field in kind.by_field:
                heading = kind.by_field[field].heading
            yield {
                "row": row.number,
                "outcome": str(OUTCOME_LABELS[row.outcome]),
                "field": field,
                "column": f"{column_letters(place)} {heading}" if place is not None else heading,
                "value": finding.value if finding else "",
                "code": finding.reason.code if finding else "",
                "message": finding.text(gettext) if finding else "",
            }


def preview(batch: Any, *, kind: SheetKind) -> dict[str, Any]:
    """The headings and the first rows of a batch's sheet, as text."""
    table = open_table(batch, kind=kind)
    rows = []
    for row in islice(table.sheet.rows(), batch.header["last"], None):
        cells = [_shorten(plain_text(cell)) for cell in row.cells[:PREVIEW_COLUMNS]]
        if any(cells):
            rows.append(
                {"number": row.number, "cells": cells, "is_hidden": row.number in table.sheet.hidden_rows}
            )
        if len(rows) == PREVIEW_ROWS:
            break
    headings = batch.header["headings"][:PREVIEW_COLUMNS]
    width = max([len(headings), *(len(row["cells"]) for row in rows)])
    for row in rows:
        row["cells"] += [""] * (width - len(row["cells"]))
    return {
        "letters": [column_letters(place) for place in range(width)],
        "headings": headings + [""] * (width - len(headings)),
        "rows": rows,
    }


def _shorten(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else f"{text[:PREVIEW_LENGTH]}…"
