"""Operations of supervision: regions, indicators, their missing lists, targets and tasks."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from yiyang.access import roles
from yiyang.access.api import holders_of
from yiyang.domains.indicators import queries as indicators
from yiyang.domains.indicators.actions import ensure_results, snapshot_and_refresh
from yiyang.flows.supervision.ledgers import ledger_rows
from yiyang.flows.supervision.missing import missing_page
from yiyang.flows.supervision.queries import find_visible_area, target_statuses
from yiyang.flows.supervision.request import Asked
from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator, list_indicators
from yiyang.measures.explain import explain
from yiyang.regions.queries import children_on

router = Router()


class AreaOut(Schema):
    """One unit of the region tree."""

    code: str
    name: str
    level: str
    parent: str | None


class IndicatorOut(Schema):
    """An indicator with its definition in words."""

    code: str
    label: str
    label_zh: str
    unit: str
    direction: str
    source: list[str]
    words: list[str]
    words_zh: list[str]


class ResultOut(Schema):
    """An indicator's number for an area at the end of a day; value is null where nothing was counted."""

    indicator: str
    area: str
    level: str
    on: date
    numerator: int
    denominator: int
    value: float | None


class TargetOut(Schema):
    """A target of a policy beside its number; numbers are null where none can be computed."""

    clause: str
    indicator: str
    year: int
    scope: str
    threshold: float
    comparator: str
    numerator: int | None
    denominator: int | None
    value: float | None
    light: str


class TaskOut(Schema):
    """A task of a policy with the light its numbers give."""

    document: str
    clause: str
    summary: str
    leads: list[str]
    cooperators: list[str]
    years: list[int]
    continuous: bool
    light: str


class MissingOut(Schema):
    """One page of a missing list; `next` goes into `after` for the next page, null at the end."""

    total: int
    rows: list[dict[str, Any]]
    next: int | None


class RefreshOut(Schema):
    """The day that was computed and the moment whose facts it shows."""

    on: date
    snapshot_at: str


def _asked(request: HttpRequest, *, area: str, on: date | None, permission: str) -> Asked:
    day = on or request.viewer.on
    found = find_visible_area(request.viewer, area, permission, on=day)
    if found is None or day > request.viewer.on:
        raise Http404(area)
    return Asked(area=found, on=day, year=None)


@router.get("/areas", response=list[AreaOut], auth=holders_of(roles.INDICATORS))
def list_areas(request: HttpRequest, parent: str = Query(..., description="division code")) -> Any:
    """The units directly below one."""
    asked = _asked(request, area=parent, on=None, permission=roles.INDICATORS)
    found = children_on(asked.area, on=asked.on)
    return [
        {"code": area.code, "name": area.name, "level": area.level, "parent": asked.area.code}
        for area in found
    ]


@router.get("/indicators", response=list[IndicatorOut], auth=holders_of(roles.INDICATORS))
def list_definitions(request: HttpRequest) -> Any:
    """Every indicator that is defined."""
    return [
        {
            "code": each.code,
            "label": each.label,
            "label_zh": each.label_zh,
            "unit": each.unit,
            "direction": each.direction,
            "source": list(each.source),
            "words": list(explain(each, "en")),
            "words_zh": list(explain(each, "zh")),
        }
        for each in list_indicators()
    ]


@router.get("/results", response=list[ResultOut], auth=holders_of(roles.INDICATORS))
def list_results(request: HttpRequest, area: str, on: date | None = None, below: bool = False) -> Any:
    """Every indicator's number of an area on a day, or with `below` those of the areas directly below."""
    asked = _asked(request, area=area, on=on, permission=roles.INDICATORS)
    ensure_results(on=asked.on)
    if below:
        codes = [each.code for each in list_indicators()]
        numbers = indicators.numbers_of_children(area=asked.area, on=asked.on, indicators=codes)
        levels = dict(children_on(asked.area, on=asked.on).values_list("code", "level"))
    else:
        numbers = list(indicators.numbers_of_area(area=asked.area, on=asked.on).values())
        levels = {asked.area.code: asked.area.level}
    return [
        {
            "indicator": number.indicator,
            "area": number.area,
            "level": levels[number.area],
            "on": number.on,
            "numerator": number.numerator,
            "denominator": number.denominator,
            "value": number.value,
        }
        for number in numbers
    ]


@router.get("/indicators/{code}/missing", response=MissingOut, auth=holders_of(roles.NAMES))
def list_missing(
    request: HttpRequest, code: str, area: str, on: date | None = None, after: int | None = None
) -> Any:
    """The people or institutions that are missing, 50 a page; each elder named is recorded as read."""
    try:
        found = get_indicator(code)
    except UnknownIndicatorError as unknown:
        raise Http404(code) from unknown
    if not found.has_missing_list:
        raise Http404(code)
    asked = _asked(request, area=area, on=on, permission=roles.NAMES)
    page = missing_page(viewer=request.viewer, indicator=found, asked=asked, after=after)
    return {"total": page.total, "rows": page.rows, "next": page.last}


@router.get("/targets", response=list[TargetOut], auth=holders_of(roles.COCKPIT))
def list_targets(request: HttpRequest, area: str, on: date | None = None) -> Any:
    """Every target that governs an area, with its number and light."""
    asked = _asked(request, area=area, on=on, permission=roles.COCKPIT)
    return [status.as_row() for status in target_statuses(area=asked.area, on=asked.on)]


@router.get("/tasks", response=list[TaskOut], auth=holders_of(roles.LEDGER))
def list_tasks(
    request: HttpRequest, area: str, on: date | None = None, unit: str = "", light: str = ""
) -> Any:
    """The task ledger of an area, filtered by unit code and light."""
    asked = _asked(request, area=area, on=on, permission=roles.LEDGER)
    return [
        {
            "document": row.document,
            "clause": row.task.clause,
            "summary": row.summary,
            "leads": list(row.leads),
            "cooperators": list(row.cooperators),
            "years": list(row.task.schedule.years),
            "continuous": row.task.schedule.continuous,
            "light": row.colour,
        }
        for row in ledger_rows(asked, unit=unit, light=light)
    ]


@router.post("/refresh", response=RefreshOut, auth=holders_of(roles.REFRESH))
def refresh_numbers(request: HttpRequest) -> Any:
    """Take the facts as they are now and compute today's numbers anew."""
    snapshot = snapshot_and_refresh([request.viewer.on])
    return {"on": request.viewer.on, "snapshot_at": snapshot.taken_at.isoformat()}
