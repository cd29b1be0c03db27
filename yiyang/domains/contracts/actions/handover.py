"""What becomes of a person's contracts on a death, a move or a merge of two records."""

from datetime import date
from typing import TYPE_CHECKING, Any

from yiyang.audit.journal import Journal
from yiyang.domains.contracts.models import Contract, ContractState, EndReason
from yiyang.domains.elders.rules.departures import (
    CANCELLED,
    DEATH,
    ENDED,
    HANDED_OVER,
    MOVE_IN,
    MOVED,
    RETURN,
    STAYED,
    Effect,
)
from yiyang.kernel.intervals import overlaps

if TYPE_CHECKING:
    from yiyang.domains.elders.models import Elder
    from yiyang.regions.models import Region

TABLE = Contract._meta.label_lower
HANDLED = frozenset({TABLE})
"""Tables that this domain merges, ends or hands over."""


def end_contracts(
    *, elder: "Elder", on: date, event: str, village: "Region | None", journal: Journal
) -> list[Effect]:
    """End the person's contracts on the day of an event; one that begins on or after it was never in force.

    A contract goes along with a move to a village that its team serves.
    """
    if event == RETURN:
        return []
    effects = []
    rows = Contract.objects.filter(elder=elder, valid_to__gt=on).select_related("team__area")
    for contract in rows.order_by("valid_from", "pk"):
        if event == MOVE_IN and village is not None and village.path.startswith(contract.team.area.path):
            effects.append(_effect(contract, how=HANDED_OVER))
            continue
        if contract.valid_from == contract.valid_to:
            continue
        how = CANCELLED if contract.valid_from >= on else ENDED
        reason = EndReason.DIED if event == DEATH else EndReason.MOVED
        effects.append(_end(contract, on=on, reason=reason, how=how, journal=journal))
    return effects


def absorb_contracts(*, kept: "Elder", merged: "Elder", on: date, journal: Journal) -> list[Effect]:
    """Give the kept record the contracts of the merged one.

    Of two active ones the later ends today, or was never in force if it has not begun. A past contract whose
    days overlap one of the kept record stays behind as history.
    """
    effects = _settle_actives(kept=kept, merged=merged, on=on, journal=journal)
    for contract in Contract.objects.filter(elder=merged).select_related("team").order_by("valid_from", "pk"):
        if contract.state != ContractState.ACTIVE and _collides(contract, kept):
            effects.append(_effect(contract, how=STAYED))
        else:
            journal.update(contract, elder=kept, version=contract.version + 1)
            effects.append(_effect(contract, how=MOVED))
    return effects


def _settle_actives(*, kept: "Elder", merged: "Elder", on: date, journal: Journal) -> list[Effect]:
    rows = Contract.objects.filter(elder__in=(kept, merged), state=ContractState.ACTIVE)
    actives = list(rows.select_related("team").order_by("valid_from", "pk"))
    for contract in actives:
        if contract.valid_to <= on:
            journal.update(contract, state=ContractState.EXPIRED, version=contract.version + 1)
    running = [contract for contract in actives if contract.state == ContractState.ACTIVE]
    effects = []
    for contract in running[1:]:
        how = CANCELLED if contract.valid_from >= on else ENDED
        effects.append(_end(contract, on=on, reason=EndReason.MERGED, how=how, journal=journal))
    return effects


def _collides(contract: Contract, kept: "Elder") -> bool:
    spans = Contract.objects.filter(elder=kept).values_list("valid_from", "valid_to")
    return any(overlaps(contract.valid_from, contract.valid_to, since, until) for since, until in spans)


def _end(contract: Contract, *, on: date, reason: str, how: str, journal: Journal) -> Effect:
    values: dict[str, Any] = {"valid_to": max(on, contract.valid_from), "version": contract.version + 1}
    if contract.state == ContractState.ACTIVE:
        values |= {"state": ContractState.ENDED, "end_reason": reason}
    journal.update(contract, **values)
    return _effect(contract, how=how)


def _effect(contract: Contract, *, how: str) -> Effect:
    return Effect(
        table=TABLE,
        name=contract.team.name,
        how=how,
        since=contract.valid_from,
        until=contract.valid_to,
    )
