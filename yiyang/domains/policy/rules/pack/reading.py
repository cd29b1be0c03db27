"""Read a pack from its TOML file or folder."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from yiyang.domains.policy.rules.pack import build
from yiyang.domains.policy.rules.pack.checks import (
    check_area_code,
    check_indicator,
    check_numbers,
    check_threshold,
    check_year,
    milestone_key,
    repeated,
    target_key,
)
from yiyang.domains.policy.rules.pack.entry import Entry
from yiyang.domains.policy.rules.pack.faults import Fault, PackError
from yiyang.domains.policy.rules.pack.model import Document, Fact, Milestone, PolicyPack, Target, Task

SECTIONS = (
    "groups",
    "units",
    "area_lists",
    "organisations",
    "organisation_lists",
    "tasks",
    "targets",
    "milestones",
    "facts",
)
T = TypeVar("T")
Row = tuple[str, Mapping[str, Any]]


def load_pack(path: Path, *, indicators: Collection[str] | None = None) -> PolicyPack:
    """Read one pack: a TOML file, or a folder whose TOML files are read as one.

    `indicators`, where given, are the codes a target may name. Raises PackError with every fault found,
    each with file, task and how to mend it; FileNotFoundError when the path does not exist.
    """
    return read_pack(pack_files(path), indicators=indicators)


def pack_files(path: Path) -> dict[str, bytes]:
    """Return the content of a pack's files by file name, in the order of names."""
    path = Path(path)
    return {
        file.name: file.read_bytes() for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])
    }


def read_pack(files: Mapping[str, bytes | str], *, indicators: Collection[str] | None = None) -> PolicyPack:
    """Read one pack from the content of its files by name; raises PackError like `load_pack`."""
    faults: list[Fault] = []
    documents, rows = _read_tables(files, faults)
    if len(documents) != 1:
        whole = Entry(table={}, file=", ".join(files), place="pack", faults=faults)
        whole.note("document", f"{len(documents)} [document] tables", "write exactly one")
        raise PackError(faults)
    file, table = documents[0]
    document = build.read_document(Entry(table=table, file=file, place="document", faults=faults))
    pack = _Assembly(rows=rows, document=document, indicators=indicators, faults=faults).assemble()
    if faults:
        raise PackError(faults)
    return pack


