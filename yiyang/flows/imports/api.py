"""Operations of the import centre: the same verbs as its pages."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Header, Query, Router, Schema, Status
from ninja.files import UploadedFile

from yiyang.access.api import holders_of
from yiyang.access.roles import IMPORTS
from yiyang.audit.requests import once
from yiyang.domains.intake import actions
from yiyang.domains.intake.actions.receive import note_act
from yiyang.domains.intake.queries import PAGE_SIZE, TO_MEND, list_batches, receipt_of, rows_of
from yiyang.domains.intake.rules.sheet_kind import OUTCOMES, SheetKind
from yiyang.flows.imports.files import XLSX, answer_file, template_of
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.imports.queries import batch_view, kinds_for, require_batch, require_sender, row_lines
from yiyang.kernel.refused import Refused

router = Router()
HOLDERS = holders_of(IMPORTS)
OnceKey = Header(None, alias="Idempotency-Key", max_length=64)


class KindOutput(Schema):
    """A kind of table and its columns: field → heading, and which are needed."""

    code: str
    label: str
    columns: dict[str, str]
    required: list[str]


class BatchOutput(Schema):
    """A table sent; `places` maps fields to columns from 0; `fault` is empty when all is well."""

    id: uuid.UUID
    kind: str
    file: str
    sha256: str
    same_as: uuid.UUID | None
    sheet: str
    sheets: list[str]
    headings: list[str]
    places: dict[str, int]
    proposals: dict[str, int]
    state: str
    version: int
    on: date
    sent_by: str
    sent_at: datetime
    total: int
    done: int
    valid: int
    updates: int
    faulty: int
    duplicates: int
    same: int
    skipped: int
    created: int
    updated: int
    refused: int
    withdrawn: int
    kept: int
    receipt_sha256: str
    fault: str


class BatchPage(Schema):
    """A page of batches, the latest first; `next` is what to send as `after`, 0 on the last page."""

    batches: list[BatchOutput]
    next: int


class RowOutput(Schema):
    """One reason about a row; `row` is its number in the file."""

    row: int
    outcome: str
    field: str
    column: str
    value: str
    code: str
    message: str


class RowPage(Schema):
    """A page of rows; `next` is what to send as `after`, 0 on the last page."""

    rows: list[RowOutput]
    next: int


class CheckInput(Schema):
    """How to read the table; without `places` as proposed."""

    places: dict[str, int] | None = None
    take_hidden: bool = False


class SheetInput(Schema):
    """Another sheet of the file, or the same."""

    sheet: str = ""


class ApplyInput(Schema):
    """What to import: `valid_only` or `all_or_nothing`."""

    choice: str = "valid_only"
    take_suspects: bool = False


class UndoInput(Schema):
    """How many rows are to be taken back: `created` and `updated` together."""

    count: int


def _show(batch: Any) -> dict[str, Any]:
    names = (
        "kind", "sha256", "sheet", "sheets", "state", "version", "on", "total", "done", "valid", "updates", "faulty",
        "duplicates", "same", "skipped", "created", "updated", "refused", "withdrawn", "kept", "receipt_sha256",
    )  # fmt: skip
    return {
        **{name: getattr(batch, name) for name in names},
        "id": batch.public_id,
        "file": batch.file_name,
        "same_as": batch.same_as.public_id if batch.same_as else None,
        "headings": batch.header["headings"],
        "places": batch.mapping,
        "proposals": batch.header["proposals"],
        "sent_by": batch.actor,
        "sent_at": batch.created_at,
        "fault": batch_view(batch)["fault"],
    }


def _once(
    request: HttpRequest, key: str | None, *, scope: str, content: Any, effect: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    if not key:
        return effect()
    outcome, _first = once(
        scope=f"{scope}:{request.auth.account_id}", key=key, content=content, effect=effect
    )
    return outcome


def _kind(request: HttpRequest, code: str) -> SheetKind:
    kinds = {kind.code: kind for kind in kinds_for(request.auth)}
    if code not in kinds:
        raise Refused.because("cell_not_in_list", field="kind", text=code, known=tuple(kinds))
    return kinds[code]


@router.get("/imports", response=BatchPage, auth=HOLDERS)
def list_batches_operation(
    request: HttpRequest,
    kind: str = Query("", max_length=32),
    state: str = Query("", max_length=12),
    after: int | None = Query(None, ge=0, lt=2**63),
) -> dict[str, Any]:
    """Tables in your scope, the latest first, 50 a page."""
    found = list_batches(
        viewer=request.auth, permission=IMPORTS, kind=kind, state=state, after=after, limit=PAGE_SIZE + 1
    )
    shown = found[:PAGE_SIZE]
    return {
        "batches": [_show(batch) for batch in shown],
        "next": shown[-1].pk if len(found) > PAGE_SIZE else 0,
    }


@router.get("/imports/kinds", response=list[KindOutput], auth=HOLDERS)
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Kinds of tables that you may send."""
    return [
        {
            "code": kind.code,
            "label": kind.sheet,
            "columns": {column.field: column.heading for column in kind.columns},
            "required": [column.field for column in kind.required],
        }
        for kind in kinds_for(request.auth)
    ]


