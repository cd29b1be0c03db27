"""Deaths, moves and returns: one event that ends or hands over everything, correctable and withdrawable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.journal import Journal, KeptRow, Reversal, revert
from yiyang.audit.models import Act
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.events import moved_out_event
from yiyang.domains.elders.models import Elder, EventKind, EventSource, EventState, LifeEvent
from yiyang.domains.elders.rules.departures import (
    CANCELLED,
    REMOVED,
    SET,
    Effect,
    EventEntry,
    EventFacts,
    event_refusals,
)
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Level, Region

End = Callable[..., list[Effect]]
"""`end(elder=, on=, event=, village=, journal=)`: ends or hands over the rows of one domain."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What replacing an event did: the new event, and the rows that were edited since the old one and kept."""

    event: LifeEvent
    kept: tuple[KeptRow, ...]


def preview_event(
    *,
    viewer: Viewer,
    elder: Elder,
    entry: EventEntry,
    to_village: Region | None = None,
    enders: Sequence[End],
    instead_of: LifeEvent | None = None,
) -> list[Effect]:
    """What recording would end and begin now; nothing is written. Raises Refused as recording would.

    `instead_of` is the event that a correction would replace.
    """
    with transaction.atomic():
        locked = _lock(elder)
        if instead_of is not None and instead_of.act is not None:
            revert(instead_of.act)
            LifeEvent.objects.filter(pk=instead_of.pk).update(state=EventState.CORRECTED)
            locked = _lock(elder)
        _check(locked, entry, to_village=to_village, viewer=viewer)
        effects = _apply(locked, entry, to_village=to_village, enders=enders, journal=Journal())
        transaction.set_rollback(True)
    return effects


@transaction.atomic
def record_event(
    *,
    viewer: Viewer,
    elder: Elder,
    version: int,
    entry: EventEntry,
    to_village: Region | None = None,
    enders: Sequence[End],
    replace_later: bool = False,
) -> LifeEvent:
    """Record a death, a move or a return, and end or hand over everything of the person on its day.

    Raises Stale, and Refused with every reason at once; `later_entries_stand` unless `replace_later` says that
    entries beginning on or after the day are to go.
    """
    lock_version(elder, version=version)
    locked = _lock(elder)
    _check_scope(locked, viewer=viewer)
    journal = Journal()
    event = _write(
        locked,
        entry,
        viewer=viewer,
        to_village=to_village,
        enders=enders,
        replace_later=replace_later,
        journal=journal,
    )
    event.act = _record(viewer, event, kind=f"event.{entry.kind}", since=entry.occurred_on)
    journal.write(act=event.act)
    event.save(update_fields=["act"])
    return event


@transaction.atomic
def correct_event(
    *,
    viewer: Viewer,
    event: LifeEvent,
    version: int,
    entry: EventEntry,
    to_village: Region | None = None,
    enders: Sequence[End],
    replace_later: bool = False,
) -> Correction:
    """Replace an event by one with another day or other details: the old one is taken back, the new one applied.

    The kind stays. Raises Stale and Refused as `record_event` does.
    """
    locked_event: LifeEvent = lock_version(event, version=version)
    elder = _lock(locked_event.elder)
    _check_scope(elder, viewer=viewer, event=locked_event)
    _check_latest(locked_event)
    if entry == _entry_of(locked_event) and to_village == locked_event.to_village:
        raise Refused(Reason("nothing_to_correct", field="occurred_on"))
    reversal = _take_back(locked_event, state=EventState.CORRECTED)
    elder = _lock(elder)
    journal = Journal()
    fresh = _write(
        elder,
        entry,
        viewer=viewer,
        to_village=to_village,
        enders=enders,
        replace_later=replace_later,
        journal=journal,
        replaces=locked_event,
    )
    since = min(locked_event.occurred_on, entry.occurred_on)
    before = locked_event.occurred_on.isoformat()
    changes = {"day of the event": [before, entry.occurred_on.isoformat()]}
    fresh.act = _record(viewer, fresh, kind="event.correct", since=since, changes=changes)
    journal.write(act=fresh.act)
    reversal.write(act=fresh.act)
    fresh.save(update_fields=["act"])
    _finish(locked_event, viewer=viewer, reason="", reversal=reversal)
    return Correction(event=fresh, kept=reversal.kept)


@transaction.atomic
def withdraw_event(
    *, viewer: Viewer, event: LifeEvent, version: int, reason: str
) -> tuple[LifeEvent, Reversal]:
    """Say that the event did not happen: everything is as before it; what was edited since is kept and returned."""
    locked: LifeEvent = lock_version(event, version=version)
    elder = _lock(locked.elder)
    _check_scope(elder, viewer=viewer, event=locked)
    _check_latest(locked)
    if not reason.strip():
        raise Refused(Reason("reason_needed", field="reason"))
    reversal = _take_back(locked, state=EventState.WITHDRAWN)
    _finish(locked, viewer=viewer, reason=reason.strip(), reversal=reversal)
    act = _record(viewer, locked, kind="event.withdraw", since=locked.occurred_on)
    reversal.write(act=act)
    return locked, reversal


def _lock(elder: Elder) -> Elder:
    rows = Elder.objects.select_for_update(of=("self",)).select_related("village")
    return rows.get(pk=elder.pk)


