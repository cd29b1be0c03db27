"""Places that rows name: by a code of the statistical list, or by the name people use."""

from collections.abc import Iterable

from yiyang.access.viewer import Viewer
from yiyang.flows.imports import phrases  # noqa: F401
from yiyang.kernel.refused import Refused
from yiyang.regions.models import CodeList, Level, Region, RegionAlias, RegionCode
from yiyang.regions.seeds import full_code

CODE_LENGTHS = (6, 9, 12)
SHOWN = 4
LEVELS = (Level.VILLAGE, Level.TOWN, Level.COUNTY, Level.CITY)


class Places:
    """The places that a chunk of rows names, found with a few queries."""

    def __init__(self, texts: Iterable[str], *, viewer: Viewer, permission: str, field: str) -> None:
        self._field = field
        wanted = {text for text in texts if text}
        codes = {text: full_code(text) for text in wanted if text.isdigit() and len(text) in CODE_LENGTHS}
        found = RegionCode.objects.filter(code_list=CodeList.STATS, code__in=set(codes.values()))
        by_code = {row.code: row.region for row in found.select_related("region__parent")}
        self._found: dict[str, list[Region]] = {
            text: [by_code[code]] for text, code in codes.items() if code in by_code
        }
        self._is_code = set(codes)
        names = wanted - set(codes)
        if names:
            self._find_names(names, viewer=viewer, permission=permission)

    def _find_names(self, names: set[str], *, viewer: Viewer, permission: str) -> None:
        inside = [
            region
            for region in Region.objects.filter(level__in=LEVELS).select_related("parent")
            if viewer.covers(region.path, permission)
        ]
        by_pk = {region.pk: region for region in inside}
        called: dict[str, list[Region]] = {}
        for region in inside:
            called.setdefault(region.name, []).append(region)
            if region.parent is not None:
                called.setdefault(f"{region.parent.name}{region.name}", []).append(region)
        for alias in RegionAlias.objects.filter(region__in=by_pk):
            called.setdefault(alias.name, []).append(by_pk[alias.region_id])
        for name in names:
            found = called.get("".join(name.split()), [])
            lowest = [region for region in found if region.level == Level.VILLAGE] or found
            self._found[name] = list({region.pk: region for region in lowest}.values())

    def find(self, text: str | None) -> Region | None:
        """The place of a text, None of an empty one. Raises Refused."""
        if not text:
            return None
        found = self._found.get(text, [])
        if len(found) == 1:
            return found[0]
        if not found and text in self._is_code:
            raise Refused.because("unknown_village", field=self._field, text=text)
        if not found:
            raise Refused.because("place_unknown", field=self._field, text=text)
        shown = tuple(
            f"{region.parent.name if region.parent else ''}{region.name} {region.code}"
            for region in found[:SHOWN]
        )
        raise Refused.because("place_ambiguous", field=self._field, text=text, count=len(found), known=shown)
