"""Family-doctor contracts: a row signs one for a registered elder."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yiyang.access.roles import CONTRACTS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.actions import ContractTerms, Signing, sign_contracts, withdraw_contracts
from yiyang.domains.contracts.queries import contracts_by_elders, package_labels, team_choices
from yiyang.domains.elders.queries import elders_by_numbers
from yiyang.domains.elders.rules.registration import NAME_LENGTH, normalise_name
from yiyang.domains.intake.rules.cells import read_choice, read_day, read_number_text, read_words
from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    UNCHANGED,
    Entry,
    Kept,
    SheetColumn,
    SheetKind,
    Taken,
)
from yiyang.flows.imports import phrases  # noqa: F401
from yiyang.flows.imports.verbs import in_order_of_columns, refuse, rehearse, require_cells
from yiyang.flows.imports.words import words_of
from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.intervals import from_last_day
from yiyang.kernel.refused import Reason, Refused

LONGEST_TEAM = 80
NEEDED = ("identity_number", "package", "signed_on", "last_day")


@cache
def make_kind() -> SheetKind:
    """The kind of tables of family-doctor contracts."""
    packages, shown = words_of(package_labels())
    columns = (
        SheetColumn(
            field="identity_number",
            heading="证件号码",
            required=True,
            is_personal=True,
            sample="44209919450506002X",
            aliases=("身份证号", "身份证号码", "公民身份号码", "身份证"),
            read=read_number_text,
            note="须先登记该老年人。",
        ),
        SheetColumn(
            field="name",
            heading="姓名",
            aliases=("老人姓名", "签约居民", "签约人"),
            read=read_words(NAME_LENGTH),
            sample="张淑芬",
            note="可不填；填写时与登记姓名核对。",
            is_personal=True,
        ),
        SheetColumn(
            field="team",
            heading="签约团队",
            aliases=("团队", "家庭医生团队", "团队名称"),
            read=read_words(LONGEST_TEAM),
            sample="荷花团队",
            note="当地只有一个团队时可不填。",
        ),
        SheetColumn(
            field="package",
            heading="服务包",
            aliases=("签约服务包", "服务包名称", "签约包"),
            required=True,
            read=read_choice(packages, shown=shown),
            choices=shown,
            sample=shown[0],
        ),
        SheetColumn(
            field="signed_on",
            heading="签约日期",
            aliases=("签订日期", "签约时间"),
            required=True,
            read=read_day,
            sample="2018-07-01",
        ),
        SheetColumn(
            field="valid_from",
            heading="首日",
            aliases=("开始日期", "生效日期", "起始日期", "协议开始日期"),
            read=read_day,
            sample="2018-07-01",
            note="不填即为签约日期。",
        ),
        SheetColumn(
            field="last_day",
            heading="末日",
            aliases=("结束日期", "到期日期", "截止日期", "终止日期", "协议到期日期"),
            required=True,
            read=read_day,
            sample="2019-06-30",
            note="有效的最后一天。",
        ),
    )
    return SheetKind(
        code="contracts",
        label=gettext_noop("Family-doctor contracts"),
        sheet="家医签约",
        permission=CONTRACTS_WRITE,
        columns=columns,
        key=_key,
        check=rehearse(take),
        take=take,
        withdraw=withdraw,
        note=gettext_noop("One row a contract of somebody who is registered."),
    )


def _key(values: dict[str, Any]) -> str | None:
    number = values["identity_number"]
    first = values["valid_from"] or values["signed_on"]
    return f"{normalise_identity_number(number)}\x1f{first}" if number else None


def take(entries: Sequence[Entry], *, viewer: Viewer, updates: Collection[int]) -> list[Taken]:
    """Sign the contracts of all rows in one go; one that is signed already stays as it is."""
    numbers = [entry.values["identity_number"] for entry in entries if entry.values["identity_number"]]
    elders = elders_by_numbers(viewer=viewer, numbers=numbers, permission=CONTRACTS_WRITE)
    teams = list(team_choices(viewer=viewer, permission=CONTRACTS_WRITE))
    known = contracts_by_elders(elder_ids=[elder.pk for elder in elders.values()])
    taken: dict[int, Taken] = {}
    signings: list[tuple[Entry, Signing]] = []
    for entry in entries:
        try:
            signing = _signing(entry, elders=elders, teams=teams)
        except Refused as refused:
            taken[entry.number] = refuse(entry, in_order_of_columns(refused.reasons, make_kind()))
            continue
        same = [each for each in known.get(signing.elder.pk, ()) if _is_same(each, signing.terms)]
        if same:
            taken[entry.number] = Taken(
                number=entry.number, outcome=UNCHANGED, object_id=same[0].pk, version=same[0].version
            )
        else:
            signings.append((entry, signing))
    outcomes = sign_contracts(viewer=viewer, signings=[signing for _entry, signing in signings])
    for (entry, _signing_of), outcome in zip(signings, outcomes, strict=True):
        if isinstance(outcome, tuple):
            taken[entry.number] = refuse(entry, in_order_of_columns(outcome, make_kind()))
        else:
            taken[entry.number] = Taken(
                number=entry.number, outcome=CREATED, object_id=outcome.pk, version=outcome.version
            )
    return [taken[entry.number] for entry in entries]


def _signing(entry: Entry, *, elders: dict[str, Any], teams: Sequence[Any]) -> Signing:
    values = entry.values
    reasons = [*entry.reasons, *require_cells(entry, *NEEDED)]
    number = normalise_identity_number(values["identity_number"]) if values["identity_number"] else ""
    elder = elders.get(number)
    if number and elder is None:
        reasons.append(Reason("elder_not_found", field="identity_number"))
    if elder is not None and values["name"] and normalise_name(values["name"]) != elder.name:
        reasons.append(Reason("elder_name_differs", field="name"))
    team = None
    first = values["valid_from"] or values["signed_on"]
    if elder is not None and elder.village is not None and first is not None:
        try:
            team = _team(values["team"], teams, path=elder.village.path, on=first)
        except Refused as refused:
            reasons += refused.reasons
    if reasons or elder is None or team is None:
        raise Refused(*(reasons or [Reason("elder_outside_area")]))
    terms = ContractTerms(
        team=team,
        package=values["package"],
        signed_on=values["signed_on"],
        valid_from=first,
        last_day=values["last_day"],
    )
    return Signing(elder=elder, terms=terms)


def _team(name: str | None, teams: Sequence[Any], *, path: str, on: Any) -> Any:
    there = [team for team in teams if path.startswith(team.area.path)]
    found = [team for team in there if team.name == name] if name else there
    if not found:
        raise Refused.because("team_not_found", field="team", text=name or "–", on=on.isoformat())
    if len(found) > 1:
        raise Refused.because("team_ambiguous", field="team", count=len(found))
    return found[0]


def _is_same(contract: Any, terms: ContractTerms) -> bool:
    return (contract.team_id, contract.package, contract.valid_from, contract.term_to, contract.state) == (
        terms.team.pk,
        terms.package,
        terms.valid_from,
        from_last_day(terms.last_day),
        "active",
    )


def withdraw(effects: Sequence[Any], *, viewer: Viewer) -> list[Kept]:
    """Remove contracts again that nobody changed since."""
    rows = {each.object_id: each for each in effects}
    kept = withdraw_contracts(viewer=viewer, versions={pk: each.version for pk, each in rows.items()})
    return [Kept(number=rows[pk].number, reason=reason) for pk, reason in kept.items()]
