"""Checks across the entries of a pack: what each table alone cannot show."""

import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from yiyang.domains.policy.rules.pack.entry import Entry
from yiyang.domains.policy.rules.pack.model import Document, Milestone, Target, Task

WHOLE_WORDS = ("全部", "全市")
PRINTED = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<percent>[%％])?")
AREA_CODE = re.compile(r"\d{12}")


def printed_value(printed: str) -> Decimal | None:
    """Turn the document's figure ("65%", "150张", "全部") into a share or count; None without a number."""
    if any(word in printed for word in WHOLE_WORDS):
        return Decimal(1)
    match = PRINTED.search(printed)
    if match is None:
        return None
    number = Decimal(match["number"])
    return number / 100 if match["percent"] else number


def check_threshold(entry: Entry, target: Target) -> None:
    """Note a threshold that its unit cannot have or that differs from the printed figure."""
    if target.unit == "share" and not 0 < target.threshold <= 1:
        entry.note(
            "threshold_range",
            f"the threshold {target.threshold} is no share between 0 and 1",
            'write 0.65 for 65%, or unit = "count" for a number',
        )
    if target.unit == "count" and (target.threshold <= 0 or target.threshold % 1 != 0):
        entry.note("threshold_range", f"{target.threshold} is no count", "write a whole number above 0")
    if printed_value(target.printed) != target.threshold:
        entry.note(
            "printed_differs",
            f'the threshold {target.threshold} is not what is printed: "{target.printed}"',
            "compare both with the document",
        )


def check_year(entry: Entry, *, year: int, document: Document, task: Task | None) -> None:
    """Note a year outside the document's period, or outside the years of its task's schedule."""
    first, last = document.period_start.year, document.period_end.year
    if not first <= year <= last:
        entry.note(
            "year_outside",
            f"the year {year} lies outside the document's period {first}-{last}",
            "correct the year, or period_start and period_end of the document",
        )
    elif task is not None and task.schedule.years and year not in task.schedule.years:
        years = ", ".join(str(each) for each in task.schedule.years)
        entry.note(
            "year_not_scheduled",
            f"the year {year} is not in the task's schedule ({years})",
            "correct the year here or the years of the task",
        )


def check_schedule(entry: Entry, *, years: Sequence[int], continuous: bool) -> None:
    """Note a task with no schedule, with both kinds, or with years out of order."""
    if not years and not continuous:
        entry.note("schedule_missing", "the task has no schedule", "add years = [2018] or continuous = true")
    if years and continuous:
        entry.note("schedule_double", "the task has years and is continuous", "keep one of the two")
    if list(years) != sorted(set(years)):
        entry.note(
            "schedule_order", f"the years {list(years)} repeat or go back", "write each year once, in order"
        )


def check_indicator(entry: Entry, indicator: str, known: Collection[str] | None) -> None:
    """Note an indicator that is not in the catalogue, when the caller gave one."""
    if known is not None and indicator and indicator not in known:
        entry.note("unknown_indicator", f'no indicator is called "{indicator}"', "see `yiyang measure list`")


def check_area_code(entry: Entry, *, code: str, document: Document) -> None:
    """Note a code that is not 12 digits or lies outside the locality."""
    stem = document.locality_code
    while stem.endswith("00"):
        stem = stem[:-2]
    if not AREA_CODE.fullmatch(code) or not code.startswith(stem):
        entry.note(
            "area_code",
            f'"{code}" is no 12-digit code inside {document.locality_code}',
            f'look it up in the list "{document.locality_list}"',
        )


def check_numbers(entry: Entry, numbers: Sequence[int]) -> None:
    """Note task numbers that are missing, repeated or out of order; tasks run from 1 without a gap."""
    for number in sorted({number for number in numbers if numbers.count(number) > 1}):
        entry.note("duplicate_number", f"task {number} is written twice", "renumber or remove one")
    gaps = [str(number) for number in range(1, max(numbers, default=0) + 1) if number not in numbers]
    if gaps:
        entry.note(
            "number_gap", f"no task has the number {', '.join(gaps)}", "add the task, or renumber the rest"
        )
    if not gaps and list(numbers) != sorted(numbers):
        entry.note("number_order", "the tasks are not in the order of their numbers", "sort them")


def repeated(keys: Iterable[object]) -> list[object]:
    """Return each key that stands more than once, once, in the order of its second appearance."""
    seen: set[object] = set()
    twice: dict[object, None] = {}
    for key in keys:
        if key in seen:
            twice[key] = None
        seen.add(key)
    return list(twice)


def target_key(target: Target) -> tuple[int, str, int, str]:
    """What makes a target the same as another: task, indicator, year and scope."""
    return target.task, target.indicator, target.year, target.scope.label


def milestone_key(milestone: Milestone) -> str:
    """What makes a milestone the same as another: its code."""
    return milestone.code
