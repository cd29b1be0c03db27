"""Elders: a row registers a person, or brings name, phone and address of a registered one up to date."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import ELDERS_IMPORT
from yiyang.access.viewer import Viewer
from yiyang.domains.elders.actions import (
    Registration,
    change_elders,
    find_namesakes,
    judge_registrations,
    register_elders,
    restore_elders,
    withdraw_elders,
)
from yiyang.domains.elders.rules.registration import ADDRESS_LENGTH, CITIZEN_CARD, NAME_LENGTH, ElderEntry
from yiyang.domains.intake.rules.cells import read_choice, read_day, read_number_text, read_phone, read_words
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    FAULTY,
    NEW,
    SAME,
    SUSPECT,
    UNCHANGED,
    UPDATE,
    UPDATED,
    Entry,
    Kept,
    SheetColumn,
    SheetKind,
    Taken,
    Verdict,
)
from yiyang.domains.intake.rules.words import plain_code
from yiyang.flows.imports.places import Places
from yiyang.flows.imports.verbs import in_order_of_columns, refuse
from yiyang.flows.imports.words import SEXES
from yiyang.kernel.code_tables import code_table
from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.refused import Reason, Refused

LONGEST_VILLAGE = 80
FIELDS = {"village": "village_code"}


def _documents() -> tuple[dict[str, str], tuple[str, ...]]:
    labels = {code: display["zh"] for code, display in code_table("identity_document").codes.items()}
    words = {label: code for code, label in labels.items()} | {code: code for code in labels}
    return words | {"身份证": CITIZEN_CARD}, tuple(labels.values())


def _columns() -> tuple[SheetColumn, ...]:
    documents, shown = _documents()
    return (
        SheetColumn(
            field="name",
            heading="姓名",
            aliases=("老人姓名", "老年人姓名", "名字", "居民姓名"),
            required=True,
            read=read_words(NAME_LENGTH),
            sample="张淑芬",
            note="与身份证件一致。",
            is_personal=True,
        ),
        SheetColumn(
            field="identity_number",
            heading="证件号码",
            required=True,
            aliases=(
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "身份证",
                "身份证件号码",
                "证件号",
                "居民身份证号码",
            ),
            read=read_number_text,
            sample="44209919450506002X",
            is_personal=True,
            note="18 位，单元格设为文本格式，不要让程序写成 4.42E+17。",
        ),
        SheetColumn(
            field="identity_kind",
            heading="证件类型",
            aliases=("身份证件类型", "身份证件类别", "证件类别"),
            read=read_choice(documents, shown=shown),
            choices=shown,
            sample="",
            note="不填即为居民身份证。",
        ),
        SheetColumn(
            field="sex",
            heading="性别",
            read=read_choice(SEXES, shown=("男", "女")),
            choices=("男", "女"),
            sample="女",
            note="可不填，以身份证号码为准。",
        ),
        SheetColumn(
            field="birth_date",
            heading="出生日期",
            aliases=("出生年月日", "出生年月", "生日"),
            read=read_day,
            sample="1945-05-06",
            is_personal=True,
            note="可不填，以身份证号码为准。可写 1950-03-07、1950.3.7、1950年3月7日、19500307。",
        ),
        SheetColumn(
            field="phone",
            heading="联系电话",
            read=read_phone,
            sample="13900001234",
            is_personal=True,
            aliases=("电话", "手机号码", "手机", "手机号", "电话号码", "本人电话", "联系方式"),
            note="一个号码；7 至 14 位数字。",
        ),
        SheetColumn(
            field="village_code",
            heading="村(社区)代码",
            required=True,
            aliases=(
                "村代码",
                "社区代码",
                "村居代码",
                "村（居）代码",
                "所在村居",
                "村(社区)",
                "村",
                "社区",
                "村居",
                "所属村居",
                "村居名称",
                "村（社区）名称",
            ),
            read=read_words(LONGEST_VILLAGE),
            sample="442000001001",
            note="统计用区划代码 12 位；也可写名称，同名时要写代码。",
        ),
        SheetColumn(
            field="address",
            heading="住址",
            aliases=("地址", "现住址", "家庭住址", "居住地址", "详细地址"),
            read=read_words(ADDRESS_LENGTH),
            sample="莲花路 1 号",
            note="最多 120 个字。",
            is_personal=True,
        ),
    )


@cache
def make_kind() -> SheetKind:
    """The kind of tables of elders."""
    return SheetKind(
        code="elders",
        label=gettext_noop("Elders"),
        sheet="老年人",
        permission=ELDERS_IMPORT,
        columns=_columns(),
        key=_key,
        check=check,
        take=take,
        withdraw=withdraw,
        note=gettext_noop(
            "One row a person. Somebody registered already gets the phone, address and name of the table."
        ),
    )


def _key(values: dict[str, Any]) -> str | None:
    number = values["identity_number"]
    return normalise_identity_number(number) if number else None


def _registrations(
    entries: Sequence[Entry], *, viewer: Viewer
) -> tuple[list[Registration], list[list[Reason]]]:
    texts = [plain_code(entry.values["village_code"] or "") for entry in entries]
    places = Places(texts, viewer=viewer, permission=ELDERS_IMPORT, field="village")
    registrations, reasons = [], []
    for entry, text in zip(entries, texts, strict=True):
        own = list(entry.reasons)
        village = None
        try:
            village = places.find(text)
        except Refused as refused:
            own += refused.reasons
        values = entry.values
        stated = ElderEntry(
            name=values["name"] or "",
            identity_number=values["identity_number"] or "",
            identity_kind=values["identity_kind"] or CITIZEN_CARD,
            birth_date=values["birth_date"],
            sex=values["sex"],
            phone=values["phone"] or "",
            address=values["address"] or "",
        )
        registrations.append(Registration(entry=stated, village=village))
        reasons.append(own)
    return registrations, reasons


def _join(own: Sequence[Reason], judged: Sequence[Reason]) -> tuple[Reason, ...]:
    """Reasons of the cells first; a field whose cell could not be read is not judged again."""
    faulty = {FIELDS.get(reason.field or "", reason.field) for reason in own}
    joined = [*own, *(each for each in judged if FIELDS.get(each.field or "", each.field) not in faulty)]
    named = [
        Reason(
            each.code, field=FIELDS.get(each.field or "", each.field), params=each.params, clause=each.clause
        )
        for each in joined
    ]
    return in_order_of_columns(named, make_kind())


def check(entries: Sequence[Entry], *, viewer: Viewer) -> list[Verdict]:
    """New, update, same, suspect (somebody of that name and birth under another number) or faulty."""
    registrations, own = _registrations(entries, viewer=viewer)
    judged = judge_registrations(viewer=viewer, registrations=registrations, permission=ELDERS_IMPORT)
    namesakes = find_namesakes(viewer=viewer, judged=judged, permission=ELDERS_IMPORT)
    verdicts = []
    for entry, cell_reasons, each, namesake in zip(entries, own, judged, namesakes, strict=True):
        reasons = _join(cell_reasons, each.reasons) if cell_reasons or each.reasons else ()
        if reasons:
            outcome = FAULTY
        elif each.existing is not None:
            outcome = UPDATE if each.changes else SAME
            reasons = () if each.changes else (Reason("row_unchanged"),)
        elif namesake is not None:
            outcome = SUSPECT
            reasons = (Reason("namesake_of_same_age", field="identity_number", params={"village": namesake}),)
        else:
            outcome = NEW
        verdicts.append(Verdict(number=entry.number, outcome=outcome, reasons=reasons))
    return verdicts


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Register new people and change those that the check named, each in one go."""
    registrations, own = _registrations(entries, viewer=viewer)
    taken: dict[int, Taken] = {}
    fresh, old = [], []
    for entry, registration, cell_reasons in zip(entries, registrations, own, strict=True):
        if cell_reasons:
            taken[entry.number] = refuse(entry, _join(cell_reasons, ()))
        elif entry.number in updates:
            old.append((entry, registration))
        else:
            fresh.append((entry, registration))
    _take_fresh(fresh, viewer=viewer, taken=taken)
    _take_old(old, viewer=viewer, taken=taken)
    return [taken[entry.number] for entry in entries]


