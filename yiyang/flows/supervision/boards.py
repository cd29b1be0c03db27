"""What the cockpit and the indicator page draw: cards, a matrix of areas, a map, a series."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.domains.indicators import queries as indicators
from yiyang.domains.indicators.actions import ensure_results
from yiyang.domains.indicators.queries import Number
from yiyang.domains.policy.rules.pack import Target
from yiyang.flows.supervision.queries import (
    TargetStatus,
    eve_of,
    governing_packs,
    label_of,
    light_of,
)
from yiyang.flows.supervision.request import Asked
from yiyang.measures.catalogue import get_indicator
from yiyang.regions.models import Region
from yiyang.regions.queries import children_on, names_on
from yiyang.regions.seeds import read_outlines
from yiyang.ui.charts import Bar, Chart, MapPoint, Series, TargetLine, bar_ranking, line_chart, point_map
from yiyang.ui.formats import percent_text

TREND_POINTS = 8


@dataclass(frozen=True, kw_only=True)
class Card:
    """One target on the cockpit."""

    status: TargetStatus
    url: str
    trend: list[tuple[date, float | None]]

    @property
    def light(self) -> str:
        """The code of the light."""
        return self.status.light.colour.value


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of one area in the matrix."""

    value: float | None
    light: str
    url: str


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """One area with its numbers in the order of the matrix's targets."""

    area: Region
    url: str
    cells: tuple[Cell, ...]


def governing_targets(area: Region) -> list[Target]:
    """Targets that bind the whole population of the area's documents."""
    return [
        target
        for _code, pack in governing_packs(area)
        for task in pack.tasks
        for target in task.targets
        if target.scope.kind == "all"
    ]


def nearest_targets(area: Region, *, on: date, year: int | None) -> dict[str, Target]:
    """For each indicator the target due next (or of the year asked for), else the last one past."""
    found: dict[str, Target] = {}
    for target in sorted(governing_targets(area), key=lambda target: target.year):
        if year is not None and target.year != year:
            continue
        present = found.get(target.indicator)
        if present is None or (present.year < on.year and target.year > present.year):
            found[target.indicator] = target
    return found


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Judges the numbers of the areas below one beside their targets, with each area's own baseline."""

    on: date
    targets: dict[str, Target]
    eves: dict[tuple[str, str], float | None]

    def light(self, number: Number | None) -> str:
        """The colour of a number; grey without a number or a target."""
        target = self.targets.get(number.indicator) if number else None
        if number is None or target is None:
            return "grey"
        baseline = self.eves.get((number.area, number.indicator))
        return light_of(target, value=number.value, baseline=baseline, on=self.on).colour.value


def make_judge(asked: Asked, targets: dict[str, Target], *, children: bool) -> Judge:
    """A judge for the area's own numbers, or for those of the areas below it."""
    by_eve: dict[date, list[str]] = {}
    for code, target in targets.items():
        if eve_of(target) < asked.on:
            by_eve.setdefault(eve_of(target), []).append(code)
    eves: dict[tuple[str, str], float | None] = {}
    for eve, codes in by_eve.items():
        ensure_results(on=eve)
        if children:
            numbers = indicators.numbers_of_children(area=asked.area, on=eve, indicators=codes)
        else:
            numbers = list(indicators.numbers_of_area(area=asked.area, on=eve).values())
        eves |= {(number.area, number.indicator): number.value for number in numbers}
    return Judge(on=asked.on, targets=targets, eves=eves)


def indicator_url(code: str, asked: Asked, **changes: object) -> str:
    """The address of an indicator's page for the same question."""
    return reverse("indicator", args=[code]) + asked.query(**changes)


def build_cards(statuses: list[TargetStatus], asked: Asked) -> list[Card]:
    """One card a target, with the indicator's last points in the area."""
    codes = {status.target.indicator for status in statuses if status.indicator}
    series = indicators.series(area=asked.area, indicators=codes, until=asked.on)
    return [
        Card(
            status=status,
            url=indicator_url(status.target.indicator, asked) if status.indicator else "",
            trend=[
                (number.on, number.value)
                for number in series.get(status.target.indicator, [])[-TREND_POINTS:]
            ],
        )
        for status in statuses
    ]


