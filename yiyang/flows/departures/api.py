"""Operations on deaths, moves and returns: the same verbs and scopes as the pages."""

import uuid
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema, Status

from yiyang.access.api import holders_of
from yiyang.access.roles import ELDERS, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.audit.requests import once
from yiyang.domains.elders.actions.events import (
    correct_event,
    preview_event,
    record_event,
    withdraw_event,
)
from yiyang.domains.elders.events import list_events
from yiyang.domains.elders.rules.departures import DESTINATION_LENGTH, EVIDENCE_LENGTH, EventEntry
from yiyang.flows.departures.handlers import ENDERS
from yiyang.flows.departures.queries import require_event, require_person, target_village
from yiyang.flows.records.queries import find_area

router = Router()
PAGE_SIZE, MOST, CODE_LENGTH, KEY_LENGTH = 50, 2**63 - 1, 24, 64
OnceKey = Header(None, alias="Idempotency-Key", max_length=KEY_LENGTH)


class EffectOutput(Schema):
    """What an event does to one fact; `until` is the day after the last one before it."""

    table: str
    name: str
    how: str
    since: date | None
    until: date | None


class KeptOutput(Schema):
    """A row that was edited since and stays as it is; `changes` maps a column to [as left, as now]."""

    table: str
    row: int
    kind: str
    why: str
    changes: dict[str, list[Any]]


class EventInput(Schema):
    """What happened: kind is death, move_out, move_in or return; `to_village` a code for the last two."""

    kind: str = Field(max_length=CODE_LENGTH)
    occurred_on: date
    source: str = Field(max_length=CODE_LENGTH)
    evidence: str = Field("", max_length=EVIDENCE_LENGTH)
    destination: str = Field("", max_length=DESTINATION_LENGTH)
    to_village: str = Field("", max_length=CODE_LENGTH)


class EventWrite(EventInput):
    """The same, to be saved; `version` is that of the person, or of the event that is corrected."""

    version: int
    replace_later: bool = False


class EventOutput(Schema):
    """An event; `ended` lists what it did, `kept` what its correction or withdrawal left as edited since."""

    id: int
    version: int
    elder: uuid.UUID
    kind: str
    occurred_on: date
    source: str
    evidence: str
    destination: str
    village: str
    to_village: str
    state: str
    replaces: int | None
    recorded_by: str
    recorded_on: date
    ended: list[EffectOutput]
    kept: list[KeptOutput]


class EventPage(Schema):
    """A page of events; `next` is what to send as `after`, 0 on the last."""

    events: list[EventOutput]
    next: int


class WithdrawInput(Schema):
    """Why the event did not happen."""

    version: int
    reason: str = Field(max_length=EVIDENCE_LENGTH)


def _event(event: Any) -> dict[str, Any]:
    return {
        "id": event.pk,
        "version": event.version,
        "elder": event.elder.public_id,
        "kind": event.kind,
        "occurred_on": event.occurred_on,
        "source": event.source,
        "evidence": event.evidence,
        "destination": event.destination,
        "village": event.village.code if event.village else "",
        "to_village": event.to_village.code if event.to_village else "",
        "state": event.state,
        "replaces": event.replaces_id,
        "recorded_by": event.actor,
        "recorded_on": event.recorded_on,
        "ended": event.ended,
        "kept": event.withdrawal.get("kept", []),
    }


def _entry(asked: EventInput) -> EventEntry:
    return EventEntry(
        kind=asked.kind,
        occurred_on=asked.occurred_on,
        source=asked.source,
        evidence=asked.evidence,
        destination=asked.destination,
    )


def _once(request: HttpRequest, key: str | None, *, scope: str, content: Any, effect: Any) -> dict[str, Any]:
    if not key:
        return effect()
    account = request.auth.account_id
    outcome, _first = once(scope=f"{scope}:{account}", key=key, content=content, effect=effect)
    return outcome


