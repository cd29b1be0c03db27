"""Facts about elders as the checks of data quality read them, many at once, without a name."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Q

from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import (
    CategoryCode,
    Condition,
    Elder,
    ElderCategory,
    HealthRecord,
    LivingArrangement,
    Residence,
)
from yiyang.kernel.age import age_on
from yiyang.kernel.identity import check_identity_number

GRADES = (CategoryCode.DISABLED, CategoryCode.PARTLY_DISABLED)
CITIZEN_CARD = "01"


def facts_in_parts(*, on: date, size: int) -> Iterator[dict[int, dict[str, Any]]]:
    """Facts by elder id, `size` elders at a time in the order of their ids."""
    last = 0
    while elders := list(Elder.objects.filter(pk__gt=last).order_by("pk")[:size]):
        last = elders[-1].pk
        yield _facts_of(elders, on=on)


def _facts_of(elders: list[Elder], *, on: date) -> dict[int, dict[str, Any]]:
    ids = [elder.pk for elder in elders]
    facts = {elder.pk: _own_facts(elder, on=on) for elder in elders}
    mine = Q(elder__gte=ids[0], elder__lte=ids[-1])
    for row in (
        Residence.objects.filter(mine)
        .order_by("valid_from")
        .values_list("elder", "area", "area__path", "valid_from", "valid_to")
    ):
        _add_residence(facts.get(row[0]), *row[1:], on=on)
    living = LivingArrangement.objects.filter(mine, valid_on(on))
    for elder, kind, organisation in living.values_list("elder", "kind", "organisation"):
        facts[elder] |= {"living_kind": kind, "living_organisation": organisation}
    for elder, since in HealthRecord.objects.filter(mine, valid_on(on)).values_list("elder", "valid_from"):
        facts[elder]["record_from"] = since
    for (elder,) in ElderCategory.objects.filter(mine, valid_on(on), code__in=GRADES).values_list("elder"):
        facts[elder]["grades"] += 1
    for elder, day in _last_entries(mine, on=on):
        facts[elder]["last_entry"] = day
    return facts


def _last_entries(mine: Q, *, on: date) -> list[tuple[int, date]]:
    entered = Condition.objects.filter(mine, valid_from__lte=on).values("elder")
    return list(entered.annotate(last=Max("valid_from")).values_list("elder", "last"))


def _own_facts(elder: Elder, *, on: date) -> dict[str, Any]:
    card_birth = card_sex = None
    if elder.identity_kind == CITIZEN_CARD:
        verdict = check_identity_number(elder.identity_number, on=on)
        card_birth, card_sex = verdict.birth_date, verdict.sex
    return {
        "phone": elder.phone_index is not None,
        "address": elder.address,
        "birth_date": elder.birth_date,
        "sex": elder.sex,
        "card_birth": card_birth,
        "card_sex": card_sex,
        "death_date": elder.death_date if elder.death_date and elder.death_date <= on else None,
        "age": age_on(elder.birth_date, on),
        "village": elder.village_id,
        "residence": None,
        "residence_path": None,
        "residence_to": None,
        "living_kind": None,
        "living_organisation": None,
        "record_from": None,
        "grades": 0,
        "last_entry": None,
    }


def _add_residence(
    facts: dict[str, Any] | None, area: int, path: str, since: date, until: date | None, *, on: date
) -> None:
    if facts is None or since > on:
        return
    facts["residence_to"] = until or date.max
    if until is None or until > on:
        facts["residence"], facts["residence_path"] = area, path
