"""One batch: how far it is, what was found, what became of it."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access.policy import requires
from yiyang.access.roles import IMPORTS
from yiyang.domains.intake.actions.receive import note_act
from yiyang.domains.intake.queries import (
    PAGE_SIZE,
    TO_MEND,
    ReceiptBroken,
    counts_by_outcome,
    receipt_of,
    rows_of,
    suspects_of,
)
from yiyang.domains.intake.rules.sheet_kind import (
    FAULTY,
    KEPT,
    REFUSED,
    SAME,
    SKIPPED,
    SUSPECT,
    TWICE,
    UPDATE,
)
from yiyang.flows.imports.files import XLSX, answer_file
from yiyang.flows.imports.forms import ApplyForm
from yiyang.flows.imports.pages.centre import centre_crumb
from yiyang.flows.imports.queries import batch_view, require_batch, row_lines
from yiyang.flows.imports.wording import OUTCOME_LABELS
from yiyang.ui.forms import OnceForm
from yiyang.ui.pages import Crumb, render, render_part
from yiyang.ui.tables import Column, Pager

SHOWN_OUTCOMES = (FAULTY, TWICE, SUSPECT, REFUSED, KEPT, UPDATE, SAME, SKIPPED)
ROW_STATES = ("checked", "applying", "paused", "done", "undoing", "undone")


@requires(IMPORTS, objects="intake.Batch")
@require_GET
def batch_record(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page of a batch; a table whose columns are not confirmed yet leads there."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    if batch.state == "received" and batch.account_id in (None, request.viewer.account_id):
        return HttpResponseRedirect(reverse("batch_columns", args=[public_id]))
    return show_batch(request, batch)


def show_batch(
    request: HttpRequest, batch: Any, *, form: OnceForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the form that was refused or a fresh one."""
    suspects = suspects_of(batch) if batch.state == "checked" else 0
    may_decide = batch.account_id in (None, request.viewer.account_id)
    apply = form if isinstance(form, ApplyForm) else ApplyForm(suspects=suspects)
    return render(
        request,
        "imports/batch.html",
        title=batch.file_name,
        subtitle=f"{batch_view(batch)['kind']} · {batch_view(batch)['state']}",
        breadcrumbs=[centre_crumb(), Crumb(batch.file_name)],
        context={
            "batch": batch,
            "view": batch_view(batch),
            "apply_form": apply,
            "form": form or OnceForm(),
            "importable": batch.valid + batch.updates,
            "suspects": suspects,
            "may_decide": may_decide,
            "same_as": _earlier(batch, request),
            **_rows(request, batch),
        },
        status=status,
    )


def _earlier(batch: Any, request: HttpRequest) -> dict[str, Any] | None:
    if batch.same_as is None:
        return None
    url = reverse("batch_record", args=[batch.same_as.public_id])
    return {"url": url, "at": batch.same_as.created_at, "state": batch_view(batch.same_as)["state"]}


def _rows(request: HttpRequest, batch: Any) -> dict[str, Any]:
    if batch.state not in ROW_STATES:
        return {"lines": [], "outcomes": [], "outcome": "", "pager": None, "columns": []}
    counts = counts_by_outcome(batch, SHOWN_OUTCOMES)
    outcomes = [
        (code, f"{OUTCOME_LABELS[code]} ({counts[code]})") for code in SHOWN_OUTCOMES if counts.get(code)
    ]
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in dict(outcomes) else ""
    after = request.GET.get("after", "")
    if after and not (after.isascii() and after.isdigit() and len(after) < 10):  # noqa: PLR2004 - no row beyond
        raise Http404("no such place in the list")
    wanted = (outcome,) if outcome else (KEPT, *TO_MEND)
    found = rows_of(batch, outcomes=wanted, after=int(after or 0), limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    if shown and request.viewer.account_id != batch.account_id:
        note_act(batch, viewer=request.viewer, kind="read")
    kept = {"outcome": outcome} if outcome else {}
    address = reverse("batch_record", args=[batch.public_id])
    more = urlencode({**kept, "after": shown[-1].number}) if len(found) > PAGE_SIZE else ""
    return {
        "lines": list(row_lines(shown, batch)),
        "columns": _columns(),
        "outcomes": outcomes,
        "outcome": outcome,
        "pager": Pager(
            shown=len(shown),
            first_url=f"{address}?{urlencode(kept)}" if after else "",
            next_url=f"{address}?{more}" if more else "",
        ),
    }


def _columns() -> list[Column]:
    return [
        Column(label=_("Row"), value="row", kind="number"),
        Column(label=_("Column"), value="column"),
        Column(label=_("Value"), value="value"),
        Column(label=_("What is wrong and what to do"), value="message"),
        Column(label=_("State"), value="outcome"),
    ]


@requires(IMPORTS, objects="intake.Batch")
@require_GET
def batch_progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How far the work is, for htmx; when it is over, the whole page is loaded anew."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    view = batch_view(batch)
    answer = render_part(request, "imports/progress.html", context={"batch": batch, "view": view})
    if not view["is_worked"]:
        answer["HX-Refresh"] = "true"
    return answer


@requires(IMPORTS, objects="intake.Batch")
@require_GET
def batch_receipt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The receipt: the table as it was sent, with red cells and what to mend."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    try:
        content = receipt_of(batch)
    except ReceiptBroken:
        content = b""
    if not content:
        messages.info(request, _("There is no receipt: every row was in order, or the check is not over."))
        return HttpResponseRedirect(reverse("batch_record", args=[public_id]))
    note_act(batch, viewer=request.viewer, kind="batch.receipt")
    stem = batch.file_name.rsplit(".", 1)[0]
    return answer_file(content, name=f"{stem}-{_('receipt')}.xlsx", kind=XLSX, digest=batch.receipt_sha256)
