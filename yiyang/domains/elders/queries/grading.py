"""The facts from which tiers of health follow, for many elders by the same few queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import CheckUp, Condition, Elder, HealthRecord, Membership
from yiyang.domains.elders.queries.facts import ElderFacts
from yiyang.domains.elders.rules.tiers import CHECK_UP_DAYS, Grade, Health, grade

MEASURED = ("systolic", "diastolic", "glucose", "self_care")


def health_of(elder: Elder, facts: ElderFacts) -> Health:
    """What is known of one elder's health on the day of the facts."""
    seen = facts.seen_check_ups
    recent = [row for row in seen if row.occurred_on > facts.on - timedelta(days=CHECK_UP_DAYS)]
    diseases = tuple(row.icd10 for row in facts.holding(facts.conditions))
    values: dict[str, Any] = {}
    for name in MEASURED:
        known = (getattr(row, name) for row in recent)
        values[name] = next((each for each in known if each not in (None, "")), None)
    if values["glucose"] is not None:
        values["glucose"] = float(values["glucose"])
    return Health(
        birth=elder.birth_date,
        categories=frozenset(row.code for row in facts.holding(facts.memberships)),
        diseases=diseases if facts.record or diseases else None,
        last_contact=seen[0].occurred_on if seen else None,
        **values,
    )


def grade_elders(*, elder_ids: Iterable[int], on: date) -> dict[int, Grade]:
    """The tier of each of the elders on a day, by five queries."""
    ids = list(elder_ids)
    if not ids:
        return {}
    categories: dict[int, set[str]] = defaultdict(set)
    held = Membership.objects.filter(valid_on(on), elder_id__in=ids)
    for pk, code in held.values_list("elder_id", "code"):
        categories[pk].add(code)
    open_records = HealthRecord.objects.filter(valid_on(on), elder_id__in=ids)
    recorded = set(open_records.values_list("elder_id", flat=True))
    diseases: dict[int, list[str]] = defaultdict(list)
    for pk, code in Condition.objects.filter(valid_on(on), elder_id__in=ids).values_list("elder_id", "icd10"):
        diseases[pk].append(code)
    values, contacts = _measured(ids, on)
    births = dict(Elder.objects.filter(pk__in=ids).values_list("pk", "birth_date"))
    return {
        pk: grade(
            Health(
                birth=births[pk],
                categories=frozenset(categories.get(pk, ())),
                diseases=tuple(diseases.get(pk, ())) if pk in recorded or pk in diseases else None,
                last_contact=contacts.get(pk),
                **values.get(pk, {}),
            ),
            on=on,
        )
        for pk in ids
        if births[pk] <= on
    }


def _measured(ids: list[int], on: date) -> tuple[dict[int, dict[str, Any]], dict[int, date]]:
    """What check-ups of the last year measured, the latest value of each, and the last check-up of all."""
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    contacts: dict[int, date] = {}
    found = CheckUp.objects.filter(elder_id__in=ids, occurred_on__lte=on).order_by("occurred_on")
    for pk, day, *measured in found.values_list("elder_id", "occurred_on", *MEASURED):
        contacts[pk] = day
        if day > on - timedelta(days=CHECK_UP_DAYS):
            known = {
                name: each for name, each in zip(MEASURED, measured, strict=True) if each not in (None, "")
            }
            values[pk] |= {name: float(each) if name == "glucose" else each for name, each in known.items()}
    return values, contacts
