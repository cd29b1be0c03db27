"""The sections of an elder's record as lines to show: what holds on the day, and who said so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.domains.elders.queries import field_source
from yiyang.flows.records.queries import ElderRecord
from yiyang.flows.records.timeline import check_up_words, field_words
from yiyang.flows.records.words import (
    allergen_words,
    because_words,
    category_words,
    provenance_words,
    reason_words,
    relation_words,
)
from yiyang.kernel.intervals import last_day
from yiyang.kernel.masking import mask_phone


@dataclass(frozen=True, kw_only=True)
class Field:
    """One of the person's own columns with who said so; `source` is empty where nobody noted it."""

    code: str
    label: str
    value: Any
    source: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One fact of a section; the addresses are empty for those who may not write."""

    title: str
    detail: str
    since: date
    until: date | None
    source: str
    change_url: str = ""
    end_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A category held on the day, with the sentences that say why."""

    code: str
    label: str
    because: list[str]
    since: date


def person_fields(record: ElderRecord, *, number: str, phone: str) -> list[Field]:
    """The person's own columns."""
    elder, village = record.elder, record.elder.village
    place = f"{village.parent.name} · {village.name}" if village and village.parent else ""
    values = {
        "name": elder.name,
        "sex": elder.get_sex_display(),
        "birth_date": elder.birth_date.isoformat(),
        "identity_number": number,
        "phone": phone,
        "village": place,
        "address": elder.address,
    }
    return [
        Field(
            code=code,
            label=field_words(code),
            value=value,
            source=provenance_words(field_source(record.facts, code)),
        )
        for code, value in values.items()
    ]


def category_tags(record: ElderRecord) -> list[Tag]:
    """Categories on the day."""
    return [
        Tag(
            code=row.code,
            label=category_words(row.code),
            because=because_words(row.because),
            since=row.valid_from,
        )
        for row in record.facts.holding(record.facts.memberships)
    ]


def fact_lines(kind: str, rows: Iterable[Any], *, may_write: bool) -> list[Line]:
    """The lines of the facts of a kind."""
    return [
        Line(
            title=_WORDS[kind](row)[0],
            detail=_WORDS[kind](row)[1],
            since=row.valid_from,
            until=last_day(row.valid_to),
            source=provenance_words(row),
            change_url=reverse(f"{kind}_change", args=[row.pk]) if may_write else "",
            end_url=reverse(f"{kind}_end", args=[row.pk]) if may_write else "",
        )
        for row in rows
    ]


_WORDS = {
    "contact": lambda row: (
        row.name,
        " · ".join(
            part
            for part in (
                _("Guardian") if row.is_guardian else "",
                relation_words(row.relation),
                mask_phone(row.phone or ""),
            )
            if part
        ),
    ),
    "insurance": lambda row: (row.get_kind_display(), ""),
    "category": lambda row: (row.get_code_display(), row.evidence),
    "allergy": lambda row: (allergen_words(row.allergen), row.detail),
    "medicine": lambda row: (row.name, row.dose),
    "condition": lambda row: (row.display, row.icd10),
}


def household_lines(record: ElderRecord, *, may_write: bool) -> list[Line]:
    """The elder and the others of the household on the day."""
    facts = record.facts
    home = facts.now(facts.stays)
    if home is None:
        return []
    others = [row for row in facts.holding(facts.housemates) if row.household_id == home.household_id]
    leave = reverse("member_end", args=[record.elder.public_id]) if may_write else ""
    return [
        Line(
            title=row.elder.name if row.elder_id else row.name,
            detail=relation_words(row.relation),
            since=row.valid_from,
            until=last_day(row.valid_to),
            source=provenance_words(row),
            end_url=f"{leave}?member={row.pk}" if leave and row.valid_to is None else "",
        )
        for row in (home, *others)
    ]


def check_up_lines(record: ElderRecord, *, may_write: bool) -> list[Line]:
    """The check-ups up to the day."""
    return [
        Line(
            title=" · ".join(check_up_words(row)) or _("Nothing measured"),
            detail=row.organisation.name if row.organisation else "",
            since=row.occurred_on,
            until=None,
            source=provenance_words(row),
            change_url=reverse("check_up_change", args=[row.pk]) if may_write else "",
        )
        for row in record.facts.seen_check_ups
    ]


def tier_words(record: ElderRecord) -> dict[str, Any]:
    """The tier with its reasons and the rhythm of service."""
    tier = record.tier
    if tier is None:
        return {"label": "", "reasons": [], "is_graded": False}
    return {
        "label": _(tier.label),
        "reasons": reason_words(tier.reasons),
        "is_graded": bool(tier.tier),
        "visits": tier.visits_a_year,
        "due": tier.due,
        "is_due": tier.due is None or tier.due <= record.on,
        "source": tier.source,
        "code": tier.tier or "none",
    }
