"""In which ways an organisation joins medical care with elder care: answers worked out from what it holds."""

from collections.abc import Collection
from dataclasses import dataclass

from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS

MEDICAL_PAPERS = frozenset({"medical_licence", "medical_filing"})
CARE_PAPERS = frozenset({"care_filing", "care_licence"})
CARE_BEDS = frozenset({"general", "nursing"})
SOURCE = "institution-rules 1"


@dataclass(frozen=True, kw_only=True)
class ModeFacts:
    """What is known of an organisation on a day.

    Attributes:
        papers: kinds of papers in force.
        capabilities: codes of capabilities.
        care_beds: beds for general or nursing care; None while no beds are registered.
        partners: names of the parties of agreements in force.
        stations: names of organisations linked by an embedded station.
    """

    kind: str
    papers: Collection[str]
    capabilities: Collection[str]
    care_beds: int | None
    partners: tuple[str, ...]
    stations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of a mode as a msgid, whether it is met, and what shows it."""

    sentence: str
    is_met: bool
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mode:
    """One mode: it holds when all of its conditions are met."""

    code: str
    conditions: tuple[Condition, ...]

    @property
    def holds(self) -> bool:
        """Whether every condition is met."""
        return all(condition.is_met for condition in self.conditions)


def judge_modes(facts: ModeFacts) -> tuple[Mode, ...]:
    """Every mode with its conditions, in the order of the table of modes."""
    return (_embedded(facts), _runs_care(facts), _contracted(facts), _into_homes(facts))


def _embedded(facts: ModeFacts) -> Mode:
    medical = tuple(sorted(MEDICAL_PAPERS & set(facts.papers)))
    return Mode(
        code="embedded_medical",
        conditions=(
            Condition(sentence="It is a care home", is_met=facts.kind in HOME_KINDS),
            Condition(
                sentence="It runs an own medical institution",
                is_met="own_medical_institution" in facts.capabilities,
            ),
            Condition(
                sentence="A paper of the medical side is in force", is_met=bool(medical), shown_by=medical
            ),
        ),
    )


def _runs_care(facts: ModeFacts) -> Mode:
    care = tuple(sorted(CARE_PAPERS & set(facts.papers)))
    return Mode(
        code="medical_runs_care",
        conditions=(
            Condition(sentence="It is a medical institution", is_met=facts.kind in MEDICAL_KINDS),
            Condition(sentence="A paper of the care side is in force", is_met=bool(care), shown_by=care),
            Condition(sentence="It has beds for elder care", is_met=bool(facts.care_beds)),
        ),
    )


def _contracted(facts: ModeFacts) -> Mode:
    return Mode(
        code="contracted",
        conditions=(
            Condition(
                sentence="A cooperation agreement is in force",
                is_met=bool(facts.partners),
                shown_by=facts.partners,
            ),
        ),
    )


def _into_homes(facts: ModeFacts) -> Mode:
    is_centre = facts.kind in COMMUNITY_KINDS
    reaches = "home_sickbeds" in facts.capabilities or (is_centre and bool(facts.partners or facts.stations))
    return Mode(
        code="community_home",
        conditions=(
            Condition(
                sentence="It is a medical institution or a community centre",
                is_met=is_centre or facts.kind in MEDICAL_KINDS,
            ),
            Condition(
                sentence="It has home sickbeds, or is a centre with a medical partner",
                is_met=reaches,
                shown_by=facts.stations,
            ),
        ),
    )