def _check_scope(elder: Elder, *, viewer: Viewer, event: LifeEvent | None = None) -> None:
    """The person's village lies in the area of the post; of somebody moved out, the village they left."""
    villages = [elder.village] if elder.village else []
    away = moved_out_event(elder)
    villages += [each.village for each in (away, event) if each is not None and each.village is not None]
    if not any(viewer.covers(village.path, ELDERS_WRITE) for village in villages):
        raise Refused(Reason("outside_your_villages", field="village"))


def _check(elder: Elder, entry: EventEntry, *, to_village: Region | None, viewer: Viewer) -> None:
    away = moved_out_event(elder)
    facts = EventFacts(
        birth_date=elder.birth_date,
        death_date=elder.death_date,
        moved_out_on=away.occurred_on if away else None,
        village=elder.village.name if elder.village else "",
        target=to_village.name if to_village else "",
        is_merged_away=elder.merged_into_id is not None,
        has_known_source=entry.source in EventSource.values,
        on=viewer.on,
    )
    reasons = event_refusals(entry, facts)
    if to_village is not None and to_village.level != Level.VILLAGE:
        reasons.append(Reason("not_a_village", field="to_village", params={"name": to_village.name}))
    if reasons:
        raise Refused(*reasons)


def _check_latest(event: LifeEvent) -> None:
    if event.state != EventState.EFFECTIVE:
        raise Refused("event_not_in_effect")
    if event.elder.merged_into_id is not None:
        raise Refused("event_of_merged")
    later = LifeEvent.objects.filter(elder=event.elder, state=EventState.EFFECTIVE, pk__gt=event.pk).first()
    if later is not None:
        raise Refused.because("later_event_stands", day=later.occurred_on.isoformat())


def _write(
    elder: Elder,
    entry: EventEntry,
    *,
    viewer: Viewer,
    to_village: Region | None,
    enders: Sequence[End],
    replace_later: bool,
    journal: Journal,
    replaces: LifeEvent | None = None,
) -> LifeEvent:
    _check(elder, entry, to_village=to_village, viewer=viewer)
    village = elder.village
    effects = _apply(elder, entry, to_village=to_village, enders=enders, journal=journal)
    later = later_effects(effects)
    if later and not replace_later:
        names = ", ".join(dict.fromkeys(f"{each.since} {each.name}".strip() for each in later))
        raise Refused(
            Reason("later_entries_stand", field="replace_later", params={"count": len(later), "names": names})
        )
    event = LifeEvent(
        elder=elder,
        kind=entry.kind,
        occurred_on=entry.occurred_on,
        source=entry.source,
        evidence=entry.evidence.strip(),
        destination=entry.destination.strip(),
        village=village or (replaces.village if replaces else None),
        to_village=to_village,
        ended=[effect.as_json() for effect in effects],
        actor=viewer.name,
        recorded_on=viewer.on,
        replaces=replaces,
    )
    try:
        with transaction.atomic():
            event.save()
    except IntegrityError:
        raise Refused.because("died_already", died=entry.occurred_on.isoformat()) from None
    return event


def later_effects(effects: Sequence[Effect]) -> list[Effect]:
    """Effects on entries that begin on or after the day: they go, and somebody should say so knowingly."""
    return [effect for effect in effects if effect.how in (REMOVED, CANCELLED)]


def _apply(
    elder: Elder,
    entry: EventEntry,
    *,
    to_village: Region | None,
    enders: Sequence[End],
    journal: Journal,
) -> list[Effect]:
    effects = []
    if entry.kind == EventKind.DEATH:
        journal.update(elder, death_date=entry.occurred_on)
        effects.append(Effect(table="elders.elder.death_date", name="", how=SET, since=entry.occurred_on))
    else:
        village = to_village if entry.kind in (EventKind.MOVE_IN, EventKind.RETURN) else None
        journal.update(elder, village=village)
    for end in enders:
        effects += end(
            elder=elder, on=entry.occurred_on, event=entry.kind, village=to_village, journal=journal
        )
    elder.version += 1
    elder.save(update_fields=["version"])
    return effects


def _entry_of(event: LifeEvent) -> EventEntry:
    return EventEntry(
        kind=event.kind,
        occurred_on=event.occurred_on,
        source=event.source,
        evidence=event.evidence,
        destination=event.destination,
    )


def _take_back(event: LifeEvent, *, state: str) -> Reversal:
    if event.act is None:
        raise Refused("event_not_in_effect")
    reversal = revert(event.act)
    event.state = state
    event.version += 1
    event.save(update_fields=["state", "version"])
    return reversal


def _finish(event: LifeEvent, *, viewer: Viewer, reason: str, reversal: Reversal) -> None:
    event.withdrawal = {
        "by": viewer.name,
        "on": viewer.on.isoformat(),
        "reason": reason,
        "kept": [row.as_json() for row in reversal.kept],
    }
    event.save(update_fields=["withdrawal"])
    if event.state == EventState.WITHDRAWN:
        locked = _lock(event.elder)
        Elder.objects.filter(pk=locked.pk).update(version=locked.version + 1)


def _record(
    viewer: Viewer,
    event: LifeEvent,
    *,
    kind: str,
    since: date,
    changes: dict[str, list[Any]] | None = None,
) -> Act:
    """The act stands on the person's record, where the second of two editors looks for what changed."""
    elder = Elder.objects.get(pk=event.elder_id)
    shown = changes or {"event": ["", f"{event.kind} {event.occurred_on.isoformat()} {event.state}"]}
    return record_act(
        viewer=viewer,
        kind=kind,
        changed=elder,
        elder_ids=[elder.pk],
        since=since,
        detail={"version": elder.version, "changes": shown, "event": event.pk},
    )
