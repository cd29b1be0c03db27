"""Reads of the tree for pages and programs: units on a day with where they come from and what they became."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from yiyang.access.roles import REGIONS
from yiyang.access.viewer import Viewer
from yiyang.regions.models import Region, Succession
from yiyang.regions.queries import NoSuchRegion, children_on, find_region, names_on


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """A unit as it stood on a day; `before` and `after` name the units it continues and became."""

    code: str
    name: str
    level: str
    since: date | None
    until: date | None
    before: str
    after: str


def visible_unit(*, viewer: Viewer, code: str, on: date) -> Region | None:
    """The unit of a code on a day within the viewer's areas; without a code the viewer's highest."""
    if not code:
        paths = [path for path in viewer.area_paths(REGIONS) if path]
        if not paths:
            return Region.objects.filter(parent__isnull=True).first() if viewer.system else None
        return Region.objects.filter(path=min(paths, key=len)).first()
    try:
        found = find_region(code, on=on)
    except NoSuchRegion:
        return None
    return found if viewer.covers(found.path, REGIONS) else None


def tree_rows(area: Region, *, on: date) -> list[UnitRow]:
    """The units directly below one on a day, by code."""
    children = list(children_on(area, on=on))
    names = names_on(on)
    before, after = defaultdict(list), defaultdict(list)
    for row in Succession.objects.filter(after__in=children).select_related("before__parent"):
        before[row.after_id].append(f"{row.before.parent} {row.before}")
    for row in Succession.objects.filter(before__in=children).select_related("after__parent"):
        after[row.before_id].append(f"{row.after.parent} {row.after}")
    return [
        UnitRow(
            code=child.code,
            name=names.get(child.pk, child.name),
            level=child.get_level_display(),
            since=child.valid_from,
            until=child.valid_to,
            before="、".join(before[child.pk]),
            after="、".join(after[child.pk]),
        )
        for child in children
    ]
