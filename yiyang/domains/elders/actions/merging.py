"""Merging of two records by two people, and taking a merge apart again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yiyang.access.roles import MERGE, MERGE_CONFIRM
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.journal import Journal, Reversal, preview_revert, revert
from yiyang.audit.models import Act
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.actions.details import NORMALISE, assign
from yiyang.domains.elders.models import (
    DuplicatePair,
    Elder,
    Merge,
    MergeState,
    PairState,
    Residence,
)
from yiyang.domains.elders.rules.departures import SET, Effect
from yiyang.domains.elders.rules.merging import (
    MERGED,
    NOTE_LENGTH,
    RecordFacts,
    differing_fields,
    filled_fields,
    merge_refusals,
)
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.refused import Reason, Refused

Absorb = Callable[..., list[Effect]]
"""`absorb(kept=, merged=, on=, journal=)`: gives the kept record the rows of one domain."""
Choices = Mapping[str, str]


def record_facts(elder: Elder) -> RecordFacts:
    """What the rules of merging ask of a record."""
    waiting = Merge.objects.filter(state=MergeState.PROPOSED)
    has_waiting = waiting.filter(kept=elder).exists() or waiting.filter(merged=elder).exists()
    return RecordFacts(
        death_date=elder.death_date,
        is_merged_away=elder.merged_into_id is not None,
        has_waiting_merge=has_waiting,
        values={
            "name": elder.name,
            "phone": elder.phone or "",
            "address": elder.address,
            "village": str(elder.village_id or ""),
        },
    )


@transaction.atomic
def decide_distinct(*, viewer: Viewer, pair: DuplicatePair, version: int, note: str) -> DuplicatePair:
    """Say that the two records are two persons; they are not shown as duplicates again."""
    locked: DuplicatePair = lock_version(pair, version=version)
    _check_scope(viewer, locked.first, locked.second, permission=MERGE)
    if locked.state != PairState.OPEN:
        raise Refused("merge_decided")
    if Merge.objects.filter(pair=locked, state=MergeState.PROPOSED).exists():
        raise Refused("merge_waiting")
    if not note.strip():
        raise Refused(Reason("reason_needed", field="note"))
    return _decide_pair(locked, viewer=viewer, state=PairState.DISTINCT, note=note)


@transaction.atomic
def reopen_pair(*, viewer: Viewer, pair: DuplicatePair, version: int) -> DuplicatePair:
    """Take back that two records are two persons."""
    locked: DuplicatePair = lock_version(pair, version=version)
    _check_scope(viewer, locked.first, locked.second, permission=MERGE)
    if locked.state != PairState.DISTINCT:
        raise Refused("merge_decided")
    return _decide_pair(locked, viewer=viewer, state=PairState.OPEN, note="")


@transaction.atomic
def propose_merge(
    *, viewer: Viewer, pair: DuplicatePair, version: int, kept_id: int, choices: Choices, reason: str
) -> Merge:
    """Propose which record of a pair is kept, and field by field whose value stays. Another person decides."""
    locked: DuplicatePair = lock_version(pair, version=version)
    if kept_id not in (locked.first_id, locked.second_id):
        raise Refused(Reason("not_of_this_pair", field="kept"))
    kept, merged = _lock_both(kept_id, locked.second_id if kept_id == locked.first_id else locked.first_id)
    _check_scope(viewer, kept, merged, permission=MERGE)
    if locked.state != PairState.OPEN:
        raise Refused("merge_decided")
    facts = record_facts(kept), record_facts(merged)
    if reasons := merge_refusals(*facts, choices=choices, proposing=True):
        raise Refused(*reasons)
    merge = Merge(
        pair=locked,
        kept=kept,
        merged=merged,
        choices={field: choices[field] for field in differing_fields(*facts)},
        proposed_by_id=viewer.account_id,
        proposer=viewer.name,
        proposed_on=viewer.on,
        reason=reason.strip()[:NOTE_LENGTH],
    )
    try:
        with transaction.atomic():
            merge.save()
    except IntegrityError:
        raise Refused("merge_waiting") from None
    _note_merge(viewer, merge, kind="merge.propose")
    return merge


@transaction.atomic
def reject_merge(*, viewer: Viewer, merge: Merge, version: int, note: str) -> Merge:
    """Turn a proposed merge down; the pair is open again. The proposer may take the own proposal back."""
    locked: Merge = lock_version(merge, version=version)
    own = viewer.account_id is not None and viewer.account_id == locked.proposed_by_id
    _check_scope(viewer, locked.kept, locked.merged, permission=MERGE if own else MERGE_CONFIRM)
    if locked.state != MergeState.PROPOSED:
        raise Refused("merge_not_open")
    if not note.strip():
        raise Refused(Reason("reason_needed", field="note"))
    locked.state, locked.note = MergeState.REJECTED, note.strip()[:NOTE_LENGTH]
    # Taking one's own proposal back is no decision of a second person.
    locked.decided_by_id = None if own else viewer.account_id
    locked.decider, locked.decided_on = viewer.name, viewer.on
    locked.version += 1
    locked.save()
    _note_merge(viewer, locked, kind="merge.reject")
    return locked


def preview_merge(
    *, viewer: Viewer, kept: Elder, merged: Elder, choices: Choices, absorbers: Sequence[Absorb]
) -> list[Effect]:
    """What confirming would do now; nothing is written."""
    with transaction.atomic():
        kept, merged = _lock_both(kept.pk, merged.pk)
        effects = _carry_out(
            kept, merged, viewer=viewer, choices=choices, absorbers=absorbers, journal=Journal()
        )
        transaction.set_rollback(True)
    return effects


@transaction.atomic
def confirm_merge(
    *,
    viewer: Viewer,
    merge: Merge,
    version: int,
    seen: tuple[int, int] | None = None,
    note: str = "",
    absorbers: Sequence[Absorb],
) -> Merge:
    """Carry a proposed merge out. `seen` are the versions of the kept and the merged record that were compared.

    Raises Stale when one of the records changed since, and Refused (`same_person_twice` for the proposer).
    """
    locked: Merge = lock_version(merge, version=version)
    kept, merged = _lock_both(locked.kept_id, locked.merged_id)
    if seen is not None:
        lock_version(kept, version=seen[0])
        lock_version(merged, version=seen[1])
    _check_scope(viewer, kept, merged, permission=MERGE_CONFIRM)
    if locked.state != MergeState.PROPOSED:
        raise Refused("merge_not_open")
    if viewer.account_id is not None and viewer.account_id == locked.proposed_by_id:
        raise Refused("same_person_twice")
    facts = record_facts(kept), record_facts(merged)
    if reasons := merge_refusals(*facts, choices=locked.choices, proposing=False):
        raise Refused(*reasons)
    journal = Journal()
    since = _earliest(kept, merged, viewer=viewer)
    changes = _shown_changes(kept, merged, locked.choices)
    effects = _carry_out(
        kept, merged, viewer=viewer, choices=locked.choices, absorbers=absorbers, journal=journal
    )
    locked.state, locked.decided_by_id, locked.decider = (
        MergeState.CONFIRMED,
        viewer.account_id,
        viewer.name,
    )
    locked.decided_on, locked.note = viewer.on, note.strip()[:NOTE_LENGTH]
    locked.outcome = [effect.as_json() for effect in effects]
    locked.version += 1
    locked.act = _record_on(viewer, locked, kind="merge.confirm", since=since, changes=changes)
    journal.write(act=locked.act)
    locked.save()
    if locked.pair is not None:
        _decide_pair(locked.pair, viewer=viewer, state=PairState.MERGED, note=locked.note)
    return locked


def preview_undo(merge: Merge) -> Reversal | None:
    """What taking a merge apart would restore and keep now; None for one that was not confirmed."""
    return preview_revert(merge.act) if merge.act and merge.state == MergeState.CONFIRMED else None


@transaction.atomic
def undo_merge(*, viewer: Viewer, merge: Merge, version: int, note: str) -> tuple[Merge, Reversal]:
    """Take a merge apart: both records are as before it; what was edited since is kept and returned."""
    locked: Merge = lock_version(merge, version=version)
    kept, merged = _lock_both(locked.kept_id, locked.merged_id)
    _check_scope(viewer, kept, merged, permission=MERGE_CONFIRM)
    if locked.state != MergeState.CONFIRMED or locked.act is None:
        raise Refused("merge_not_confirmed")
    if kept.merged_into_id is not None:
        raise Refused("merged_further")
    if not note.strip():
        raise Refused(Reason("reason_needed", field="note"))
    since = _earliest(kept, merged, viewer=viewer)
    reversal = revert(locked.act)
    locked.state, locked.note = MergeState.UNDONE, note.strip()[:NOTE_LENGTH]
    locked.outcome = [row.as_json() for row in reversal.kept]
    locked.version += 1
    locked.save()
    Elder.objects.filter(pk__in=(kept.pk, merged.pk)).update(version=F("version") + 1)
    act = _record_on(viewer, locked, kind="merge.undo", since=since, changes={})
    reversal.write(act=act)
    if locked.pair is not None:
        _decide_pair(locked.pair, viewer=viewer, state=PairState.OPEN, note="")
    return locked, reversal


def _lock_both(kept_id: int, merged_id: int) -> tuple[Elder, Elder]:
    """Both rows locked, always the lower id first."""
    rows = Elder.objects.select_for_update(of=("self",)).select_related("village").order_by("pk")
    found = {elder.pk: elder for elder in rows.filter(pk__in=(kept_id, merged_id))}
    return found[kept_id], found[merged_id]


def _check_scope(viewer: Viewer, *elders: Elder, permission: str) -> None:
    """Both records must lie in the area; one of them may have moved out of every area."""
    there = [elder for elder in elders if elder.village is not None]
    if not there or not all(viewer.covers(elder.village.path, permission) for elder in there):
        raise Refused("outside_merge_area")


def _carry_out(
    kept: Elder,
    merged: Elder,
    *,
    viewer: Viewer,
    choices: Choices,
    absorbers: Sequence[Absorb],
    journal: Journal,
) -> list[Effect]:
    facts = record_facts(kept), record_facts(merged)
    taken = [field for field, side in choices.items() if side == MERGED]
    effects = [
        _take_over(kept, merged, field, viewer=viewer, journal=journal)
        for field in (*filled_fields(*facts), *taken)
    ]
    for absorb in absorbers:
        effects += absorb(kept=kept, merged=merged, on=viewer.on, journal=journal)
    # One step leads from every record merged away to the one that stands, whatever was merged before.
    journal.update_all(Elder.objects.filter(merged_into=merged), merged_into=kept)
    journal.update(merged, merged_into=kept, version=merged.version + 1)
    Elder.objects.filter(pk=kept.pk).update(version=F("version") + 1)
    return effects


def _take_over(kept: Elder, merged: Elder, field: str, *, viewer: Viewer, journal: Journal) -> Effect:
    """One field of the kept record from the merged one, as an entry of its own: each is undone by itself."""
    if field == "village":
        _settle(kept, merged, viewer=viewer, journal=journal)
        return Effect(table="elders.elder.village", name=merged.village.name, how=SET)
    value = getattr(merged, field) or ""
    draft = Elder()
    assign(draft, {field: NORMALISE[field](value)})
    columns = {"name": ("name", "name_full", "name_initials"), "phone": ("phone", "phone_index")}
    names = columns.get(field, (field,))
    journal.update(kept, **{name: getattr(draft, name) for name in names})
    shown = mask_phone(value) if field == "phone" else value
    return Effect(table=f"elders.elder.{field}", name=shown, how=SET)


def _settle(kept: Elder, merged: Elder, *, viewer: Viewer, journal: Journal) -> None:
    """From today the kept record lives where the merged one does; its earlier days stay."""
    for row in Residence.objects.filter(elder=kept, valid_to__isnull=True):
        if row.valid_from >= viewer.on:
            journal.delete(row)
        else:
            journal.update(row, valid_to=viewer.on)
    later = Residence.objects.filter(elder=kept, valid_from__gte=viewer.on).exists()
    if kept.death_date is None and not later:
        journal.create(Residence(elder=kept, area=merged.village, valid_from=viewer.on))
    journal.update(kept, village=merged.village)


def _earliest(*elders: Elder, viewer: Viewer) -> Any:
    """The first day on which either record counts: numbers from then on change."""
    rows = Residence.objects.filter(elder__in=elders).order_by("valid_from")
    return min(rows.values_list("valid_from", flat=True).first() or viewer.on, viewer.on)


def _shown_changes(kept: Elder, merged: Elder, choices: Choices) -> dict[str, list[Any]]:
    """Field → [value then, value now] of the kept record, as an act may show it."""
    changes: dict[str, list[Any]] = {}
    for field in (*filled_fields(record_facts(kept), record_facts(merged)), *choices):
        if choices.get(field, MERGED) != MERGED:
            continue
        pair = [getattr(each, field) for each in (kept, merged)]
        if field == "village":
            pair = [each.name if each else "" for each in pair]
        changes[field] = [mask_phone(value or "") if field == "phone" else value or "" for value in pair]
    return changes


def _note(
    viewer: Viewer, changed: Merge | DuplicatePair, *, kind: str, elder_ids: list[int], detail: dict[str, Any]
) -> None:
    """An act that changes no fact: no number has to be computed again."""
    Act.objects.create(
        account_id=viewer.account_id,
        actor=viewer.name,
        kind=kind,
        object_type=changed._meta.label_lower,
        object_id=changed.pk,
        elder_ids=elder_ids,
        detail={"version": changed.version, **detail},
    )


def _note_merge(viewer: Viewer, merge: Merge, *, kind: str) -> None:
    ids = [merge.kept_id, merge.merged_id]
    _note(viewer, merge, kind=kind, elder_ids=ids, detail={"changes": {"state": ["", merge.state]}})


def _record_on(viewer: Viewer, merge: Merge, *, kind: str, since: Any, changes: dict[str, list[Any]]) -> Act:
    """The act stands on the kept record, where the second of two editors looks for what changed."""
    kept = Elder.objects.get(pk=merge.kept_id)
    return record_act(
        viewer=viewer,
        kind=kind,
        changed=kept,
        elder_ids=[merge.kept_id, merge.merged_id],
        since=since,
        detail={"version": kept.version, "changes": changes, "merge": merge.pk},
    )


def _decide_pair(pair: DuplicatePair, *, viewer: Viewer, state: str, note: str) -> DuplicatePair:
    before = pair.state
    pair.state, pair.note = state, note.strip()[:NOTE_LENGTH]
    is_open = state == PairState.OPEN
    pair.decided_by, pair.decided_on = ("", None) if is_open else (viewer.name, viewer.on)
    pair.version += 1
    pair.save()
    ids = [pair.first_id, pair.second_id]
    _note(viewer, pair, kind="pair.decide", elder_ids=ids, detail={"changes": {"state": [before, state]}})
    return pair


def changes_after(merge: Merge) -> list[dict[str, Any]]:
    """Acts on either record since a merge: they stay with the kept record when the merge is taken apart."""
    if merge.act is None:
        return []
    acts = Act.objects.filter(
        pk__gt=merge.act_id,
        object_type=Elder._meta.label_lower,
        object_id__in=(merge.kept_id, merge.merged_id),
    ).order_by("pk")
    return [
        {"at": act.at, "actor": act.actor, "kind": act.kind, "changes": act.detail.get("changes", {})}
        for act in acts
    ]
