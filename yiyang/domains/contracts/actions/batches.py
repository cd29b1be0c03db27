"""Signing many contracts at once with the checks of signing one, and taking contracts and agreements back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from yiyang.access.roles import CONTRACTS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import Change, record_acts
from yiyang.audit.withdrawing import reasons_to_keep
from yiyang.domains.contracts.actions.contracts import ContractTerms, expire_contracts
from yiyang.domains.contracts.models import Agreement, Contract, ContractState, Team
from yiyang.domains.contracts.rules.lifecycle import CONTRACT
from yiyang.domains.contracts.rules.signing import SigningFacts, find_package, signing_refusals
from yiyang.kernel.intervals import ONE_DAY, valid_on
from yiyang.kernel.refused import Reason, Refused

if TYPE_CHECKING:
    from yiyang.domains.elders.models import Elder


@dataclass(frozen=True, kw_only=True)
class Signing:
    """An elder, locked by the caller with its village, and the terms; `terms.team` has area and organisation."""

    elder: "Elder"
    terms: ContractTerms


@dataclass(kw_only=True)
class _Known:
    """What the register holds about the elders and teams of a chunk, kept up with what is signed on the way."""

    by_elder: dict[int, list[Contract]]
    loads: dict[tuple[int, date, date], int]
    signed: list[Contract]

    def other_of(self, elder_id: int, terms: ContractTerms) -> Contract | None:
        contracts = self.by_elder.get(elder_id, [])
        overlapping = [
            each
            for each in contracts
            if each.valid_to > terms.valid_from
            and each.valid_from <= terms.last_day
            and each.valid_from < each.valid_to
        ]
        active = [each for each in contracts if each.state == ContractState.ACTIVE]
        return min(overlapping, key=lambda each: each.valid_from, default=None) or next(iter(active), None)

    def load_of(self, terms: ContractTerms) -> int:
        key = (terms.team.pk, terms.valid_from, terms.last_day)
        if key not in self.loads:
            overlapping = Contract.objects.filter(
                team=terms.team,
                valid_to__gt=terms.valid_from,
                valid_from__lte=terms.last_day,
                valid_from__lt=F("valid_to"),
            )
            self.loads[key] = overlapping.values("elder").distinct().count()
        fresh = sum(
            each.team_id == terms.team.pk
            and each.valid_to > terms.valid_from
            and each.valid_from <= terms.last_day
            for each in self.signed
        )
        return self.loads[key] + fresh


@transaction.atomic
def sign_contracts(*, viewer: Viewer, signings: Sequence[Signing]) -> list[Contract | tuple[Reason, ...]]:
    """Make many contracts binding, each with an act; for each the contract, or every reason against it.

    Contracts of these elders whose term has run out by the viewer's day are marked expired on the way.
    """
    ids = [each.elder.pk for each in signings]
    # The teams are locked so that two batches do not fill one team's last place twice.
    list(
        Team.objects.select_for_update()
        .filter(pk__in={each.terms.team.pk for each in signings})
        .order_by("pk")
    )
    expire_contracts(viewer=viewer, elder_ids=ids)
    by_elder: dict[int, list[Contract]] = {}
    for contract in Contract.objects.filter(elder_id__in=ids).select_related("team").order_by("valid_from"):
        by_elder.setdefault(contract.elder_id, []).append(contract)
    known = _Known(by_elder=by_elder, loads={}, signed=[])
    outcomes = [_sign(each, viewer=viewer, known=known) for each in signings]
    Contract.objects.bulk_create(known.signed)
    if known.signed:
        record_acts(
            viewer=viewer,
            kind="contract.sign",
            changes=[
                Change(changed=each, elder_ids=(each.elder_id,), detail={"version": each.version})
                for each in known.signed
            ],
            since=min(each.valid_from for each in known.signed),
        )
    return outcomes


def _sign(signing: Signing, *, viewer: Viewer, known: _Known) -> Contract | tuple[Reason, ...]:
    elder, terms = signing.elder, signing.terms
    if elder.village is None or not viewer.covers(elder.village.path, CONTRACTS_WRITE):
        return (Reason("elder_outside_area"),)
    try:
        package = find_package(terms.package, on=terms.signed_on)
    except Refused as refused:
        return refused.reasons
    refusals = signing_refusals(_facts(signing, known=known, on=viewer.on), package)
    if not valid_on(terms.team.valid_from, terms.team.valid_to, terms.valid_from):
        refusals = (*refusals, Reason("team_unknown", field="team"))
    if refusals:
        return refusals
    valid_to = terms.last_day + ONE_DAY
    contract = Contract(
        elder=elder,
        team=terms.team,
        package=terms.package,
        state=CONTRACT.start,
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        term_to=valid_to,
        valid_to=valid_to,
    )
    known.signed.append(contract)
    known.by_elder.setdefault(elder.pk, []).append(contract)
    return contract


def _facts(signing: Signing, *, known: _Known, on: date) -> SigningFacts:
    elder, terms = signing.elder, signing.terms
    other = known.other_of(elder.pk, terms)
    village = elder.village
    return SigningFacts(
        birth_date=elder.birth_date,
        death_date=elder.death_date,
        lives_in=village.name if village else "–",
        lives_in_team_area=village is not None and village.path.startswith(terms.team.area.path),
        team_area=terms.team.area.name,
        other_team=other.team.name if other else None,
        other_until=other.valid_to - ONE_DAY if other else None,
        team_load=known.load_of(terms),
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        last_day=terms.last_day,
        on=on,
    )


@transaction.atomic
def withdraw_contracts(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Remove contracts that a table made; returns by id why one was kept."""
    rows, kept = reasons_to_keep(Contract, versions=versions)
    gone = [row for pk, row in rows.items() if pk not in kept]
    record_acts(
        viewer=viewer,
        kind="contract.withdraw",
        changes=[
            Change(changed=row, elder_ids=(row.elder_id,), detail={"version": row.version}) for row in gone
        ],
        since=min((row.valid_from for row in gone), default=viewer.on),
    )
    Contract.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return kept


@transaction.atomic
def withdraw_agreements(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Remove agreements that a table made; returns by id why one was kept."""
    rows, kept = reasons_to_keep(Agreement, versions=versions)
    gone = [row for pk, row in rows.items() if pk not in kept]
    record_acts(
        viewer=viewer,
        kind="agreement.withdraw",
        changes=[Change(changed=row, detail={"version": row.version}) for row in gone],
        since=min((row.valid_from for row in gone), default=viewer.on),
    )
    Agreement.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return kept
