"""What the sender decides: columns, importing, pausing, giving up, taking back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import IMPORTS
from yiyang.domains.intake import actions
from yiyang.domains.intake.queries import suspects_of
from yiyang.flows.imports.forms import ApplyForm, ColumnsForm, SheetForm, UndoForm
from yiyang.flows.imports.kinds import find_kind
from yiyang.flows.imports.pages.centre import centre_crumb
from yiyang.flows.imports.pages.record import show_batch
from yiyang.flows.imports.queries import batch_view, preview, require_batch, require_sender
from yiyang.kernel.refused import Refused
from yiyang.ui.forms import OnceForm
from yiyang.ui.pages import Crumb, render
from yiyang.ui.refusals import show_refusal
from yiyang.ui.submission import DONE, REFUSED, send_once


@requires(IMPORTS, objects="intake.Batch")
@require_http_methods(["GET", "POST"])
def batch_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Match the columns, look at the first rows, have the table checked."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    if batch.state != "received" and request.method == "GET":
        return HttpResponseRedirect(reverse("batch_record", args=[public_id]))
    kind = find_kind(batch.kind)
    form = ColumnsForm(request.POST or None, batch=batch, kind=kind)
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            status = _check(request, form, batch, kind)
            if status == DONE:
                return HttpResponseRedirect(reverse("batch_record", args=[public_id]))
    return render(
        request,
        "imports/columns.html",
        title=_("Match the columns"),
        subtitle=f"{batch.file_name} · {batch_view(batch)['kind']}",
        breadcrumbs=[centre_crumb(), Crumb(batch.file_name), Crumb(_("Match the columns"))],
        context={
            "batch": batch,
            "view": batch_view(batch),
            "form": form,
            "sheet_form": SheetForm(batch=batch) if len(batch.sheets) > 1 else None,
            "preview": preview(batch, kind=kind),
        },
        status=status,
    )


def _check(request: HttpRequest, form: ColumnsForm, batch: Any, kind: Any) -> int:
    def effect() -> dict[str, Any]:
        require_sender(batch, viewer=request.viewer)
        actions.check_batch(
            viewer=request.viewer,
            batch=batch,
            kind=kind,
            places=form.places,
            take_hidden=form.cleaned_data.get("take_hidden", False),
        )
        return {}

    try:
        _outcome, status = send_once(
            form, viewer=request.viewer, scope=f"batch.check:{batch.pk}", effect=effect
        )
    except LookupError:
        form.add_error(None, _("The table has fewer columns than chosen; open the page again."))
        return REFUSED
    return status


@requires(IMPORTS, objects="intake.Batch")
@require_POST
def batch_map_again(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Back to the columns, perhaps on another sheet."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    try:
        require_sender(batch, viewer=request.viewer)
        actions.map_again(
            viewer=request.viewer,
            batch=batch,
            kind=find_kind(batch.kind),
            sheet=request.POST.get("sheet", ""),
        )
    except Refused as refused:
        return _refuse(request, batch, refused)
    return HttpResponseRedirect(reverse("batch_columns", args=[public_id]))


def _refuse(request: HttpRequest, batch: Any, refused: Refused) -> HttpResponse:
    form = OnceForm({"token": "0" * 32})
    form.is_valid()
    show_refusal(form, refused)
    return show_batch(request, batch, form=form, status=REFUSED)


@requires(IMPORTS, objects="intake.Batch")
@require_POST
def batch_apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Have the checked rows imported."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    form = ApplyForm(request.POST, suspects=suspects_of(batch))

    def effect() -> dict[str, Any]:
        require_sender(batch, viewer=request.viewer)
        actions.apply_batch(
            viewer=request.viewer,
            batch=batch,
            choice=form.cleaned_data["choice"],
            take_suspects=form.cleaned_data.get("take_suspects", False),
        )
        return {}

    return _send(request, batch, form, name="apply", effect=effect)


def _send(
    request: HttpRequest, batch: Any, form: OnceForm, *, name: str, effect: Callable[[], dict[str, Any]]
) -> HttpResponse:
    status = REFUSED
    if form.is_valid():
        _outcome, status = send_once(
            form, viewer=request.viewer, scope=f"batch.{name}:{batch.pk}", effect=effect
        )
        if status == DONE:
            return HttpResponseRedirect(reverse("batch_record", args=[batch.public_id]))
    return show_batch(request, batch, form=form, status=status)


def _simple(name: str, act: Callable[..., Any], told: Any) -> Callable[..., HttpResponse]:
    """A view that does one act of a batch and says so."""

    @requires(IMPORTS, objects="intake.Batch")
    @require_POST
    def view(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        batch = require_batch(viewer=request.viewer, public_id=public_id)

        def effect() -> dict[str, Any]:
            require_sender(batch, viewer=request.viewer)
            act(viewer=request.viewer, batch=batch)
            messages.success(request, str(told))
            return {}

        return _send(request, batch, OnceForm(request.POST), name=name, effect=effect)

    return view


batch_pause = _simple("pause", actions.pause_batch, gettext_lazy("The import pauses after the rows at hand."))
batch_resume = _simple("resume", actions.resume_batch, gettext_lazy("The import goes on."))
batch_stop = _simple(
    "stop", actions.stop_batch, gettext_lazy("The import has ended; the rows taken so far stay.")
)
batch_cancel = _simple(
    "cancel", actions.cancel_batch, gettext_lazy("The table is given up; nothing was taken.")
)


@requires(IMPORTS, objects="intake.Batch")
@require_http_methods(["GET", "POST"])
def batch_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What taking back means, and the number typed to show that it is meant."""
    batch = require_batch(viewer=request.viewer, public_id=public_id)
    if request.method == "GET" and batch.state not in ("done", "paused"):
        return HttpResponseRedirect(reverse("batch_record", args=[public_id]))
    form = UndoForm(request.POST or None)
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():

            def effect() -> dict[str, Any]:
                require_sender(batch, viewer=request.viewer)
                actions.undo_batch(viewer=request.viewer, batch=batch, count=form.cleaned_data["count"])
                return {}

            _outcome, status = send_once(
                form, viewer=request.viewer, scope=f"batch.undo:{batch.pk}", effect=effect
            )
            if status == DONE:
                return HttpResponseRedirect(reverse("batch_record", args=[public_id]))
    return render(
        request,
        "imports/undo.html",
        title=_("Take the import back"),
        subtitle=batch.file_name,
        breadcrumbs=[
            centre_crumb(),
            Crumb(batch.file_name, reverse("batch_record", args=[public_id])),
            Crumb(_("Take the import back")),
        ],
        context={"batch": batch, "view": batch_view(batch), "form": form},
        status=status,
    )
