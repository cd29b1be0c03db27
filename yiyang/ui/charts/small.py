"""Pictures inside a line of text or a card: a light's shape, a sparkline, a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup, escape

from yiyang.ui.charts.canvas import BRAND, GRID, INK, TONES, mark, tag
from yiyang.ui.lights import light_of

SHAPE_SIZE = 12
SPARK = (120, 28)
PAD = 4
BAR = (200, 8)


@cache
def shape(light: str) -> Markup:
    """The light's shape as a small picture, hidden from readers because a word stands beside it."""
    known = light_of(light)
    half = SHAPE_SIZE / 2
    return tag(
        "svg",
        mark(known.shape, half, half, half * 0.85, known.tone),
        class_="light-shape",
        viewBox=f"0 0 {SHAPE_SIZE} {SHAPE_SIZE}",
        width=SHAPE_SIZE,
        height=SHAPE_SIZE,
        aria_hidden="true",
        focusable="false",
    )


def badge(code: str, label: str = "") -> Markup:
    """A light as its shape and a word on a pale ground; `label` replaces the usual word."""
    known = light_of(code)
    word = escape(label or str(known.word))
    return Markup(f'<span class="light light-{known.code}">{shape(code)}<span>{word}</span></span>')  # noqa: S704


def sparkline(values: Sequence[float | None], *, label: str) -> Markup:
    """A line without axes; `label` tells in words what it shows. None leaves a gap."""
    width, height = SPARK
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    step = (width - 2 * PAD) / max(len(values) - 1, 1)
    places = [
        None if value is None else (PAD + i * step, height - PAD - (value - low) / span * (height - 2 * PAD))
        for i, value in enumerate(values)
    ]
    parts = [tag("polyline", points=run, fill="none", stroke=BRAND, stroke_width=1.5) for run in runs(places)]
    last = next((place for place in reversed(places) if place), None)
    if last:
        parts.append(tag("circle", cx=last[0], cy=last[1], r=2.5, fill=BRAND))
    return tag(
        "svg",
        tag("title", label),
        *parts,
        class_="sparkline",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
    )


def runs(places: Sequence[tuple[float, float] | None]) -> list[str]:
    """The `points` of each unbroken stretch of at least two places."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            stretches.append([])
        else:
            stretches[-1].append(place)
    return [" ".join(f"{x:.1f},{y:.1f}" for x, y in stretch) for stretch in stretches if len(stretch) > 1]


def progress(value: float | None, *, target: float | None = None, light: str = "") -> Markup:
    """A bar filled to `value` (0-1, more is cut) with a tick at `target`; numbers beside it say the same."""
    width, height = BAR
    filled = min(max(value or 0.0, 0.0), 1.0) * width
    parts = [
        tag("rect", x=0, y=1, width=width, height=height - 2, fill=GRID),
        tag("rect", x=0, y=1, width=float(filled), height=height - 2, fill=TONES.get(light, BRAND)),
    ]
    if target is not None:
        parts.append(tag("rect", x=min(target, 1.0) * (width - 2), y=0, width=2, height=height, fill=INK))
    return tag(
        "svg",
        *parts,
        class_="progress-bar-svg",
        viewBox=f"0 0 {width} {height}",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )
