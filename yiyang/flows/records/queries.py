"""What the pages and the API of elders show: rows of lists, areas to choose from, one elder's record."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import contracts_of, find_contract, signed_elders
from yiyang.domains.elders.queries import (
    ListPlace,
    elder_facts,
    find_elder,
    health_of,
    last_entry,
    record_completeness,
    sex_labels,
)
from yiyang.domains.elders.rules.completeness import Completeness
from yiyang.domains.elders.rules.entitlement import Due, services_due
from yiyang.domains.elders.rules.tiers import CHECK_UP_DAYS, Grade, grade
from yiyang.kernel.age import age_on
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Level, Region
from yiyang.regions.queries import NoSuchRegion, find_region, keys_of

if TYPE_CHECKING:
    from yiyang.domains.contracts.models import Contract
    from yiyang.domains.elders.models import Elder
    from yiyang.domains.elders.queries import ElderFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class ElderRow:
    """One line of the list, on the viewer's day; `team` is empty without a contract in force."""

    public_id: uuid.UUID
    name: str
    sex: str
    age: int
    died: date | None
    village: str
    town: str
    team: str


def elder_rows(found: Iterable[Mapping[str, Any]], *, on: date) -> list[ElderRow]:
    """The lines for rows of `list_elders`, with the family doctor of each by one query."""
    rows = list(found)
    teams = signed_elders(elder_ids=[row["id"] for row in rows], on=on)
    sexes = sex_labels()
    return [
        ElderRow(
            public_id=row["public_id"],
            name=row["name"],
            sex=sexes[row["sex"]],
            age=age_on(row["birth_date"], min(on, row["death_date"] or on)),
            died=row["death_date"],
            village=row["village__name"] or "",
            town=row["village__parent__name"] or "",
            team=teams.get(row["id"], ""),
        )
        for row in rows
    ]


def write_place(place: ListPlace) -> str:
    """Where a page ended, as an address carries it."""
    return f"{place[0]}-{place[1]}"


def read_place(text: str) -> ListPlace | None:
    """The place an address carries; None for an empty one. Raises Http404 for anything else."""
    if not text:
        return None
    village, _, elder = text.partition("-")
    if not (village.isascii() and village.isdigit() and elder.isascii() and elder.isdigit()):
        raise Http404("no such place in the list")
    place = int(village), int(elder)
    if max(place) >= 2**63:
        raise Http404("no such place in the list")
    return place


@dataclass(frozen=True, kw_only=True)
class AreaFilter:
    """The area shown: the way down to it, and the areas one may go to from here."""

    path: str
    code: str
    steps: tuple[dict[str, str], ...]
    options: tuple[tuple[str, str], ...]
    has_place: bool


def area_filter(*, viewer: Viewer, code: str, page: str = "elder_list") -> AreaFilter:
    """The filter for an area code within the viewer's scope; empty is the whole scope. `page` is where it stands.

    Raises Http404 for a code that no list has or that lies outside the scope.
    """
    paths = viewer.area_paths(ELDERS)
    if code:
        path = find_area(viewer=viewer, code=code).path
    elif len(paths) == 1:
        path = paths[0]
    else:
        posts = Region.objects.filter(path__in=paths, valid_to=None).order_by("code")
        options = tuple(posts.values_list("code", "name"))
        return AreaFilter(path="", code="", steps=(), options=options, has_place=False)
    top = min((each for each in paths if path.startswith(each)), key=len)
    way_keys = keys_of(path)
    # Where nothing lies below, the areas beside are offered; one query brings both.
    around = list(
        Region.objects.filter(Q(key__in=way_keys) | Q(parent__key__in=way_keys[-2:]), valid_to=None)
        .order_by("path")
        .values_list("code", "name", "path")
    )
    way = [row for row in around if path.startswith(row[2]) and row[2].startswith(top)]
    below = [row for row in around if row[2] != path and row[2].startswith(path)]
    if not below and len(way) > 1:
        below = [row for row in around if _lies_in(row[2], way[-2][2])]
    holder = way[-1] if not below or _lies_in(below[0][2], path) else way[-2]
    return AreaFilter(
        path=path,
        code=way[-1][0] if way else "",
        steps=tuple(_step(row[0], row[1], last=row[2] == path, page=page) for row in way),
        options=(holder[:2], *(row[:2] for row in below)),
        has_place=bool(code),
    )


