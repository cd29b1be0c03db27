"""Edits of one record by two people: the second is told what changed, field by field."""

from typing import Any

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from yiyang.audit.acts import changes_since
from yiyang.audit.models import Act
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused

register_phrases(
    {
        "changed_meanwhile": (
            "%(who)s changed this record while you were editing: %(changes)s. Nothing of yours was saved; "
            "what you typed is still below. Compare, then save again."
        ),
    }
)


class Stale(Refused):
    """The record changed after it was shown. `changes` maps a field to [value then, value now]."""

    changes: dict[str, list[Any]]


def lock_version(changed: models.Model, *, version: int) -> Any:
    """Lock the row and return it fresh; raises Stale when its version is not the one that was edited."""
    locked = type(changed)._base_manager.select_for_update().get(pk=changed.pk)
    if locked.version != version:
        raise _stale(locked, version=version)
    return locked


def _stale(locked: Any, *, version: int) -> Stale:
    changes = changes_since(changed=locked, version=version)
    later = Act.objects.filter(
        object_type=locked._meta.label_lower, object_id=locked.pk, detail__version__gt=version
    )
    last = later.order_by("-id").first()
    listed = "; ".join(
        f"{_label(locked, field)}: {before or '–'} → {after or '–'}"
        for field, (before, after) in changes.items()
    )
    stale = Stale.because("changed_meanwhile", who=last.actor if last else "?", changes=listed or "–")
    refusal = Stale(*stale.reasons)
    refusal.changes = changes
    return refusal


def _label(record: models.Model, field: str) -> str:
    known = {f.name: f for f in record._meta.fields}
    return force_str(known[field].verbose_name) if field in known else _(field)
