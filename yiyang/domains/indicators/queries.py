"""Reads of results, and of the people and institutions behind them.

Numbers of an area are shown to whoever may see the area; names come from the registers under the caller's scope.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db.models import Max

from yiyang.domains.indicators.models import Refresh, Result
from yiyang.domains.indicators.snapshots import current_snapshot
from yiyang.measures.catalogue import get_indicator
from yiyang.measures.engines.base import NO_RESTRICTION, Restriction
from yiyang.measures.engines.base import Result as EngineResult
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.regions.models import Region
from yiyang.regions.queries import continued_by, names_on


@lru_cache(maxsize=2)
def engine_of(folder: Path) -> EmbeddedEngine:
    """The embedded engine over a snapshot; snapshots never change, so engines are kept."""
    return EmbeddedEngine(folder)


@dataclass(frozen=True, kw_only=True)
class Number:
    """An indicator's number for an area and a day; value is None where nothing was counted."""

    indicator: str
    area: str
    area_name: str
    on: date
    numerator: int
    denominator: int
    value: float | None


def _number(result: Result, on: date, *, name: str = "") -> Number:
    return Number(
        indicator=result.indicator,
        area=result.area.code,
        area_name=name or result.area.name,
        on=on,
        numerator=result.numerator,
        denominator=result.denominator,
        value=result.value,
    )


def numbers_of_area(*, area: Region, on: date) -> dict[str, Number]:
    """Every indicator's number of one area on a day that was refreshed, by code."""
    found = Result.objects.filter(refresh__on=on, area=area).select_related("area")
    return {result.indicator: _number(result, on) for result in found}


def numbers_of_children(*, area: Region, on: date, indicators: Iterable[str]) -> list[Number]:
    """The numbers of the areas directly below one, for some indicators."""
    found = Result.objects.filter(
        refresh__on=on, area__parent=area, indicator__in=list(indicators)
    ).select_related("area")
    names = names_on(on)
    return [
        _number(result, on, name=names.get(result.area_id, ""))
        for result in found.order_by("area__code", "indicator")
    ]


def series(*, area: Region, indicators: Iterable[str], until: date) -> dict[str, list[Number]]:
    """The numbers of one area on every refreshed day up to one, by indicator, the earliest first."""
    # A unit that a reform put elsewhere alone keeps its course.
    areas = [area.pk, *continued_by(area)]
    found = (
        Result.objects.filter(area__in=areas, indicator__in=list(indicators), refresh__on__lte=until)
        .select_related("refresh", "area")
        .order_by("refresh__on")
    )
    by_code: dict[str, list[Number]] = {}
    for result in found:
        by_code.setdefault(result.indicator, []).append(_number(result, result.refresh.on))
    return by_code


def refresh_of(*, on: date) -> Refresh | None:
    """The refresh of a day, if the day was ever computed."""
    return Refresh.objects.filter(on=on).first()


def latest_refreshed_day() -> date | None:
    """The latest day for which results are stored."""
    return Refresh.objects.aggregate(latest=Max("on"))["latest"]


def stale_days() -> list[date]:
    """Days whose stored results are older than the facts."""
    return list(Refresh.objects.filter(stale=True).order_by("on").values_list("on", flat=True))


def missing_ids(
    *,
    indicator: str,
    on: date,
    area: str,
    after: int | None,
    limit: int,
    restrict_to: Restriction = NO_RESTRICTION,
) -> list[int]:
    """Ids of the subjects that are missing in the area on the day, ascending, from the current snapshot."""
    engine = engine_of(current_snapshot().folder)
    return engine.missing(
        get_indicator(indicator), on=on, area=area, after=after, limit=limit, restrict_to=restrict_to
    )


def missing_count(*, indicator: str, on: date, area: str, restrict_to: Restriction = NO_RESTRICTION) -> int:
    """How many subjects are missing in the area on the day."""
    engine = engine_of(current_snapshot().folder)
    return engine.missing_count(get_indicator(indicator), on=on, area=area, restrict_to=restrict_to)


def restricted_number(*, indicator: str, on: date, area: str, restrict_to: Restriction) -> EngineResult:
    """The number of an area counting only some subjects or areas, from the current snapshot."""
    engine = engine_of(current_snapshot().folder)
    return engine.results([get_indicator(indicator)], on=on, area=area, restrict_to=restrict_to)[0]
