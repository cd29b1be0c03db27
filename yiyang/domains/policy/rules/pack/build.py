"""Build each part of a pack from its table; faults are noted on the entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal

from yiyang.domains.policy.rules.pack.checks import check_schedule
from yiyang.domains.policy.rules.pack.entry import Entry
from yiyang.domains.policy.rules.pack.model import (
    Area,
    AreaList,
    Counting,
    Document,
    Fact,
    Group,
    Milestone,
    Organisation,
    OrganisationList,
    Schedule,
    Scope,
    Target,
    Task,
    Unit,
    Watch,
)

DOCUMENT_KINDS = ("task_table", "plan", "key_work_list")
UNIT_KINDS = ("bureau", "town_government", "other")
COMPARATORS = (">=", "<=")
TARGET_UNITS = ("share", "count")
DIRECTIONS = ("rising", "falling")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What tasks, targets and milestones may refer to."""

    document: Document
    groups: Mapping[str, Group]
    units: Mapping[str, Unit]
    area_lists: Mapping[str, AreaList]
    organisation_lists: Mapping[str, OrganisationList]


def read_document(entry: Entry) -> Document:
    """Read the [document] table."""
    document = Document(
        code=entry.text("code"),
        prefix=entry.text("prefix"),
        names=entry.texts("names"),
        locality_list=entry.text("locality_list"),
        locality_code=entry.text("locality_code"),
        title_zh=entry.text("title_zh"),
        title_en=entry.text("title_en"),
        kind=entry.one_of("kind", DOCUMENT_KINDS),
        issued_year=entry.whole("issued_year") or 0,
        in_force=entry.day("in_force"),
        period_start=entry.day("period_start"),
        period_end=entry.day("period_end"),
        note_zh=entry.text("note_zh", ""),
        note_en=entry.text("note_en", ""),
    )
    if document.period_end < document.period_start:
        entry.note("period", "period_end lies before period_start", "exchange or correct the two days")
    entry.close()
    return document


def read_group(entry: Entry) -> Group:
    """Read one [[groups]] table."""
    return Group(code=entry.text("code"), name_zh=entry.text("zh"), name_en=entry.text("en"))


def read_unit(entry: Entry) -> Unit:
    """Read one [[units]] table."""
    return Unit(
        code=entry.text("code"),
        name_zh=entry.text("zh"),
        name_en=entry.text("en"),
        kind=entry.one_of("kind", UNIT_KINDS),
        collective=entry.flag("collective"),
        areas=entry.text("areas", ""),
    )


def read_area_list(entry: Entry) -> AreaList:
    """Read one [[area_lists]] table."""
    areas = []
    for table in entry.tables("areas"):
        if set(table) == {"code", "name"} and all(isinstance(value, str) for value in table.values()):
            areas.append(Area(code=table["code"], name=table["name"]))
        else:
            entry.note(
                "wrong_kind", f"the area {dict(table)!r}", 'write { code = "442000103000", name = "…" }'
            )
    if not areas:
        entry.note("missing", "the list has no areas", 'add areas = [{ code = "…", name = "…" }]')
    return AreaList(
        code=entry.text("code"), name_zh=entry.text("zh"), name_en=entry.text("en"), areas=tuple(areas)
    )


def read_organisation(entry: Entry) -> Organisation:
    """Read one [[organisations]] table."""
    names = entry.texts("names")
    if not names and entry.has("names"):
        entry.note("missing", "the organisation has no name", 'add names = ["…"]')
    return Organisation(
        code=entry.text("code"),
        names=names,
        name_en=entry.text("en"),
        kind=entry.text("kind"),
        area=entry.text("area", ""),
    )


def read_organisation_list(entry: Entry, by_name: Mapping[str, Organisation]) -> OrganisationList:
    """Read one [[organisation_lists]] table; members are named as the document names them."""
    members = entry.texts("organisations")
    for name in members:
        if name not in by_name:
            entry.note(
                "unknown_organisation",
                f'no organisation is called "{name}"',
                "add it under [[organisations]]",
            )
    return OrganisationList(
        code=entry.text("code"),
        name_zh=entry.text("zh"),
        name_en=entry.text("en"),
        organisations=tuple(by_name[name] for name in members if name in by_name),
    )


