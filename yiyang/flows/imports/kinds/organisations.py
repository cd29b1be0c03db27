"""Organisations: a row registers one, or brings address, telephone and credit code up to date."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.actions import (
    OrganisationEntry,
    change_contacts,
    known_organisations,
    register_organisation,
    restore_contacts,
    withdraw_organisations,
)
from yiyang.domains.institutions.queries import kind_choices, level_choices, ownership_choices
from yiyang.domains.intake.rules.cells import read_choice, read_day, read_number_text, read_phone, read_words
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    UNCHANGED,
    UPDATED,
    Entry,
    Kept,
    SheetColumn,
    SheetKind,
    Taken,
)
from yiyang.flows.imports.organisations_named import normalise_credit_code
from yiyang.flows.imports.places import Places
from yiyang.flows.imports.verbs import (
    in_order_of_columns,
    refuse,
    rehearse,
    require_cells,
    require_update,
    take_each,
)
from yiyang.flows.imports.words import words_of
from yiyang.kernel.refused import Reason, Refused

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_PLACE = 120, 200, 80
CONTACTS = ("name", "credit_code", "address", "contact_phone")
KINDS_ALSO = {
    "综合医院": "hospital",
    "中医院": "tcm_hospital",
    "康复医院": "rehabilitation_hospital",
    "护理院": "nursing_hospital",
    "社区卫生服务中心": "community_health_centre",
    "乡镇卫生院": "town_clinic",
    "卫生院": "town_clinic",
    "村卫生室": "village_clinic",
    "诊所": "clinic",
    "养老院": "care_home",
    "养老机构": "care_home",
    "敬老院": "town_care_home",
    "日间照料中心": "day_care_centre",
    "幸福院": "happiness_home",
}
LEVELS_ALSO = {"一级": 1, "二级": 2, "三级": 3, "无": 0, "未定级": 0, "未评级": 0}


@cache
def make_kind() -> SheetKind:
    """The kind of tables of organisations."""
    kinds, kind_labels = words_of(kind_choices(), KINDS_ALSO)
    owners, owner_labels = words_of(
        ownership_choices(), {"公办": "public", "公立": "public", "民办": "private", "民营": "private"}
    )
    levels, level_labels = words_of(level_choices(), LEVELS_ALSO)
    columns = (
        SheetColumn(
            field="name",
            heading="机构名称",
            aliases=("名称", "单位名称", "医疗机构名称", "养老机构名称"),
            required=True,
            read=read_words(LONGEST_NAME),
            sample="荷叶镇敬老院",
            note="与证照一致。",
        ),
        SheetColumn(
            field="kind",
            heading="机构类型",
            aliases=("类型", "机构类别", "类别"),
            required=True,
            read=read_choice(kinds, shown=kind_labels),
            choices=kind_labels,
            sample=kind_labels[9],
        ),
        SheetColumn(
            field="area",
            heading="所在区划",
            aliases=("区划代码", "所在乡镇", "所属镇街", "镇街", "行政区划", "所在地区划代码"),
            required=True,
            read=read_words(LONGEST_PLACE),
            sample="442000001000",
            note="统计用区划代码，或乡镇、村（社区）名称。",
        ),
        SheetColumn(
            field="ownership",
            heading="办别",
            aliases=("所有制", "机构性质", "举办性质", "公办民办"),
            required=True,
            read=read_choice(owners, shown=owner_labels),
            choices=owner_labels,
            sample=owner_labels[0],
        ),
        SheetColumn(
            field="opened_on",
            heading="成立日期",
            aliases=("开业日期", "登记日期", "启用日期"),
            required=True,
            read=read_day,
            sample="2015-03-01",
            note="从这一天起计入统计。",
        ),
        SheetColumn(
            field="level",
            heading="医院级别",
            aliases=("级别", "机构级别"),
            read=read_choice(levels, shown=level_labels),
            choices=level_labels,
            sample="",
            note="只有医院填写。",
        ),
        SheetColumn(
            field="credit_code",
            heading="统一社会信用代码",
            aliases=("信用代码", "社会信用代码"),
            read=read_number_text,
            sample="",
            note="18 位。",
        ),
        SheetColumn(
            field="address",
            heading="地址",
            aliases=("机构地址", "详细地址"),
            read=read_words(LONGEST_ADDRESS),
            sample="荷叶路 8 号",
        ),
        SheetColumn(
            field="contact_phone",
            heading="办公电话",
            aliases=("联系电话", "电话"),
            read=read_phone,
            sample="0760-88880000",
        ),
    )
    return SheetKind(
        code="organisations",
        label=gettext_noop("Institutions"),
        sheet="机构",
        permission=INSTITUTIONS_WRITE,
        columns=columns,
        key=_key,
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop(
            "One row an organisation. One registered already gets the address, telephone and credit code."
        ),
    )


def _key(values: dict[str, Any]) -> str | None:
    if values["credit_code"]:
        return normalise_credit_code(values["credit_code"])
    return f"{values['name']}\x1f{values['area']}" if values["name"] else None


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Register new organisations and change the contacts of those that the check named."""
    texts = ["".join((entry.values["area"] or "").split()) for entry in entries]
    places = Places(texts, viewer=viewer, permission=INSTITUTIONS_WRITE, field="area")
    names = [entry.values["name"] for entry in entries if entry.values["name"]]
    codes = [
        normalise_credit_code(entry.values["credit_code"]) for entry in entries if entry.values["credit_code"]
    ]
    known = known_organisations(viewer=viewer, names=names, codes=codes)

    def do(entry: Entry) -> Taken:
        reasons = [*entry.reasons, *require_cells(entry, "name", "kind", "area", "ownership", "opened_on")]
        place = None
        try:
            place = places.find("".join((entry.values["area"] or "").split()))
        except Refused as refused:
            reasons += refused.reasons
        if reasons or place is None:
            return refuse(entry, in_order_of_columns(reasons, make_kind()))
        existing = _existing(known, entry, place.pk)
        if existing is not None:
            require_update(entry, updates, what=existing.name)
            return _change(entry, existing, place.pk, viewer=viewer)
        made = register_organisation(viewer=viewer, entry=_entry(entry, place))
        return Taken(number=entry.number, outcome=CREATED, object_id=made.pk, version=made.version)

    return take_each(entries, do=do)


