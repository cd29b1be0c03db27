"""Reads of elders, narrowed by the caller's scope; who reads a name is recorded by the caller's page.

`LOGICAL_TABLES` names the time-valid facts this domain owns, as selections a snapshot can run.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from yiyang.access.roles import ELDERS
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
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
)
from yiyang.domains.elders.rules.registration import PHONE_FORM

PAGE_SIZE = 50
IDENTITY_FORM = re.compile(r"\d{17}[\dX]|\d{15}")
LIST_FIELDS = (
    "id",
    "public_id",
    "name",
    "sex",
    "birth_date",
    "death_date",
    "address",
    "village__name",
    "village__parent__name",
)


def _in_scope(viewer: Viewer) -> ElderQuerySet:
    return Elder.objects.visible_to(viewer, permission=ELDERS)


def list_elders(
    *, viewer: Viewer, area_path: str = "", after: int | None = None, limit: int = PAGE_SIZE
) -> list[dict[str, Any]]:
    """Elders in scope by id, at most `limit`, as plain rows; `after` is the last id of the page before."""
    found = _in_scope(viewer)
    if area_path and area_path not in viewer.area_paths(ELDERS):
        found = found.filter(village__path__startswith=area_path)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("pk").values(*LIST_FIELDS)[:limit])


def search_elders(
    *, viewer: Viewer, text: str, after: int | None = None, limit: int = PAGE_SIZE
) -> list[dict[str, Any]]:
    """Elders in scope by exact identity number or phone, by the beginning of the name, pinyin or initials."""
    condition = search_condition(text)
    if condition is None:
        return []
    found = _in_scope(viewer).filter(condition)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("pk").values(*LIST_FIELDS)[:limit])


def search_condition(text: str) -> Q | None:
    """What a search text asks for; None for an empty text."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return None
    if IDENTITY_FORM.fullmatch(plain):
        return Q(identity_index=blind_index(plain, column=IDENTITY_COLUMN))
    if PHONE_FORM.fullmatch(plain):
        return Q(phone_index=blind_index(plain, column=PHONE_COLUMN))
    if plain.isascii() and plain.isalpha():
        lower = plain.lower()
        return Q(name_initials__startswith=lower) | Q(name_full__startswith=lower)
    return Q(name__startswith=plain)


def find_elder(*, viewer: Viewer, public_id: uuid.UUID) -> Elder | None:
    """The elder if in scope, else None."""
    return _in_scope(viewer).select_related("village__parent").filter(public_id=public_id).first()


def elders_by_ids(*, viewer: Viewer, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Those of the ids that are in scope, by id, as the rows of the list."""
    return list(_in_scope(viewer).filter(pk__in=list(ids)).order_by("pk").values(*LIST_FIELDS))


def lock_elder(pk: int) -> Elder:
    """The elder's row, locked until the transaction ends; the caller has checked the scope."""
    return Elder.objects.select_for_update(of=("self",)).select_related("village").get(pk=pk)


def valid_on(on: date) -> Q:
    """The condition that a time-valid row holds on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


@dataclass(frozen=True, kw_only=True)
class ElderFacts:
    """What holds about an elder on a day, and what held before."""

    living: LivingArrangement | None
    categories: tuple[ElderCategory, ...]
    conditions: tuple[Condition, ...]
    record: HealthRecord | None
    residences: tuple[Residence, ...]


def elder_facts(elder: Elder, *, on: date) -> ElderFacts:
    """The facts of an elder's record page on a day."""
    return ElderFacts(
        living=elder.living_arrangements.filter(valid_on(on)).select_related("organisation").first(),
        categories=tuple(elder.categories.filter(valid_on(on)).order_by("code")),
        conditions=tuple(elder.conditions.filter(valid_on(on)).order_by("icd10")),
        record=elder.health_records.filter(valid_on(on)).first(),
        residences=tuple(elder.residences.select_related("area__parent").order_by("-valid_from")),
    )


LOGICAL_TABLES = {
    "elders": "SELECT id AS elder_id, sex, birth_date, death_date FROM elders_elder",
    "residences": """
        SELECT e.elder_id, r.code AS area, e.valid_from, e.valid_to
        FROM elders_residence e JOIN regions_region r ON r.id = e.area_id""",
    "living_arrangements": "SELECT elder_id, kind, valid_from, valid_to FROM elders_livingarrangement",
    "elder_categories": "SELECT elder_id, code AS category, valid_from, valid_to FROM elders_eldercategory",
    "health_records": "SELECT elder_id, valid_from, valid_to FROM elders_healthrecord",
}
