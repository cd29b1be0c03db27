"""Targets beside their numbers: what a policy asks of an area, where it stands, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, gettext

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.domains.indicators import queries as indicators
from yiyang.domains.indicators.actions import ensure_results
from yiyang.domains.indicators.queries import Number
from yiyang.domains.indicators.snapshots import NoSnapshot
from yiyang.domains.institutions.queries import ids_by_names
from yiyang.domains.policy.queries import list_documents, pack_of
from yiyang.domains.policy.rules.lights import Light, TargetFacts, needed, target_light, weekly_pace
from yiyang.domains.policy.rules.pack import PolicyPack, Scope, Target
from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator, list_indicators
from yiyang.measures.engines.base import NO_RESTRICTION, Restriction
from yiyang.measures.model.indicator import Indicator
from yiyang.measures.planned import PLANNED, PlannedIndicator
from yiyang.regions.models import Region
from yiyang.regions.queries import find_region, regions_on_path

KNOWN = frozenset(indicator.code for indicator in list_indicators())


@dataclass(frozen=True, kw_only=True)
class TargetStatus:
    """A target of a policy in an area on a day. Numbers are None where none can be computed."""

    target: Target
    document: str
    area: Region
    on: date
    indicator: Indicator | None
    numerator: int | None
    denominator: int | None
    value: float | None
    light: Light
    more: int | None
    per_week: int | None

    @property
    def label(self) -> str:
        """The indicator's name in the reader's language; its code where none is defined yet."""
        named = self.indicator or PLANNED.get(self.target.indicator)
        return label_of(named) if named else self.target.indicator

    @property
    def scope_label(self) -> str:
        """Whom the target binds, in names; empty for everybody."""
        scope = self.target.scope
        if scope.kind == "areas":
            return "、".join(area.name for area in scope.areas)
        return "、".join(organisation.name_zh for organisation in scope.organisations)

    def as_row(self) -> dict[str, object]:
        """The status as plain values for programs."""
        return {
            "clause": self.target.clause,
            "indicator": self.target.indicator,
            "year": self.target.year,
            "scope": self.target.scope.label,
            "threshold": float(self.target.threshold),
            "comparator": self.target.comparator,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "value": self.value,
            "light": self.light.colour.value,
        }


def label_of(indicator: Indicator | PlannedIndicator) -> str:
    """An indicator's name in the reader's language."""
    return indicator.label_zh if (get_language() or "").startswith("zh") else indicator.label


def governing_packs(area: Region) -> list[tuple[str, PolicyPack]]:
    """(document code, pack) of every loaded document whose locality contains the area."""
    return [
        (document.code, pack_of(document))
        for document in list_documents()
        if area.path.startswith(document.locality.path)
    ]


def restriction_of(scope: Scope) -> Restriction:
    """Whom a target's scope counts; names that no register knows count nobody."""
    if scope.kind == "areas":
        codes = frozenset(find_region(area.code).key for area in scope.areas)
        return Restriction(areas=codes)
    if scope.kind == "organisations":
        names = [name for organisation in scope.organisations for name in organisation.names]
        return Restriction(subjects=frozenset(ids_by_names(names)))
    return NO_RESTRICTION


def target_statuses(
    *, area: Region, on: date, years: Iterable[int] = (), indicator: str = ""
) -> list[TargetStatus]:
    """Every target that governs the area (of the years or the indicator, if given) with its number and light."""
    packs = governing_packs(area)
    ensure_results(on=on)
    numbers = indicators.numbers_of_area(area=area, on=on)
    eves = baselines_of_area(area, [pack for _code, pack in packs], on=on)
    wanted = set(years)
    found: list[TargetStatus] = []
    for code, pack in packs:
        found += [
            _status(target, document=code, area=area, on=on, numbers=numbers, eves=eves)
            for target in pack.targets
            if (not wanted or target.year in wanted) and indicator in {"", target.indicator}
        ]
    return found


Eves = dict[date, dict[str, Number]]


def eve_of(target: Target) -> date:
    """The day before the target's period begins; its number is the baseline."""
    return target.start - timedelta(days=1)


