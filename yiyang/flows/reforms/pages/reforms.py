"""Reforms of the tree: drafted as a table, looked at, put into force."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import REGIONS, REGIONS_WRITE, ROLES
from yiyang.flows.reforms.carrying import Preview, apply_reform, lines_of, preview_reform, save_draft
from yiyang.flows.reforms.forms import ApplyForm, ReformForm, write_table
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Reform, ReformState
from yiyang.regions.queries import find_reform, list_reforms
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once
from yiyang.ui.tables import Column


@requires(REGIONS)
@require_GET
def reform_list(request: HttpRequest) -> HttpResponse:
    """Every reform, the latest first."""
    state = request.GET.get("state", "")
    found = list_reforms().filter(state=state) if state in ReformState.values else list_reforms()
    return render(
        request,
        "reforms/list.html",
        title=_("Reforms"),
        breadcrumbs=[Crumb(_("Regions"), reverse("region_tree")), Crumb(_("Reforms"))],
        context={
            "state": state,
            "state_choices": ReformState.choices,
            "rows": list(found),
            "columns": (
                Column(
                    label=_("Title"), value="title", url=lambda row: reverse("reform", args=[row.public_id])
                ),
                Column(label=_("First day"), value="on", kind="day"),
                Column(label=_("State"), value=lambda row: row.get_state_display()),
                Column(label=_("Document"), value="document"),
            ),
            "can_change": request.viewer.can(REGIONS_WRITE),
        },
    )


@requires(REGIONS_WRITE)
@require_http_methods(["GET", "POST"])
def reform_new(request: HttpRequest) -> HttpResponse:
    """Draft a reform."""
    return _draft(request, reform=None, title=_("Draft a reform"), cancel_url=reverse("reform_list"))


@requires(REGIONS_WRITE, objects="regions.Reform")
@require_http_methods(["GET", "POST"])
def reform_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    reform = _require_reform(public_id)
    if reform.state == ReformState.APPLIED:
        raise Http404("no draft")
    return _draft(request, reform=reform, title=_("Change the draft"), cancel_url=_address(reform))


def _draft(request: HttpRequest, *, reform: Reform | None, title: str, cancel_url: str) -> HttpResponse:
    initial: dict[str, Any] = {}
    if reform is not None:
        initial = {"title": reform.title, "document": reform.document, "on": reform.on}
        initial["lines"] = write_table(lines_of(reform))
    form = ReformForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            outcome, status = send_once(
                form,
                viewer=request.viewer,
                scope="region.reform_draft",
                effect=lambda: _save(request, form, reform),
            )
            if status == DONE:
                messages.success(
                    request, _("The draft is kept. Read what it would do before it comes into force.")
                )
                return HttpResponseRedirect(reverse("reform", args=[outcome["reform"]]))
    return render(
        request,
        "reforms/draft.html",
        title=title,
        breadcrumbs=[
            Crumb(_("Regions"), reverse("region_tree")),
            Crumb(_("Reforms"), reverse("reform_list")),
            Crumb(title),
        ],
        context={"form": form, "cancel_url": cancel_url},
        status=status,
    )


def _save(request: HttpRequest, form: ReformForm, reform: Reform | None) -> dict[str, Any]:
    asked = form.cleaned_data
    draft = save_draft(
        viewer=request.viewer,
        title=asked["title"],
        document=asked["document"],
        on=asked["on"],
        lines=asked["read"],
        reform=reform,
    )
    return {"reform": str(draft.public_id)}


@requires(REGIONS, objects="regions.Reform")
@require_GET
def reform_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A reform: what it would do, or what it did."""
    return _show(request, _require_reform(public_id), form=None, status=200)