def _read_tables(
    files: Mapping[str, bytes | str], faults: list[Fault]
) -> tuple[list[Row], dict[str, list[Row]]]:
    documents: list[Row] = []
    rows: dict[str, list[Row]] = {section: [] for section in SECTIONS}
    for name, content in files.items():
        here = Entry(table={}, file=name, place="file", faults=faults)
        try:
            text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
            tables = tomllib.loads(text, parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            here.note("unreadable", str(error), "write TOML 1.0 in UTF-8")
            continue
        for key, value in tables.items():
            if key == "document" and isinstance(value, dict):
                documents.append((name, value))
            elif key in rows and isinstance(value, list) and all(isinstance(item, dict) for item in value):
                rows[key].extend((name, item) for item in value)
            else:
                known = ", ".join(f"[[{section}]]" for section in SECTIONS)
                here.note("unknown_table", f'"{key}" is not a table of a pack', f"use [document], {known}")
    return documents, rows


class _Assembly:
    """Builds the pack section by section; later sections name the earlier ones."""

    def __init__(
        self,
        *,
        rows: dict[str, list[Row]],
        document: Document,
        indicators: Collection[str] | None,
        faults: list[Fault],
    ) -> None:
        self._rows = rows
        self._document = document
        self._indicators = indicators
        self._faults = faults

    def assemble(self) -> PolicyPack:
        groups = self._section("groups", build.read_group)
        units = self._section("units", build.read_unit)
        organisations = self._section("organisations", build.read_organisation)
        area_lists = self._section("area_lists", build.read_area_list)
        by_name = {name: each for _, each in organisations for name in each.names}
        organisation_lists = self._section(
            "organisation_lists", lambda entry: build.read_organisation_list(entry, by_name)
        )
        names = build.Names(
            document=self._document,
            groups={each.code: each for _, each in groups},
            units={each.name_zh: each for _, each in units},
            area_lists={each.code: each for _, each in area_lists},
            organisation_lists={each.code: each for _, each in organisation_lists},
        )
        self._note_repeats(groups, lambda each: each.code)
        self._note_repeats(units, lambda each: each.code)
        self._note_repeats(organisations, lambda each: each.code)
        self._note_repeats(area_lists, lambda each: each.code)
        self._note_repeats(organisation_lists, lambda each: each.code)
        self._note_repeats(units, lambda each: each.name_zh)
        self._check_areas(units, organisations, area_lists)
        tasks = self._tasks(names)
        return PolicyPack(
            document=self._document,
            groups=tuple(each for _, each in groups),
            units=tuple(each for _, each in units),
            area_lists=tuple(each for _, each in area_lists),
            organisations=tuple(each for _, each in organisations),
            organisation_lists=tuple(each for _, each in organisation_lists),
            tasks=tasks,
        )

    def _tasks(self, names: build.Names) -> tuple[Task, ...]:
        tasks = self._section("tasks", lambda entry: build.read_task(entry, names))
        file = tasks[-1][0].file if tasks else "pack"
        whole = Entry(table={}, file=file, place="tasks", faults=self._faults)
        if not tasks:
            whole.note("missing", "there are no tasks", "add [[tasks]]")
        # A number that could not be read was noted at its task and stands as 0.
        check_numbers(whole, [task.number for _, task in tasks if task.number])
        known = {task.number: task for _, task in tasks}
        targets = self._section("targets", lambda entry: build.read_target(entry, names))
        milestones = self._section("milestones", lambda entry: build.read_milestone(entry, names))
        facts = self._section("facts", build.read_fact)
        for entry, task in tasks:
            for year in task.schedule.years:
                check_year(entry, year=year, document=self._document, task=None)
            for watch in task.watches:
                check_indicator(entry, watch.indicator, self._indicators)
        for entry, target in targets:
            check_threshold(entry, target)
            check_indicator(entry, target.indicator, self._indicators)
        dated: list[tuple[Entry, Target | Milestone]] = [*targets, *milestones]
        parts: list[tuple[Entry, Target | Milestone | Fact]] = [*dated, *facts]
        for entry, aim in dated:
            check_year(entry, year=aim.year, document=self._document, task=known.get(aim.task))
        for entry, part in parts:
            if part.task not in known:
                entry.note(
                    "unknown_task", f"there is no task {part.task}", "correct the number or add the task"
                )
        self._note_repeats(targets, target_key, code="duplicate_target")
        self._note_repeats(milestones, milestone_key)
        self._note_repeats(facts, lambda each: each.code)
        return tuple(
            replace(
                task,
                targets=tuple(each for _, each in targets if each.task == task.number),
                milestones=tuple(each for _, each in milestones if each.task == task.number),
                facts=tuple(each for _, each in facts if each.task == task.number),
            )
            for _, task in tasks
        )

    def _section(self, section: str, read: Callable[[Entry], T]) -> list[tuple[Entry, T]]:
        """Read every row of a section; a row with faults of its own is noted and left out."""
        built: list[tuple[Entry, T]] = []
        for position, (file, table) in enumerate(self._rows[section], start=1):
            place = _place(section, position, table)
            entry = Entry(table=table, file=file, place=place, faults=self._faults)
            before = len(self._faults)
            value = read(entry)
            entry.close()
            # A task with a fault still counts as a task: else its targets would be blamed as well.
            if len(self._faults) == before or section == "tasks":
                built.append((entry, value))
        return built

    def _note_repeats(
        self, section: list[tuple[Entry, T]], key: Callable[[T], object], code: str = "duplicate_code"
    ) -> None:
        for again in repeated(key(value) for _, value in section):
            entry = [entry for entry, value in section if key(value) == again][-1]
            shown = ", ".join(str(part) for part in again) if isinstance(again, tuple) else again
            entry.note(code, f"{shown} is written twice", "keep one of the two")

    def _check_areas(self, units: list[Any], organisations: list[Any], area_lists: list[Any]) -> None:
        lists = {each.code for _, each in area_lists}
        for entry, each in area_lists:
            for area in each.areas:
                check_area_code(entry, code=area.code, document=self._document)
        for entry, organisation in organisations:
            if organisation.area:
                check_area_code(entry, code=organisation.area, document=self._document)
        for entry, unit in units:
            if unit.areas not in ("", "all", *lists):
                entry.note(
                    "unknown_list", f'no area list is called "{unit.areas}"', "add it under [[area_lists]]"
                )


def _place(section: str, position: int, table: Mapping[str, Any]) -> str:
    """Name an entry as its writer would look for it: by task number, else by code, else by position."""
    if section == "tasks" and "number" in table:
        return f"task {table['number']}"
    parts = [str(table[key]) for key in ("indicator", "code", "year") if key in table]
    if "task" in table:
        return f"task {table['task']}, {section} {' '.join(parts)}".rstrip()
    return f"{section} {' '.join(parts) or position}"
