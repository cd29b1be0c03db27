"""Reads of the region tree. Regions are public facts: no scope applies to them."""

import uuid
from datetime import date
from functools import partial

from django.db.models import Q, QuerySet

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
from yiyang.regions.reform import Unit
from yiyang.regions.seeds import full_code


class NoSuchRegion(LookupError):
    """No unit has that code in that list."""


class PlatformNotSetUp(LookupError):
    """No regions have been loaded yet."""


def read_platform() -> Platform | None:
    """The installation's row with its root; None before regions are loaded."""
    return Platform.objects.select_related("root").first()


def find_platform() -> Platform:
    """The installation's row with its root. Raises PlatformNotSetUp with what to do."""
    platform = read_platform()
    if platform is None:
        raise PlatformNotSetUp("no regions are loaded; run: yiyang regions load LOCALITY")
    return platform


def standing_on(on: date, *, prefix: str = "") -> Q:
    """The condition that a unit (or the code of one) stands on a day; one without a first day always did."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": on})
    lasting = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    return begun & lasting


def find_region(code: str, *, code_list: str = CodeList.STATS, on: date | None = None) -> Region:
    """The unit that a list gives this code (6, 9 or 12 digits). Raises NoSuchRegion.

    With a day, the unit that had the code on that day. Without one, the unit that has it, else the last that did.
    """
    full = full_code(code.strip())
    found = RegionCode.objects.filter(code_list=code_list, code=full).select_related("region__parent")
    if on is not None:
        found = found.filter(standing_on(on), standing_on(on, prefix="region__"))
    rows = sorted(found, key=lambda row: _last_day(row.region.valid_to, row.valid_to), reverse=True)
    if not rows:
        raise NoSuchRegion(f"no unit has the code {code!r} in the list {str(code_list)!r}")
    return rows[0].region


def _last_day(*ends: date | None) -> date:
    return min(end or date.max for end in ends)


def children_on(region: Region, *, on: date) -> QuerySet[Region]:
    """The units directly below one on a day, by code."""
    return Region.objects.filter(standing_on(on), parent=region).order_by("code")


def regions_on_path(path: str) -> list[Region]:
    """The units along a path, the highest first."""
    keys = keys_of(path)
    found = {region.key: region for region in Region.objects.filter(key__in=keys)}
    return [found[key] for key in keys]


def keys_of(path: str) -> list[str]:
    """The keys along a path, the highest first."""
    return path.strip(PATH_SEPARATOR).split(PATH_SEPARATOR) if path else []


def names_on(on: date) -> dict[int, str]:
    """Names that units bore on a day and bear no more, by the unit's id."""
    ended = RegionAlias.objects.filter(valid_to__gt=on).order_by("-valid_to")
    return dict(ended.values_list("region_id", "name"))


def continued_by(region: Region) -> list[int]:
    """Ids of the units that this one alone continues, latest first: its own earlier course."""
    ids: list[int] = []
    present = region
    while True:
        before = list(Succession.objects.filter(after=present).select_related("before")[:2])
        if len(before) != 1 or Succession.objects.filter(before=before[0].before).count() != 1:
            return ids
        present = before[0].before
        ids.append(present.pk)


def regions_below(path: str) -> QuerySet[Region]:
    """The unit of this path and everything below it."""
    return Region.objects.filter(path__startswith=path)


def regions_by_names(names: list[str]) -> dict[str, Region]:
    """Units by present name or alias, the higher level first where a name repeats."""
    rank = {"province": 0, "city": 1, "county": 2, "town": 3, "village": 4}
    found: dict[str, Region] = {}
    by_rank = partial(sorted, key=lambda region: (rank[region.level], region.code))
    for region in by_rank(Region.objects.filter(name__in=names)):
        found.setdefault(region.name, region)
    for region in Region.objects.filter(aliases__name__in=names).prefetch_related("aliases"):
        for alias in region.aliases.all():
            if alias.name in names:
                found.setdefault(alias.name, region)
    return found


def ancestor_rows() -> list[tuple[str, str, str]]:
    """(key, ancestor's key, ancestor's level) for every unit that ever stood, itself included."""
    levels = dict(Region.objects.values_list("key", "level"))
    rows = []
    for key, path in Region.objects.values_list("key", "path"):
        rows += [(key, ancestor, levels[ancestor]) for ancestor in keys_of(path)]
    return rows


def day_shown(*, real_today: date) -> date:
    """The pages' today: the demo's day in a demonstration, else the real one."""
    return day_of(Platform.objects.first(), real_today=real_today)


def day_of(platform: Platform | None, *, real_today: date) -> date:
    """The pages' today on an installation whose row is read already."""
    return platform.demo_day if platform and platform.demo_day else real_today


def units_on(on: date) -> list[Unit]:
    """Every unit standing on a day, as planning reads it."""
    rows = Region.objects.filter(standing_on(on)).order_by("path")
    return [
        Unit(key=key, code=code, name=name, level=level, parent=parent, valid_from=since)
        for key, code, name, level, parent, since in rows.values_list(
            "key", "code", "name", "level", "parent__key", "valid_from"
        )
    ]


def all_keys() -> frozenset[str]:
    """Every key that names or named a unit."""
    return frozenset(Region.objects.values_list("key", flat=True))


def list_reforms() -> QuerySet[Reform]:
    """Reforms, the latest day first."""
    return Reform.objects.order_by("-on", "-id")


def find_reform(public_id: uuid.UUID) -> Reform | None:
    """The reform of that id."""
    return Reform.objects.filter(public_id=public_id).first()
