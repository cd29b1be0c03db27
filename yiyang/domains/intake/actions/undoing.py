"""Taking a batch back, the latest rows first; what was changed since stays and is listed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.domains.intake.actions.holding import Holder
from yiyang.domains.intake.models import Batch, BatchRow
from yiyang.domains.intake.rules.before import load_before
from yiyang.domains.intake.rules.findings import Finding, dump_findings
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    KEPT,
    UPDATED,
    WITHDRAWN,
    Kept,
    SheetKind,
    Standing,
)

CHUNK_ROWS = 500
Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a row did: the record it made or changed, its version since, and what an update replaced."""

    number: int
    outcome: str
    object_id: int
    version: int
    before: dict[str, Any] | None


def take_back(holder: Holder, *, kind: SheetKind, viewer: Viewer, told: Told) -> None:
    """Take back every row that made or changed a record. Raises Interrupted."""
    batch = holder.batch
    while True:
        with transaction.atomic():
            holder.step()
            rows = list(
                BatchRow.objects.filter(batch=batch, outcome__in=(CREATED, UPDATED)).order_by("-number")[
                    :CHUNK_ROWS
                ]
            )
            if not rows:
                holder.finish("finish_undo", fault=batch.fault)
                return
            changes = _take_back_chunk(batch, rows, kind=kind, viewer=viewer)
            Batch.objects.filter(pk=batch.pk).update(**changes)
        holder.keep(**changes)
        told(batch.done, batch.created + batch.updated)


def _take_back_chunk(
    batch: Batch, rows: list[BatchRow], *, kind: SheetKind, viewer: Viewer
) -> dict[str, int]:
    effects = []
    for row in rows:
        row.batch = batch
        effects.append(
            Effect(
                number=row.number,
                outcome=row.outcome,
                object_id=row.object_id or 0,
                version=row.version_after or 0,
                before=load_before(row.before),
            )
        )
    found = kind.withdraw(effects, viewer=viewer)
    kept = {each.number: each.reason for each in found if isinstance(each, Kept)}
    gone = [row.pk for row in rows if row.number not in kept]
    BatchRow.objects.filter(pk__in=gone).update(outcome=WITHDRAWN, before=None)
    for row in rows:
        if row.number in kept:
            row.outcome = KEPT
            row.reasons = dump_findings([Finding(reason=kept[row.number])])
            row.save(update_fields=["outcome", "reasons"])
    for each in found:
        if isinstance(each, Standing):
            left = BatchRow.objects.filter(batch=batch, object_id=each.object_id, number__lt=rows[-1].number)
            left.filter(outcome__in=(CREATED, UPDATED)).update(version_after=each.version)
    return {
        "done": batch.done + len(rows),
        "withdrawn": batch.withdrawn + len(gone),
        "kept": batch.kept + len(kept),
    }