@router.get("/events", response=EventPage, auth=holders_of(ELDERS))
def list_events_operation(
    request: HttpRequest,
    kind: str = Query("", max_length=CODE_LENGTH),
    state: str = Query("", max_length=CODE_LENGTH),
    area: str = Query("", max_length=CODE_LENGTH),
    after: int = Query(0, ge=0, le=MOST),
) -> dict[str, Any]:
    """Events in scope, 50 a page, the latest recorded first."""
    viewer = request.auth
    path = find_area(viewer=viewer, code=area).path if area else ""
    found = list_events(
        viewer=viewer, kind=kind, state=state, area_path=path, after=after or None, limit=PAGE_SIZE + 1
    )
    shown = found[:PAGE_SIZE]
    record_reading(viewer=viewer, elder_ids=[event.elder_id for event in shown], page="api.events")
    return {
        "events": [_event(event) for event in shown],
        "next": shown[-1].pk if len(found) > PAGE_SIZE else 0,
    }


@router.get("/events/{int:pk}", response=EventOutput, auth=holders_of(ELDERS))
def read_event(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One event with what it ended."""
    event = require_event(viewer=request.auth, pk=pk)
    record_reading(viewer=request.auth, elder_ids=[event.elder_id], page="api.event")
    return _event(event)


@router.post(
    "/elders/{uuid:public_id}/events/preview", response=list[EffectOutput], auth=holders_of(ELDERS_WRITE)
)
def preview_event_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: EventInput
) -> list[dict[str, Any]]:
    """What an event would end or hand over; nothing is saved."""
    elder = require_person(viewer=request.auth, public_id=public_id, permission=ELDERS_WRITE)
    effects = preview_event(
        viewer=request.auth,
        elder=elder,
        entry=_entry(asked),
        to_village=target_village(asked.to_village),
        enders=ENDERS,
    )
    return [effect.as_json() for effect in effects]


@router.post("/elders/{uuid:public_id}/events", response={201: EventOutput}, auth=holders_of(ELDERS_WRITE))
def record_event_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: EventWrite, key: str | None = OnceKey
) -> Status:
    """Record a death, a move or a return; everything of the person ends or goes along on its day."""
    viewer = request.auth
    elder = require_person(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)

    def effect() -> dict[str, Any]:
        event = record_event(
            viewer=viewer,
            elder=elder,
            version=asked.version,
            entry=_entry(asked),
            to_village=target_village(asked.to_village),
            enders=ENDERS,
            replace_later=asked.replace_later,
        )
        return {"event": event.pk}

    outcome = _once(request, key, scope=f"event.new:{elder.pk}", content=asked.dict(), effect=effect)
    return Status(201, _event(require_event(viewer=viewer, pk=outcome["event"])))


@router.post("/events/{int:pk}/correct", response={201: EventOutput}, auth=holders_of(ELDERS_WRITE))
def correct_event_operation(
    request: HttpRequest, pk: int, asked: EventWrite, key: str | None = OnceKey
) -> Status:
    """Replace an event by one with another day or other details; the answer is the new event."""
    viewer = request.auth
    event = require_event(viewer=viewer, pk=pk, permission=ELDERS_WRITE)

    def effect() -> dict[str, Any]:
        correction = correct_event(
            viewer=viewer,
            event=event,
            version=asked.version,
            entry=_entry(asked),
            to_village=target_village(asked.to_village),
            enders=ENDERS,
            replace_later=asked.replace_later,
        )
        return {"event": correction.event.pk}

    outcome = _once(request, key, scope=f"event.correct:{pk}", content=asked.dict(), effect=effect)
    return Status(201, _event(require_event(viewer=viewer, pk=outcome["event"])))


@router.post("/events/{int:pk}/withdraw", response=EventOutput, auth=holders_of(ELDERS_WRITE))
def withdraw_event_operation(
    request: HttpRequest, pk: int, asked: WithdrawInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Say that an event did not happen; everything it ended is as before."""
    viewer = request.auth
    event = require_event(viewer=viewer, pk=pk, permission=ELDERS_WRITE)

    def effect() -> dict[str, Any]:
        withdraw_event(viewer=viewer, event=event, version=asked.version, reason=asked.reason)
        return {"event": pk}

    _once(request, key, scope=f"event.withdraw:{pk}", content=asked.dict(), effect=effect)
    return _event(require_event(viewer=viewer, pk=pk))
