"""The task ledger: who leads what, by when, with the light that the numbers give."""

from dataclasses import dataclass

from django.utils.translation import get_language

from yiyang.domains.policy.rules.lights import Dated, Light, milestone_light, task_light
from yiyang.domains.policy.rules.pack import Milestone, PolicyPack, Task, Unit
from yiyang.flows.supervision.queries import TargetStatus, governing_packs, target_statuses
from yiyang.flows.supervision.request import Asked


@dataclass(frozen=True, kw_only=True)
class DatedMilestone:
    """A milestone with its light."""

    milestone: Milestone
    light: Light
    title: str


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One task with its targets' standing in the area on the day."""

    document: str
    task: Task
    summary: str
    group: str
    leads: tuple[str, ...]
    cooperators: tuple[str, ...]
    statuses: tuple[TargetStatus, ...]
    milestones: tuple[DatedMilestone, ...]
    light: Light

    @property
    def colour(self) -> str:
        """The code of the task's light."""
        return self.light.colour.value


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def unit_name(unit: Unit) -> str:
    """A unit's name in the reader's language."""
    return unit.name_zh if _in_chinese() else unit.name_en


def ledger_rows(asked: Asked, *, unit: str = "", light: str = "", document: str = "") -> list[LedgerRow]:
    """Tasks of every document that governs the area, filtered by unit code, year asked for and light."""
    statuses: dict[tuple[str, int], list[TargetStatus]] = {}
    for status in target_statuses(area=asked.area, on=asked.on):
        statuses.setdefault((status.document, status.target.task), []).append(status)
    rows = []
    for code, pack in governing_packs(asked.area):
        if document and code != document:
            continue
        for task in pack.tasks:
            row = _ledger_row(code, task, asked=asked, statuses=statuses.get((code, task.number), []))
            if _wanted(row, unit=unit, light=light, year=asked.year):
                rows.append(row)
    return rows


def _ledger_row(code: str, task: Task, *, asked: Asked, statuses: list[TargetStatus]) -> LedgerRow:
    milestones = tuple(
        DatedMilestone(
            milestone=milestone,
            light=milestone_light(on=asked.on, due=milestone.due, done_on=None),
            title=milestone.title_zh if _in_chinese() else milestone.title_en,
        )
        for milestone in task.milestones
    )
    parts = [
        Dated(indicator=status.target.indicator, year=status.target.year, light=status.light)
        for status in statuses
    ]
    parts += [
        Dated(indicator=dated.milestone.code, year=dated.milestone.year, light=dated.light)
        for dated in milestones
    ]
    return LedgerRow(
        document=code,
        task=task,
        summary=task.summary_zh if _in_chinese() else task.summary_en,
        group=task.group.name_zh if _in_chinese() else task.group.name_en,
        leads=tuple(unit_name(unit) for unit in task.lead),
        cooperators=tuple(unit_name(unit) for unit in task.cooperating),
        statuses=tuple(statuses),
        milestones=milestones,
        light=task_light(parts, on=asked.on),
    )


def _wanted(row: LedgerRow, *, unit: str, light: str, year: int | None) -> bool:
    units = {each.code for each in (*row.task.lead, *row.task.cooperating)}
    schedule = row.task.schedule
    return (
        (not unit or unit in units)
        and (not light or row.colour == light)
        and (year is None or schedule.continuous or year in schedule.years)
    )


def unit_options(packs: list[tuple[str, PolicyPack]]) -> list[tuple[str, str]]:
    """(code, name) of every unit, in the document's order."""
    found: dict[str, str] = {}
    for _code, pack in packs:
        for unit in pack.units:
            found.setdefault(unit.code, unit_name(unit))
    return list(found.items())


def year_options(packs: list[tuple[str, PolicyPack]]) -> list[int]:
    """Years for which a task or target is scheduled."""
    years = {year for _code, pack in packs for task in pack.tasks for year in task.schedule.years}
    return sorted(years | {target.year for _code, pack in packs for target in pack.targets})
