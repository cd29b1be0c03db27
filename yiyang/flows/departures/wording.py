"""What acts did to the facts of a person, in words: tables, names, outcomes, columns that were edited since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from yiyang.domains.elders.events import event_kind_choices, fact_labels
from yiyang.domains.elders.queries import insurance_choices
from yiyang.kernel.intervals import last_day

TABLES = {
    "elders.residence": gettext_lazy("Residence"),
    "elders.livingarrangement": gettext_lazy("Living arrangement"),
    "elders.eldercategory": gettext_lazy("Category"),
    "elders.healthrecord": gettext_lazy("Health record"),
    "elders.condition": gettext_lazy("Condition"),
    "elders.householdmember": gettext_lazy("Household"),
    "elders.contact": gettext_lazy("Next of kin or guardian"),
    "elders.insurance": gettext_lazy("Insurance"),
    "elders.allergy": gettext_lazy("Allergies"),
    "elders.medicine": gettext_lazy("Medicines"),
    "elders.checkup": gettext_lazy("Check-up"),
    "elders.fieldsource": gettext_lazy("Source of a statement"),
    "elders.lifeevent": gettext_lazy("Event"),
    "elders.elder": gettext_lazy("Person"),
    "elders.elder.death_date": gettext_lazy("Date of death"),
    "elders.elder.name": gettext_lazy("Name"),
    "elders.elder.phone": gettext_lazy("Phone"),
    "elders.elder.address": gettext_lazy("Address"),
    "elders.elder.village": gettext_lazy("Village or community"),
    "contracts.contract": gettext_lazy("Family-doctor contract"),
}
FIELDS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "village": gettext_lazy("Village or community"),
}
OUTCOMES = {
    "ended": gettext_lazy("ends"),
    "removed": gettext_lazy("removed: begins on or after this day"),
    "cancelled": gettext_lazy("cancelled: was not yet in force"),
    "handed_over": gettext_lazy("goes along"),
    "begun": gettext_lazy("begins"),
    "set": gettext_lazy("is set"),
    "moved": gettext_lazy("goes to the kept record"),
    "stayed": gettext_lazy("overlaps: stays as history"),
}
ACTS = {
    "elder.register": gettext_lazy("Registered"),
    "elder.change": gettext_lazy("Details changed"),
    "elder.move": gettext_lazy("Moved house"),
    "elder.open_record": gettext_lazy("Health record opened"),
    "elder.reveal": gettext_lazy("Full number and phone shown"),
    "event.correct": gettext_lazy("Event corrected"),
    "event.withdraw": gettext_lazy("Event withdrawn"),
    "merge.propose": gettext_lazy("Merge proposed"),
    "merge.confirm": gettext_lazy("Merge confirmed"),
    "merge.reject": gettext_lazy("Merge rejected"),
    "merge.undo": gettext_lazy("Merge taken apart"),
}
WHYS = {
    "edited": gettext_lazy("edited since, kept as it is"),
    "gone": gettext_lazy("gone since"),
    "in_the_way": gettext_lazy("a later entry stands in its place"),
    "referred_to": gettext_lazy("kept, because later entries refer to it"),
}
COLUMNS = {
    "valid_from": gettext_lazy("First day"),
    "valid_to": gettext_lazy("End"),
    "state": gettext_lazy("State"),
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "death_date": gettext_lazy("Date of death"),
    "end_reason": gettext_lazy("Reason"),
}


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """One effect as the pages list it."""

    what: str
    name: str
    how: str
    code: str
    since: str
    until: str


def effect_lines(effects: Iterable[Mapping[str, Any]]) -> list[EffectLine]:
    """Effects, as the event or the merge keeps them, in words of the reader's language."""
    codes = {**fact_labels(), **dict(event_kind_choices()), **dict(insurance_choices())}
    names = {"elders.fieldsource": FIELDS}
    return [
        EffectLine(
            what=str(TABLES.get(effect["table"], effect["table"])),
            name=_name(effect["name"], names.get(effect["table"], codes)),
            how=str(OUTCOMES.get(effect["how"], effect["how"])),
            code=effect["how"],
            since=effect["since"] or "",
            until=_last(effect["until"]),
        )
        for effect in effects
    ]


def act_words(kind: str) -> str:
    """What an act did to a person; events by what happened, an act without words by its code."""
    family, _dot, rest = kind.partition(".")
    events = dict(event_kind_choices()) if family == "event" else {}
    return str(ACTS.get(kind) or events.get(rest, kind))


def _name(text: str, names: Mapping[str, Any]) -> str:
    head, dot, rest = text.partition(" · ")
    return f"{names.get(head, head)}{dot}{rest}"


def _last(text: str | None) -> str:
    last = last_day(date.fromisoformat(text)) if text else None
    return last.isoformat() if last else ""


@dataclass(frozen=True, kw_only=True)
class KeptLine:
    """One row that was not restored, and why."""

    what: str
    why: str
    detail: str


def kept_lines(rows: Iterable[Mapping[str, Any]]) -> list[KeptLine]:
    """Rows that were edited since and kept, in words; columns that nobody can read are left out."""
    return [
        KeptLine(
            what=str(TABLES.get(row["table"], row["table"])),
            why=str(WHYS.get(row["why"], row["why"])),
            detail="; ".join(
                f"{COLUMNS[name]}: {before or '–'} → {after or '–'}"
                for name, (before, after) in row["changes"].items()
                if name in COLUMNS
            ),
        )
        for row in rows
    ]
