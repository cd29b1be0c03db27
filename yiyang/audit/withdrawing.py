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


def _in_use(
    model: type[models.Model],
    rows: Collection[int],
    own: Collection[type[models.Model]],
    derived: Collection[type[models.Model]],
) -> dict[int, str]:
    used: dict[int, str] = {}
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if other in derived or getattr(other, "FOLLOWS_SUBJECT", False):
            continue
        name = relation.field.attname
        referring = Counter(
            other._base_manager.filter(**{f"{name}__in": list(rows)}).values_list(name, flat=True)
        )
        for pk, times in referring.items():
            if other not in own or times > 1:
                used.setdefault(pk, str(other._meta.verbose_name))
    return used