@requires(REGIONS_WRITE, objects="regions.Reform")
@require_http_methods(["POST"])
def reform_apply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a reform into force."""
    reform = _require_reform(public_id)
    expected = _expected(reform)
    form = ApplyForm(request.POST, expected=expected)
    status = REFUSED
    if form.is_valid():
        version = form.cleaned_data["version"]
        _outcome, status = send_once(
            form,
            viewer=request.viewer,
            scope="region.reform",
            effect=lambda: apply_reform(viewer=request.viewer, reform=reform, version=version),
            fresh_version=lambda: _require_reform(public_id).version,
        )
        if status == DONE:
            messages.success(
                request, _("The reform is in force. Numbers from its day on are being computed anew.")
            )
            return HttpResponseRedirect(_address(reform))
    return _show(request, reform, form=form, status=status)


def _expected(reform: Reform) -> int:
    if reform.state == ReformState.APPLIED:
        return int(reform.outcome["elders"])
    try:
        return preview_reform(reform).elders_moved
    except Refused:
        return 0


def _show(request: HttpRequest, reform: Reform, *, form: ApplyForm | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"reform": reform, "is_draft": reform.state == ReformState.DRAFT}
    if context["is_draft"]:
        context |= _preview_context(request, reform, form)
    else:
        ended = reform.outcome["posts_ended"]
        context |= {
            "successions": _successions(reform),
            "columns": _succession_columns(),
            "posts_ended": [post | {"role": ROLES[post["role"]].label} for post in ended],
        }
    return render(
        request,
        "reforms/reform.html",
        title=reform.title,
        breadcrumbs=[
            Crumb(_("Regions"), reverse("region_tree")),
            Crumb(_("Reforms"), reverse("reform_list")),
            Crumb(reform.title),
        ],
        context=context,
        status=status,
    )


def _preview_context(request: HttpRequest, reform: Reform, form: ApplyForm | None) -> dict[str, Any]:
    try:
        preview = preview_reform(reform)
    except Refused as refused:
        return {"faults": refused.texts(_), "can_apply": False, "can_edit": request.viewer.can(REGIONS_WRITE)}
    may_write = request.viewer.can(REGIONS_WRITE)
    return {
        "preview": preview,
        "changes": _changes(preview),
        "columns": (
            Column(label=_("Unit"), value="unit"),
            Column(label=_("Code"), value="code", kind="code"),
            Column(label=_("Becomes"), value="becomes"),
            Column(label=_("New code"), value="new_code", kind="code"),
            Column(label=_("Elders"), value="elders", kind="number"),
            Column(label=_("Institutions"), value="organisations", kind="number"),
        ),
        "can_edit": may_write,
        "can_apply": may_write and reform.on <= request.viewer.on,
        "is_ahead": reform.on > request.viewer.on,
        "form": form or ApplyForm(initial={"version": reform.version}, expected=preview.elders_moved),
    }


def _changes(preview: Preview) -> list[dict[str, Any]]:
    units = preview.units
    rows = [
        {
            "unit": _place(units, before),
            "code": units[before].code,
            "becomes": _place(units, after),
            "new_code": units[after].code,
            "elders": preview.elders.get(before, 0),
            "organisations": preview.organisations.get(before, 0),
        }
        for before, after in preview.plan.moved.items()
    ]
    same = {"elders": None, "organisations": None}
    rows += [
        {"unit": before, "code": units[key].code, "becomes": now, "new_code": None, **same}
        for key, before, now in preview.plan.renamed
    ]
    rows += [
        {"unit": units[key].name, "code": before, "becomes": units[key].name, "new_code": now, **same}
        for key, before, now in preview.plan.recoded
    ]
    fresh = {unit.key for unit in preview.plan.created} - set(preview.plan.moved.values())
    rows += [
        {"unit": "", "code": None, "becomes": _place(units, key), "new_code": units[key].code, **same}
        for key in sorted(fresh)
    ]
    return rows


def _place(units: Any, key: str) -> str:
    above = units.get(units[key].parent or "")
    return f"{above.name} {units[key].name}" if above else units[key].name


def _successions(reform: Reform) -> list[Any]:
    return list(reform.successions.select_related("before__parent", "after__parent").order_by("before__path"))


def _succession_columns() -> tuple[Column, ...]:
    """Columns of what became of which unit."""
    return (
        Column(label=_("Unit"), value=lambda row: f"{row.before.parent} {row.before}"),
        Column(label=_("Code"), value=lambda row: row.before.code, kind="code"),
        Column(label=_("Became"), value=lambda row: f"{row.after.parent} {row.after}"),
        Column(label=_("New code"), value=lambda row: row.after.code, kind="code"),
    )


def _require_reform(public_id: uuid.UUID) -> Reform:
    reform = find_reform(public_id)
    if reform is None:
        raise Http404("no such reform")
    return reform


def _address(reform: Reform) -> str:
    return reverse("reform", args=[reform.public_id])
