"""Taking back records that a batch made: only those that nobody changed and nothing else refers to."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason

register_phrases(
    {
        "kept_changed_since": ("It was changed after the import; the change stays: edit it on its own page."),
        "kept_gone": "It is no longer there; nothing is left to take back.",
        "kept_in_use": (
            "Other entries refer to it (%(what)s); end those first, then remove it on its own page."
        ),
    }
)


def reasons_to_keep(
    model: type[models.Model],
    *,
    versions: Mapping[int, int],
    own: Collection[type[models.Model]] = (),
    derived: Collection[type[models.Model]] = (),
) -> tuple[dict[int, Any], dict[int, Reason]]:
    """Lock records by id; returns those that are there, and by id why one is to be kept.

    `versions` say how each was left. `own` are models of which making the record writes one row itself. `derived`
    are those whose rows follow from the record and go with it; a model of a domain that the record's own does not
    know says so itself by `FOLLOWS_SUBJECT`.
    """
    rows = {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=versions)}
    kept: dict[int, Reason] = {}
    for pk, version in versions.items():
        if pk not in rows:
            kept[pk] = Reason("kept_gone")
        elif rows[pk].version != version:
            kept[pk] = Reason("kept_changed_since")
    for pk, what in _in_use(model, rows, own, derived).items():
        kept.setdefault(pk, Reason("kept_in_use", params={"what": what}))
    return rows, kept


def remove_records(
    model: type[models.Model],
    ids: Collection[int],
    *,
    own: Collection[type[models.Model]] = (),
    derived: Collection[type[models.Model]] = (),
) -> None:
    """Delete locked records that `reasons_to_keep` lets go, with what they wrote themselves and what follows from them.

    A statement a table: the ORM would look for referring rows in every table once more. The database refuses what
    would leave a row without its record.
    """
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other in own or _follows(other, derived):
            _delete(other._base_manager.filter(**{f"{relation.field.attname}__in": ids}))
    _delete(model._base_manager.filter(pk__in=ids))


def _delete(rows: Any) -> None:
    rows._raw_delete(rows.db)


def _follows(other: Any, derived: Collection[type[models.Model]]) -> bool:
    return other in derived or getattr(other, "FOLLOWS_SUBJECT", False)


def _among(name: str, ids: Collection[int]) -> dict[str, Any]:
    """A condition that every id meets: a span where they lie close, for a long list is slow to put together."""
    if ids and max(ids) - min(ids) < 2 * len(ids):
        return {f"{name}__gte": min(ids), f"{name}__lte": max(ids)}
    return {f"{name}__in": list(ids)}


def _in_use(
    model: type[models.Model],
    rows: Collection[int],
    own: Collection[type[models.Model]],
    derived: Collection[type[models.Model]],
) -> dict[int, str]:
    used: dict[int, str] = {}
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if _follows(other, derived):
            continue
        name = relation.field.attname
        found = other._base_manager.filter(**_among(name, rows)).values_list(name, flat=True)
        for pk, times in Counter(found).items():
            if pk in rows and (other not in own or times > 1):
                used.setdefault(pk, str(other._meta.verbose_name))
    return used
