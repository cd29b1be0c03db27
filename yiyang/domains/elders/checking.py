"""Facts about elders as the checks of data quality read them, many at once, without a name."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import (
    CategoryCode,
    CheckUp,
    Condition,
    Contact,
    Elder,
    ElderCategory,
    EventKind,
    EventState,
    HealthRecord,
    Insurance,
    LifeEvent,
    LivingArrangement,
    Residence,
)
from yiyang.kernel.age import age_on
from yiyang.kernel.identity import check_identity_number

GRADES = (CategoryCode.DISABLED, CategoryCode.PARTLY_DISABLED)
CITIZEN_CARD = "01"
YEAR_DAYS = 365
Facts = dict[str, Any]


def facts_in_parts(*, on: date, size: int) -> Iterator[dict[int, Facts]]:
    """Facts by elder id, `size` elders at a time in the order of their ids."""
    last = 0
    standing = Elder.objects.filter(merged_into__isnull=True)
    while elders := list(standing.filter(pk__gt=last).order_by("pk")[:size]):
        last = elders[-1].pk
        yield _facts_of(elders, on=on)


def _facts_of(elders: list[Elder], *, on: date) -> dict[int, Facts]:
    ids = [elder.pk for elder in elders]
    facts = {elder.pk: _own_facts(elder, on=on) for elder in elders}
    # Rows are read by a range of ids, which is fast; those of merged records in it are told to nobody.
    nobody = dict(facts[ids[0]])
    mine = Q(elder__gte=ids[0], elder__lte=ids[-1])
    for row in (
        Residence.objects.filter(mine)
        .order_by("valid_from")
        .values_list("elder", "area", "area__path", "valid_from", "valid_to")
    ):
        _add_residence(facts.get(row[0], nobody), *row[1:], on=on)
    living = LivingArrangement.objects.filter(mine, valid_on(on))
    for elder, kind, organisation in living.values_list("elder", "kind", "organisation"):
        facts.get(elder, nobody).update(living_kind=kind, living_organisation=organisation)
    for elder, since in HealthRecord.objects.filter(mine, valid_on(on)).values_list("elder", "valid_from"):
        facts.get(elder, nobody)["record_from"] = since
    for (elder,) in ElderCategory.objects.filter(mine, valid_on(on), code__in=GRADES).values_list("elder"):
        facts.get(elder, nobody)["grades"] += 1
    for model, name in ((Contact, "contacts"), (Insurance, "insurances")):
        for elder, count in (
            model.objects.filter(mine, valid_on(on)).values_list("elder").annotate(Count("pk"))
        ):
            facts.get(elder, nobody)[name] = count
    _add_entries(facts, nobody, mine, on=on)
    for elder, is_away in _departures(mine, on=on):
        own = facts.get(elder, nobody)
        own["on_register"] = own["death_date"] is None and not is_away
    return facts


def _add_entries(facts: dict[int, Facts], nobody: Facts, mine: Q, *, on: date) -> None:
    for model, column in ((Condition, "valid_from"), (CheckUp, "occurred_on")):
        entered = model.objects.filter(mine, **{f"{column}__lte": on}).values_list("elder")
        for elder, last in entered.annotate(Max(column)):
            own = facts.get(elder, nobody)
            own["last_entry"] = max(last, own["last_entry"] or last)
            if model is CheckUp:
                own["checked_this_year"] = last > on - timedelta(days=YEAR_DAYS)


def _departures(mine: Q, *, on: date) -> list[tuple[int, bool]]:
    """(elder, whether the last move out or return up to the day was a move out)."""
    moves = LifeEvent.objects.filter(
        mine,
        state=EventState.EFFECTIVE,
        occurred_on__lte=on,
        kind__in=(EventKind.MOVE_OUT, EventKind.RETURN),
    ).order_by("occurred_on", "pk")
    return [(elder, kind == EventKind.MOVE_OUT) for elder, kind in moves.values_list("elder", "kind")]


def _own_facts(elder: Elder, *, on: date) -> dict[str, Any]:
    card_birth = card_sex = None
    death = elder.death_date if elder.death_date and elder.death_date <= on else None
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
        "death_date": death,
        "on_register": death is None,
        "contacts": 0,
        "insurances": 0,
        "checked_this_year": False,
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
    facts: dict[str, Any], area: int, path: str, since: date, until: date | None, *, on: date
) -> None:
    if since > on:
        return
    facts["residence_to"] = until or date.max
    if until is None or until > on:
        facts["residence"], facts["residence_path"] = area, path
