"""The list of events and its export."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.events import (
    event_kind_choices,
    event_state_choices,
    list_events,
)
from yiyang.flows.departures.queries import (
    place_name,
    where_to,
)
from yiyang.flows.records.queries import area_filter
from yiyang.gateways.spreadsheets.writing import write_workbook
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Column, Pager

PAGE_SIZE, EXPORT_MOST = 50, 5000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(ELDERS)
@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """Events in scope, the latest recorded first, narrowed by kind, state and area."""
    asked, found = _find(request, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    record_reading(viewer=request.viewer, elder_ids=[event.elder_id for event in shown], page="event_list")
    query = request.GET.copy()
    query.pop("after", None)
    address = reverse("event_list")
    following = query.copy()
    following["after"] = str(shown[-1].pk) if shown else ""
    pager = Pager(
        shown=len(shown),
        first_url=f"{address}?{query.urlencode()}" if request.GET.get("after") else "",
        next_url=f"{address}?{following.urlencode()}" if len(found) > PAGE_SIZE else "",
    )
    return render(
        request,
        "departures/events.html",
        title=_("Deaths and moves"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Deaths and moves"))],
        context={
            "rows": shown,
            "columns": _columns(linked=True),
            "asked": asked,
            "area": asked["area_filter"],
            "kinds": event_kind_choices(),
            "states": event_state_choices(),
            "pager": pager,
            "export_url": f"{reverse('event_export')}?{query.urlencode()}",
        },
    )


@requires(ELDERS)
@require_GET
def event_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, at most 5,000 rows."""
    _asked, found = _find(request, limit=EXPORT_MOST)
    record_reading(viewer=request.viewer, elder_ids=[event.elder_id for event in found], page="event_export")
    columns = _columns(linked=False)
    rows = [[str(column.label) for column in columns]]
    rows += [[str(column.read(event) or "") for column in columns] for event in found]
    answer = HttpResponse(write_workbook(rows, sheet="events"), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="deaths-and-moves.xlsx"'
    return answer


def _find(request: HttpRequest, *, limit: int) -> tuple[dict[str, Any], list[Any]]:
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("kind", "state", "area")}
    asked["kind"] = asked["kind"] if asked["kind"] in dict(event_kind_choices()) else ""
    asked["state"] = asked["state"] if asked["state"] in dict(event_state_choices()) else ""
    asked["area_filter"] = area_filter(viewer=request.viewer, code=asked["area"])
    after = request.GET.get("after", "")
    found = list_events(
        viewer=request.viewer,
        kind=asked["kind"],
        state=asked["state"],
        area_path=asked["area_filter"].path if asked["area"] else "",
        after=int(after) if after.isdecimal() and len(after) < 19 else None,  # noqa: PLR2004 - fits a key
        limit=limit,
    )
    return asked, found


def _columns(*, linked: bool) -> list[Column]:
    return [
        Column(
            label=_("Full name"),
            value=lambda event: event.elder.name,
            url=(lambda event: reverse("event_page", args=[event.pk])) if linked else "",
        ),
        Column(label=_("What happened"), value=lambda event: event.get_kind_display()),
        Column(label=_("Day"), value="occurred_on", kind="day"),
        Column(label=_("Lived in"), value=lambda event: place_name(event.village)),
        Column(label=_("Where to"), value=where_to),
        Column(label=_("State"), value=lambda event: event.get_state_display()),
        Column(label=_("Recorded by"), value="actor"),
    ]
