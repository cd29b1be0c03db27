"""A map without tiles: outlines and named points, as a small picture that prints."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.ui.charts.canvas import (
    BRAND,
    COAST,
    FONT,
    INK,
    LAND,
    PAPER,
    Chart,
    mark,
    picture,
    tag,
    text,
    text_width,
)
from yiyang.ui.lights import light_of

WIDTH = 560
MARGIN, SIDE = 20, 44
MOST_HEIGHT = 600
LEAST_HEIGHT = 240
RADIUS = 6.5
LINE = 16
BASELINE = 12
PLAIN = "circle"
METRES_A_DEGREE = 111_320
REACH_OPACITY = "0.08"

Ring = Sequence[tuple[float, float]]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class MapPoint:
    """A named place at degrees east and north, with its light, its number already written, and a link.

    `radius_m` draws a circle of so many metres around it; 0 draws none.
    """

    label: str
    lon: float
    lat: float
    value: str = ""
    light: str = ""
    url: str = ""
    radius_m: int = 0


@dataclass(frozen=True)
class _Projection:
    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    height: int

    def length(self, metres: float) -> float:
        """How long a distance on the ground is on the map."""
        return metres / METRES_A_DEGREE * self.scale

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            self.left + (lon - self.west) * self.squeeze * self.scale,
            MARGIN + (self.north - lat) * self.scale,
        )


def point_map(*, key: str, title: str, outlines: Sequence[Ring], points: Sequence[MapPoint]) -> Chart:
    """Outlines (rings of degrees east, north) and points with shape, tone and name.

    Names stand beside their points where they cover nothing; a name without room is left to the table
    and to the point's own title. `key` must be unique on the page. Raises ValueError without any place.
    """
    places = [(lon, lat) for ring in outlines for lon, lat in ring]
    places += [place for point in points for place in _extent(point)]
    if not places:
        raise ValueError("a map needs an outline or a point")
    projection = _project(places)
    spots = [projection.place(point.lon, point.lat) for point in points]
    names = place_names([point.label for point in points], spots, projection.height)
    parts = [_outline(ring, projection) for ring in outlines]
    parts += [
        _reach(spot, projection.length(point.radius_m))
        for point, spot in zip(points, spots, strict=True)
        if point.radius_m
    ]
    for point, spot, name in zip(points, spots, names, strict=True):
        parts.append(_point(point, spot, name))
    has_reach = any(point.radius_m for point in points)
    said = "; ".join(f"{point.label} {_light_word(point)} {point.value}".strip() for point in points)
    return Chart(
        svg=picture(
            key=key,
            title=title,
            desc=said,
            width=WIDTH,
            height=projection.height,
            parts=parts,
            has_links=any(point.url for point in points),
        ),
        title=title,
        headers=(_("Name"), _("Value"), _("Light"), *((_("Radius in metres"),) if has_reach else ())),
        rows=tuple(
            (
                point.label,
                point.value or "–",
                _light_word(point) or "–",
                *((str(point.radius_m or "–"),) if has_reach else ()),
            )
            for point in points
        ),
    )


def _extent(point: MapPoint) -> Iterator[tuple[float, float]]:
    """The point and the four ends of its circle, so that no circle is cut at the edge."""
    yield point.lon, point.lat
    if tall := point.radius_m / METRES_A_DEGREE:
        wide = tall / math.cos(math.radians(point.lat))
        yield from ((point.lon + east, point.lat) for east in (-wide, wide))
        yield from ((point.lon, point.lat + north) for north in (-tall, tall))


def _project(places: Sequence[tuple[float, float]]) -> _Projection:
    lons, lats = [lon for lon, _lat in places], [lat for _lon, lat in places]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * SIDE) / wide, (MOST_HEIGHT - 2 * MARGIN) / tall)
    height = max(round(tall * scale + 2 * MARGIN), LEAST_HEIGHT)
    return _Projection(west, north, squeeze, scale, (WIDTH - wide * scale) / 2, height)


def _outline(ring: Ring, projection: _Projection) -> Markup:
    corners = " ".join("{:.1f},{:.1f}".format(*projection.place(lon, lat)) for lon, lat in ring)
    return tag("polygon", points=corners, fill=LAND, stroke=COAST, stroke_width=1.2, stroke_linejoin="round")


def _reach(spot: tuple[float, float], radius: float) -> Markup:
    """The circle of a service radius: thin, so that circles over one another can be told apart."""
    x, y = spot
    return tag(
        "circle",
        cx=float(x),
        cy=float(y),
        r=float(radius),
        fill=BRAND,
        fill_opacity=REACH_OPACITY,
        stroke=BRAND,
        stroke_width=0.8,
        stroke_opacity=0.5,
        class_="map-reach",
    )


def _candidates(x: float, y: float, width: float) -> Iterator[Box]:
    """Where a name may stand, best place first: right, left, below, above, then the corners."""
    gap = RADIUS + 3
    middle, under, over = y - LINE / 2, y + gap, y - gap - LINE
    for left, top in (
        (x + gap, middle),
        (x - gap - width, middle),
        (x - width / 2, under),
        (x - width / 2, over),
        (x + gap * 0.7, over + 4),
        (x + gap * 0.7, under - 4),
        (x - gap * 0.7 - width, over + 4),
        (x - gap * 0.7 - width, under - 4),
    ):
        yield (left, top, left + width, top + LINE)


def overlaps(one: Box, other: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share an area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def place_names(
    names: Sequence[str], spots: Sequence[tuple[float, float]], height: float
) -> list[Box | None]:
    """A box for each name that covers no point and no other name; None where there is no room.

    Points with the nearest neighbours choose first, because they have the fewest places to choose from.
    """
    taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in spots]
    boxes: list[Box | None] = [None] * len(names)
    for index in sorted(range(len(names)), key=lambda i: _nearest(i, spots)):
        for box in _candidates(*spots[index], text_width(names[index])):
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDTH and box[3] <= height
            if inside and not any(overlaps(box, other) for other in taken):
                boxes[index] = box
                taken.append(box)
                break
    return boxes


def _nearest(index: int, spots: Sequence[tuple[float, float]]) -> float:
    return min((math.dist(spots[index], spot) for i, spot in enumerate(spots) if i != index), default=0.0)


def _point(point: MapPoint, spot: tuple[float, float], box: Box | None) -> Markup:
    x, y = spot
    kind, colour = (
        (light_of(point.light).shape, light_of(point.light).tone) if point.light else (PLAIN, BRAND)
    )
    words = " ".join(filter(None, (point.label, _light_word(point), point.value)))
    parts = [tag("title", words), mark(kind, x, y, RADIUS + 1.5, PAPER), mark(kind, x, y, RADIUS, colour)]
    if box:
        halo = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke", "stroke_linejoin": "round"}
        fill = BRAND if point.url else INK
        parts.append(text(box[0], box[1] + BASELINE, point.label, fill=fill, font_size=FONT, **halo))
    return tag("a", *parts, href=point.url) if point.url else tag("g", *parts)


def _light_word(point: MapPoint) -> str:
    return str(light_of(point.light).word) if point.light else ""
