"""The region tree on a day, and what became of its units."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access.policy import requires
from yiyang.access.roles import REGIONS, REGIONS_WRITE
from yiyang.flows.reforms.queries import UnitRow, tree_rows, visible_unit
from yiyang.regions.models import Region
from yiyang.regions.queries import regions_on_path
from yiyang.ui.exports import export_list
from yiyang.ui.forms import read_day
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Column


@requires(REGIONS)
@require_GET
def region_tree(request: HttpRequest) -> HttpResponse:
    """A unit with those directly below it on a day."""
    area, on = _read_asked(request)
    return render(
        request,
        "reforms/tree.html",
        title=_("Regions"),
        breadcrumbs=[Crumb(_("Regions"), reverse("region_tree")), *_way(request, area, on)],
        context={
            "area": area,
            "on": on,
            "rows": tree_rows(area, on=on),
            "columns": _columns(on),
            "file_url": f"{reverse('region_tree_file')}?{_query(area, on)}",
            "can_change": request.viewer.can(REGIONS_WRITE),
        },
    )


@requires(REGIONS)
@require_GET
def region_tree_file(request: HttpRequest) -> HttpResponse:
    """The units directly below one on a day as a workbook."""
    area, on = _read_asked(request)
    name = f"regions-{area.code}-{on.isoformat()}"
    return export_list(_columns(on), tree_rows(area, on=on), sheet=_("Regions"), file_name=name)


def _read_asked(request: HttpRequest) -> tuple[Region, date]:
    on = request.viewer.on
    if text := request.GET.get("on", ""):
        try:
            on = read_day(text)
        except ValueError:
            messages.error(
                request, _("“%(text)s” is not a day; today is shown. Write 2018-09-30.") % {"text": text}
            )
    area = visible_unit(viewer=request.viewer, code=request.GET.get("area", ""), on=on)
    if area is None:
        raise Http404("no such unit in scope")
    return area, on


def _query(area: Region, on: date) -> str:
    return urlencode({"area": area.code, "on": on.isoformat()})


def _address(area: Region, on: date) -> str:
    return f"{reverse('region_tree')}?{_query(area, on)}"


def _way(request: HttpRequest, area: Region, on: date) -> list[Crumb]:
    steps = [step for step in regions_on_path(area.path) if request.viewer.covers(step.path, REGIONS)]
    return [Crumb(step.name, "" if step == area else _address(step, on)) for step in steps]


def _columns(on: date) -> tuple[Column, ...]:
    def open_unit(row: UnitRow) -> str:
        return f"{reverse('region_tree')}?{urlencode({'area': row.code, 'on': on.isoformat()})}"

    values: dict[str, Any] = {"kind": "day"}
    return (
        Column(label=_("Name"), value="name", url=open_unit),
        Column(label=_("Code"), value="code", kind="code"),
        Column(label=_("Level"), value="level"),
        Column(label=_("Stands from"), value="since", **values),
        Column(label=_("Stands until"), value="until", **values),
        Column(label=_("Continues"), value="before"),
        Column(label=_("Became"), value="after"),
    )