def read_task(entry: Entry, names: Names) -> Task:
    """Read one [[tasks]] table; its targets, milestones and facts are joined to it later."""
    number = entry.whole("number") or 0
    group = entry.text("group")
    if group and group not in names.groups:
        entry.note(
            "unknown_group", f'no group is called "{group}"', f"write one of: {', '.join(names.groups)}"
        )
    years, continuous = entry.years("years"), entry.flag("continuous")
    check_schedule(entry, years=years, continuous=continuous)
    lead = _read_units(entry, "lead", names)
    return Task(
        number=number,
        clause=_clause(names, number),
        group=names.groups.get(group, Group(code=group, name_zh="", name_en="")),
        summary_zh=entry.text("zh"),
        summary_en=entry.text("en"),
        lead=lead,
        cooperating=_read_units(entry, "cooperating", names),
        schedule=Schedule(years=years, continuous=continuous),
        targets=(),
        milestones=(),
        facts=(),
        watches=_read_watches(entry),
    )


def read_target(entry: Entry, names: Names) -> Target:
    """Read one [[targets]] table."""
    task, year = entry.whole("task") or 0, entry.whole("year") or 0
    counting = entry.one_of("counting", tuple(Counting), Counting.STATE)
    year_from = entry.one_of("year_from", ("document", "chosen"), "document")
    if year_from == "chosen" and not (entry.has("note_zh") and entry.has("note_en")):
        entry.note("note_missing", "the year was chosen by us", "say why in note_zh and note_en")
    by_year = counting == Counting.YEAR and MINYEAR <= year <= MAXYEAR
    return Target(
        task=task,
        clause=_clause(names, task),
        indicator=entry.text("indicator"),
        year=year,
        comparator=entry.one_of("comparator", COMPARATORS),
        threshold=entry.number("threshold") or Decimal(0),
        unit=entry.one_of("unit", TARGET_UNITS),
        printed=entry.text("printed"),
        about=entry.flag("about"),
        counting=Counting(counting) if counting in tuple(Counting) else Counting.STATE,
        scope=_read_scope(entry, names),
        start=date(year, 1, 1) if by_year else names.document.period_start,
        year_from=year_from,
        note_zh=entry.text("note_zh", ""),
        note_en=entry.text("note_en", ""),
    )


def read_milestone(entry: Entry, names: Names) -> Milestone:
    """Read one [[milestones]] table."""
    task = entry.whole("task") or 0
    return Milestone(
        task=task,
        clause=_clause(names, task),
        code=entry.text("code"),
        year=entry.whole("year") or 0,
        title_zh=entry.text("zh"),
        title_en=entry.text("en"),
        scope=_read_scope(entry, names),
        count=entry.whole("count", None),
    )


def read_fact(entry: Entry) -> Fact:
    """Read one [[facts]] table."""
    return Fact(
        code=entry.text("code"),
        task=entry.whole("task") or 0,
        value=entry.number("value") or Decimal(0),
        unit=entry.text("unit"),
        name_zh=entry.text("zh"),
        name_en=entry.text("en"),
    )


def _clause(names: Names, task: int) -> str:
    return f"{names.document.prefix}-{task}"


def _read_units(entry: Entry, key: str, names: Names) -> tuple[Unit, ...]:
    written = entry.texts(key) if key == "lead" else entry.texts(key, ())
    if key == "lead" and entry.has(key) and not written:
        entry.note("lead_missing", "the task has no lead unit", 'add lead = ["…"]')
    for name in written:
        if name not in names.units:
            entry.note(
                "unknown_unit", f'no unit is called "{name}" ({key})', "correct it or add it under [[units]]"
            )
    return tuple(names.units[name] for name in written if name in names.units)


def _read_watches(entry: Entry) -> tuple[Watch, ...]:
    watches = []
    for table in entry.tables("watches"):
        if set(table) == {"indicator", "direction"} and table["direction"] in DIRECTIONS:
            watches.append(Watch(indicator=str(table["indicator"]), direction=str(table["direction"])))
        else:
            entry.note(
                "wrong_kind", f"the watch {dict(table)!r}", 'write { indicator = "…", direction = "rising" }'
            )
    return tuple(watches)


def _read_scope(entry: Entry, names: Names) -> Scope:
    areas, organisations = entry.text("areas", ""), entry.text("organisations", "")
    if areas and organisations:
        entry.note("scope_double", "areas and organisations are both given", "keep one of the two")
    if areas and areas not in names.area_lists:
        entry.note("unknown_list", f'no area list is called "{areas}"', "add it under [[area_lists]]")
    if organisations and organisations not in names.organisation_lists:
        entry.note(
            "unknown_list", f'no list is called "{organisations}"', "add it under [[organisation_lists]]"
        )
    if areas in names.area_lists:
        return Scope(kind="areas", code=areas, areas=names.area_lists[areas].areas, organisations=())
    if organisations in names.organisation_lists:
        members = names.organisation_lists[organisations].organisations
        return Scope(kind="organisations", code=organisations, areas=(), organisations=members)
    return Scope(kind="all", code="", areas=(), organisations=())