@router.get("/imports/template", auth=HOLDERS, include_in_schema=True)
def read_template(request: HttpRequest, kind: str = Query(..., max_length=32)) -> HttpResponse:
    """The template of a kind as .xlsx."""
    wanted = _kind(request, kind)
    return answer_file(template_of(wanted), name=f"{wanted.sheet}.xlsx", kind=XLSX)


@router.post("/imports", response={201: BatchOutput}, auth=HOLDERS)
def send_table(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    kind: Annotated[str, Form(max_length=32)],
    sheet: Annotated[str, Form(max_length=100)] = "",
    key: str | None = OnceKey,
) -> Status:
    """Send a table; the answer proposes how it is read. Have it checked next."""
    wanted = _kind(request, kind)
    content = file.read()

    def effect() -> dict[str, Any]:
        batch = actions.receive_file(
            viewer=request.auth,
            kind=wanted,
            kinds=all_kinds(),
            name=file.name or "",
            content=content,
            sheet=sheet,
        )
        return {"batch": str(batch.public_id)}

    outcome = _once(
        request, key, scope="batch.receive", content=[file.name, kind, sheet, len(content)], effect=effect
    )
    batch = require_batch(viewer=request.auth, public_id=uuid.UUID(outcome["batch"]))
    return Status(201, _show(batch))


@router.get("/imports/{uuid:public_id}", response=BatchOutput, auth=HOLDERS)
def read_batch(request: HttpRequest, public_id: uuid.UUID) -> dict[str, Any]:
    """One table with its counts."""
    return _show(require_batch(viewer=request.auth, public_id=public_id))


