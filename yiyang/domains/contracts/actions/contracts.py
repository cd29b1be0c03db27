"""Writes of family-doctor contracts: each one transaction with its act."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F

from yiyang.access.roles import CONTRACTS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.contracts.models import Contract, ContractState, EndReason, Team
from yiyang.domains.contracts.rules.lifecycle import CONTRACT
from yiyang.domains.contracts.rules.signing import SigningFacts, find_package, signing_refusals
from yiyang.domains.elders.queries import lock_elder
from yiyang.kernel.intervals import ONE_DAY, valid_on
from yiyang.kernel.refused import Reason, Refused

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
    _check_scope(elder, viewer=viewer)
    expire_contracts(viewer=viewer, elder=elder)
    package = find_package(terms.package, on=terms.signed_on)
    refusals = signing_refusals(_signing_facts(elder, terms=terms, team=team, on=viewer.on), package)
    if not valid_on(team.valid_from, team.valid_to, terms.valid_from):
        refusals = (*refusals, Reason("team_unknown", field="team"))
    if refusals:
        raise Refused(*refusals)
    valid_to = terms.last_day + ONE_DAY
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
    _save_first(contract)
    record_act(
        viewer=viewer,
        kind="contract.sign",
        changed=contract,
        elder_ids=[elder.pk],
        since=contract.valid_from,
        detail={"version": contract.version},
    )
    return contract


def _check_scope(elder: "Elder", *, viewer: Viewer) -> None:
    if elder.village is None or not viewer.covers(elder.village.path, CONTRACTS_WRITE):
        raise Refused(Reason("elder_outside_area"))


def _save_first(contract: Contract) -> None:
    """Save the elder's only active contract; when another came first, refuse as the rule does."""
    try:
        with transaction.atomic():
            contract.save()
    except IntegrityError:
        other = _active_contract(contract.elder_id)
        if other is None:
            raise
        raise Refused.because(
            "signed_elsewhere", team=other.team.name, until=(other.valid_to - ONE_DAY).isoformat()
        ) from None


def _active_contract(elder_id: int) -> Contract | None:
    active = Contract.objects.filter(elder_id=elder_id, state=ContractState.ACTIVE)
    return active.select_related("team").first()


def _signing_facts(elder: "Elder", *, terms: ContractTerms, team: Team, on: date) -> SigningFacts:
    # Days after an early end are free again: an ended contract holds until its `valid_to`, not its term.
    overlapping = Contract.objects.filter(
        valid_to__gt=terms.valid_from, valid_from__lte=terms.last_day, valid_from__lt=F("valid_to")
    )
    other = overlapping.filter(elder=elder).select_related("team").order_by(
        "valid_from"
    ).first() or _active_contract(elder.pk)
    village = elder.village
    return SigningFacts(
        birth_date=elder.birth_date,
        death_date=elder.death_date,
        lives_in=village.name if village else "–",
        lives_in_team_area=village is not None and village.path.startswith(team.area.path),
        team_area=team.area.name,
        other_team=other.team.name if other else None,
        other_until=other.valid_to - ONE_DAY if other else None,
        team_load=overlapping.filter(team=team).values("elder").distinct().count(),
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        last_day=terms.last_day,
        on=on,
    )


@transaction.atomic
def end_contract(*, viewer: Viewer, contract: Contract, version: int, last: date, reason: str) -> Contract:
    """End a contract early: `last` is its last day in force. Raises Refused or Stale.

    The day before the first day cancels a contract that should not have been signed: it was never in force.
    """
    locked: Contract = lock_version(contract, version=version)
    _check_scope(locked.elder, viewer=viewer)
    state = CONTRACT.next_state(locked.state, "end")
    if refusals := _end_refusals(locked, last=last, reason=reason):
        raise Refused(*refusals)
    before, locked.valid_to = locked.valid_to, last + ONE_DAY
    locked.state, locked.end_reason = state, reason
    locked.version += 1
    locked.save(update_fields=["state", "valid_to", "end_reason", "version"])
    record_act(
        viewer=viewer,
        kind="contract.end",
        changed=locked,
        elder_ids=[locked.elder_id],
        since=locked.valid_to,
        detail={
            "version": locked.version,
            "state": state,
            "changes": {"last day": [(before - ONE_DAY).isoformat(), last.isoformat()]},
        },
    )
    return locked


def _end_refusals(contract: Contract, *, last: date, reason: str) -> list[Reason]:
    reasons = []
    if reason not in EndReason.values or reason == EndReason.MERGED:
        reasons.append(Reason("reason_missing", field="reason"))
    earliest, until = contract.valid_from - ONE_DAY, contract.term_to - ONE_DAY
    if not earliest <= last <= until:
        params = {
            "last": last.isoformat(),
            "first": contract.valid_from.isoformat(),
            "until": until.isoformat(),
        }
        reasons.append(Reason("end_outside_term", field="last_day", params=params))
    return reasons


@transaction.atomic
def expire_contracts(
    *, viewer: Viewer, elder: "Elder | None" = None, elder_ids: Collection[int] | None = None
) -> int:
    """Mark contracts expired whose term has run out by the viewer's day; returns how many.

    `elder` or `elder_ids` narrow it to some people.
    """
    due = Contract.objects.select_for_update().filter(state=ContractState.ACTIVE, valid_to__lte=viewer.on)
    if elder is not None:
        due = due.filter(elder=elder)
    if elder_ids is not None:
        due = due.filter(elder_id__in=elder_ids)
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
            detail={"version": contract.version, "state": contract.state},
        )
        count += 1
    return count
