"""Recording of acts and readings. Called inside the transaction of what it records."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.models import Act, Outbox

FACTS_CHANGED = "facts_changed"


class OutsideTransaction(RuntimeError):
    """An act was recorded outside the transaction of its effect."""


def record_act(
    *,
    viewer: Viewer,
    kind: str,
    changed: models.Model,
    elder_ids: Iterable[int] = (),
    since: date,
    detail: dict[str, Any] | None = None,
) -> Act:
    """Write the act and the outbox row that tells workers from which day on facts changed.

    Raises OutsideTransaction when the caller's write and this one would not be one transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(kind)
    act = Act.objects.create(
        account_id=viewer.account_id,
        actor=viewer.name,
        kind=kind,
        object_type=changed._meta.label_lower,
        object_id=changed.pk,
        elder_ids=list(elder_ids),
        detail=detail or {},
    )
    Outbox.objects.create(act=act, topic=FACTS_CHANGED, payload={"since": since.isoformat()})
    return act


def record_reading(*, viewer: Viewer, elder_ids: Iterable[int], page: str) -> None:
    """Write which elders' names a page or an answer showed to whom."""
    ids = list(elder_ids)
    if ids:
        Act.objects.create(
            account_id=viewer.account_id,
            actor=viewer.name,
            kind="read",
            object_type=page,
            object_id=None,
            elder_ids=ids,
        )


def changes_since(*, changed: models.Model, version: int) -> dict[str, list[Any]]:
    """Field → [value then, value now] of every act on an object after a version of it."""
    changes: dict[str, list[Any]] = {}
    acts = Act.objects.filter(
        object_type=changed._meta.label_lower, object_id=changed.pk, detail__version__gt=version
    ).order_by("id")
    for act in acts:
        for field, (before, after) in act.detail.get("changes", {}).items():
            changes[field] = [changes[field][0] if field in changes else before, after]
    return changes