@router.get("/imports/{uuid:public_id}/rows", response=RowPage, auth=HOLDERS)
def read_rows(
    request: HttpRequest,
    public_id: uuid.UUID,
    outcome: str = Query("", max_length=12),
    after: int = Query(0, ge=0, lt=2**31),
) -> dict[str, Any]:
    """Rows that need a look, or those of one outcome, 50 a page."""
    batch = require_batch(viewer=request.auth, public_id=public_id)
    wanted = (outcome,) if outcome in OUTCOMES else TO_MEND
    found = rows_of(batch, outcomes=wanted, after=after, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    if shown and batch.account_id != request.auth.account_id:
        note_act(batch, viewer=request.auth, kind="read")
    return {
        "rows": list(row_lines(shown, batch)),
        "next": shown[-1].number if len(found) > PAGE_SIZE else 0,
    }


@router.get("/imports/{uuid:public_id}/receipt", auth=HOLDERS)
def read_receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The receipt as .xlsx, with its checksum as ETag; 404 when every row was in order."""
    batch = require_batch(viewer=request.auth, public_id=public_id)
    content = receipt_of(batch)
    if not content:
        raise Http404("no receipt")
    note_act(batch, viewer=request.auth, kind="batch.receipt")
    return answer_file(content, name="receipt.xlsx", kind=XLSX, digest=batch.receipt_sha256)


def _act(
    request: HttpRequest,
    public_id: uuid.UUID,
    key: str | None,
    *,
    name: str,
    content: Any,
    act: Callable[..., Any],
    **given: Any,
) -> dict[str, Any]:
    viewer = request.auth
    batch = require_batch(viewer=viewer, public_id=public_id)

    def effect() -> dict[str, Any]:
        require_sender(batch, viewer=viewer)
        act(viewer=viewer, batch=batch, **given)
        return {}

    _once(request, key, scope=f"batch.{name}:{batch.pk}", content=content, effect=effect)
    return _show(require_batch(viewer=viewer, public_id=public_id))


@router.post("/imports/{uuid:public_id}/columns", response=BatchOutput, auth=HOLDERS)
def map_batch_again(
    request: HttpRequest, public_id: uuid.UUID, asked: SheetInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Go back to the columns, perhaps on another sheet."""
    batch = require_batch(viewer=request.auth, public_id=public_id)
    return _act(
        request, public_id, key, name="map_again", content=asked.dict(), act=actions.map_again,
        kind=find_kind(batch.kind), sheet=asked.sheet,
    )  # fmt: skip


@router.post("/imports/{uuid:public_id}/check", response=BatchOutput, auth=HOLDERS)
def check_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: CheckInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Have every row checked; ask for the batch until it is `checked`."""
    batch = require_batch(viewer=request.auth, public_id=public_id)
    kind = find_kind(batch.kind)
    if asked.places is not None:
        if unknown := asked.places.keys() - kind.by_field.keys():
            raise Refused.because(
                "cell_not_in_list", field="places", text=min(unknown), known=tuple(kind.by_field)
            )
        if any(not 0 <= place < len(batch.header["headings"]) for place in asked.places.values()):
            raise Refused.because("columns_missing", field="places", sheet=batch.sheet, columns="?")
    return _act(
        request, public_id, key, name="check", content=asked.dict(), act=actions.check_batch,
        kind=kind, places=asked.places, take_hidden=asked.take_hidden,
    )  # fmt: skip


@router.post("/imports/{uuid:public_id}/apply", response=BatchOutput, auth=HOLDERS)
def apply_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: ApplyInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Have the checked rows imported."""
    return _act(
        request, public_id, key, name="apply", content=asked.dict(), act=actions.apply_batch, **asked.dict()
    )


@router.post("/imports/{uuid:public_id}/pause", response=BatchOutput, auth=HOLDERS)
def pause_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, key: str | None = OnceKey
) -> dict[str, Any]:
    """Stop after the rows at hand."""
    return _act(request, public_id, key, name="pause", content=None, act=actions.pause_batch)


@router.post("/imports/{uuid:public_id}/resume", response=BatchOutput, auth=HOLDERS)
def resume_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, key: str | None = OnceKey
) -> dict[str, Any]:
    """Go on where the import was paused."""
    return _act(request, public_id, key, name="resume", content=None, act=actions.resume_batch)


@router.post("/imports/{uuid:public_id}/stop", response=BatchOutput, auth=HOLDERS)
def stop_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, key: str | None = OnceKey
) -> dict[str, Any]:
    """Leave a paused import as it is."""
    return _act(request, public_id, key, name="stop", content=None, act=actions.stop_batch)


@router.post("/imports/{uuid:public_id}/cancel", response=BatchOutput, auth=HOLDERS)
def cancel_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, key: str | None = OnceKey
) -> dict[str, Any]:
    """Give a table up before anything of it was taken."""
    return _act(request, public_id, key, name="cancel", content=None, act=actions.cancel_batch)


@router.post("/imports/{uuid:public_id}/undo", response=BatchOutput, auth=HOLDERS)
def undo_batch_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: UndoInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Take an import back; what was changed since stays and is listed with the outcome `kept`."""
    return _act(
        request, public_id, key, name="undo", content=asked.dict(), act=actions.undo_batch, count=asked.count
    )
