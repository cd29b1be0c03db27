"""The cockpit, the indicators and the task ledger."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.indicators import queries as indicators
from yiyang.domains.indicators.actions import ensure_results, snapshot_and_refresh
from yiyang.domains.indicators.snapshots import NoSnapshot
from yiyang.flows.supervision import boards, ledgers
from yiyang.flows.supervision.missing import missing_page
from yiyang.flows.supervision.queries import (
    area_steps,
    explain_light,
    governing_packs,
    label_of,
    target_statuses,
)
from yiyang.flows.supervision.request import Asked, read_asked
from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator, list_indicators
from yiyang.measures.explain import explain
from yiyang.measures.planned import PLANNED
from yiyang.ui.lights import LIGHTS
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Column, Pager


def _steps(request: HttpRequest, asked: Asked, *, permission: str, address: str) -> list[Crumb]:
    found = area_steps(viewer=request.viewer, area=asked.area, permission=permission)
    return [
        Crumb(area.name, "" if area == asked.area else address + asked.query(area=area.code))
        for area in found
    ]


@requires(roles.COCKPIT, objects="regions.Region")
@require_GET
def cockpit(request: HttpRequest) -> HttpResponse:
    """Every target of the area's policies beside its number, and the areas below."""
    asked = read_asked(request, permission=roles.COCKPIT)
    try:
        statuses = target_statuses(area=asked.area, on=asked.on, years=[asked.year] if asked.year else ())
    except NoSnapshot:
        return _no_numbers(request)
    packs = governing_packs(asked.area)
    targets = boards.nearest_targets(asked.area, on=asked.on, year=asked.year)
    known = {code: target for code, target in targets.items() if _is_known(code)}
    judge = boards.make_judge(asked, known, children=True)
    shown = request.GET.get("indicator", "")
    map_code = shown if shown in known else next(iter(_by_preference(known)), "")
    context = {
        "asked": asked,
        "steps": _steps(request, asked, permission=roles.COCKPIT, address=reverse("cockpit")),
        "years": [(year, str(year)) for year in ledgers.year_options(packs)],
        "cards": boards.build_cards(statuses, asked),
        "counts": _count_lights(status.light.colour.value for status in statuses),
        "explain_light": explain_light,
        "per_week_words": boards.per_week_words,
        "headers": [(code, label_of(get_indicator(code)), target) for code, target in known.items()],
        "matrix": boards.build_matrix(asked, judge, list(known)),
        "map": boards.build_map(asked, map_code, judge, key="map") if map_code else None,
        "refresh": indicators.refresh_of(on=asked.on),
        "can_refresh": request.viewer.can(roles.REFRESH),
        "documents": [pack.document for _code, pack in packs],
    }
    return render(
        request,
        "supervision/cockpit.html",
        title=_("Cockpit"),
        subtitle=_("%(area)s on %(on)s") % {"area": asked.area.name, "on": asked.on},
        context=context,
    )


def _is_known(code: str) -> bool:
    return any(indicator.code == code for indicator in list_indicators())


def _by_preference(codes: dict) -> list[str]:
    """People before institutions: the map begins with the number that moves every day."""
    return sorted(codes, key=lambda code: (get_indicator(code).subject.name != "elder", code))


def _count_lights(colours: object) -> dict[str, int]:
    listed = list(colours)
    return {code: listed.count(code) for code in LIGHTS}


def _no_numbers(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "supervision/no_numbers.html",
        title=_("Cockpit"),
        context={"can_refresh": request.viewer.can(roles.REFRESH)},
    )


@requires(roles.REFRESH)
@require_POST
def refresh(request: HttpRequest) -> HttpResponse:
    """Take the facts as they are now and compute the chosen day anew."""
    snapshot_and_refresh([request.viewer.on])
    messages.success(request, _("The numbers of today were computed anew from the facts as they are now."))
    return HttpResponseRedirect(reverse("cockpit") + "?" + request.POST.get("question", "").lstrip("?"))


