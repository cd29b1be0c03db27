"""Writes of the region tree."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiyang.regions import seeds
from yiyang.regions.models import PATH_SEPARATOR, CodeList, Platform, Region, RegionAlias, RegionCode


class AboveRoot(LookupError):
    """The unit asked for contains the one this installation serves; the tree grows downwards only."""


@dataclass(frozen=True, kw_only=True)
class LoadedRegions:
    """How many units a load created, by level; zero for those that were there."""

    root: str
    name: str
    created: dict[str, int]
    total: dict[str, int]


@transaction.atomic
def load_regions(*, locality: str, counties: tuple[str, ...] = ()) -> LoadedRegions:
    """Load a locality's divisions with their codes in both lists; units that exist are kept.

    The locality becomes the platform's root when there is none yet.
    Raises `seeds.UnknownLocality` (also for a county that is none of it) and AboveRoot.
    """
    root = seeds.find_locality(locality)
    wanted = tuple(seeds.full_code(code) for code in counties)
    units = list(seeds.walk_subtree(root, counties=wanted))
    if strange := set(wanted) - {unit.code for unit in units if unit.level == "county"}:
        raise seeds.UnknownLocality(f"no counties of {root.name}: {', '.join(sorted(strange))}")
    _check_root(root, units)
    known = {region.code: region for region in Region.objects.all()}
    points = seeds.read_points()
    created: dict[str, int] = {}
    for level in ("province", "city", "county", "town", "village"):
        fresh = []
        for unit in units:
            if unit.level != level or unit.code in known:
                continue
            parent = known.get(unit.parent or "")
            lon, lat = points.get(unit.code, (None, None))
            path = (parent.path if parent else "") + unit.code + PATH_SEPARATOR
            fresh.append(
                Region(
                    code=unit.code, level=level, name=unit.name, parent=parent, path=path, lon=lon, lat=lat
                )
            )
        Region.objects.bulk_create(fresh, batch_size=500)
        known.update({region.code: region for region in Region.objects.filter(level=level)})
        created[level] = len(fresh)
    _load_names(known)
    if not Platform.objects.exists():
        Platform.objects.create(root=known[root.code])
    total = {level: sum(unit.level == level for unit in units) for level in created}
    return LoadedRegions(root=root.code, name=root.name, created=created, total=total)


def _check_root(root: seeds.Division, units: list[seeds.Division]) -> None:
    platform = Platform.objects.select_related("root").first()
    if platform and platform.root.code != root.code and platform.root.code in {unit.code for unit in units}:
        raise AboveRoot(
            f"this installation serves {platform.root.name}; {root.name} lies above it and needs an empty database"
        )


def _load_names(known: dict[str, Region]) -> None:
    codes = [
        RegionCode(region=region, code_list=CodeList.STATS, code=region.code) for region in known.values()
    ]
    codes += [
        RegionCode(region=known[stats], code_list=CodeList.MCA, code=mca)
        for stats, mca in seeds.read_mca_codes()
        if stats in known
    ]
    RegionCode.objects.bulk_create(codes, batch_size=500, ignore_conflicts=True)
    there = set(RegionAlias.objects.values_list("region__code", "name"))
    RegionAlias.objects.bulk_create(
        RegionAlias(region=known[code], name=name)
        for code, name in seeds.read_aliases()
        if code in known and (code, name) not in there
    )


def set_demo_day(*, on: date | None) -> None:
    """Make a day the pages' today (demonstrations only), or give the pages the real day back."""
    Platform.objects.update(demo_day=on)