def _lies_in(path: str, above: str) -> bool:
    return path != above and path.startswith(above)


def _step(code: str, name: str, *, last: bool, page: str) -> dict[str, str]:
    return {"label": name, "url": "" if last else f"{reverse(page)}?area={code}"}


def find_area(*, viewer: Viewer, code: str) -> Region:
    """The area of a code if it lies in the viewer's scope. Raises Http404."""
    try:
        region = find_region(code)
    except NoSuchRegion:
        raise Http404("no such area") from None
    if not viewer.covers(region.path, ELDERS):
        raise Http404("no such area")
    return region


def village_choices(*, viewer: Viewer, permission: str) -> list[tuple[str, str]]:
    """Code and name, with the town's, of every village in which the viewer holds a permission."""
    inside = Q(pk__in=())
    for path in viewer.area_paths(permission):
        inside |= Q(path__startswith=path)
    villages = Region.objects.filter(inside, level=Level.VILLAGE, valid_to=None).order_by("path")
    return [
        (code, f"{town} · {name}")
        for code, name, town in villages.values_list("code", "name", "parent__name")
    ]


def require_elder(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> "Elder":
    """The elder in scope of a permission. Raises Http404."""
    elder = find_elder(viewer=viewer, public_id=public_id, permission=permission)
    if elder is None:
        raise Http404("no such elder")
    return elder


def require_contract(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> "Contract":
    """The contract in scope of a permission. Raises Http404."""
    contract = find_contract(viewer=viewer, pk=pk, permission=permission) if pk < 2**63 else None
    if contract is None:
        raise Http404("no such contract")
    return contract


@dataclass(frozen=True, kw_only=True)
class ElderRecord:
    """Everything the record tells of an elder, looked at on a day.

    `tier` is None before any rule of grading was in force, and for those who had died by the day.
    """

    elder: "Elder"
    on: date
    facts: "ElderFacts"
    contracts: "list[Contract]"
    current: "Contract | None"
    age: int
    completeness: Completeness
    last_entry: date | None
    tier: Grade | None
    dues: tuple[Due, ...]

    @property
    def days_since_entry(self) -> int | None:
        """Days since something was last entered or found."""
        return (self.on - self.last_entry).days if self.last_entry else None


def elder_record(*, viewer: Viewer, elder: "Elder", on: date | None = None) -> ElderRecord:
    """The record of an elder on a day, the viewer's where none is named."""
    day = on or viewer.on
    facts = elder_facts(elder, on=day)
    contracts = contracts_of(viewer=viewer, elder_id=elder.pk)
    current = next((each for each in contracts if each.valid_from <= day < each.valid_to), None)
    age = age_on(elder.birth_date, max(elder.birth_date, min(day, elder.death_date or day)))
    is_alive = elder.death_date is None or elder.death_date > day
    return ElderRecord(
        elder=elder,
        on=day,
        facts=facts,
        contracts=contracts,
        current=current or next((each for each in contracts if each.state == "active"), None),
        age=age,
        completeness=record_completeness(elder, facts),
        last_entry=last_entry(facts),
        tier=_tier(elder, facts) if is_alive else None,
        dues=_dues(facts, age=age, is_signed=current is not None) if is_alive else (),
    )


def _tier(elder: "Elder", facts: "ElderFacts") -> Grade | None:
    try:
        return grade(health_of(elder, facts), on=facts.on)
    except Refused:
        return None


def _dues(facts: "ElderFacts", *, age: int, is_signed: bool) -> tuple[Due, ...]:
    served = {"contract"} if is_signed else set()
    if facts.record:
        served.add("health_record")
    since = facts.on - timedelta(days=CHECK_UP_DAYS)
    if any(since < row.occurred_on for row in facts.seen_check_ups):
        served.add("check_up")
    categories = {row.code for row in facts.holding(facts.memberships)}
    return services_due(age=age, categories=categories, served=served, on=facts.on)
