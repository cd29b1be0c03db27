"""What may be recorded as a death, a move or a return, and what an event ends (CAPABILITIES 8; ZS-22)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason

DEATH, MOVE_OUT, MOVE_IN, RETURN = "death", "move_out", "move_in", "return"
KINDS = (DEATH, MOVE_OUT, MOVE_IN, RETURN)
ENDED, REMOVED, CANCELLED, HANDED_OVER, BEGUN, SET = (
    "ended",
    "removed",
    "cancelled",
    "handed_over",
    "begun",
    "set",
)
MOVED, STAYED = "moved", "stayed"
EVIDENCE_LENGTH, DESTINATION_LENGTH = 120, 120

register_phrases(
    {
        "event_kind_unknown": "'%(kind)s' is not an event; choose one of: %(known)s.",
        "event_in_future": "The day %(day)s lies after today, %(on)s; enter the event when it has happened.",
        "event_before_birth": "The day %(day)s lies before the birth on %(birth)s; correct it.",
        "died_already": ("The record says died on %(died)s; correct or withdraw that event if it is wrong."),
        "moved_out_already": (
            "The person moved out on %(day)s already; record the return first, or correct that event."
        ),
        "moved_out_later": (
            "The person moved out on %(day)s, after this day; correct or withdraw that event first."
        ),
        "not_moved_out": "Nobody recorded a move out; a return needs one.",
        "return_before_move": "The person moved out on %(day)s; the return cannot lie before that day.",
        "source_missing": "Choose who said so; an event without a source cannot be checked later.",
        "destination_missing": "Say where the person moved to, as far as it is known.",
        "target_missing": "Choose the village or community where the person lives now.",
        "target_same": "The person is registered in %(name)s already; choose another village.",
        "later_entries_stand": (
            "%(count)s entries begin on or after this day: %(names)s. Check the day; tick that they are to go, "
            "if they were wrong."
        ),
        "later_event_stands": (
            "A later event of this person is in effect (%(day)s); withdraw or correct the later one first."
        ),
        "event_not_in_effect": "This event was corrected or withdrawn before; open the one in effect.",
        "event_of_merged": "This record was merged into another; record the event there.",
        "reason_needed": "Say in a few words why.",
        "nothing_to_correct": "Nothing differs from what is on record; change the day or another field.",
    }
)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an act did to one fact of a person: which table, its name for people, and how it came out.

    `how` is one of ended, removed (began on or after the day), cancelled, handed_over, begun, set, moved, stayed.
    """

    table: str
    name: str
    how: str
    since: date | None = None
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "table": self.table,
            "name": self.name,
            "how": self.how,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True, kw_only=True)
class EventEntry:
    """What somebody states: what happened on which day, who said so; `village` is a name for refusals."""

    kind: str
    occurred_on: date
    source: str
    evidence: str = ""
    destination: str = ""


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """What is known of the person: `moved_out_on` is the day of a move out in effect without a return."""

    birth_date: date
    death_date: date | None
    moved_out_on: date | None
    village: str
    target: str
    is_merged_away: bool
    has_known_source: bool
    on: date


def event_refusals(entry: EventEntry, facts: EventFacts) -> list[Reason]:
    """Every reason against recording an event; empty means go ahead."""
    if entry.kind not in KINDS:
        return [_reason("event_kind_unknown", field="kind", kind=entry.kind, known=", ".join(KINDS))]
    reasons = []
    if facts.is_merged_away:
        reasons.append(Reason("event_of_merged"))
    day = entry.occurred_on
    if day > facts.on:
        reasons.append(_reason("event_in_future", field="occurred_on", day=day, on=facts.on))
    if day < facts.birth_date:
        reasons.append(_reason("event_before_birth", field="occurred_on", day=day, birth=facts.birth_date))
    if facts.death_date is not None:
        reasons.append(_reason("died_already", died=facts.death_date))
    if not facts.has_known_source:
        reasons.append(Reason("source_missing", field="source"))
    return reasons + _CHECKS[entry.kind](entry, facts)


def _check_death(entry: EventEntry, facts: EventFacts) -> list[Reason]:
    away = facts.moved_out_on
    if away is not None and away > entry.occurred_on:
        return [_reason("moved_out_later", field="occurred_on", day=away)]
    return []


def _check_move_out(entry: EventEntry, facts: EventFacts) -> list[Reason]:
    reasons = []
    if facts.moved_out_on is not None:
        reasons.append(_reason("moved_out_already", day=facts.moved_out_on))
    if not entry.destination.strip():
        reasons.append(Reason("destination_missing", field="destination"))
    return reasons


def _check_move_in(_entry: EventEntry, facts: EventFacts) -> list[Reason]:
    if facts.moved_out_on is not None:
        return [_reason("moved_out_already", day=facts.moved_out_on)]
    return _check_target(facts)


def _check_return(entry: EventEntry, facts: EventFacts) -> list[Reason]:
    if facts.moved_out_on is None:
        return [Reason("not_moved_out")]
    reasons = _check_target(facts)
    if entry.occurred_on < facts.moved_out_on:
        reasons.append(_reason("return_before_move", field="occurred_on", day=facts.moved_out_on))
    return reasons


def _check_target(facts: EventFacts) -> list[Reason]:
    if not facts.target:
        return [Reason("target_missing", field="to_village")]
    if facts.target == facts.village:
        return [_reason("target_same", field="to_village", name=facts.target)]
    return []


_CHECKS = {DEATH: _check_death, MOVE_OUT: _check_move_out, MOVE_IN: _check_move_in, RETURN: _check_return}


def _reason(code: str, *, field: str | None = None, **params: Any) -> Reason:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
    return Reason(code, field=field, params=plain)
