"""The parts of a policy pack as frozen values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Counting(StrEnum):
    """How a target's indicator is counted: as a state on a day, or anew within each calendar year."""

    STATE = "state"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Document:
    """Facts of the policy document; `prefix` begins every clause ("ZS" → "ZS-21")."""

    code: str
    prefix: str
    names: tuple[str, ...]
    locality_list: str
    locality_code: str
    title_zh: str
    title_en: str
    kind: str
    issued_year: int
    in_force: date
    period_start: date
    period_end: date
    note_zh: str
    note_en: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """A heading under which the ledger shows tasks; ours, not the document's."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A responsible unit; a collective one ("各镇区") stands for several, `areas` says which.

    `areas` is "" (none or not said), "all" (every town of the locality) or the code of an area list.
    """

    code: str
    name_zh: str
    name_en: str
    kind: str
    collective: bool
    areas: str


@dataclass(frozen=True, kw_only=True)
class Area:
    """A place of the current list of `document.locality_list`; `name` as the document writes it."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AreaList:
    """Areas the document names together."""

    code: str
    name_zh: str
    name_en: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation the document names; `area` is a code only where the document's words give it."""

    code: str
    names: tuple[str, ...]
    name_en: str
    kind: str
    area: str

    @property
    def name_zh(self) -> str:
        """The first of the names the document uses."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class OrganisationList:
    """Organisations the document names together."""

    code: str
    name_zh: str
    name_en: str
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whom a target or milestone binds: "all", "areas" or "organisations", with the list's members."""

    kind: str
    code: str
    areas: tuple[Area, ...]
    organisations: tuple[Organisation, ...]

    @property
    def label(self) -> str:
        """ "all" or the code of the list."""
        return self.code or self.kind


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a task is due: years in order, or continuous (then `years` is empty)."""

    years: tuple[int, ...]
    continuous: bool


@dataclass(frozen=True, kw_only=True)
class Target:
    """A number that an indicator must reach by the last day of `year`.

    `threshold` is a share of one (unit "share") or a number (unit "count"); `printed` is the document's
    own figure; `about` marks 左右; `year_from` is "document" or "chosen" (then the notes say why).
    """

    task: int
    clause: str
    indicator: str
    year: int
    comparator: str
    threshold: Decimal
    unit: str
    printed: str
    about: bool
    counting: Counting
    scope: Scope
    start: date
    year_from: str
    note_zh: str
    note_en: str

    @property
    def due(self) -> date:
        """The day by whose end the target holds."""
        return date(self.year, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Something to be in place by the last day of `year` that no rate measures."""

    task: int
    clause: str
    code: str
    year: int
    title_zh: str
    title_en: str
    scope: Scope
    count: int | None

    @property
    def due(self) -> date:
        """The day by whose end it must be in place."""
        return date(self.year, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure the document states that is no target (a starting count, an age, a size)."""

    code: str
    task: int
    value: Decimal
    unit: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Watch:
    """An indicator that shows how a task without a number goes; `direction` is rising or falling."""

    indicator: str
    direction: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """One numbered task; summaries are our own short words, units and years are the document's."""

    number: int
    clause: str
    group: Group
    summary_zh: str
    summary_en: str
    lead: tuple[Unit, ...]
    cooperating: tuple[Unit, ...]
    schedule: Schedule
    targets: tuple[Target, ...]
    milestones: tuple[Milestone, ...]
    facts: tuple[Fact, ...]
    watches: tuple[Watch, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyPack:
    """One policy document as data, checked."""

    document: Document
    groups: tuple[Group, ...]
    units: tuple[Unit, ...]
    area_lists: tuple[AreaList, ...]
    organisations: tuple[Organisation, ...]
    organisation_lists: tuple[OrganisationList, ...]
    tasks: tuple[Task, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        """Every target in the order of tasks, then years as written."""
        return tuple(target for task in self.tasks for target in task.targets)

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Every milestone in the order of tasks."""
        return tuple(milestone for task in self.tasks for milestone in task.milestones)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every stated figure in the order of tasks."""
        return tuple(fact for task in self.tasks for fact in task.facts)

    def task(self, number: int) -> Task:
        """Return the task with this number; KeyError when the document has none."""
        for task in self.tasks:
            if task.number == number:
                return task
        raise KeyError(number)

    def fact(self, code: str) -> Fact:
        """Return the stated figure with this code; KeyError when there is none."""
        for fact in self.facts:
            if fact.code == code:
                return fact
        raise KeyError(code)
