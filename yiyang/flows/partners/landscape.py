"""Institutions on the map: where each stands, how far its service reaches, and who lives within."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yiyang.regions.models import Region
from yiyang.regions.queries import keys_of, regions_below
from yiyang.regions.seeds import read_outlines
from yiyang.ui.charts import Chart, MapPoint, point_map

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation

EARTH_RADIUS_M = 6_371_000
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Villages of the area that lie within the service radius of one of the institutions shown.

    `villages` are those with a point, their own or their town's; `unplaced` those without any.
    """

    within: int
    villages: int
    unplaced: int

    @property
    def share(self) -> float:
        """Villages within a radius among those with a point."""
        return self.within / self.villages


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """The map of a list, how many of its organisations have no known point, and how far they reach."""

    chart: Chart | None
    unplaced: int
    reach: Reach | None


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """A point with the organisations that stand there; `town` is the town's code for a town's point."""

    point: Point
    label: str
    town: str
    organisations: tuple["Organisation", ...]


def draw_landscape(
    *,
    organisations: Iterable["Organisation"],
    path: str,
    address_of: Callable[[str], str],
    title: str,
) -> Landscape:
    """Draw organisations where they stand: by their own point, else at the town's with how many stand there.

    `path` is the area shown, `address_of` the link by a town's code. Circles are service radii.
    """
    chosen = list(organisations)
    spots, unplaced = _place(chosen)
    codes = {code for organisation in chosen for code in keys_of(organisation.area.path)} | set(keys_of(path))
    outlines = [ring for code in sorted(codes) for ring in read_outlines().get(code, [])]
    if not spots:
        return Landscape(chart=None, unplaced=unplaced, reach=None)
    points = [
        MapPoint(
            label=spot.label,
            lon=spot.point[0],
            lat=spot.point[1],
            value=str(len(spot.organisations)),
            url=address_of(spot.town),
            radius_m=max((each.service_radius_m or 0 for each in spot.organisations), default=0),
        )
        for spot in spots
    ]
    chart = point_map(key="landscape", title=title, outlines=outlines, points=points)
    return Landscape(chart=chart, unplaced=unplaced, reach=_reach(spots, path=path))


def _place(chosen: list["Organisation"]) -> tuple[list[_Spot], int]:
    """One spot for each organisation with a point, one for each town of the others; how many have none."""
    keys = {key for organisation in chosen for key in keys_of(organisation.area.path)}
    towns = {
        region.key: region for region in Region.objects.filter(key__in=keys, level="town", lon__isnull=False)
    }
    own: list[_Spot] = []
    by_town: dict[str, list[Organisation]] = defaultdict(list)
    unplaced = 0
    for organisation in chosen:
        town = next((key for key in keys_of(organisation.area.path) if key in towns), "")
        if organisation.lon is not None and organisation.lat is not None:
            place = towns[town].code if town else organisation.area.code
            point = (organisation.lon, organisation.lat)
            own.append(_Spot(point=point, label=organisation.name, town=place, organisations=(organisation,)))
        elif town:
            by_town[town].append(organisation)
        else:
            unplaced += 1
    grouped = [
        _Spot(
            point=(towns[key].lon, towns[key].lat),
            label=f"{towns[key].name} {len(members)}",
            town=towns[key].code,
            organisations=tuple(members),
        )
        for key, members in sorted(by_town.items())
    ]
    return [*grouped, *own], unplaced


def _reach(spots: list[_Spot], *, path: str) -> Reach | None:
    """How many villages lie within a radius; None where no radius or no village's point is known."""
    circles = [
        (spot.point, float(each.service_radius_m))
        for spot in spots
        for each in spot.organisations
        if each.service_radius_m
    ]
    villages = regions_below(path).filter(level="village").select_related("parent") if path else []
    points = [point for point in (_village_point(village) for village in villages) if point]
    if not circles or not points:
        return None
    within = sum(any(distance_m(point, centre) <= radius for centre, radius in circles) for point in points)
    return Reach(within=within, villages=len(points), unplaced=len(villages) - len(points))


def _village_point(village: Region) -> Point | None:
    for region in (village, village.parent):
        if region is not None and region.lon is not None and region.lat is not None:
            return (region.lon, region.lat)
    return None


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points in degrees east and north, on a sphere."""
    (lon1, lat1), (lon2, lat2) = one, other
    across, up = radians(lon2 - lon1) / 2, radians(lat2 - lat1) / 2
    chord = sin(up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(across) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(chord))


def reach_words(reach: Reach) -> str:
    """How the share came about, in words."""
    said = _("%(within)s of %(villages)s villages with a point") % {
        "within": reach.within,
        "villages": reach.villages,
    }
    if not reach.unplaced:
        return said
    more = ngettext(
        "%(num)s village has no point and is left out",
        "%(num)s villages have no point and are left out",
        reach.unplaced,
    )
    return f"{said}; {more % {'num': reach.unplaced}}"
