"""Beds: a row states how many beds of each kind an organisation has from a day on."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.actions import restore_beds, set_beds
from yiyang.domains.institutions.queries import bed_choices, beds_by_organisation, organisations_by_ids
from yiyang.domains.intake.rules.cells import read_count, read_day, read_number_text, read_words
from yiyang.domains.intake.rules.sheet_kind import (
    UNCHANGED,
    UPDATED,
    Entry,
    Kept,
    SheetColumn,
    SheetKind,
    Standing,
    Taken,
)
from yiyang.flows.imports.organisations_named import NamedOrganisations
from yiyang.flows.imports.verbs import in_order_of_columns, refuse, rehearse, require_cells, take_each
from yiyang.flows.imports.words import labels_of
from yiyang.kernel.refused import Refused

LONGEST_NAME = 120
PREFIX = "beds_"
ALSO = {
    "general": ("普通床位", "一般床位"), "nursing": ("护理型床位", "护理床位"), "rehabilitation": ("康复床位",),
    "hospice": ("安宁疗护床位", "安宁床位"), "sickbed": ("病床", "医疗床位"), "geriatric": ("老年病床位", "老年床位"),
}  # fmt: skip


@cache
def make_kind() -> SheetKind:
    """The kind of tables of beds."""
    labels = labels_of(bed_choices())
    beds = tuple(
        SheetColumn(
            field=f"{PREFIX}{code}",
            heading=f"{label}数",
            aliases=(label, *ALSO.get(code, ()), *(f"{word}数" for word in ALSO.get(code, ()))),
            read=read_count("张", "个", "床"),
            sample="120" if place == 0 else "30" if place == 1 else "",
            note="整数；可写“120张”。不填表示不变，填 0 表示没有。",
        )
        for place, (code, label) in enumerate(labels.items())
    )
    columns = (
        SheetColumn(
            field="organisation",
            heading="机构名称",
            aliases=("名称", "单位名称", "机构", "养老机构名称"),
            required=True,
            read=read_words(LONGEST_NAME),
            sample="荷叶镇敬老院",
            note="与登记的名称一致；也可填统一社会信用代码。",
        ),
        SheetColumn(
            field="credit_code",
            heading="统一社会信用代码",
            aliases=("信用代码",),
            read=read_number_text,
            sample="",
            note="同名时填写。",
        ),
        SheetColumn(
            field="valid_from",
            heading="起始日期",
            aliases=("自何日起", "统计日期", "变更日期", "启用日期"),
            required=True,
            read=read_day,
            sample="2018-07-01",
            note="从这一天起为以下床位数。",
        ),
        *beds,
    )
    return SheetKind(
        code="beds",
        label=gettext_noop("Beds"),
        sheet="床位",
        permission=INSTITUTIONS_WRITE,
        columns=columns,
        key=lambda values: (
            f"{values['organisation']}\x1f{values['credit_code']}\x1f{values['valid_from']}"
            if values["organisation"]
            else None
        ),
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop("One row an organisation and a day from which these numbers of beds hold."),
    )


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """State the beds of each row; every row is a change of an organisation that is there."""
    known = NamedOrganisations(
        [entry.values["organisation"] for entry in entries],
        [entry.values["credit_code"] for entry in entries],
        viewer=viewer,
        permission=INSTITUTIONS_WRITE,
    )
    versions: dict[int, Any] = {}

    def do(entry: Entry) -> Taken:
        reasons = [*entry.reasons, *require_cells(entry, "organisation", "valid_from")]
        organisation = None
        try:
            if entry.values["organisation"]:
                found = known.find(
                    entry.values["organisation"], entry.values["credit_code"], field="organisation"
                )
                organisation = versions.get(found.pk, found)
        except Refused as refused:
            reasons += refused.reasons
        if reasons or organisation is None:
            return refuse(entry, in_order_of_columns(reasons, make_kind()))
        beds = {
            field.removeprefix(PREFIX): value
            for field, value in entry.values.items()
            if field.startswith(PREFIX) and value is not None
        }
        day = entry.values["valid_from"]
        before = beds_by_organisation(ids=[organisation.pk], on=day).get(organisation.pk, {})
        old = organisation.version
        changed = set_beds(viewer=viewer, organisation=organisation, version=old, beds=beds, valid_from=day)
        versions[changed.pk] = changed
        if changed.version == old:
            return Taken(number=entry.number, outcome=UNCHANGED, object_id=changed.pk, version=old)
        kept = {code: before.get(code, 0) for code in beds if before.get(code, 0) != beds[code]}
        return Taken(
            number=entry.number,
            outcome=UPDATED,
            object_id=changed.pk,
            version=changed.version,
            before={"valid_from": day.isoformat(), "beds": kept},
        )

    return take_each(entries, do=do)


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept | Standing]:
    """Set back the numbers of beds, the latest row first; a second row of one organisation stands on the first."""
    kept: list[Kept] = []
    versions: dict[int, int] = {}
    for each in effects:
        version = versions.get(each.object_id, each.version)
        reasons = restore_beds(
            viewer=viewer, before={each.object_id: each.before or {}}, versions={each.object_id: version}
        )
        kept += [Kept(number=each.number, reason=reason) for reason in reasons.values()]
        if not reasons:
            found = organisations_by_ids(viewer=viewer, ids=[each.object_id])
            versions |= {row.pk: row.version for row in found}
    return [*kept, *(Standing(object_id=pk, version=version) for pk, version in versions.items())]
