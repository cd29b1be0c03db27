"""Check-ups of elders: a row records what one found."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import ELDERS_WRITE, INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import gather_news
from yiyang.domains.elders.actions import (
    CheckUpEntry,
    CheckUpLine,
    Provenance,
    add_check_ups,
    withdraw_check_ups,
)
from yiyang.domains.elders.queries import check_ups_by_elders, elders_by_numbers, self_care_choices
from yiyang.domains.elders.rules.registration import NAME_LENGTH, normalise_name
from yiyang.domains.institutions.rules.kinds import MEDICAL_KINDS
from yiyang.domains.intake.rules.cells import read_choice, read_day, read_number_text, read_words
from yiyang.domains.intake.rules.measures import read_measure, read_pressure, read_yes_no
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    UNCHANGED,
    Entry,
    Kept,
    SheetColumn,
    SheetKind,
    Taken,
)
from yiyang.flows.imports.organisations_named import NamedOrganisations
from yiyang.flows.imports.verbs import in_order_of_columns, refuse, rehearse, require_cells
from yiyang.flows.imports.words import words_of
from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.refused import Reason, Refused

LONGEST_NAME = 120
IMPORTED = Provenance(source="import")
MEASURED = ("systolic", "diastolic", "glucose", "bmi", "self_care")
SELF_CARE_ALSO = {
    **dict.fromkeys(("能自理", "自理", "完全自理", "基本自理", "0-3分"), "1"),
    **dict.fromkeys(("轻度", "4-8分"), "2"),
    **dict.fromkeys(("中度", "9-18分"), "3"),
    **dict.fromkeys(("完全不能自理", "重度依赖", "≥19分"), "4"),
}


@cache
def make_kind() -> SheetKind:
    """The kind of tables of check-ups."""
    return SheetKind(
        code="check_ups",
        label=gettext_noop("Check-ups"),
        sheet="健康体检",
        permission=ELDERS_WRITE,
        columns=(*_whose(), *_found()),
        key=lambda values: (
            f"{normalise_identity_number(values['identity_number'])}\x1f{values['occurred_on']}"
            if values["identity_number"]
            else None
        ),
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop(
            "One row a check-up of somebody who is registered; what was not measured stays empty."
        ),
    )


def _whose() -> tuple[SheetColumn, ...]:
    return (
        SheetColumn(
            field="identity_number",
            heading="证件号码",
            required=True,
            is_personal=True,
            sample="44209919450506002X",
            aliases=("身份证号", "身份证号码", "公民身份号码", "身份证", "身份证件号码"),
            read=read_number_text,
            note="须先登记该老年人。",
        ),
        SheetColumn(
            field="name",
            heading="姓名",
            aliases=("老人姓名", "老年人姓名", "体检人", "居民姓名"),
            read=read_words(NAME_LENGTH),
            sample="张淑芬",
            note="可不填；填写时与登记姓名核对。",
            is_personal=True,
        ),
        SheetColumn(
            field="occurred_on",
            heading="体检日期",
            aliases=("体检时间", "检查日期", "年检日期", "日期"),
            required=True,
            read=read_day,
            sample="2018-07-01",
        ),
        SheetColumn(
            field="organisation",
            heading="体检机构",
            aliases=("体检单位", "检查机构", "医疗机构", "医疗机构名称"),
            read=read_words(LONGEST_NAME),
            sample="荷叶镇卫生院",
            note="可不填；登记的医疗机构名称或统一社会信用代码。",
        ),
    )


def _found() -> tuple[SheetColumn, ...]:
    words, shown = words_of(self_care_choices("zh"), SELF_CARE_ALSO)
    return (
        SheetColumn(
            field="systolic",
            heading="收缩压",
            aliases=("收缩压(mmHg)", "高压", "血压", "血压(mmHg)", "血压值"),
            read=read_pressure,
            sample="128",
            note="毫米汞柱；两个值也可写在这一格：128/76。",
        ),
        SheetColumn(
            field="diastolic",
            heading="舒张压",
            aliases=("舒张压(mmHg)", "低压"),
            read=read_pressure,
            sample="76",
        ),
        SheetColumn(
            field="glucose",
            heading="空腹血糖",
            aliases=("空腹血糖(mmol/L)", "血糖", "血糖(mmol/L)", "空腹血糖值"),
            read=read_measure("mmol/L", "mmol", "毫摩尔/升"),
            sample="5.6",
            note="mmol/L，四舍五入到一位小数；未测不填。",
        ),
        SheetColumn(
            field="bmi",
            heading="体质指数",
            aliases=("BMI", "体质指数(BMI)", "体重指数", "体质指数(kg/m2)"),
            read=read_measure("kg/m²", "kg/m2", "kg/㎡"),
            sample="23.4",
            note="kg/m²，四舍五入到一位小数。",
        ),
        SheetColumn(
            field="self_care",
            heading="自理能力",
            aliases=(
                "自理能力自评",
                "生活自理能力",
                "老年人生活自理能力自我评估",
                "自理能力评估",
                "自理等级",
            ),
            read=read_choice(words, shown=shown),
            choices=shown,
            sample=shown[0],
            note="未评估不填。",
        ),
        SheetColumn(
            field="guidance",
            heading="健康指导",
            aliases=("是否健康指导", "是否指导", "已健康指导", "健康指导(是/否)"),
            read=read_yes_no,
            choices=("是", "否"),
            sample="是",
            note="是或否，也可打√；不填即为否。",
        ),
    )


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Record the check-ups of all rows in one go; one that is recorded alike already stays as it is."""
    numbers = [entry.values["identity_number"] for entry in entries if entry.values["identity_number"]]
    elders = elders_by_numbers(viewer=viewer, numbers=numbers, permission=ELDERS_WRITE)
    known = check_ups_by_elders(elder_ids=[elder.pk for elder in elders.values()])
    places = NamedOrganisations(
        [entry.values["organisation"] for entry in entries], [], viewer=viewer, permission=INSTITUTIONS
    )
    taken: dict[int, Taken] = {}
    lines: list[tuple[Entry, CheckUpLine]] = []
    for entry in entries:
        try:
            elder, found = _read(entry, elders=elders, places=places)
        except Refused as refused:
            taken[entry.number] = refuse(entry, in_order_of_columns(refused.reasons, make_kind()))
            continue
        other = known.get((elder.pk, found.occurred_on))
        if other is not None and all(getattr(other, field) == value for field, value in vars(found).items()):
            taken[entry.number] = Taken(
                number=entry.number, outcome=UNCHANGED, object_id=other.pk, version=other.version
            )
        else:
            line = CheckUpLine(identity_number=entry.values["identity_number"], entry=found)
            lines.append((entry, line))
    with gather_news():
        outcomes = add_check_ups(viewer=viewer, entries=[line for _entry, line in lines], provenance=IMPORTED)
    for (entry, _line), outcome in zip(lines, outcomes, strict=True):
        taken[entry.number] = (
            refuse(entry, in_order_of_columns(outcome.reasons, make_kind()))
            if outcome.check_up_id is None
            else Taken(number=entry.number, outcome=CREATED, object_id=outcome.check_up_id, version=1)
        )
    return [taken[entry.number] for entry in entries]


