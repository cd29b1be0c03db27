"""What is known about one elder: what holds on a day, and what held before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiyang.domains.elders.models import (
    WHOLE_ENTRY,
    Allergy,
    CheckUp,
    Condition,
    Contact,
    Elder,
    ElderCategory,
    FieldSource,
    HealthRecord,
    HouseholdMember,
    Insurance,
    LivingArrangement,
    Medicine,
    Membership,
    Residence,
)
from yiyang.domains.elders.rules.completeness import Completeness, measure_completeness
from yiyang.kernel.intervals import valid_on as holds_on


@dataclass(frozen=True, kw_only=True)
class ElderFacts:
    """Every fact about an elder, the latest first, and the day on which they are looked at."""

    on: date
    residences: tuple[Residence, ...]
    livings: tuple[LivingArrangement, ...]
    memberships: tuple[Membership, ...]
    stated: tuple[ElderCategory, ...]
    records: tuple[HealthRecord, ...]
    conditions: tuple[Condition, ...]
    contacts: tuple[Contact, ...]
    stays: tuple[HouseholdMember, ...]
    housemates: tuple[HouseholdMember, ...]
    insurances: tuple[Insurance, ...]
    allergies: tuple[Allergy, ...]
    medicines: tuple[Medicine, ...]
    check_ups: tuple[CheckUp, ...]
    sources: tuple[FieldSource, ...]

    def holding(self, rows: Sequence[Any]) -> tuple[Any, ...]:
        """Those of the rows that hold on the day."""
        return tuple(row for row in rows if holds_on(row.valid_from, row.valid_to, self.on))

    def now(self, rows: Sequence[Any]) -> Any:
        """The one of the rows that holds on the day, or None."""
        return next(iter(self.holding(rows)), None)

    @property
    def living(self) -> LivingArrangement | None:
        """How the elder is cared for on the day."""
        return self.now(self.livings)

    @property
    def record(self) -> HealthRecord | None:
        """The health record open on the day."""
        return self.now(self.records)

    @property
    def residence(self) -> Residence | None:
        """Where the elder lives on the day."""
        return self.now(self.residences)

    @property
    def seen_check_ups(self) -> tuple[CheckUp, ...]:
        """Check-ups up to the day, the latest first."""
        return tuple(row for row in self.check_ups if row.occurred_on <= self.on)


def elder_facts(elder: Elder, *, on: date) -> ElderFacts:
    """The facts of an elder's record as they are known, to be looked at on a day."""
    stays = tuple(elder.households.order_by("-valid_from"))
    mates = HouseholdMember.objects.filter(household_id__in=[stay.household_id for stay in stays])
    return ElderFacts(
        on=on,
        residences=tuple(elder.residences.select_related("area__parent").order_by("-valid_from")),
        livings=tuple(elder.living_arrangements.select_related("organisation").order_by("-valid_from")),
        memberships=tuple(elder.memberships.order_by("code", "valid_from")),
        stated=tuple(elder.categories.order_by("-valid_from", "code")),
        records=tuple(elder.health_records.order_by("-valid_from")),
        conditions=tuple(elder.conditions.order_by("-valid_from", "icd10")),
        contacts=tuple(elder.contacts.order_by("-is_guardian", "-valid_from", "pk")),
        stays=stays,
        housemates=tuple(
            mates.exclude(elder=elder).select_related("elder").order_by("valid_from", "pk") if stays else ()
        ),
        insurances=tuple(elder.insurances.order_by("-valid_from", "kind")),
        allergies=tuple(elder.allergies.order_by("-valid_from", "pk")),
        medicines=tuple(elder.medicines.order_by("-valid_from", "pk")),
        check_ups=tuple(elder.check_ups.select_related("organisation").order_by("-occurred_on")),
        sources=tuple(elder.field_sources.select_related("act").order_by("-stated_on", "-pk")),
    )


def check_ups_by_elders(*, elder_ids: Iterable[int]) -> dict[tuple[int, date], CheckUp]:
    """(elder, day) → the check-up; the caller has checked the scope."""
    found = CheckUp.objects.filter(elder__in=list(elder_ids))
    return {(row.elder_id, row.occurred_on): row for row in found}


def field_source(facts: ElderFacts, field: str) -> FieldSource | None:
    """Who said the value of one of the person's own columns, the latest statement first; None where nobody knows."""
    named = next((row for row in facts.sources if row.field == field), None)
    return named or next((row for row in facts.sources if row.field == WHOLE_ENTRY), None)


def record_completeness(elder: Elder, facts: ElderFacts) -> Completeness:
    """How complete the record is on the day of the facts."""
    check_ups = facts.seen_check_ups
    assessed = next((row.occurred_on for row in check_ups if row.self_care), None)
    return measure_completeness(
        {
            "identity": bool(elder.identity_index),
            "phone": elder.phone_index is not None,
            "address": bool(elder.address),
            "village": facts.residence is not None,
            "living": facts.living is not None,
            "household": facts.now(facts.stays) is not None,
            "contacts": bool(facts.holding(facts.contacts)),
            "insurance": bool(facts.holding(facts.insurances)),
            "health_record": facts.record is not None,
            "allergies": bool(facts.holding(facts.allergies)),
            "check_up": check_ups[0].occurred_on if check_ups else None,
            "self_care": assessed,
        },
        on=facts.on,
    )


def last_entry(facts: ElderFacts) -> date | None:
    """The latest day, up to the day of the facts, on which something was stated, begun or found."""
    days = [row.occurred_on for row in facts.check_ups]
    dated = (
        *facts.residences, *facts.livings, *facts.stated, *facts.records, *facts.conditions, *facts.contacts,
        *facts.stays, *facts.insurances, *facts.allergies, *facts.medicines,
    )  # fmt: skip
    days += [row.valid_from for row in dated] + [row.valid_to for row in dated if row.valid_to]
    stated = (
        *facts.stated, *facts.conditions, *facts.contacts, *facts.stays, *facts.insurances, *facts.allergies,
        *facts.medicines, *facts.check_ups, *facts.sources,
    )  # fmt: skip
    days += [row.stated_on for row in stated if row.stated_on]
    return max((day for day in days if day <= facts.on), default=None)
