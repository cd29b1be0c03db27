"""Places or units side by side: horizontal bars with the target each should reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.ui.charts.canvas import (
    BRAND,
    GRID,
    INK,
    MUTED,
    PAPER,
    TONES,
    Chart,
    fit,
    line,
    mark,
    picture,
    tag,
    text,
    text_width,
)
from yiyang.ui.formats import Number, level_text, number_text, percent_text
from yiyang.ui.lights import light_of

WIDTH = 560
ROW = 30
THICK = 14
NAME = 46
NAME_ROOM = 150
VALUE_ROOM = 66
EDGE = 8
HEAD = 26


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: a label, a value (None: no data), its light if any, its rank if ranked, a link if any."""

    label: str
    value: Number | None
    light: str = ""
    rank: int | None = None
    url: str = ""


def bar_ranking(
    *,
    key: str,
    title: str,
    bars: Sequence[Bar],
    target: Number | None = None,
    target_label: str = "",
    as_percent: bool = True,
) -> Chart:
    """Bars in the order given, with one vertical mark at `target`.

    `key` must be unique on the page. With `as_percent` values are shares and the axis ends at 100% or at
    the greatest value. Raises ValueError for a negative value.
    """
    known = [float(bar.value) for bar in bars if bar.value is not None]
    if min(known, default=0.0) < 0:
        raise ValueError("a bar starts at zero; a value is negative")
    write = percent_text if as_percent else number_text
    top = max([*known, float(target or 0), 1.0 if as_percent else 0.0]) or 1.0
    left = NAME + min(NAME_ROOM, max((text_width(bar.label) for bar in bars), default=0.0)) + VALUE_ROOM
    height = HEAD + ROW * len(bars) + 8
    parts: list[Markup] = [
        _bar(bar, HEAD + ROW * index, left, top, None if bar.value is None else write(bar.value))
        for index, bar in enumerate(bars)
    ]
    if target is not None:
        words = f"{target_label} {level_text(target) if as_percent else write(target)}".strip()
        parts += _target(left + float(target) / top * (WIDTH - EDGE - left), height, words)
    desc = "; ".join(f"{bar.label} {_('no data') if bar.value is None else write(bar.value)}" for bar in bars)
    return Chart(
        svg=picture(
            key=key,
            title=title,
            desc=desc,
            width=WIDTH,
            height=height,
            parts=parts,
            has_links=any(bar.url for bar in bars),
        ),
        title=title,
        headers=(_("Rank"), _("Name"), _("Value"), _("Light")),
        rows=tuple(_row(bar, write(bar.value) if bar.value is not None else "–") for bar in bars),
    )


def _bar(bar: Bar, y: float, left: float, top: float, written: str | None) -> Markup:
    middle = y + ROW / 2
    baseline = middle + 4.5
    reach = WIDTH - EDGE - left
    name = text(NAME, baseline, fit(bar.label, left - NAME - VALUE_ROOM), fill=BRAND if bar.url else INK)
    parts = [tag("title", bar.label), tag("a", name, href=bar.url) if bar.url else name]
    if bar.rank is not None:
        parts.append(text(NAME - 26, baseline, bar.rank, anchor="end", fill=MUTED))
    if bar.light:
        known = light_of(bar.light)
        parts.append(mark(known.shape, NAME - 13, middle, 5.5, known.tone))
    words = _("no data") if written is None else written
    parts.append(text(left - 10, baseline, words, anchor="end", fill=MUTED if written is None else INK))
    parts.append(tag("rect", x=left, y=middle - THICK / 2, width=reach, height=THICK, fill=GRID))
    if bar.value is not None:
        length = float(bar.value) / top * reach
        colour = TONES.get(bar.light, BRAND)
        parts.append(tag("rect", x=left, y=middle - THICK / 2, width=length, height=THICK, fill=colour))
    return tag("g", *parts)


def _target(x: float, height: float, words: str) -> list[Markup]:
    half = text_width(words) / 2
    centre = min(max(x, half + 2), WIDTH - half - 2)
    return [
        line(x, HEAD - 4, x, height - 4, stroke=PAPER, stroke_width=4),
        line(x, HEAD - 4, x, height - 4, stroke=INK, stroke_width=1.6, stroke_dasharray="5 3"),
        text(centre, HEAD - 10, words, anchor="middle"),
    ]


def _row(bar: Bar, written: str) -> tuple[str, ...]:
    word = str(light_of(bar.light).word) if bar.light else "–"
    return ("–" if bar.rank is None else str(bar.rank), bar.label, written, word)
