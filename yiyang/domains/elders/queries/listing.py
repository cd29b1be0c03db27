"""The list of elders in scope, and one elder of it."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.expressions import Combinable
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer
from yiyang.domains.elders.models import Elder, ElderQuerySet, Sex
from yiyang.regions.models import PATH_SEPARATOR, Level, Region

Condition = Q | Combinable
PAGE_SIZE = 50
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


def in_scope(viewer: Viewer, permission: str = ELDERS) -> ElderQuerySet:
    """Elders whom a permission of the viewer reaches."""
    return Elder.objects.visible_to(viewer, permission=permission)


def list_elders(
    *,
    viewer: Viewer,
    area_path: str = "",
    after: ListPlace | None = None,
    limit: int = PAGE_SIZE,
    conditions: Iterable[Condition] = (),
) -> list[dict[str, Any]]:
    """Elders in scope by village and id, at most `limit`, as plain rows; `after` is where the last page ended.

    Only those for whom every condition holds (`queries.conditions`).

    The ids of the villages that come into question bound the walk along the index, so that a small area far
    down the list is found at once; the root of the tree needs no bounds.
    """
    found = in_scope(viewer).filter(*conditions)
    paths = (area_path,) if area_path else viewer.area_paths(ELDERS)
    if area_path:
        found = found.filter(village__path__startswith=area_path)
    if not any(path.count(PATH_SEPARATOR) <= 1 for path in paths):
        first, last = _village_bounds(paths)
        if first is None:
            return []
        found = found.filter(village_id__gte=first, village_id__lte=last)
    return page_of(found, after=after, limit=limit)


def _village_bounds(paths: Iterable[str]) -> tuple[int | None, int | None]:
    inside = Q(pk__in=())
    for path in paths:
        inside |= Q(path__startswith=path)
    # Towns are loaded before any village: their ids would stretch the bounds over villages of other towns.
    villages = Region.objects.filter(inside, level=Level.VILLAGE)
    bounds = villages.aggregate(first=Min("pk"), last=Max("pk"))
    return bounds["first"], bounds["last"]


def page_of(found: ElderQuerySet, *, after: ListPlace | None, limit: int) -> list[dict[str, Any]]:
    """The rows that follow a place, at most `limit`.

    Who lives nowhere has no place in an order by village; such people are found by number and by data quality.
    """
    found = found.filter(village__isnull=False)
    if after is not None:
        found = found.filter(TupleGreaterThan(Tuple("village_id", "id"), after))
    return list(found.order_by("village_id", "id").values(*LIST_FIELDS)[:limit])


def place_of(row: Mapping[str, Any]) -> ListPlace:
    """Where the list stands at a row."""
    return row["village_id"], row["id"]


def find_elder(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> Elder | None:
    """The elder if in scope of a permission, else None."""
    found = in_scope(viewer, permission).select_related("village__parent")
    return found.filter(public_id=public_id).first()


def elders_by_ids(*, viewer: Viewer, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Those of the ids that are in scope, by id, as the rows of the list."""
    return list(in_scope(viewer).filter(pk__in=list(ids)).order_by("pk").values(*LIST_FIELDS))


def count_in_villages(villages: Iterable[int]) -> dict[int, int]:
    """How many living elders of the register live in each of these villages; a count, no names."""
    living = Elder.objects.filter(village__in=list(villages), death_date__isnull=True)
    return dict(living.values_list("village").annotate(Count("pk")))


def lock_elder(pk: int) -> Elder:
    """The elder's row, locked until the transaction ends; the caller has checked the scope."""
    return Elder.objects.select_for_update(of=("self",)).select_related("village").get(pk=pk)


def sex_choices() -> list[tuple[str, str]]:
    """Codes and labels of sexes, to choose from in a form."""
    return list(Sex.choices)


def sex_labels() -> dict[str, str]:
    """Label of each code of a sex, in the language of the moment."""
    return {code: str(label) for code, label in Sex.choices}
