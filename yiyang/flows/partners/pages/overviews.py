"""Overviews of an area: the capability matrix, what is lacking, what expires."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.duties import DUTIES, VERDICTS
from yiyang.domains.institutions.rules.kinds import GROUPS
from yiyang.flows.partners import overviews, queries
from yiyang.flows.partners.exports import export_table, export_url, wants_export
from yiyang.flows.partners.pages.organisations import list_crumbs
from yiyang.flows.partners.record_tables import verdict_words
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Pager

PAGE_SIZE = 50


@requires(roles.INSTITUTIONS)
@require_GET
def capability_matrix(request: HttpRequest) -> HttpResponse:
    """Institutions against capabilities, narrowed by area, kind and one capability."""
    area, kinds = _area(request), _kinds(request)
    capability = request.GET.get("capability", "")
    if capability not in dict(institutions.capability_choices()):
        capability = ""
    after = request.GET.get("after", "")
    is_export = wants_export(request)
    found = institutions.list_organisations(
        viewer=request.viewer,
        kinds=kinds,
        area_path=area.path,
        open_on=request.day,
        capability=capability,
        after=int(after) if after.isdecimal() and not is_export else None,
        limit=None if is_export else PAGE_SIZE + 1,
    )
    columns = overviews.matrix_columns()
    if is_export:
        rows = overviews.matrix_rows(found, on=request.day)
        return export_table(columns, rows, name="capabilities", title=_("Capability matrix"))
    shown = found[:PAGE_SIZE]
    return render(
        request,
        "partners/overview.html",
        title=_("Capability matrix"),
        breadcrumbs=[*list_crumbs(), Crumb(_("Capability matrix"))],
        context={
            **_common(request, area, "capability_matrix"),
            "hint": _(
                "Each “yes” opens what shows it. Both papers and insurance are worked out from papers."
            ),
            "selects": [
                _area_select(request, area),
                _kind_select(request),
                _select("capability", _("Capability"), institutions.capability_choices(), capability),
            ],
            "columns": columns,
            "rows": overviews.matrix_rows(shown, on=request.day),
            "pager": _pager(request, shown, str(shown[-1].pk) if len(found) > PAGE_SIZE else ""),
        },
    )


@requires(roles.INSTITUTIONS)
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """What institutions should have by their kind and size, and have not."""
    area = _area(request)
    choices = {
        "verdict": [(code, verdict_words()[code]) for code in VERDICTS],
        "weight": [("binds", _("Binds here")), ("advice", _("Advice from elsewhere"))],
        "duty": [(row.code, _sentence(row["asks"])) for row in DUTIES.rows_on(request.day)],
    }
    asked = {name: request.GET.get(name, "") for name in choices}
    asked |= {name: "" for name, options in choices.items() if asked[name] not in dict(options)}
    if "verdict" not in request.GET:
        asked["verdict"] = VERDICTS[0]
    rows, counts = overviews.duty_rows(
        viewer=request.viewer,
        area_path=area.path,
        kinds=_kinds(request),
        narrowed=overviews.DutyFilter(verdict=asked["verdict"], weight=asked["weight"], code=asked["duty"]),
    )
    columns = overviews.duty_list_columns()
    if wants_export(request):
        return export_table(columns, rows, name="duties", title=_("Should have but has not"))
    start = _offset(request)
    shown = rows[start : start + PAGE_SIZE]
    following = str(start + PAGE_SIZE) if len(rows) > start + PAGE_SIZE else ""
    return render(
        request,
        "partners/overview.html",
        title=_("Should have but has not"),
        breadcrumbs=[*list_crumbs(), Crumb(_("Should have but has not"))],
        context={
            **_common(request, area, "duty_list"),
            "hint": _("Judged by the table of duties. A fact that nobody stated is never taken as met."),
            "cards": [(verdict_words()[code], counts[code]) for code in VERDICTS],
            "selects": [
                _area_select(request, area),
                _kind_select(request),
                _select("verdict", _("Judgement"), choices["verdict"], asked["verdict"]),
                _select("weight", _("Weight"), choices["weight"], asked["weight"]),
                _select("duty", _("What is asked"), choices["duty"], asked["duty"]),
            ],
            "columns": columns,
            "rows": shown,
            "pager": _pager(request, shown, following, total=len(rows)),
        },
    )


@requires(roles.INSTITUTIONS)
@require_GET
def expiring_list(request: HttpRequest) -> HttpResponse:
    """Papers and qualifications that end within 90 days, or ended within a year and were not renewed."""
    area = _area(request)
    choices = [("papers", _("Papers of institutions"))]
    if request.viewer.can(roles.STAFF):
        choices.append(("staff", _("Qualifications of staff")))
    what = request.GET.get("what", "")
    what = what if what in dict(choices) else ""
    rows = overviews.expiring_rows(viewer=request.viewer, area_path=area.path, what=what)
    columns = overviews.expiring_columns()
    if wants_export(request):
        return export_table(columns, rows, name="expiring", title=_("Expiring"))
    start = _offset(request)
    shown = rows[start : start + PAGE_SIZE]
    following = str(start + PAGE_SIZE) if len(rows) > start + PAGE_SIZE else ""
    return render(
        request,
        "partners/overview.html",
        title=_("Expiring"),
        breadcrumbs=[*list_crumbs(), Crumb(_("Expiring"))],
        context={
            **_common(request, area, "expiring_list"),
            "hint": _(
                "What ends within 90 days, and what ended within a year and nothing of its kind follows."
            ),
            "selects": [
                _area_select(request, area),
                _select("what", _("Paper or qualification"), choices, what),
            ],
            "columns": columns,
            "rows": shown,
            "pager": _pager(request, shown, following, total=len(rows)),
        },
    )


def _sentence(text: object) -> str:
    msgid = str(text)
    return _(msgid)


def _area(request: HttpRequest) -> queries.AreaFilter:
    return queries.area_filter(viewer=request.viewer, code=request.GET.get("area", ""))


def _kinds(request: HttpRequest) -> tuple[str, ...]:
    code = request.GET.get("kind", "")
    if code in GROUPS:
        return GROUPS[code]
    return (code,) if code in dict(institutions.kind_choices()) else ()


def _select(name: str, label: str, options: list[Any], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "chosen": chosen, "all": _("All")}


def _area_select(request: HttpRequest, area: queries.AreaFilter) -> dict[str, Any]:
    code = request.GET.get("area", "")
    options = queries.area_choices(area, code=code)
    return _select("area", _("Area"), options, code) | {"all": ""}


def _kind_select(request: HttpRequest) -> dict[str, Any]:
    options = [*institutions.group_choices(), *institutions.kind_choices()]
    return _select("kind", _("Kind"), options, request.GET.get("kind", ""))


def _offset(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() else 0


def _common(request: HttpRequest, area: queries.AreaFilter, name: str) -> dict[str, Any]:
    address = reverse(name)
    kept = {key: value for key, value in request.GET.items() if key not in ("after", "area", "export")}
    steps = [
        Crumb(step.name, "" if step == area.area else f"{address}?{urlencode({**kept, 'area': step.code})}")
        for step in area.steps
    ]
    return {
        "address": address,
        "steps": steps,
        "export_url": export_url(request),
        "cards": [],
        "buttons": [],
        "texts": [],
    }


def _pager(request: HttpRequest, shown: list[Any], following: str, *, total: int | None = None) -> Pager:
    query = request.GET.copy()
    was_paged = bool(query.pop("after", None))
    first = f"?{query.urlencode()}" if was_paged else ""
    if not following:
        return Pager(shown=len(shown), first_url=first, total=total)
    query["after"] = following
    return Pager(shown=len(shown), first_url=first, next_url=f"?{query.urlencode()}", total=total)
