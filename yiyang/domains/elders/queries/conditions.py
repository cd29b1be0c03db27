"""Conditions that narrow a list of elders: category, age, and services that are there or missing."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import CheckUp, HealthRecord, Membership
from yiyang.domains.elders.queries.listing import Condition
from yiyang.domains.elders.rules.entitlement import age_of, categories_of
from yiyang.kernel.age import latest_birth
from yiyang.kernel.rule_table import RuleRow


def in_category(*codes: str, on: date) -> Condition:
    """Member of one of the categories on a day."""
    held = Membership.objects.filter(valid_on(on), elder_id=OuterRef("pk"), code__in=codes)
    return Exists(held)


def aged(*, least: int, most: int | None, on: date) -> Condition:
    """From one age to another on a day, both included."""
    condition = Q(birth_date__lte=latest_birth(least, on))
    return condition if most is None else condition & Q(birth_date__gt=latest_birth(most + 1, on))


def living_on(on: date) -> Condition:
    """Alive on a day."""
    return Q(death_date__isnull=True) | Q(death_date__gt=on)


def has_health_record(on: date) -> Condition:
    """With an open health record on a day."""
    return Exists(HealthRecord.objects.filter(valid_on(on), elder_id=OuterRef("pk")))


def has_check_up(on: date, *, days: int) -> Condition:
    """With a check-up in the days up to a day."""
    since = on - timedelta(days=days)
    return Exists(CheckUp.objects.filter(elder_id=OuterRef("pk"), occurred_on__gt=since, occurred_on__lte=on))


def is_due(row: RuleRow, *, on: date) -> Condition:
    """Due the service of a row of the entitlement table on a day."""
    least = age_of(row)
    return in_category(*categories_of(row), on=on) if least is None else aged(least=least, most=None, on=on)
