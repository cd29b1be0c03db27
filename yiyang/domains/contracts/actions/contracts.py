"""Writes of family-doctor contracts: each one transaction with its act."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from yiyang.access.roles import CONTRACTS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.contracts.models import Contract, ContractState, EndReason, Team
from yiyang.domains.contracts.rules.lifecycle import CONTRACT
from yiyang.domains.contracts.rules.signing import PACKAGES, SigningFacts, signing_refusals
from yiyang.domains.elders.queries import lock_elder
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Refused

if TYPE_CHECKING:
    from yiyang.domains.elders.models import Elder


@dataclass(frozen=True, kw_only=True)
class ContractTerms:
    """What both sides agreed on; `last_day` is the last day in force."""

    team: Team
    package: str
    signed_on: date
    valid_from: date
    last_day: date


@transaction.atomic
def sign_contract(*, viewer: Viewer, elder: "Elder", terms: ContractTerms) -> Contract:
    """Make a contract binding, or raise Refused naming every reason at once.

    A contract whose term has run out by the viewer's day is marked expired on the way.
    """
    # One elder at two desks, or the last place in a team: lock both, always in this order.
    elder = lock_elder(elder.pk)
    team = (
        Team.objects.select_for_update(of=("self",))
        .select_related("area", "organisation")
        .get(pk=terms.team.pk)
    )
    if not viewer.covers(team.area.path, CONTRACTS_WRITE):
        raise Refused.because("outside_your_villages", field="team")
    expire_contracts(viewer=viewer, elder=elder)
    package = PACKAGES.at(terms.package, terms.signed_on)
    if refusals := signing_refusals(_signing_facts(elder, terms=terms, team=team, on=viewer.on), package):
        raise Refused(*refusals)
    valid_to = from_last_day(terms.last_day)
    contract = Contract(
        elder=elder,
        team=team,
        package=terms.package,
        state=CONTRACT.start,
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        term_to=valid_to,
        valid_to=valid_to,
    )
    contract.full_clean()
    contract.save()
    record_act(
        viewer=viewer,
        kind="contract.sign",
        changed=contract,
        elder_ids=[elder.pk],
        since=contract.valid_from,
        detail={"version": contract.version},
    )
    return contract


def _signing_facts(elder: "Elder", *, terms: ContractTerms, team: Team, on: date) -> SigningFacts:
    other = (
        Contract.objects.filter(elder=elder, valid_to__gt=terms.valid_from, valid_from__lte=terms.last_day)
        .select_related("team")
        .order_by("valid_from")
        .first()
        or Contract.objects.filter(elder=elder, state=ContractState.ACTIVE).select_related("team").first()
    )
    village = elder.village
    return SigningFacts(
        birth_date=elder.birth_date,
        death_date=elder.death_date,
        lives_in=village.name if village else "–",
        lives_in_team_area=village is not None and village.path.startswith(team.area.path),
        team_area=team.area.name,
        other_team=other.team.name if other else None,
        other_until=last_day(other.valid_to) if other else None,
        team_load=Contract.objects.filter(team=team, state=ContractState.ACTIVE).count(),
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        last_day=terms.last_day,
        on=on,
    )


@transaction.atomic
def end_contract(*, viewer: Viewer, contract: Contract, version: int, last: date, reason: str) -> Contract:
    """End a contract early: `last` is its last day in force. Raises Refused or Stale."""
    locked: Contract = lock_version(contract, version=version)
    state = CONTRACT.next_state(locked.state, "end")
    if reason not in EndReason.values:
        raise Refused.because("reason_missing", field="reason")
    valid_to = from_last_day(last)
    if not locked.valid_from <= last or valid_to > locked.term_to:
        raise Refused.because(
            "end_outside_term",
            field="last_day",
            last=last.isoformat(),
            first=locked.valid_from.isoformat(),
            until=last_day(locked.term_to).isoformat(),
        )
    before = locked.valid_to
    locked.state, locked.valid_to, locked.end_reason = state, valid_to, reason
    locked.version += 1
    locked.full_clean()
    locked.save(update_fields=["state", "valid_to", "end_reason", "version"])
    record_act(
        viewer=viewer,
        kind="contract.end",
        changed=locked,
        elder_ids=[locked.elder_id],
        since=valid_to,
        detail={
            "version": locked.version,
            "changes": {
                "valid_to": [last_day(before).isoformat(), last.isoformat()],
                "state": ["active", state],
            },
        },
    )
    return locked


@transaction.atomic
def expire_contracts(*, viewer: Viewer, elder: "Elder | None" = None) -> int:
    """Mark contracts expired whose term has run out by the viewer's day; returns how many."""
    due = Contract.objects.select_for_update().filter(state=ContractState.ACTIVE, valid_to__lte=viewer.on)
    if elder is not None:
        due = due.filter(elder=elder)
    count = 0
    for contract in due:
        contract.state = CONTRACT.next_state(contract.state, "expire")
        contract.version += 1
        contract.save(update_fields=["state", "version"])
        record_act(
            viewer=viewer,
            kind="contract.expire",
            changed=contract,
            elder_ids=[contract.elder_id],
            since=contract.valid_to,
            detail={"version": contract.version, "changes": {"state": ["active", "expired"]}},
        )
        count += 1
    return count
