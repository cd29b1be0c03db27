"""Writes of the region tree."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiyang.regions import seeds
from yiyang.regions.models import (
    PATH_SEPARATOR,
    CodeList,
    Platform,
    Reform,
    Region,
    RegionAlias,
    RegionCode,
    Succession,
)
from yiyang.regions.reform import Plan, Unit


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
                    key=unit.code,
                    code=unit.code,
                    level=level,
                    name=unit.name,
                    parent=parent,
                    path=path,
                    lon=lon,
                    lat=lat,
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


def write_plan(plan: Plan, *, reform: Reform) -> dict[int, int]:
    """Write a planned reform of the tree from the reform's day on; returns id of the old row → id of the new one.

    Runs in the caller's transaction, which also moves what stands in the units.
    """
    rows = {region.key: region for region in Region.objects.select_for_update()}
    ended = [rows[key] for key in plan.ended]
    Region.objects.filter(pk__in=[region.pk for region in ended]).update(valid_to=reform.on)
    for key, before, now in plan.renamed:
        RegionAlias.objects.create(region=rows[key], name=before, valid_to=reform.on)
        Region.objects.filter(key=key).update(name=now)
    for key, _before, now in plan.recoded:
        Region.objects.filter(key=key).update(code=now)
        _give_code(rows[key], now, on=reform.on)
    for unit in plan.created:
        rows[unit.key] = _add_unit(unit, parent=rows[unit.parent or ""], on=reform.on)
    moves = {rows[key].pk: rows[now].pk for key, now in plan.moved.items()}
    for key, now in plan.moved.items():
        _inherit(rows[key], rows[now], is_new=any(unit.key == now for unit in plan.created))
    RegionCode.objects.filter(region__in=ended, valid_to=None).update(valid_to=reform.on)
    for unit in plan.created:
        _give_code(rows[unit.key], unit.code, on=reform.on)
    Succession.objects.bulk_create(
        Succession(reform=reform, before_id=before, after_id=after) for before, after in moves.items()
    )
    return moves


def _add_unit(unit: Unit, *, parent: Region, on: date) -> Region:
    return Region.objects.create(
        key=unit.key,
        code=unit.code,
        level=unit.level,
        name=unit.name,
        parent=parent,
        path=parent.path + unit.key + PATH_SEPARATOR,
        valid_from=on,
    )


def _inherit(before: Region, after: Region, *, is_new: bool) -> None:
    """What names and places the unit before goes to the one that continues it."""
    RegionAlias.objects.get_or_create(region=after, name=before.name)
    if is_new and after.lon is None:
        after.lon, after.lat = before.lon, before.lat
        after.save(update_fields=["lon", "lat"])


def _give_code(region: Region, code: str, *, on: date) -> None:
    own = RegionCode.objects.filter(region=region, code_list=CodeList.STATS, valid_to=None)
    own.exclude(code=code).update(valid_to=on)
    if not own.filter(code=code).exists():
        RegionCode.objects.create(region=region, code_list=CodeList.STATS, code=code, valid_from=on)
