"""Elders and the facts about them."""

from yiyang.domains.elders.models.events import EventKind, EventSource, EventState, LifeEvent
from yiyang.domains.elders.models.facts import (
    CategoryCode,
    Condition,
    ElderCategory,
    HealthRecord,
    LivingArrangement,
    LivingKind,
    Residence,
)
from yiyang.domains.elders.models.merging import (
    DuplicatePair,
    DuplicateRun,
    Merge,
    MergeState,
    PairState,
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
    "DuplicatePair",
    "DuplicateRun",
    "Elder",
    "ElderCategory",
    "ElderQuerySet",
    "EventKind",
    "EventSource",
    "EventState",
    "HealthRecord",
    "LifeEvent",
    "LivingArrangement",
    "LivingKind",
    "Merge",
    "MergeState",
    "PairState",
    "Residence",
    "Sex",
]
