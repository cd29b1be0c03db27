"""Reads of elders, narrowed by the caller's scope; who reads a name is recorded by the caller's page.

`LOGICAL_TABLES` names the time-valid facts this domain owns, as selections a snapshot can run.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from yiyang.access.roles import ELDERS
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import (
    IDENTITY_COLUMN,
    PHONE_COLUMN,
    Condition,
    Elder,
    ElderCategory,
    ElderQuerySet,
    HealthRecord,
    LivingArrangement,
    Residence,
    Sex,
)
from yiyang.domains.elders.rules.registration import PHONE_FORM, normalise_name, normalise_phone
from yiyang.kernel.identity import LEGACY_LENGTH, normalise_identity_number, upgrade_legacy_number
from yiyang.kernel.intervals import valid_on as holds_on
from yiyang.regions.models import PATH_SEPARATOR, Level, Region

PAGE_SIZE = 50
CARD_FORM = re.compile(r"\d{17}[\dX]|\d{15}")
LIST_FIELDS = (
    "id",
    "public_id",
    "name",
    "sex",
    "birth_date",
    "death_date",
    "address",
    "village_id",
    "village__name",
    "village__parent__name",
)
ListPlace = tuple[int, int]
"""Where a page of the list ended: (village id, elder id)."""


def _in_scope(viewer: Viewer, permission: str = ELDERS) -> ElderQuerySet:
    return Elder.objects.visible_to(viewer, permission=permission)


def list_elders(
    *, viewer: Viewer, area_path: str = "", after: ListPlace | None = None, limit: int = PAGE_SIZE
) -> list[dict[str, Any]]:
    """Elders in scope by village and id, at most `limit`, as plain rows; `after` is where the last page ended.

    The ids of the villages that come into question bound the walk along the index, so that a small area far
    down the list is found at once; the root of the tree needs no bounds.
    """
    found = _in_scope(viewer)
    paths = (area_path,) if area_path else viewer.area_paths(ELDERS)
    if area_path:
        found = found.filter(village__path__startswith=area_path)
    if not any(path.count(PATH_SEPARATOR) <= 1 for path in paths):
        first, last = _village_bounds(paths)
        if first is None:
            return []
        found = found.filter(village_id__gte=first, village_id__lte=last)
    return _page(found, after=after, limit=limit)


def _village_bounds(paths: Iterable[str]) -> tuple[int | None, int | None]:
    inside = Q(pk__in=())
    for path in paths:
        inside |= Q(path__startswith=path)
    # Towns are loaded before any village: their ids would stretch the bounds over villages of other towns.
    villages = Region.objects.filter(inside, level=Level.VILLAGE)
    bounds = villages.aggregate(first=Min("pk"), last=Max("pk"))
    return bounds["first"], bounds["last"]


def _page(found: ElderQuerySet, *, after: ListPlace | None, limit: int) -> list[dict[str, Any]]:
    if after is not None:
        found = found.filter(TupleGreaterThan(Tuple("village_id", "id"), after))
    return list(found.order_by("village_id", "id").values(*LIST_FIELDS)[:limit])


def place_of(row: Mapping[str, Any]) -> ListPlace:
    """Where the list stands at a row."""
    return row["village_id"], row["id"]


def search_elders(
    *, viewer: Viewer, text: str, after: ListPlace | None = None, limit: int = PAGE_SIZE
) -> list[dict[str, Any]]:
    """Elders in scope whom a search text means, as `read_search` understands it; none for an empty text."""
    search = read_search(text)
    if search is None:
        return []
    return _page(_in_scope(viewer).filter(search.condition), after=after, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search text understood: `kind` is number (of a document or a phone), pinyin or name."""

    kind: str
    text: str
    condition: Q


def read_search(text: str) -> Search | None:
    """What a search text asks for; None for an empty text.

    Numbers are found by exact value only, names by their beginning, full pinyin or initials.
    """
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return None
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        return Search(kind="number", text=plain, condition=_number_condition(plain))
    if plain.isascii() and plain.isalpha():
        lower = plain.lower()
        keys = Q(name_initials__startswith=lower) | Q(name_full__startswith=lower)
        return Search(kind="pinyin", text=lower, condition=keys)
    name = normalise_name(text)
    if not name:
        return None
    return Search(kind="name", text=name, condition=Q(name__startswith=name))


