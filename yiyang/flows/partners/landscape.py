"""Institutions on the map: one point a town with how many stand there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from yiyang.regions.models import Region
from yiyang.regions.seeds import read_outlines
from yiyang.ui.charts import Chart, MapPoint, point_map


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """The map of a list, and how many of its organisations stand in no town with a known point."""

    chart: Chart | None
    unplaced: int


def draw_landscape(
    *, counts: dict[str, int], path: str, address_of: Callable[[str], str], title: str
) -> Landscape:
    """Draw counts by path of the area; `path` is the area shown, `address_of` the link by a town's code."""
    codes = {code for area in counts for code in _codes(area)}
    towns = {
        region.code: region
        for region in Region.objects.filter(code__in=codes, level="town", lon__isnull=False)
    }
    numbers: Counter[str] = Counter()
    for area, count in counts.items():
        numbers[next((code for code in _codes(area) if code in towns), "")] += count
    unplaced = numbers.pop("", 0)
    points = [
        MapPoint(
            label=f"{towns[code].name} {count}",
            lon=towns[code].lon,
            lat=towns[code].lat,
            value=str(count),
            url=address_of(code),
        )
        for code, count in sorted(numbers.items())
    ]
    outlines = [ring for code in sorted(codes | set(_codes(path))) for ring in read_outlines().get(code, [])]
    if not points:
        return Landscape(chart=None, unplaced=unplaced)
    return Landscape(
        chart=point_map(key="landscape", title=title, outlines=outlines, points=points), unplaced=unplaced
    )


def _codes(path: str) -> list[str]:
    return path.strip("/").split("/")