def _existing(known: Sequence[Any], entry: Entry, place: int) -> Any:
    code = entry.values["credit_code"] and normalise_credit_code(entry.values["credit_code"])
    for row in known:
        if code and row.credit_code == code:
            return row
    return next((row for row in known if row.name == entry.values["name"] and row.area_id == place), None)


def _change(entry: Entry, existing: Any, place: int, *, viewer: Viewer) -> Taken:
    if existing.kind != entry.values["kind"] or existing.area_id != place:
        raise Refused(Reason("organisation_profile_differs", field="kind", params={"name": existing.name}))
    wanted = {field: entry.values[field] for field in CONTACTS if entry.values[field]}
    if "credit_code" in wanted:
        wanted["credit_code"] = normalise_credit_code(wanted["credit_code"])
    before = {
        field: getattr(existing, field) or ""
        for field, value in wanted.items()
        if value != (getattr(existing, field) or "")
    }
    changed = change_contacts(viewer=viewer, organisation=existing, version=existing.version, changes=wanted)
    outcome = UPDATED if before else UNCHANGED
    return Taken(
        number=entry.number,
        outcome=outcome,
        object_id=changed.pk,
        version=changed.version,
        before=before or None,
    )


def _entry(entry: Entry, place: Any) -> OrganisationEntry:
    values = entry.values
    return OrganisationEntry(
        name=values["name"],
        kind=values["kind"],
        area=place,
        ownership=values["ownership"],
        opened_on=values["opened_on"],
        level=values["level"] or 0,
        credit_code=values["credit_code"],
        address=values["address"] or "",
        contact_phone=values["contact_phone"] or "",
    )


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept]:
    """Remove organisations again, and set back contacts."""
    made = {each.object_id: each for each in effects if each.outcome == CREATED}
    changed = {each.object_id: each for each in effects if each.outcome == UPDATED}
    kept = withdraw_organisations(viewer=viewer, versions={pk: each.version for pk, each in made.items()})
    kept |= restore_contacts(
        viewer=viewer,
        before={pk: each.before or {} for pk, each in changed.items()},
        versions={pk: each.version for pk, each in changed.items()},
    )
    rows = made | changed
    return [Kept(number=rows[pk].number, reason=reason) for pk, reason in kept.items()]