def _read(entry: Entry, *, elders: dict[str, Any], places: NamedOrganisations) -> tuple[Any, CheckUpEntry]:
    values = entry.values
    reasons = [*entry.reasons, *require_cells(entry, "identity_number", "occurred_on")]
    number = normalise_identity_number(values["identity_number"]) if values["identity_number"] else ""
    elder = elders.get(number)
    if number and elder is None:
        reasons.append(Reason("elder_not_found", field="identity_number"))
    if elder is not None and values["name"] and normalise_name(values["name"]) != elder.name:
        reasons.append(Reason("elder_name_differs", field="name"))
    organisation = None
    try:
        organisation = _place(values["organisation"], places=places)
    except Refused as refused:
        reasons += refused.reasons
    systolic, diastolic, doubt = _pressures(values)
    reasons += doubt
    if not reasons and all(values[field] in (None, "") for field in MEASURED) and not values["guidance"]:
        reasons.append(Reason("check_up_without_result"))
    if reasons:
        raise Refused(*reasons)
    return elder, CheckUpEntry(
        occurred_on=values["occurred_on"],
        organisation_id=organisation.pk if organisation is not None else None,
        systolic=systolic,
        diastolic=diastolic,
        glucose=values["glucose"],
        bmi=values["bmi"],
        self_care=values["self_care"] or "",
        guidance=bool(values["guidance"]),
    )


def _place(name: str | None, *, places: NamedOrganisations) -> Any:
    if not name:
        return None
    found = places.find(name, field="organisation")
    if found.kind not in MEDICAL_KINDS:
        raise Refused.because("organisation_not_medical", field="organisation", name=found.name)
    return found


def _pressures(values: dict[str, Any]) -> tuple[int | None, int | None, list[Reason]]:
    """Systolic and diastolic pressure from two cells, or from one that holds both."""
    upper, lower = values["systolic"], values["diastolic"]
    if lower is not None and lower.diastolic is not None:
        text = Reason("cell_not_a_pressure", field="diastolic", params={"text": str(lower)})
        return None, None, [text]
    systolic = upper.systolic if upper is not None else None
    beside = upper.diastolic if upper is not None else None
    diastolic = lower.systolic if lower is not None else beside
    if beside is not None and diastolic != beside:
        params = {"first": beside, "second": diastolic}
        return None, None, [Reason("pressure_twice", field="diastolic", params=params)]
    return systolic, diastolic, []


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept]:
    """Remove check-ups again that nobody changed since."""
    rows = {each.object_id: each for each in effects}
    kept = withdraw_check_ups(viewer=viewer, versions={pk: each.version for pk, each in rows.items()})
    return [Kept(number=rows[pk].number, reason=reason) for pk, reason in kept.items()]