@requires(roles.INDICATORS, objects="regions.Region")
@require_GET
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The catalogue: every indicator with its number in the area on the day."""
    asked = read_asked(request, permission=roles.INDICATORS)
    try:
        ensure_results(on=asked.on)
    except NoSnapshot:
        return _no_numbers(request)
    numbers = indicators.numbers_of_area(area=asked.area, on=asked.on)
    targets = boards.nearest_targets(asked.area, on=asked.on, year=None)
    judge = boards.make_judge(asked, targets, children=False)
    rows = []
    for each in list_indicators():
        number = numbers.get(each.code)
        rows.append(
            {
                "label": label_of(each),
                "source": ", ".join(each.source),
                "value": number.value if number else None,
                "numerator": number.numerator if number else None,
                "denominator": number.denominator if number else None,
                "light": judge.light(number),
                "url": boards.indicator_url(each.code, asked),
            }
        )
    columns = (
        Column(label=_("Indicator"), value="label", url="url"),
        Column(label=_("Value"), value="value", kind="percent"),
        Column(label=_("Counted"), value="numerator", kind="number"),
        Column(label=_("Out of"), value="denominator", kind="number"),
        Column(label=_("Light"), value="light", kind="light"),
        Column(label=_("Clauses"), value="source"),
    )
    return render(
        request,
        "supervision/indicators.html",
        title=_("Indicators"),
        context={
            "asked": asked,
            "rows": rows,
            "columns": columns,
            "planned": [
                {
                    "label": label_of(each),
                    "source": ", ".join(each.source),
                    "lacks": each.lacks_zh if request.LANGUAGE_CODE.startswith("zh") else each.lacks,
                }
                for each in PLANNED.values()
            ],
            "planned_columns": (
                Column(label=_("Indicator"), value="label"),
                Column(label=_("Not recorded yet"), value="lacks"),
                Column(label=_("Clauses"), value="source"),
            ),
            "steps": _steps(request, asked, permission=roles.INDICATORS, address=reverse("indicator_list")),
        },
    )


@requires(roles.INDICATORS, objects="regions.Region")
@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its words, its number, its course, the areas below, and who is missing."""
    try:
        found = get_indicator(code)
    except UnknownIndicatorError as unknown:
        raise Http404(code) from unknown
    asked = read_asked(request, permission=roles.INDICATORS)
    try:
        ensure_results(on=asked.on)
    except NoSnapshot:
        return _no_numbers(request)
    statuses = target_statuses(area=asked.area, on=asked.on, indicator=code)
    whole = [status.target for status in statuses if status.target.scope.kind == "all"]
    targets = boards.nearest_targets(asked.area, on=asked.on, year=None)
    judge = boards.make_judge(asked, {code: targets[code]} if code in targets else {}, children=True)
    children = indicators.numbers_of_children(area=asked.area, on=asked.on, indicators=[code])
    language = "zh" if request.LANGUAGE_CODE.startswith("zh") else "en"
    context = {
        "asked": asked,
        "indicator": found,
        "words": explain(found, language),
        "number": indicators.numbers_of_area(area=asked.area, on=asked.on).get(code),
        "statuses": statuses,
        "explain_light": explain_light,
        "per_week_words": boards.per_week_words,
        "series": boards.build_series_chart(asked, code, whole),
        "ranking": boards.build_ranking(children, judge, asked, code),
        "children": _child_rows(children, judge, asked, code),
        "child_columns": _child_columns(),
        "steps": _steps(
            request, asked, permission=roles.INDICATORS, address=reverse("indicator", args=[code])
        ),
    }
    context |= _missing_context(request, asked, found)
    return render(
        request,
        "supervision/indicator.html",
        title=label_of(found),
        subtitle=_("%(area)s on %(on)s") % {"area": asked.area.name, "on": asked.on},
        breadcrumbs=[
            Crumb(_("Indicators"), reverse("indicator_list") + asked.query()),
            Crumb(label_of(found)),
        ],
        context=context,
    )


def _child_columns() -> tuple[Column, ...]:
    return (
        Column(label=_("Area"), value="area", url="url"),
        Column(label=_("Value"), value="value", kind="percent"),
        Column(label=_("Counted"), value="numerator", kind="number"),
        Column(label=_("Out of"), value="denominator", kind="number"),
        Column(label=_("Light"), value="light", kind="light"),
    )


def _child_rows(children: list, judge: boards.Judge, asked: Asked, code: str) -> list[dict]:
    return [
        {
            "area": number.area_name,
            "value": number.value,
            "numerator": number.numerator,
            "denominator": number.denominator,
            "light": judge.light(number),
            "url": boards.indicator_url(code, asked, area=number.area),
        }
        for number in children
    ]


def _missing_context(request: HttpRequest, asked: Asked, found: object) -> dict:
    if not found.has_missing_list or not request.viewer.can(roles.NAMES):
        return {"missing": None, "pager": None, "missing_title": ""}
    after = request.GET.get("after", "")
    page = missing_page(
        viewer=request.viewer,
        indicator=found,
        asked=asked,
        after=int(after) if after.isdecimal() else None,
    )
    here = reverse("indicator", args=[found.code])
    pager = Pager(
        shown=len(page.rows),
        total=page.total,
        first_url=here + asked.query() + "#missing" if after else "",
        next_url=here + asked.query(after=page.last) + "#missing" if page.last else "",
    )
    title = ngettext("%(count)s is missing", "%(count)s are missing", page.total) % {
        "count": f"{page.total:,}"
    }
    return {"missing": page, "pager": pager, "missing_title": title}


@requires(roles.LEDGER, objects="regions.Region")
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Every task of the area's policies, with filters by unit, year and light."""
    asked = read_asked(request, permission=roles.LEDGER)
    packs = governing_packs(asked.area)
    unit, light = request.GET.get("unit", ""), request.GET.get("light", "")
    try:
        rows = ledgers.ledger_rows(asked, unit=unit, light=light)
    except NoSnapshot:
        return _no_numbers(request)
    return render(
        request,
        "supervision/ledger.html",
        title=_("Task ledger"),
        subtitle=_("%(area)s on %(on)s") % {"area": asked.area.name, "on": asked.on},
        context={
            "asked": asked,
            "rows": rows,
            "unit": unit,
            "light": light,
            "units": ledgers.unit_options(packs),
            "years": [(year, str(year)) for year in ledgers.year_options(packs)],
            "lights_options": [(each.code, each.word) for each in LIGHTS.values()],
            "documents": [pack.document for _code, pack in packs],
            "explain_light": explain_light,
            "counts": _count_lights(row.colour for row in rows),
            "indicator_url": boards.indicator_url,
        },
    )
