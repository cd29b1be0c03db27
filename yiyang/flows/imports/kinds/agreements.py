"""Cooperation agreements: a row records one between a home or centre and a medical institution."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import AGREEMENTS_WRITE, INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.actions import AgreementTerms, make_agreement, withdraw_agreements
from yiyang.domains.contracts.queries import agreements_of, content_choices, form_choices
from yiyang.domains.intake.rules.cells import read_choice, read_choices, read_day, read_words
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
from yiyang.flows.imports.verbs import in_order_of_columns, refuse, rehearse, require_cells, take_each
from yiyang.flows.imports.words import words_of
from yiyang.kernel.intervals import from_last_day
from yiyang.kernel.refused import Refused

LONGEST_NAME = 120
NEEDED = ("receiver", "provider", "contents", "valid_from", "last_day")
FORMS_ALSO = {
    "签约合作": "signed",
    "签约": "signed",
    "托管": "trustee",
    "医联体": "consortium",
    "两院一体": "one_site",
}


@cache
def make_kind() -> SheetKind:
    """The kind of tables of cooperation agreements."""
    forms, form_labels = words_of(form_choices(), FORMS_ALSO)
    contents, content_labels = words_of(content_choices())
    columns = (
        SheetColumn(
            field="receiver",
            heading="养老机构",
            aliases=("养老机构名称", "甲方", "接受方", "养老机构或中心"),
            required=True,
            read=read_words(LONGEST_NAME),
            sample="荷叶镇敬老院",
            note="登记的名称或统一社会信用代码。",
        ),
        SheetColumn(
            field="provider",
            heading="医疗机构",
            aliases=("医疗机构名称", "乙方", "提供方", "合作医疗机构"),
            required=True,
            read=read_words(LONGEST_NAME),
            sample="荷叶镇卫生院",
            note="登记的名称或统一社会信用代码。",
        ),
        SheetColumn(
            field="form",
            heading="合作形式",
            aliases=("合作方式", "合作模式"),
            read=read_choice(forms, shown=form_labels),
            choices=form_labels,
            sample=form_labels[0],
            note="不填即为签约合作。",
        ),
        SheetColumn(
            field="contents",
            heading="合作内容",
            aliases=("服务内容", "协议内容"),
            required=True,
            read=read_choices(contents, shown=content_labels),
            sample="、".join(content_labels[:2]),
            note=f"可多项，用顿号隔开：{'、'.join(content_labels)}。",
        ),
        SheetColumn(
            field="valid_from",
            heading="首日",
            aliases=("开始日期", "起始日期", "生效日期", "协议开始日期"),
            required=True,
            read=read_day,
            sample="2018-07-01",
        ),
        SheetColumn(
            field="last_day",
            heading="末日",
            aliases=("结束日期", "截止日期", "终止日期", "到期日期", "协议到期日期"),
            required=True,
            read=read_day,
            sample="2019-06-30",
            note="有效的最后一天。",
        ),
    )
    return SheetKind(
        code="agreements",
        label=gettext_noop("Cooperation agreements"),
        sheet="合作协议",
        permission=AGREEMENTS_WRITE,
        columns=columns,
        key=lambda values: (
            f"{values['receiver']}\x1f{values['provider']}\x1f{values['valid_from']}"
            if values["receiver"] and values["provider"]
            else None
        ),
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop("One row an agreement between a home or centre and a medical institution."),
    )


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Record each agreement; one that is recorded already stays as it is."""
    receivers = NamedOrganisations(
        [entry.values["receiver"] for entry in entries], [], viewer=viewer, permission=AGREEMENTS_WRITE
    )
    providers = NamedOrganisations(
        [entry.values["provider"] for entry in entries], [], viewer=viewer, permission=INSTITUTIONS
    )

    def do(entry: Entry) -> Taken:
        reasons = [*entry.reasons, *require_cells(entry, *NEEDED)]
        parties: dict[str, Any] = {}
        for field, known in (("receiver", receivers), ("provider", providers)):
            try:
                if entry.values[field]:
                    parties[field] = known.find(entry.values[field], field=field)
            except Refused as refused:
                reasons += refused.reasons
        if reasons:
            return refuse(entry, in_order_of_columns(reasons, make_kind()))
        values = entry.values
        terms = AgreementTerms(
            receiver=parties["receiver"],
            provider=parties["provider"],
            form=values["form"] or "signed",
            contents=values["contents"],
            valid_from=values["valid_from"],
            last_day=values["last_day"],
        )
        for other in agreements_of(viewer=viewer, organisation_id=terms.receiver.pk):
            if _is_same(other, terms):
                return Taken(
                    number=entry.number, outcome=UNCHANGED, object_id=other.pk, version=other.version
                )
        made = make_agreement(viewer=viewer, terms=terms)
        return Taken(number=entry.number, outcome=CREATED, object_id=made.pk, version=made.version)

    return take_each(entries, do=do)


def _is_same(other: Any, terms: AgreementTerms) -> bool:
    return (other.provider_id, other.form, other.valid_from, other.term_to, set(other.contents)) == (
        terms.provider.pk,
        terms.form,
        terms.valid_from,
        from_last_day(terms.last_day),
        set(terms.contents),
    )


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept]:
    """Remove agreements again that nobody changed since."""
    rows = {each.object_id: each for each in effects}
    kept = withdraw_agreements(viewer=viewer, versions={pk: each.version for pk, each in rows.items()})
    return [Kept(number=rows[pk].number, reason=reason) for pk, reason in kept.items()]