def _number_condition(number: str) -> Q:
    numbers = [number]
    if CARD_FORM.fullmatch(number) and len(number) == LEGACY_LENGTH:
        numbers.append(upgrade_legacy_number(number))
    indexes = [blind_index(each, column=IDENTITY_COLUMN) for each in numbers]
    condition = Q(identity_index__in=indexes)
    phone = normalise_phone(number)
    if PHONE_FORM.fullmatch(phone):
        condition |= Q(phone_index=blind_index(phone, column=PHONE_COLUMN))
    return condition


def find_elder(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> Elder | None:
    """The elder if in scope of a permission, else None."""
    found = _in_scope(viewer, permission).select_related("village__parent")
    return found.filter(public_id=public_id).first()


def elders_by_ids(*, viewer: Viewer, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Those of the ids that are in scope, by id, as the rows of the list."""
    return list(_in_scope(viewer).filter(pk__in=list(ids)).order_by("pk").values(*LIST_FIELDS))


def elders_by_numbers(*, viewer: Viewer, numbers: Iterable[str], permission: str) -> dict[str, Elder]:
    """Normalised identity number → elder in scope, locked until the transaction ends; 15 digits count as 18."""
    wanted: dict[bytes, str] = {}
    for text in numbers:
        number = normalise_identity_number(text)
        if CARD_FORM.fullmatch(number) and len(number) == LEGACY_LENGTH:
            wanted[blind_index(upgrade_legacy_number(number), column=IDENTITY_COLUMN)] = number
        else:
            wanted[blind_index(number, column=IDENTITY_COLUMN)] = number
    found = _in_scope(viewer, permission).select_for_update(of=("self",)).select_related("village")
    rows = found.filter(identity_index__in=list(wanted)).order_by("pk")
    return {wanted[bytes(elder.identity_index)]: elder for elder in rows}


def lock_elder(pk: int) -> Elder:
    """The elder's row, locked until the transaction ends; the caller has checked the scope."""
    return Elder.objects.select_for_update(of=("self",)).select_related("village").get(pk=pk)


@dataclass(frozen=True, kw_only=True)
class ElderFacts:
    """What holds about an elder on a day, and what held before."""

    living: LivingArrangement | None
    categories: tuple[ElderCategory, ...]
    conditions: tuple[Condition, ...]
    record: HealthRecord | None
    residences: tuple[Residence, ...]
    category_history: tuple[ElderCategory, ...]
    record_history: tuple[HealthRecord, ...]


def elder_facts(elder: Elder, *, on: date) -> ElderFacts:
    """The facts of an elder's record page on a day; histories hold every row, the latest first."""
    categories = tuple(elder.categories.order_by("-valid_from", "code"))
    records = tuple(elder.health_records.order_by("-valid_from"))
    return ElderFacts(
        living=elder.living_arrangements.filter(valid_on(on)).select_related("organisation").first(),
        categories=tuple(sorted((row for row in categories if _holds(row, on)), key=lambda row: row.code)),
        conditions=tuple(elder.conditions.filter(valid_on(on)).order_by("icd10")),
        record=next((row for row in records if _holds(row, on)), None),
        residences=tuple(elder.residences.select_related("area__parent").order_by("-valid_from")),
        category_history=categories,
        record_history=records,
    )


def _holds(row: Any, on: date) -> bool:
    return holds_on(row.valid_from, row.valid_to, on)


def sex_choices() -> list[tuple[str, str]]:
    """Codes and labels of sexes, to choose from in a form."""
    return list(Sex.choices)


def sex_labels() -> dict[str, str]:
    """Label of each code of a sex, in the language of the moment."""
    return {code: str(label) for code, label in Sex.choices}


LOGICAL_TABLES = {
    "elders": "SELECT id AS elder_id, sex, birth_date, death_date FROM elders_elder",
    "residences": """
        SELECT e.elder_id, r.code AS area, e.valid_from, e.valid_to
        FROM elders_residence e JOIN regions_region r ON r.id = e.area_id""",
    "living_arrangements": "SELECT elder_id, kind, valid_from, valid_to FROM elders_livingarrangement",
    "elder_categories": "SELECT elder_id, code AS category, valid_from, valid_to FROM elders_eldercategory",
    "health_records": "SELECT elder_id, valid_from, valid_to FROM elders_healthrecord",
}