def build_matrix(asked: Asked, judge: Judge, codes: list[str]) -> list[MatrixRow]:
    """The areas directly below with their numbers for each target's indicator."""
    numbers = {
        (number.area, number.indicator): number
        for number in indicators.numbers_of_children(area=asked.area, on=asked.on, indicators=codes)
    }
    rows = []
    names = names_on(asked.on)
    for child in children_on(asked.area, on=asked.on):
        child.name = names.get(child.pk, child.name)
        cells = []
        for code in codes:
            number = numbers.get((child.code, code))
            cells.append(
                Cell(
                    value=number.value if number else None,
                    light=judge.light(number),
                    url=indicator_url(code, asked, area=child.code),
                )
            )
        rows.append(
            MatrixRow(area=child, url=reverse("cockpit") + asked.query(area=child.code), cells=tuple(cells))
        )
    return rows


def build_map(asked: Asked, code: str, judge: Judge, *, key: str) -> Chart | None:
    """The areas below as points with their number and light; None where no place is known."""
    numbers = {
        number.area: number
        for number in indicators.numbers_of_children(area=asked.area, on=asked.on, indicators=[code])
    }
    children = children_on(asked.area, on=asked.on).filter(lon__isnull=False)
    points = []
    for child in children:
        number = numbers.get(child.code)
        has_value = number is not None and number.value is not None
        points.append(
            MapPoint(
                label=child.name,
                lon=child.lon,
                lat=child.lat,
                value=percent_text(number.value) if has_value else "",
                light=judge.light(number),
                url=indicator_url(code, asked, area=child.code),
            )
        )
    outlines = read_outlines().get(asked.area.code, [])
    if len(points) < 2:  # noqa: PLR2004 - one point is no map
        return None
    title = _("%(label)s by area") % {"label": label_of(get_indicator(code))}
    return point_map(key=key, title=title, outlines=outlines, points=points)


def build_series_chart(asked: Asked, code: str, targets: list[Target]) -> Chart | None:
    """The indicator over the stored days with its targets; None before there are two days."""
    numbers = indicators.series(area=asked.area, indicators=[code], until=asked.on).get(code, [])
    if len(numbers) < 2:  # noqa: PLR2004 - one point is no line
        return None
    label = label_of(get_indicator(code))
    lines = [
        TargetLine(label=_("Target %(year)s") % {"year": target.year}, value=float(target.threshold))
        for target in targets
    ]
    points = tuple((number.on, number.value) for number in numbers)
    return line_chart(
        key="series", title=label, series=[Series(label=asked.area.name, points=points)], targets=lines
    )


def build_ranking(numbers: list[Number], judge: Judge, asked: Asked, code: str) -> Chart | None:
    """The areas below, the highest value first, with the target each should reach."""
    shown = [number for number in numbers if number.value is not None]
    if len(shown) < 2:  # noqa: PLR2004 - one area is no ranking
        return None
    bars = [
        Bar(
            label=number.area_name,
            value=number.value,
            light=judge.light(number),
            url=indicator_url(code, asked, area=number.area),
        )
        for number in sorted(shown, key=lambda number: -(number.value or 0))
    ]
    target = judge.targets.get(code)
    threshold = float(target.threshold) if target else None
    return bar_ranking(key="ranking", title=_("Areas by value"), bars=bars, target=threshold)


def per_week_words(status: TargetStatus) -> str:
    """What would close the gap, in words; empty when nothing is missing or nothing is known."""
    if not status.more:
        return ""
    if status.per_week is None:
        return _("%(more)s more needed") % {"more": f"{status.more:,}"}
    return _("%(more)s more needed, %(week)s a week") % {
        "more": f"{status.more:,}",
        "week": f"{status.per_week:,}",
    }
