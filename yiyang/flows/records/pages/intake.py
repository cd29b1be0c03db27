"""Importing elders from a table, and the template for it."""

import hashlib

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_IMPORT
from yiyang.audit.requests import OtherRequest, once
from yiyang.flows.records.columns import COLUMNS
from yiyang.flows.records.forms import ImportForm
from yiyang.flows.records.intake import ImportOutcome, import_elders
from yiyang.gateways.spreadsheets import Sheet, read_sheet, write_csv, write_workbook
from yiyang.gateways.spreadsheets.reading import too_large
from yiyang.kernel.refused import Refused
from yiyang.ui.pages import Crumb, render
from yiyang.ui.refusals import show_refusal
from yiyang.ui.submission import CHANGED, DONE, REFUSED

PAGE_ROWS = 5000
SHOWN_REFUSALS = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(ELDERS_IMPORT)
@require_http_methods(["GET", "POST"])
def elder_import(request: HttpRequest) -> HttpResponse:
    """Take in a table; the answer says for each refused row what to mend."""
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome, status = None, DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            outcome, status = _import(request, form)
    return render(
        request,
        "records/import.html",
        title=_("Import elders"),
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(_("Import elders"))],
        context={
            "form": form if outcome is None else ImportForm(),
            "outcome": outcome,
            "lines": _lines(outcome) if outcome else [],
            "shown_refusals": SHOWN_REFUSALS,
            "limit_megabytes": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
            "page_rows": PAGE_ROWS,
        },
        status=status,
    )


def _import(request: HttpRequest, form: ImportForm) -> tuple[ImportOutcome | None, int]:
    try:
        sheet, digest = _read(form.cleaned_data["file"])
        _outcome, is_first = once(
            scope=f"elder.import:{request.viewer.account_id}",
            key=form.cleaned_data["token"],
            content=digest,
            effect=dict,
        )
    except Refused as refused:
        show_refusal(form, refused)
        return None, REFUSED
    except OtherRequest:
        is_first = False
    if not is_first:
        form.add_error(
            None,
            _(
                "This form was sent already. Open the page again to send another file; nobody is entered twice."
            ),
        )
        return None, CHANGED
    try:
        return import_elders(viewer=request.viewer, rows=sheet.rows), DONE
    except Refused as refused:
        show_refusal(form, refused)
        return None, REFUSED


def _read(file: UploadedFile) -> tuple[Sheet, str]:
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise too_large(file.size, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    content = file.read()
    sheet = read_sheet(content, name=file.name, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    if len(sheet.rows) > PAGE_ROWS + 1:
        raise Refused.because("too_many_rows", field="file", rows=len(sheet.rows) - 1, most=PAGE_ROWS)
    return sheet, hashlib.sha256(content).hexdigest()


def _lines(outcome: ImportOutcome) -> list[dict[str, object]]:
    headings = {column.field: column.heading for column in COLUMNS}
    return [
        {"row": line.row, "column": headings.get(line.column, ""), "message": line.message(_)}
        for line in outcome.refused[:SHOWN_REFUSALS]
    ]


@requires(ELDERS_IMPORT)
@require_GET
def elder_import_template(_request: HttpRequest, kind: str) -> HttpResponse:
    """The empty table with its header row."""
    if kind not in TYPES:
        raise Http404(kind)
    header = [column.heading for column in COLUMNS]
    content = write_csv([header]) if kind == "csv" else write_workbook([header], sheet="老年人")
    response = HttpResponse(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="elders.{kind}"'
    return response
