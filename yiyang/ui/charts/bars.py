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
from yiyang.ui.formats import Number, number_text, percent_text
from yiyang.ui.lights import light_of

WIDTH = 640
ROW = 30
THICK = 14
NAME_ROOM = 190
RANK_ROOM = 28
VALUE_ROOM = 76
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
    left = RANK_ROOM + min(NAME_ROOM, max((text_width(bar.label) for bar in bars), default=0.0)) + 34
    right = WIDTH - VALUE_ROOM
    height = HEAD + ROW * len(bars) + 8
    parts: list[Markup] = []
    for index, bar in enumerate(bars):
        parts.append(
            _bar(bar, HEAD + ROW * index, left, right, top, None if bar.value is None else write(bar.value))
        )
    if target is not None:
        parts += _target(left + float(target) / top * (right - left), height, target_label, write(target))
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


def _bar(bar: Bar, y: float, left: float, right: float, top: float, written: str | None) -> Markup:
    middle = y + ROW / 2
    baseline = middle + 4.5
    room = left - RANK_ROOM - 34
    name = text(RANK_ROOM, baseline, fit(bar.label, room), fill=BRAND if bar.url else INK)
    parts = [tag("title", bar.label), tag("a", name, href=bar.url) if bar.url else name]
    if bar.rank is not None:
        parts.append(text(RANK_ROOM - 8, baseline, bar.rank, anchor="end", fill=MUTED))
    parts.append(tag("rect", x=left, y=middle - THICK / 2, width=right - left, height=THICK, fill=GRID))
    if bar.light:
        known = light_of(bar.light)
        parts.append(mark(known.shape, left - 16, middle, 5.5, known.tone))
    if written is None:
        parts.append(text(right + 8, baseline, _("no data"), fill=MUTED))
        return tag("g", *parts)
    length = float(bar.value or 0) / top * (right - left)
    colour = TONES.get(bar.light, BRAND)
    parts.append(tag("rect", x=left, y=middle - THICK / 2, width=length, height=THICK, fill=colour))
    parts.append(text(right + 8, baseline, written))
    return tag("g", *parts)


def _target(x: float, height: float, label: str, written: str) -> list[Markup]:
    words = f"{label} {written}".strip()
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
