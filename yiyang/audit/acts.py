"""Recording of acts and readings. Called inside the transaction of what it records."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.models import Act, Outbox

FACTS_CHANGED = "facts_changed"
_GATHERING: ContextVar[list[tuple[Act, date]] | None] = ContextVar("gathering", default=None)


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
    gathering = _GATHERING.get()
    if gathering is None:
        Outbox.objects.create(act=act, topic=FACTS_CHANGED, payload={"since": since.isoformat()})
    else:
        gathering.append((act, since))
    return act


@contextmanager
def gather_news() -> Iterator[None]:
    """Within it, acts of one transaction tell workers together: one outbox row from the earliest day on."""
    if _GATHERING.get() is not None:
        yield
        return
    gathered: list[tuple[Act, date]] = []
    token = _GATHERING.set(gathered)
    try:
        yield
    finally:
        _GATHERING.reset(token)
    # Acts of what was refused on the way went with their savepoint.
    kept = set(Act.objects.filter(pk__in=[act.pk for act, _since in gathered]).values_list("pk", flat=True))
    told = [(act, since) for act, since in gathered if act.pk in kept]
    if told:
        since = min(day for _act, day in told)
        Outbox.objects.create(act=told[-1][0], topic=FACTS_CHANGED, payload={"since": since.isoformat()})


@dataclass(frozen=True, kw_only=True)
class Change:
    """One of many acts recorded together: the record, the elders it is about, the detail of `record_act`."""

    changed: models.Model
    elder_ids: tuple[int, ...] = ()
    detail: dict[str, Any] | None = None


def record_acts(*, viewer: Viewer, kind: str, changes: Iterable[Change], since: date) -> list[Act]:
    """What `record_act` writes for each of many changes of one kind, with one outbox row for all.

    Raises OutsideTransaction as `record_act` does.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(kind)
    acts = Act.objects.bulk_create(
        Act(
            account_id=viewer.account_id,
            actor=viewer.name,
            kind=kind,
            object_type=change.changed._meta.label_lower,
            object_id=change.changed.pk,
            elder_ids=list(change.elder_ids),
            detail=change.detail or {},
        )
        for change in changes
    )
    gathering = _GATHERING.get()
    if acts and gathering is not None:
        gathering.append((acts[-1], since))
    elif acts:
        Outbox.objects.create(act=acts[-1], topic=FACTS_CHANGED, payload={"since": since.isoformat()})
    return acts


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
