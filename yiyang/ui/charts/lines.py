"""A number over time with the targets it should reach."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.ui.charts.canvas import (
    FONT,
    GRID,
    INK,
    MUTED,
    PAPER,
    SERIES,
    Chart,
    axis_step,
    fit,
    line,
    mark,
    picture,
    tag,
    text,
    text_width,
)
from yiyang.ui.charts.small import runs
from yiyang.ui.formats import Number, level_text, number_text, percent_text

WIDTH, HEIGHT = 560, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 120, 34, 34
LABEL_GAP = 18
DATE_TICKS = 4
VALUE_TICKS = 5
MARKS = ("circle", "square", "triangle", "ring", "circle")
DASHES = (None, "6 3", "2 3", "8 3 2 3", "4 4")


@dataclass(frozen=True)
class Series:
    """A named line: (day, value) in order of days; a value of None breaks the line."""

    label: str
    points: tuple[tuple[date, Number | None], ...]


@dataclass(frozen=True)
class TargetLine:
    """A level to reach (or stay under), with its words."""

    label: str
    value: Number


@dataclass(frozen=True)
class _Scale:
    first: date
    days: int
    top: float
    step: float

    def x(self, day: date) -> float:
        return LEFT + (day - self.first).days / self.days * (WIDTH - LEFT - RIGHT)

    def y(self, value: Number) -> float:
        return HEIGHT - BOTTOM - float(value) / self.top * (HEIGHT - TOP - BOTTOM)


def line_chart(
    *,
    key: str,
    title: str,
    series: Sequence[Series],
    targets: Sequence[TargetLine] = (),
    as_percent: bool = True,
    unit: str = "",
) -> Chart:
    """Lines over days from zero up, target lines dashed with their labels at the right edge.

    `key` must be unique on the page. With `as_percent` values are shares (0-1). Raises ValueError when
    no series has a day or a value is negative.
    """
    days = sorted({day for each in series for day, _value in each.points})
    values = [value for each in series for _day, value in each.points if value is not None]
    if not days:
        raise ValueError("a line chart needs at least one day")
    if min(values, default=0) < 0:
        raise ValueError("a line chart starts at zero; a value is negative")
    write = percent_text if as_percent else number_text
    scale = _scale(days, [*values, *(target.value for target in targets)])
    parts = [
        *_value_axis(scale, as_percent, unit),
        *_date_axis(scale),
        *_targets(targets, scale, level_text if as_percent else number_text),
        *(_line(each, index, scale) for index, each in enumerate(series)),
        *_last_values(series, scale, write),
        *_legend(series),
    ]
    return Chart(
        svg=picture(
            key=key,
            title=title,
            desc=_describe(series, targets, write),
            width=WIDTH,
            height=HEIGHT,
            parts=parts,
        ),
        title=title,
        headers=(_("Day"), *(each.label for each in series)),
        rows=_table(series, days, write),
    )


def _scale(days: list[date], values: Sequence[Number]) -> _Scale:
    highest = float(max(values, default=0)) or 1.0
    step = axis_step(highest, VALUE_TICKS)
    count = math.ceil(highest / step - 1e-9)
    return _Scale(days[0], max((days[-1] - days[0]).days, 1), step * count, step)


def _value_axis(scale: _Scale, as_percent: bool, unit: str) -> list[Markup]:
    parts = []
    for index in range(round(scale.top / scale.step) + 1):
        value = scale.step * index
        y = scale.y(value)
        label = f"{value * 100:g}%" if as_percent else f"{value:,g}"
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, stroke=GRID if index else MUTED))
        parts.append(text(LEFT - 8, y + 4, label, anchor="end", fill=MUTED))
    if unit:
        parts.append(text(LEFT - 8, TOP - 18, unit, anchor="end", fill=MUTED))
    return parts


def _date_axis(scale: _Scale) -> list[Markup]:
    count = min(DATE_TICKS, scale.days + 1)
    shown = [scale.first + timedelta(days=round(scale.days * i / max(count - 1, 1))) for i in range(count)]
    parts = []
    for index, day in enumerate(shown):
        anchor = "start" if index == 0 else "middle"
        x = scale.x(day)
        parts.append(line(x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 4, stroke=MUTED))
        parts.append(
            text(x - (12 if index == 0 else 0), HEIGHT - 12, day.isoformat(), anchor=anchor, fill=MUTED)
        )
    return parts


def _targets(targets: Sequence[TargetLine], scale: _Scale, write: Callable[[Number], str]) -> list[Markup]:
    parts = []
    for target in targets:
        y = scale.y(target.value)
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, stroke=INK, stroke_dasharray="5 4", stroke_width=1.2))
    heights = spread([scale.y(target.value) + 4 for target in targets])
    for target, y in zip(targets, heights, strict=True):
        label = fit(f"{target.label} {write(target.value)}", RIGHT - 10)
        parts.append(text(WIDTH - RIGHT + 6, y, label))
    return parts


def spread(heights: Sequence[float]) -> list[float]:
    """The wished heights moved apart so that no two labels are nearer than a line of text."""
    placed: dict[int, float] = {}
    lowest = float(HEIGHT)
    for index in sorted(range(len(heights)), key=lambda i: -heights[i]):
        lowest = min(heights[index], lowest - LABEL_GAP)
        placed[index] = lowest
    return [placed[index] for index in range(len(heights))]


def _line(series: Series, index: int, scale: _Scale) -> Markup:
    colour = SERIES[index % len(SERIES)]
    places = [None if value is None else (scale.x(day), scale.y(value)) for day, value in series.points]
    parts = [
        tag(
            "polyline",
            points=run,
            fill="none",
            stroke=colour,
            stroke_width=2,
            stroke_dasharray=DASHES[index % len(DASHES)],
        )
        for run in runs(places)
    ]
    parts += [mark(MARKS[index % len(MARKS)], *place, 3.5, colour) for place in places if place]
    return tag("g", *parts)


def _last_values(series: Sequence[Series], scale: _Scale, write: Callable[[Number], str]) -> list[Markup]:
    if len(series) != 1:
        return []
    known = [(day, value) for day, value in series[0].points if value is not None]
    if not known:
        return []
    day, value = known[-1]
    label = write(value)
    x, y = scale.x(day) - 4, scale.y(value) - 10
    box = tag(
        "rect",
        x=x - text_width(label) - 3,
        y=y - FONT,
        width=text_width(label) + 6,
        height=FONT + 4,
        fill=PAPER,
        fill_opacity=0.85,
    )
    return [box, text(x, y, label, anchor="end", fill=SERIES[0], font_weight="bold")]


def _legend(series: Sequence[Series]) -> list[Markup]:
    if len(series) == 1:
        return []
    parts, x = [], float(LEFT)
    for index, each in enumerate(series):
        label = fit(each.label, (WIDTH - LEFT) / len(series) - 36)
        colour = SERIES[index % len(SERIES)]
        dash = DASHES[index % len(DASHES)]
        parts.append(line(x, 14, x + 22, 14, stroke=colour, stroke_width=2, stroke_dasharray=dash))
        parts.append(mark(MARKS[index % len(MARKS)], x + 11, 14, 3.5, colour))
        parts.append(text(x + 28, 18, label))
        x += 28 + text_width(label) + 18
    return parts


def _describe(series: Sequence[Series], targets: Sequence[TargetLine], write: Callable[[Number], str]) -> str:
    said = []
    for each in series:
        known = [(day, value) for day, value in each.points if value is not None]
        if known:
            (first, start), (last, end) = known[0], known[-1]
            said.append(f"{each.label}: {first.isoformat()} {write(start)}, {last.isoformat()} {write(end)}")
    said += [f"{target.label}: {write(target.value)}" for target in targets]
    return "; ".join(said)


def _table(
    series: Sequence[Series], days: list[date], write: Callable[[Number], str]
) -> tuple[tuple[str, ...], ...]:
    columns = [dict(each.points) for each in series]
    return tuple(
        (
            day.isoformat(),
            *("–" if (value := column.get(day)) is None else write(value) for column in columns),
        )
        for day in days
    )
