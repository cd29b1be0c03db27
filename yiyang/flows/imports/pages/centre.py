"""The list of batches, a new one, and the templates."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import IMPORTS
from yiyang.domains.intake.actions import receive_file
from yiyang.domains.intake.queries import PAGE_SIZE, list_batches, state_choices
from yiyang.flows.imports.files import XLSX, answer_file, template_of
from yiyang.flows.imports.forms import UploadForm
from yiyang.flows.imports.kinds import all_kinds, find_kind
from yiyang.flows.imports.queries import batch_row, kinds_for
from yiyang.gateways.spreadsheets import write_workbook
from yiyang.gateways.spreadsheets.reading import too_large
from yiyang.kernel.refused import Refused
from yiyang.ui.formats import moment
from yiyang.ui.pages import Crumb, render
from yiyang.ui.refusals import show_refusal
from yiyang.ui.submission import DONE, REFUSED, send_once
from yiyang.ui.tables import Column, Pager

MOST_EXPORTED = 5000
HIGHEST_ID = 2**63 - 1


def centre_crumb() -> Crumb:
    """The breadcrumb of the list."""
    return Crumb(_("Import centre"), reverse("batch_list"))


def _columns() -> list[Column]:
    return [
        Column(
            label=_("File"),
            value="file",
            url=lambda row: reverse("batch_record", args=[row["public_id"]]),
        ),
        Column(label=_("Kind of table"), value="kind"),
        Column(label=_("State"), value="state"),
        Column(label=_("Rows"), value="rows", kind="number"),
        Column(label=_("Imported"), value="taken", kind="number"),
        Column(label=_("To mend"), value="faulty", kind="number"),
        Column(label=_("Sent by"), value="by"),
        Column(label=_("Sent at"), value=lambda row: moment(row["at"])),
    ]


@requires(IMPORTS)
@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches in scope, the latest first; with `export=xlsx` as a table."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    kinds = [(each.code, _(each.label)) for each in kinds_for(request.viewer)]
    kind = kind if kind in dict(kinds) else ""
    state = state if state in dict(state_choices()) else ""
    after = _read_after(request.GET.get("after", ""))
    is_export = request.GET.get("export") == "xlsx"
    limit = MOST_EXPORTED if is_export else PAGE_SIZE + 1
    found = list_batches(
        viewer=request.viewer, permission=IMPORTS, kind=kind, state=state, after=after, limit=limit
    )
    kept = {name: value for name, value in (("kind", kind), ("state", state)) if value}
    if is_export:
        return _export([batch_row(batch) for batch in found])
    shown = found[:PAGE_SIZE]
    more = {**kept, "after": shown[-1].pk} if len(found) > PAGE_SIZE else None
    return render(
        request,
        "imports/list.html",
        title=_("Import centre"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Import centre"))],
        context={
            "columns": _columns(),
            "rows": [batch_row(batch) for batch in shown],
            "pager": Pager(
                shown=len(shown),
                first_url=_address(kept) if after else "",
                next_url=_address(more) if more else "",
            ),
            "kinds": kinds,
            "kind": kind,
            "states": state_choices(),
            "state": state,
            "export_url": _address({**kept, "export": "xlsx"}),
        },
    )


def _address(query: dict[str, Any]) -> str:
    return f"{reverse('batch_list')}?{urlencode(query)}" if query else reverse("batch_list")


def _read_after(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > HIGHEST_ID:
        raise Http404("no such place in the list")
    return int(text)


def _export(rows: list[dict[str, Any]]) -> HttpResponse:
    head = (
        _("File"), _("Kind of table"), _("State"), _("Rows"), _("Imported"), _("To mend"), _("Sent by"), _("Sent at"),
    )  # fmt: skip
    lines = [
        (
            *(str(row[name]) for name in ("file", "kind", "state", "rows", "taken", "faulty", "by")),
            str(moment(row["at"])),
        )
        for row in rows
    ]
    return answer_file(
        write_workbook([head, *lines], sheet=_("Import centre")[:31]), name="imports.xlsx", kind=XLSX
    )


@requires(IMPORTS)
@require_http_methods(["GET", "POST"])
def batch_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind of table, take its template, send the file."""
    kinds = kinds_for(request.viewer)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        kinds=kinds,
        initial={"kind": request.GET.get("kind", "")},
    )
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            outcome, status = _receive(request, form)
            if outcome:
                return HttpResponseRedirect(reverse("batch_record", args=[outcome["batch"]]))
    return render(
        request,
        "imports/new.html",
        title=_("Import a table"),
        breadcrumbs=[centre_crumb(), Crumb(_("Import a table"))],
        context={
            "form": form,
            "kinds": [
                {
                    "label": _(kind.label),
                    "note": _(kind.note),
                    "url": f"{reverse('batch_template')}?kind={kind.code}",
                }
                for kind in kinds
            ],
            "limit_megabytes": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
        },
        status=status,
    )


def _receive(request: HttpRequest, form: UploadForm) -> tuple[dict[str, Any], int]:
    file = form.cleaned_data["file"]
    try:
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise too_large(file.size, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    except Refused as refused:
        show_refusal(form, refused)
        return {}, REFUSED
    content = file.read()
    form.cleaned_data["file"] = [file.name, len(content)]
    kind = find_kind(form.cleaned_data["kind"])
    return send_once(
        form,
        viewer=request.viewer,
        scope="batch.receive",
        effect=lambda: {
            "batch": str(
                receive_file(
                    viewer=request.viewer, kind=kind, kinds=all_kinds(), name=file.name, content=content
                ).public_id
            )
        },
    )


@requires(IMPORTS)
@require_GET
def batch_template(request: HttpRequest) -> HttpResponse:
    """The template of a kind of table, to be filled in."""
    kinds = {kind.code: kind for kind in kinds_for(request.viewer)}
    code = request.GET.get("kind", next(iter(kinds), ""))
    if code not in kinds:
        raise Http404("no such kind of table")
    return answer_file(template_of(kinds[code]), name=f"{kinds[code].sheet}.xlsx", kind=XLSX)