def baselines_of_area(area: Region, packs: list[PolicyPack], *, on: date) -> Eves:
    """The area's numbers on the eve of every target's period that has begun."""
    eves = {eve_of(target) for pack in packs for target in pack.targets}
    found: Eves = {}
    for eve in sorted(day for day in eves if day < on):
        ensure_results(on=eve)
        found[eve] = indicators.numbers_of_area(area=area, on=eve)
    return found


def light_of(target: Target, *, value: float | None, baseline: float | None, on: date) -> Light:
    """The light of a value beside a target on a day."""
    facts = TargetFacts(
        on=on,
        start=target.start,
        due=target.due,
        comparator=target.comparator,
        threshold=target.threshold,
        value=value,
        baseline=None if target.counting == "year" else baseline,
    )
    return target_light(facts)


def _status(
    target: Target, *, document: str, area: Region, on: date, numbers: dict[str, Number], eves: Eves
) -> TargetStatus:
    indicator = get_indicator(target.indicator) if target.indicator in KNOWN else None
    numerator = denominator = value = baseline = None
    if indicator is not None:
        numerator, denominator, value = _number_of(target, area=area, on=on, numbers=numbers)
        eve = eve_of(target)
        if eve in eves:
            baseline = _number_of(target, area=area, on=eve, numbers=eves[eve])[2]
    light = light_of(target, value=value, baseline=baseline, on=on)
    more = pace = None
    if value is not None and target.comparator == ">=":
        more = needed(numerator or 0, denominator or 0, target.threshold)
        pace = weekly_pace(more, on=on, due=target.due).per_week
    return TargetStatus(
        target=target,
        document=document,
        area=area,
        on=on,
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        value=value,
        light=light,
        more=more,
        per_week=pace,
    )


def _number_of(
    target: Target, *, area: Region, on: date, numbers: dict[str, Number]
) -> tuple[int, int, float | None]:
    if target.scope.kind == "all":
        number = numbers.get(target.indicator)
        return (number.numerator, number.denominator, number.value) if number else (0, 0, None)
    result = indicators.restricted_number(
        indicator=target.indicator, on=on, area=area.key, restrict_to=restriction_of(target.scope)
    )
    return result.numerator, result.denominator, result.value


def lagging_targets(*, viewer: Viewer) -> list[dict[str, object]]:
    """Amber and red targets of the present and past years in the viewer's first area, as rows."""
    area = first_area(viewer, roles.COCKPIT)
    if area is None:
        return []
    try:
        statuses = target_statuses(area=area, on=viewer.on)
    except NoSnapshot:
        return []
    return [
        {
            "label": status.label,
            "clause": status.target.clause,
            "year": status.target.year,
            "value": status.value,
            "threshold": float(status.target.threshold),
            "light": status.light.colour.value,
            "url": f"{reverse('indicator', args=[status.target.indicator])}?area={area.code}&on={viewer.on}",
        }
        for status in statuses
        if status.light.colour in {"red", "amber"} and status.indicator
    ]


def first_area(viewer: Viewer, permission: str) -> Region | None:
    """The highest area in which the viewer holds a permission."""
    paths = [path for path in viewer.area_paths(permission) if path]
    return Region.objects.filter(path=min(paths, key=len)).select_related("parent").first() if paths else None


def find_visible_area(viewer: Viewer, code: str, permission: str, *, on: date | None = None) -> Region | None:
    """The area that has this code (on a day) if it lies in the viewer's areas, else None."""
    region = find_region(code, on=on)
    return region if viewer.covers(region.path, permission) else None


def area_steps(*, viewer: Viewer, area: Region, permission: str) -> list[Region]:
    """The area's ancestors that the viewer may see, highest first, the area last."""
    return [step for step in regions_on_path(area.path) if viewer.covers(step.path, permission)]


def explain_light(light: Light) -> str:
    """The light's reason in the reader's language."""
    return gettext(light.sentence) % light.params


__all__ = [
    "TargetStatus",
    "UnknownIndicatorError",
    "area_steps",
    "explain_light",
    "find_visible_area",
    "first_area",
    "governing_packs",
    "label_of",
    "lagging_targets",
    "restriction_of",
    "target_statuses",
]
