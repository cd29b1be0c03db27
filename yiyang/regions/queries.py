"""Reads of the region tree. Regions are public facts: no scope applies to them."""

from datetime import date
from functools import partial

from django.db.models import QuerySet

from yiyang.regions.models import CodeList, Platform, Region, RegionCode
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


def find_region(code: str, *, code_list: str = CodeList.STATS) -> Region:
    """The unit that a list gives this code (6, 9 or 12 digits). Raises NoSuchRegion."""
    full = full_code(code.strip())
    found = RegionCode.objects.filter(code_list=code_list, code=full).select_related("region__parent").first()
    if found is None:
        raise NoSuchRegion(f"no unit has the code {code!r} in the list {str(code_list)!r}")
    return found.region


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
    """(code, ancestor's code, ancestor's level) for every unit, itself included."""
    levels = dict(Region.objects.values_list("code", "level"))
    rows = []
    for code, path in Region.objects.values_list("code", "path"):
        rows += [(code, ancestor, levels[ancestor]) for ancestor in path.strip("/").split("/")]
    return rows


def day_shown(*, real_today: date) -> date:
    """The pages' today: the demo's day in a demonstration, else the real one."""
    return day_of(Platform.objects.first(), real_today=real_today)


def day_of(platform: Platform | None, *, real_today: date) -> date:
    """The pages' today on an installation whose row is read already."""
    return platform.demo_day if platform and platform.demo_day else real_today