Pairs = Sequence[tuple[Entry, Registration]]


def _take_fresh(pairs: Pairs, *, viewer: Viewer, taken: dict[int, Taken]) -> None:
    outcomes = register_elders(
        viewer=viewer, registrations=[each for _entry, each in pairs], permission=ELDERS_IMPORT
    )
    for (entry, _each), outcome in zip(pairs, outcomes, strict=True):
        if isinstance(outcome, tuple):
            taken[entry.number] = refuse(entry, _join((), outcome))
        else:
            taken[entry.number] = Taken(
                number=entry.number, outcome=CREATED, object_id=outcome.pk, version=outcome.version
            )


def _take_old(pairs: Pairs, *, viewer: Viewer, taken: dict[int, Taken]) -> None:
    judged = judge_registrations(
        viewer=viewer, registrations=[each for _entry, each in pairs], permission=ELDERS_IMPORT
    )
    wanted = {each.existing.pk: each.changes for each in judged if each.existing is not None and each.changes}
    done = change_elders(viewer=viewer, changes=wanted)
    for (entry, _registration), each in zip(pairs, judged, strict=True):
        if each.reasons:
            taken[entry.number] = refuse(entry, _join((), each.reasons))
        elif each.existing is None:
            gone = Reason("row_changed_since_check", params={"what": "–"})
            taken[entry.number] = refuse(entry, (gone,))
        elif not each.changes:
            taken[entry.number] = Taken(
                number=entry.number,
                outcome=UNCHANGED,
                object_id=each.existing.pk,
                version=each.existing.version,
            )
        else:
            elder, before = done[each.existing.pk]
            taken[entry.number] = Taken(
                number=entry.number, outcome=UPDATED, object_id=elder.pk, version=elder.version, before=before
            )


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept]:
    """Take people off the register again, and set back what was changed."""
    made = {each.object_id: each for each in effects if each.outcome == CREATED}
    changed = {each.object_id: each for each in effects if each.outcome == UPDATED}
    kept = withdraw_elders(viewer=viewer, versions={pk: each.version for pk, each in made.items()})
    kept_old = restore_elders(
        viewer=viewer,
        before={pk: each.before or {} for pk, each in changed.items()},
        versions={pk: each.version for pk, each in changed.items()},
    )
    return [Kept(number=made[pk].number, reason=reason) for pk, reason in kept.items()] + [
        Kept(number=changed[pk].number, reason=reason) for pk, reason in kept_old.items()
    ]
