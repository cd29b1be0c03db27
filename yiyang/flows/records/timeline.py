"""One timeline of everything known about an elder.

A source is a function from the record to events, registered with `timeline_source`; another part of the platform adds
its own by importing that and naming a kind.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yiyang.domains.contracts.queries import package_label
from yiyang.domains.elders.duplicates import merges_into
from yiyang.domains.elders.events import events_of
from yiyang.flows.records.words import (
    allergen_words,
    because_words,
    category_words,
    provenance_words,
    relation_words,
    self_care_words,
)
from yiyang.kernel.intervals import last_day

if TYPE_CHECKING:
    from yiyang.flows.records.queries import ElderRecord


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event: its day, the kind it is filtered by, a title and details; `until` is the last day it holds."""

    day: date
    title: str
    detail: str = ""
    until: date | None = None
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where events come from: a kind with its label, and whether it tells of health."""

    kind: str
    label: Any
    is_health: bool
    events: Callable[["ElderRecord"], Iterable[Event]]


SOURCES: dict[str, Source] = {}


def timeline_source(kind: str, label: Any, *, is_health: bool = False) -> Callable[[Callable], Callable]:
    """Register a function that gives an elder's events of a kind. Raises ValueError for a kind that is taken."""

    def register(events: Callable[["ElderRecord"], Iterable[Event]]) -> Callable:
        if kind in SOURCES:
            raise ValueError(f"the kind {kind!r} has a source already")
        SOURCES[kind] = Source(kind=kind, label=label, is_health=is_health, events=events)
        return events

    return register


def kind_choices(*, with_health: bool) -> list[tuple[str, str]]:
    """Kinds of events that a viewer may filter by."""
    return [(each.kind, str(each.label)) for each in SOURCES.values() if with_health or not each.is_health]


def read_timeline(record: "ElderRecord", *, with_health: bool, kind: str = "") -> list[Event]:
    """Events up to the record's day, the latest first; of one kind where one is named."""
    found = []
    for source in SOURCES.values():
        if (kind and kind != source.kind) or (source.is_health and not with_health):
            continue
        for event in source.events(record):
            if event.day <= record.on:
                until = event.until if event.until and event.until < record.on else None
                found.append(
                    Event(
                        day=event.day,
                        title=event.title,
                        detail=event.detail,
                        until=until,
                        url=event.url,
                        kind=source.kind,
                    )
                )
    return sorted(found, key=lambda event: event.day, reverse=True)


def by_year(events: Iterable[Event]) -> list[tuple[int, list[Event]]]:
    """The events in groups by year, the latest first."""
    years: dict[int, list[Event]] = {}
    for event in events:
        years.setdefault(event.day.year, []).append(event)
    return list(years.items())


def _held(row: Any, title: str, detail: str = "") -> Event:
    told = " · ".join(
        part for part in (detail, provenance_words(row) if hasattr(row, "source") else "") if part
    )
    return Event(day=row.valid_from, title=title, detail=told, until=last_day(row.valid_to))


@timeline_source("register", gettext_lazy("Register"))
def _register_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.sources:
        if row.field == "":
            yield Event(day=row.stated_on, title=_("Entered in the register"), detail=provenance_words(row))
    if record.elder.death_date:
        yield Event(day=record.elder.death_date, title=_("Died"))


@timeline_source("home", gettext_lazy("Residence"))
def _home_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.residences:
        place = f"{row.area.parent.name} · {row.area.name}" if row.area.parent else row.area.name
        yield _held(row, _("Lives in %(place)s") % {"place": place})
    for row in record.facts.livings:
        home = f" · {row.organisation.name}" if row.organisation else ""
        kind = f"{row.get_kind_display()}{home}"
        yield _held(row, _("Living arrangement: %(kind)s") % {"kind": kind})


@timeline_source("family", gettext_lazy("Household and contacts"))
def _family_events(record: "ElderRecord") -> Iterator[Event]:
    facts = record.facts
    for row in facts.stays:
        title = _("In the household as %(relation)s") % {"relation": relation_words(row.relation)}
        yield _held(row, title)
    for row in facts.housemates:
        name = row.elder.name if row.elder else row.name
        title = _("%(name)s in the household (%(relation)s)")
        yield _held(row, title % {"name": name, "relation": relation_words(row.relation)})
    for row in facts.contacts:
        title = _("Guardian: %(name)s") if row.is_guardian else _("Contact: %(name)s")
        yield _held(row, title % {"name": row.name}, relation_words(row.relation))


