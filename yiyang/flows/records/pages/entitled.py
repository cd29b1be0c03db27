"""The list of those who are due a service and have not got it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.queries import category_choices
from yiyang.domains.elders.rules.entitlement import SERVICES, rows_on
from yiyang.flows.records.entitlements import (
    counts_by_town,
    dues_of,
    read_unserved,
    service_words,
    unserved_elders,
)
from yiyang.flows.records.exports import STEP, export_elders
from yiyang.flows.records.queries import area_filter, elder_rows, read_place, write_place
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Pager


@requires(ELDERS)
@require_GET
def unserved_list(request: HttpRequest) -> HttpResponse:
    """Elders in scope who lack a service that they are due, with what and by which clause."""
    viewer = request.viewer
    area = area_filter(viewer=viewer, code=request.GET.get("area", ""), page="unserved_list")
    asked = read_unserved(request.GET)
    after = read_place(request.GET.get("after", ""))
    shown, following = unserved_elders(viewer=viewer, area_path=area.path, asked=asked, after=after)
    record_reading(viewer=viewer, elder_ids=[row["id"] for row in shown], page="unserved_list")
    dues = dues_of(shown, on=viewer.on)
    rows = [
        (line, [due for due in dues[plain["id"]] if due.standing != "served"])
        for plain, line in zip(shown, elder_rows(shown, on=viewer.on), strict=True)
    ]
    kept = ({"area": area.code} if area.has_place else {}) | asked.query
    address = reverse("unserved_list")
    pager = Pager(
        shown=len(shown),
        first_url=f"{address}?{urlencode(kept)}" if after else "",
        next_url=f"{address}?{urlencode({**kept, 'after': write_place(following)})}" if following else "",
    )
    title = _("Due and not served")
    return render(
        request,
        "records/unserved.html",
        title=title,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(title)],
        context={
            "rows": rows,
            "record_base": reverse("elder_list"),
            "area": area,
            "asked": asked,
            "pager": pager,
            "kept": kept,
            "counts": [] if after else counts_by_town(viewer=viewer, area_path=area.path, asked=asked),
            "counted": [code for code in SERVICES if code in _recorded(request)],
            "services": [(code, service_words(code)) for code in SERVICES],
            "service_words": service_words,
            "categories": [(code, _(label)) for code, label in category_choices()],
            "export_url": f"{reverse('unserved_export')}?{urlencode(kept)}",
        },
    )


def _recorded(request: HttpRequest) -> set[str]:
    return {str(row["service"]) for row in rows_on(request.viewer.on, recorded=True)}


@requires(ELDERS)
@require_GET
def unserved_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    viewer = request.viewer
    area = area_filter(viewer=viewer, code=request.GET.get("area", ""), page="unserved_list")
    asked = read_unserved(request.GET)

    def lacking(found: list) -> dict[int, str]:
        return {
            pk: ", ".join(
                dict.fromkeys(service_words(due.service) for due in dues if due.standing == "missing")
            )
            for pk, dues in dues_of(found, on=viewer.on).items()
        }

    return export_elders(
        viewer=viewer,
        step=lambda after: unserved_elders(
            viewer=viewer, area_path=area.path, asked=asked, after=after, limit=STEP
        ),
        page="unserved_export",
        title=_("Due and not served"),
        extra=(_("Missing services"), lacking),
    )
