"""Registering an elder, correcting details, moving, opening the health record."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions import change_elder, move_elder, open_health_record, register_elder
from yiyang.domains.elders.rules.registration import ElderEntry
from yiyang.flows.records.forms import EditForm, MoveForm, OpenRecordForm, RegisterForm
from yiyang.flows.records.queries import require_elder, village_choices
from yiyang.kernel.code_tables import code_table
from yiyang.kernel.masking import mask_phone
from yiyang.regions.queries import find_region
from yiyang.ui.forms import error_summary
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once


def document_choices() -> list[tuple[str, str]]:
    """Codes of identity documents with their names in the language of the moment."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return [(code, display[language]) for code, display in code_table("identity_document").codes.items()]


@requires(ELDERS_WRITE)
@require_http_methods(["GET", "POST"])
def elder_register(request: HttpRequest) -> HttpResponse:
    """Enter a person in the register."""
    viewer = request.viewer
    form = RegisterForm(
        request.POST or None,
        villages=village_choices(viewer=viewer, permission=ELDERS_WRITE),
        documents=document_choices(),
    )
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            outcome, status = send_once(
                form,
                viewer=viewer,
                scope="elder.register",
                effect=lambda: _register(request, form.cleaned_data),
            )
            if status == DONE:
                messages.success(request, _("The person is registered."))
                return _to_record(outcome["elder"])
    title = _("Register an elder")
    return render(
        request,
        "records/register.html",
        title=title,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(title)],
        context={"form": form, "cancel_url": reverse("elder_list")},
        status=status,
    )


def _register(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    entry = ElderEntry(
        name=asked["name"],
        identity_kind=asked["identity_kind"],
        identity_number=asked["identity_number"],
        sex=asked["sex"] or None,
        birth_date=asked["birth_date"],
        phone=asked["phone"],
        address=asked["address"],
    )
    elder = register_elder(viewer=request.viewer, entry=entry, village=find_region(asked["village"]))
    return {"elder": str(elder.public_id)}


def _to_record(public_id: object) -> HttpResponse:
    return HttpResponseRedirect(reverse("elder_record", args=[public_id]))


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def elder_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Correct name, phone or address."""
    elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
    shown = {"name": elder.name, "address": elder.address, "version": elder.version}
    form = EditForm(request.POST or None, initial=shown)
    return _change(
        request,
        elder,
        form,
        template="records/edit.html",
        title=_("Correct the details"),
        scope="elder.change",
        done=_("The details are saved."),
        effect=lambda: _edit(request, elder, form.cleaned_data),
        context={"masked_phone": mask_phone(elder.phone or "")},
    )


def _edit(request: HttpRequest, elder: Any, asked: dict[str, Any]) -> Any:
    changes = {"name": asked["name"], "address": asked["address"]}
    if asked["phone"] or asked["remove_phone"]:
        changes["phone"] = asked["phone"]
    return change_elder(viewer=request.viewer, elder=elder, version=asked["version"], changes=changes)


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def elder_move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record that an elder lives elsewhere from a day on."""
    viewer = request.viewer
    elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    form = MoveForm(
        request.POST or None,
        villages=village_choices(viewer=viewer, permission=ELDERS_WRITE),
        initial={"version": elder.version, "valid_from": viewer.on},
    )
    return _change(
        request,
        elder,
        form,
        template="records/move.html",
        title=_("Correct the residence"),
        scope="elder.move",
        done=_("The residence is corrected."),
        effect=lambda: move_elder(
            viewer=viewer,
            elder=elder,
            version=form.cleaned_data["version"],
            village=find_region(form.cleaned_data["village"]),
            valid_from=form.cleaned_data["valid_from"],
            replace_later=form.cleaned_data["replace_later"],
        ),
        context={},
    )


def _change(
    request: HttpRequest,
    elder: Any,
    form: Any,
    *,
    template: str,
    title: str,
    scope: str,
    done: str,
    effect: Any,
    context: dict[str, Any],
) -> HttpResponse:
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            _outcome, status = send_once(
                form,
                viewer=request.viewer,
                scope=f"{scope}:{elder.pk}",
                effect=lambda: {"elder": elder.pk, "version": effect().version},
                fresh_version=lambda: type(elder).objects.values_list("version", flat=True).get(pk=elder.pk),
            )
            if status == DONE:
                messages.success(request, done)
                return _to_record(elder.public_id)
    record_reading(viewer=request.viewer, elder_ids=[elder.pk], page=scope)
    address = reverse("elder_record", args=[elder.public_id])
    return render(
        request,
        template,
        title=title,
        subtitle=elder.name,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(elder.name, address), Crumb(title)],
        context={"form": form, "elder": elder, "cancel_url": address, **context},
        status=status,
    )


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_POST
def elder_open_record(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open the health record; the answer, good or bad, stands on the record page."""
    elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
    form = OpenRecordForm(request.POST)
    status = REFUSED
    if form.is_valid():
        _outcome, status = send_once(
            form,
            viewer=request.viewer,
            scope=f"elder.open_record:{elder.pk}",
            effect=lambda: _open(request, elder, form.cleaned_data),
        )
    if status == DONE:
        messages.success(request, _("The health record is open."))
    for line in error_summary(form):
        messages.error(request, line.message)
    return _to_record(elder.public_id)


def _open(request: HttpRequest, elder: Any, asked: dict[str, Any]) -> dict[str, Any]:
    open_health_record(
        viewer=request.viewer, elder=elder, version=asked["version"], valid_from=asked["valid_from"]
    )
    return {"elder": str(elder.public_id)}