@timeline_source("category", gettext_lazy("Categories"))
def _category_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.memberships:
        title = _("Category: %(category)s") % {"category": category_words(row.code)}
        yield _held(row, title, because_words(row.because)[-1] if row.because else "")
    for row in record.facts.stated:
        title = _("Stated: %(category)s") % {"category": row.get_code_display()}
        yield _held(row, title, row.evidence)


@timeline_source("insurance", gettext_lazy("Insurance"))
def _insurance_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.insurances:
        yield _held(row, _("Insured: %(kind)s") % {"kind": row.get_kind_display()})


@timeline_source("contract", gettext_lazy("Contracts and services"))
def _contract_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.contracts:
        words = f"{_(package_label(row.package))} · {row.get_state_display()}"
        if row.end_reason:
            words = f"{words} · {row.get_end_reason_display()}"
        yield _held(row, _("Contract with %(team)s") % {"team": row.team.name}, words)
    for row in record.facts.records:
        yield _held(row, _("Health record opened"))


@timeline_source("condition", gettext_lazy("Conditions, allergies, medicines"), is_health=True)
def _condition_events(record: "ElderRecord") -> Iterator[Event]:
    facts = record.facts
    for row in facts.conditions:
        yield _held(row, _("Condition: %(name)s") % {"name": f"{row.display} {row.icd10}"})
    for row in facts.allergies:
        yield _held(row, _("Allergy: %(name)s") % {"name": allergen_words(row.allergen)}, row.detail)
    for row in facts.medicines:
        yield _held(row, _("Medicine: %(name)s") % {"name": row.name}, row.dose)


@timeline_source("check_up", gettext_lazy("Check-ups"), is_health=True)
def _check_up_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.check_ups:
        parts = [
            row.organisation.name if row.organisation else "",
            *check_up_words(row),
            provenance_words(row),
        ]
        yield Event(
            day=row.occurred_on, title=_("Check-up"), detail=" · ".join(part for part in parts if part)
        )


def check_up_words(row: Any) -> list[str]:
    """What a check-up found, value by value; what was not measured is left out."""
    parts = []
    if row.systolic is not None:
        parts.append(_("pressure %(high)s/%(low)s mmHg") % {"high": row.systolic, "low": row.diastolic})
    if row.glucose is not None:
        parts.append(_("glucose %(value)s mmol/l") % {"value": row.glucose})
    if row.bmi is not None:
        parts.append(_("BMI %(value)s") % {"value": row.bmi})
    if row.self_care:
        parts.append(_("self-care: %(grade)s") % {"grade": self_care_words(row.self_care)})
    if row.guidance:
        parts.append(_("guidance given"))
    return parts


@timeline_source("event", gettext_lazy("Deaths, moves, merges"))
def _life_events(record: "ElderRecord") -> Iterator[Event]:
    for row in events_of(elder=record.elder):
        place = f" · {row.to_village.name}" if row.to_village else ""
        title = f"{row.get_kind_display()}{place}"
        yield Event(
            day=row.occurred_on,
            title=title,
            detail=f"{row.get_state_display()} · {row.actor}",
            url=reverse("event_page", args=[row.pk]),
        )
    for row in merges_into(record.elder):
        title = _("Merged with the record of %(name)s") % {"name": row.merged.name}
        detail = f"{row.proposer} · {row.decider}"
        yield Event(day=row.decided_on, title=title, detail=detail, url=reverse("merge_page", args=[row.pk]))


@timeline_source("act", gettext_lazy("Corrections"))
def _correction_events(record: "ElderRecord") -> Iterator[Event]:
    for row in record.facts.sources:
        changes = row.act.detail.get("changes", {}) if row.act and row.field else {}
        if row.field in changes:
            before, after = changes[row.field]
            detail = f"{before or '–'} → {after or '–'} · {provenance_words(row)}"
            title = _("Corrected: %(field)s") % {"field": field_words(row.field)}
            yield Event(day=row.stated_on, title=title, detail=detail)


FIELD_LABELS = {
    "name": gettext_lazy("Full name"),
    "phone": gettext_lazy("Phone"),
    "address": gettext_lazy("Address"),
    "village": gettext_lazy("Residence"),
    "identity_number": gettext_lazy("Identity number"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
}


def field_words(field: str) -> str:
    """The label of one of the person's own columns."""
    return str(FIELD_LABELS.get(field, field))
