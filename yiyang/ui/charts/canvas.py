"""What every chart shares: tags, colours, text width and round axis steps."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

BRAND = "#0052d9"
INK = "#1d2129"
MUTED = "#5b6472"
GRID = "#e3e6eb"
LAND = "#f2f6fc"
COAST = "#a9b8d0"
PAPER = "#ffffff"
SERIES = (BRAND, "#8a5a00", "#067a46", "#7a3db8", "#5b6472")
TONES = {"green": "#067a46", "amber": "#8a5a00", "red": "#b42318", "grey": "#5b6472"}
FONT = 13
NARROW = 0.58
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A picture, and the same facts as a table for readers who cannot see it."""

    svg: Markup
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """One SVG element; `_` in an attribute's name is written `-`, None leaves the attribute out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), shorten(value))
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(
        name, written, Markup("").join(escape(child) for child in children)
    )


def shorten(value: object) -> object:
    """Coordinates with one decimal: enough for a screen, half the bytes."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


def text(x: float, y: float, content: object, *, anchor: str = "start", **attributes: object) -> Markup:
    """A line of text with its baseline at `y`."""
    attributes.setdefault("fill", INK)
    attributes.setdefault("font_size", FONT)
    return tag("text", content, x=float(x), y=float(y), text_anchor=anchor, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Markup:
    """A straight line."""
    return tag("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), **attributes)


def picture(
    *,
    key: str,
    title: str,
    desc: str,
    width: int,
    height: int,
    parts: Iterable[object],
    has_links: bool = False,
) -> Markup:
    """The svg element with its accessible title and description; `key` makes their ids unique on a page.

    A picture with links is a group, for an image's inside cannot be reached.
    """
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", desc, id=f"{key}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart-svg chart-w{width}",
        viewBox=f"0 0 {width} {height}",
        role="group" if has_links else "img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def text_width(content: str, size: float = FONT) -> float:
    """About how wide a text is: Chinese characters are square, Latin ones a little over half."""
    return sum(size if unicodedata.east_asian_width(c) in "WF" else size * NARROW for c in content)


def fit(content: str, room: float, size: float = FONT) -> str:
    """`content` cut with an ellipsis so that it fits into `room`."""
    if text_width(content, size) <= room:
        return content
    while content and text_width(content + "…", size) > room:
        content = content[:-1]
    return content + "…"


def axis_step(span: float, most: int) -> float:
    """The smallest round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` into at most `most`."""
    if span <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(span / most))
    return next(step * power for step in STEPS if step * power * most >= span * (1 - 1e-9))


def mark(kind: str, x: float, y: float, r: float, colour: str) -> Markup:
    """A light's shape around a point: circle, triangle, square or ring."""
    if kind == "circle":
        return tag("circle", cx=float(x), cy=float(y), r=float(r), fill=colour)
    if kind == "ring":
        inner = {"fill": PAPER, "stroke": colour, "stroke_width": r * 0.4}
        return tag("circle", cx=float(x), cy=float(y), r=r * 0.8, **inner)
    if kind == "square":
        return tag("rect", x=x - r * 0.9, y=y - r * 0.9, width=r * 1.8, height=r * 1.8, fill=colour)
    corners = ((x, y - r), (x + r, y + r * 0.85), (x - r, y + r * 0.85))
    return tag("polygon", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in corners), fill=colour)
