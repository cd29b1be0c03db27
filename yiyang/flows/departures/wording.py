"""What acts did to the facts of a person, in words: tables, names, outcomes, columns that were edited since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from yiyang.domains.elders.events import event_kind_choices, fact_labels
from yiyang.kernel.intervals import last_day

TABLES = {
    "elders.residence": gettext_lazy("Residence"),
    "elders.livingarrangement": gettext_lazy("Living arrangement"),
    "elders.eldercategory": gettext_lazy("Category"),
    "elders.healthrecord": gettext_lazy("Health record"),
    "elders.condition": gettext_lazy("Condition"),
    "elders.householdmember": gettext_lazy("Household"),
    "elders.contact": gettext_lazy("Contact"),
    "elders.insurance": gettext_lazy("Insurance"),
    "elders.allergy": gettext_lazy("Allergy"),
    "elders.medicine": gettext_lazy("Medicine"),
    "elders.checkup": gettext_lazy("Check-up"),
    "elders.fieldsource": gettext_lazy("Who stated a detail"),
    "elders.lifeevent": gettext_lazy("Event"),
    "elders.elder": gettext_lazy("Person"),
    "elders.elder.death_date": gettext_lazy("Date of death"),
    "elders.elder.name": gettext_lazy("Name"),
    "elders.elder.phone": gettext_lazy("Phone"),
    "elders.elder.address": gettext_lazy("Address"),
    "elders.elder.village": gettext_lazy("Village or community"),
    "contracts.contract": gettext_lazy("Family-doctor contract"),
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
    names = {**fact_labels(), **dict(event_kind_choices())}
    return [
        EffectLine(
            what=str(TABLES.get(effect["table"], effect["table"])),
            name=_name(effect["name"], names),
            how=str(OUTCOMES.get(effect["how"], effect["how"])),
            code=effect["how"],
            since=effect["since"] or "",
            until=_last(effect["until"]),
        )
        for effect in effects
    ]


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
