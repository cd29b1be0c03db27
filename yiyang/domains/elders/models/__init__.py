"""Elders and the facts about them."""

from yiyang.domains.elders.models.facts import (
    CategoryCode,
    Condition,
    ElderCategory,
    HealthRecord,
    LivingArrangement,
    LivingKind,
    Residence,
)
from yiyang.domains.elders.models.people import (
    IDENTITY_COLUMN,
    PHONE_COLUMN,
    Elder,
    ElderQuerySet,
    Sex,
)

__all__ = [
    "IDENTITY_COLUMN",
    "PHONE_COLUMN",
    "CategoryCode",
    "Condition",
    "Elder",
    "ElderCategory",
    "ElderQuerySet",
    "HealthRecord",
    "LivingArrangement",
    "LivingKind",
    "Residence",
    "Sex",
]
