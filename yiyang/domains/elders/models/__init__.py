"""Elders and the facts about them."""

from yiyang.domains.elders.models.derived import WHOLE_ENTRY, FieldSource, Membership
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
from yiyang.domains.elders.models.family import Contact, Household, HouseholdMember
from yiyang.domains.elders.models.health import Allergy, CheckUp, Insurance, InsuranceKind, Medicine
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
from yiyang.domains.elders.models.stated import SourceKind, Stated, source_words

__all__ = [
    "IDENTITY_COLUMN",
    "PHONE_COLUMN",
    "WHOLE_ENTRY",
    "Allergy",
    "CategoryCode",
    "CheckUp",
    "Condition",
    "Contact",
    "DuplicatePair",
    "DuplicateRun",
    "Elder",
    "ElderCategory",
    "ElderQuerySet",
    "EventKind",
    "EventSource",
    "EventState",
    "FieldSource",
    "HealthRecord",
    "Household",
    "HouseholdMember",
    "Insurance",
    "InsuranceKind",
    "LifeEvent",
    "LivingArrangement",
    "LivingKind",
    "Medicine",
    "Membership",
    "Merge",
    "MergeState",
    "PairState",
    "Residence",
    "Sex",
    "SourceKind",
    "Stated",
    "source_words",
]
