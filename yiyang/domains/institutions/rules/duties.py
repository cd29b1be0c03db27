"""What an organisation should have by its kind and size, and whether it has it.

A rule that needs a fact nobody stated raises `MissingFact`; the answer then is "cannot be judged", never "met".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

from yiyang.domains.institutions.rules.kinds import kinds_in
from yiyang.kernel.rule_table import RuleRow, RuleTable

DUTIES = RuleTable.load(
    Path(__file__).parent / "tables" / "duties.toml",
    required=("place", "asks", "kinds", "check", "confirmed"),
)
MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
VERDICTS = (UNMET, UNKNOWN, MET)
BEDS, OWN_KIND, STAFF = "beds", "own_institution_kind", "staff"
NURSE_BEDS = 100
READINGS: dict[str, Callable[[int], int]] = {
    "further": lambda beds: max(0, beds - NURSE_BEDS) // NURSE_BEDS,
    "every": lambda beds: beds // NURSE_BEDS,
}


class MissingFact(LookupError):
    """A rule needs a fact that nobody stated; its argument names the fact."""


@dataclass(frozen=True, kw_only=True)
class StaffCounts:
    """Persons at an organisation on a day whose qualification holds; one person may count in several."""

    doctors: int = 0
    doctors_five_years: int = 0
    tcm_doctors: int = 0
    senior_doctors: int = 0
    nurses: int = 0
    nurses_in_charge: int = 0
    therapists: int = 0
    carers: int = 0


@dataclass(frozen=True, kw_only=True)
class DutyFacts:
    """What is known of an organisation on a day.

    Attributes:
        path: path of its area, which decides whether a place's document binds it.
        beds: usable beds of all kinds; None while none are registered.
        capabilities: code → contents.
        staff: None while nobody is registered.
    """

    kind: str
    level: int
    ownership: str
    path: str
    beds: int | None
    capabilities: Mapping[str, tuple[str, ...]]
    staff: StaffCounts | None


@dataclass(frozen=True, kw_only=True)
class Found:
    """Whether a rule is met, with the numbers compared where there are any."""

    is_met: bool
    needed: int | None = None
    present: int | None = None


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One row that speaks to the organisation.

    Attributes:
        verdict: met, unmet or unknown.
        binds: whether the row is national or its place holds the organisation; others are advice.
        missing: the facts without which it cannot be judged.
    """

    row: RuleRow
    verdict: str
    binds: bool
    needed: int | None = None
    present: int | None = None
    missing: tuple[str, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        """Whether the clause was read in the document itself."""
        return bool(self.row["confirmed"])


def judge_duties(facts: DutyFacts, *, on: date) -> tuple[Duty, ...]:
    """Every row in force on the day that speaks to the organisation, in the order of the codes.

    Advice from elsewhere is left out where a row on the same topic binds.
    """
    judged = (_judge(row, facts) for row in DUTIES.rows_on(on))
    found = [duty for duty in judged if duty is not None]
    bound = {_topic(duty.row) for duty in found if duty.binds}
    return tuple(duty for duty in found if duty.binds or _topic(duty.row) not in bound)


def _topic(row: RuleRow) -> object:
    return row.values.get("topic", row.code)


def judged_kinds(on: date) -> tuple[str, ...]:
    """Kinds of organisations to which any row in force speaks."""
    return tuple(sorted({kind for row in DUTIES.rows_on(on) for kind in kinds_in(row["kinds"])}))


def nurses_needed(*, base: int, beds: int, reading: str) -> int:
    """How many nurses a unit needs; KeyError for an unknown reading."""
    return base + READINGS[reading](beds)


def _judge(row: RuleRow, facts: DutyFacts) -> Duty | None:
    binds = not row["place"] or f"/{row['place']}" in f"/{facts.path}"
    try:
        if not _speaks_to(row, facts):
            return None
        found = CHECKS[str(row["check"])](row, facts)
    except MissingFact as lack:
        return Duty(row=row, verdict=UNKNOWN, binds=binds, missing=tuple(map(str, lack.args)))
    verdict = MET if found.is_met else UNMET
    return Duty(row=row, verdict=verdict, binds=binds, needed=found.needed, present=found.present)


def _speaks_to(row: RuleRow, facts: DutyFacts) -> bool:
    values = row.values
    if facts.kind not in kinds_in(row["kinds"]):
        return False
    if "ownership" in values and facts.ownership != values["ownership"]:
        return False
    if "from_level" in values and facts.level < _whole(row, "from_level"):
        return False
    if "unit" in values and not _runs(facts, str(values["unit"])):
        return False
    if "below_beds" in values and beds_of(facts) >= _whole(row, "below_beds"):
        return False
    return "from_beds" not in values or beds_of(facts) >= _whole(row, "from_beds")


def _runs(facts: DutyFacts, unit: str) -> bool:
    contents = facts.capabilities.get("own_medical_institution")
    if contents is None:
        return False
    if not contents:
        raise MissingFact(OWN_KIND)
    return unit in contents


def beds_of(facts: DutyFacts) -> int:
    """The usable beds. Raises MissingFact while none are registered."""
    if facts.beds is None or facts.beds < 1:
        raise MissingFact(BEDS)
    return facts.beds


def count_staff(facts: DutyFacts, groups: object) -> int:
    """How many persons of some groups there are. Raises MissingFact while nobody is registered."""
    if facts.staff is None:
        raise MissingFact(STAFF)
    if not isinstance(groups, list):
        raise TypeError(f"staff is a list of groups, not {groups!r}")
    return sum(int(getattr(facts.staff, group)) for group in groups)


def _whole(row: RuleRow, key: str) -> int:
    return int(str(row[key]))


def _ratio(row: RuleRow) -> Fraction:
    return Fraction(str(row["ratio"]))


def _names(row: RuleRow, key: str) -> list[str]:
    names = row[key]
    if not isinstance(names, list):
        raise TypeError(f"{row.code}: {key} is a list, not {names!r}")
    return [str(name) for name in names]


def _has_capability(row: RuleRow, facts: DutyFacts) -> Found:
    return Found(is_met=any(code in facts.capabilities for code in _names(row, "any_of")))


def _has_contents(row: RuleRow, facts: DutyFacts) -> Found:
    contents = facts.capabilities.get(str(row["capability"]))
    if contents is None:
        return Found(is_met=False)
    if not contents:
        raise MissingFact(OWN_KIND)
    return Found(is_met=any(code in contents for code in _names(row, "any_of")))


def _at_least(needed: int, present: int) -> Found:
    return Found(is_met=present >= needed, needed=needed, present=present)


def _least_staff(row: RuleRow, facts: DutyFacts) -> Found:
    return _at_least(_whole(row, "least"), count_staff(facts, row["staff"]))


def _one_among(row: RuleRow, facts: DutyFacts) -> Found:
    if count_staff(facts, [row["among"]]) < _whole(row, "from_count"):
        return Found(is_met=True)
    return _at_least(1, count_staff(facts, row["staff"]))


def _nurses_by_beds(row: RuleRow, facts: DutyFacts) -> Found:
    needed = nurses_needed(base=_whole(row, "base"), beds=beds_of(facts), reading=str(row["reading"]))
    return _at_least(needed, count_staff(facts, ["nurses"]))


def _carers_by_nurses(row: RuleRow, facts: DutyFacts) -> Found:
    return _at_least(ceil(_ratio(row) * count_staff(facts, ["nurses"])), count_staff(facts, ["carers"]))


def _least_beds(row: RuleRow, facts: DutyFacts) -> Found:
    return _at_least(_whole(row, "least"), beds_of(facts))


def _staff_by_beds(row: RuleRow, facts: DutyFacts) -> Found:
    return _at_least(ceil(_ratio(row) * beds_of(facts)), count_staff(facts, row["staff"]))


CHECKS: dict[str, Callable[[RuleRow, DutyFacts], Found]] = {
    "capability": _has_capability,
    "contents": _has_contents,
    "least_staff": _least_staff,
    "one_among": _one_among,
    "nurses_by_beds": _nurses_by_beds,
    "carers_by_nurses": _carers_by_nurses,
    "least_beds": _least_beds,
    "staff_by_beds": _staff_by_beds,
}
