"""Errors planted in a demo region, such as registers really hold, for later work on data quality to find.

Every one is allowed by the database's constraints. `PLANTED` says what each code means and how many there are.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet

from yiyang.flows.demo.chance import make_rng

PLANTED = {
    "no_residence": ("an elder without any residence and village", 5),
    "dead_with_active_contract": ("a contract still active after the elder's death", 4),
    "dead_with_open_residence": ("a residence still open after the elder's death", 4),
    "record_before_birth": ("a health record opened before the elder's birth", 3),
    "village_differs": ("a present village that is not the open residence", 3),
    "sex_differs": ("a sex that is not the one in the identity number", 2),
    "team_of_other_town": ("an active contract with a team of a town where the elder does not live", 3),
    "two_grades": ("an elder recorded both as disabled and as partly disabled", 3),
}
Found = dict[str, list[int]]


def _model(label: str) -> Any:
    return apps.get_model(label)


def plant_errors(*, first_elder: int, seed: int, on: date) -> Found:
    """Plant the errors among the elders from an id on; returns the elder ids by code."""
    rng = make_rng(seed, "planted")
    used: set[int] = set()
    found: Found = {}
    for code, (_meaning, count) in PLANTED.items():
        candidates = _CANDIDATES[code](on).filter(pk__gte=first_elder).exclude(pk__in=used)
        ids = sorted(set(candidates.order_by("pk").values_list("pk", flat=True)[:2000]))
        chosen = sorted(ids[place] for place in rng.permutation(len(ids))[:count].tolist())
        for pk in chosen:
            _MISTAKES[code](pk, on)
        used.update(chosen)
        found[code] = chosen
    return found


def _alive(_on: date) -> QuerySet:
    return _model("elders.Elder").objects.filter(death_date=None, village__isnull=False)


def _dead(_on: date) -> QuerySet:
    return _model("elders.Elder").objects.filter(death_date__isnull=False)


def _dead_with_long_contract(on: date) -> QuerySet:
    return _dead(on).filter(contracts__end_reason="died", contracts__term_to__gt=on)


def _with_record(on: date) -> QuerySet:
    return _alive(on).filter(health_records__valid_to=None, health_records__isnull=False)


def _with_contract(on: date) -> QuerySet:
    return _alive(on).filter(contracts__state="active")


def _disabled(on: date) -> QuerySet:
    return _alive(on).filter(categories__code="disabled", categories__valid_to=None)


def _lose_residence(pk: int, _on: date) -> None:
    _model("elders.Residence").objects.filter(elder=pk).delete()
    _model("elders.Elder").objects.filter(pk=pk).update(village=None)


def _keep_contract(pk: int, on: date) -> None:
    _model("contracts.Contract").objects.filter(elder=pk, end_reason="died", term_to__gt=on).update(
        state="active", end_reason="", valid_to=F("term_to")
    )


def _keep_residence(pk: int, _on: date) -> None:
    rows = _model("elders.Residence").objects.filter(elder=pk).order_by("-valid_from")
    rows.filter(pk=rows[0].pk).update(valid_to=None)


def _open_before_birth(pk: int, _on: date) -> None:
    born = _model("elders.Elder").objects.get(pk=pk).birth_date
    rows = _model("elders.HealthRecord").objects.filter(elder=pk, valid_to=None)
    rows.update(valid_from=born - timedelta(days=100))


def _move_village(pk: int, _on: date) -> None:
    elder = _model("elders.Elder").objects.select_related("village").get(pk=pk)
    others = elder.village.parent.children.exclude(pk=elder.village_id).order_by("code")
    elder.village = others.first() or elder.village.parent
    elder.save(update_fields=["village"])


def _turn_sex(pk: int, _on: date) -> None:
    elder = _model("elders.Elder").objects.get(pk=pk)
    elder.sex = {"1": "2", "2": "1"}[elder.sex]
    elder.save(update_fields=["sex"])


def _swap_team(pk: int, _on: date) -> None:
    contract = _model("contracts.Contract").objects.select_related("team").get(elder=pk, state="active")
    others = _model("contracts.Team").objects.exclude(area=contract.team.area_id).order_by("pk")
    contract.team = others.first() or contract.team
    contract.save(update_fields=["team"])


def _grade_twice(pk: int, _on: date) -> None:
    rows = _model("elders.ElderCategory").objects
    held = rows.get(elder=pk, code="disabled", valid_to=None)
    rows.get_or_create(
        elder_id=pk,
        code="partly_disabled",
        valid_to=None,
        defaults={"source": held.source, "valid_from": held.valid_from},
    )


_CANDIDATES: dict[str, Callable[[date], QuerySet]] = {
    "no_residence": _alive,
    "dead_with_active_contract": _dead_with_long_contract,
    "dead_with_open_residence": _dead,
    "record_before_birth": _with_record,
    "village_differs": _alive,
    "sex_differs": _alive,
    "team_of_other_town": _with_contract,
    "two_grades": _disabled,
}
_MISTAKES: dict[str, Callable[[int, date], None]] = {
    "no_residence": _lose_residence,
    "dead_with_active_contract": _keep_contract,
    "dead_with_open_residence": _keep_residence,
    "record_before_birth": _open_before_birth,
    "village_differs": _move_village,
    "sex_differs": _turn_sex,
    "team_of_other_town": _swap_team,
    "two_grades": _grade_twice,
}
