"""Cooperation agreements of homes and community centres with medical institutions (INS-3; ZS-2, ZS-7)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from yiyang.access.roles import AGREEMENTS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.contracts.models import (
    Agreement,
    AgreementContent,
    AgreementForm,
    AgreementState,
)
from yiyang.domains.contracts.rules.lifecycle import AGREEMENT
from yiyang.domains.contracts.rules.partnering import (
    PartneringFacts,
    code_refusals,
    partnering_refusals,
)
from yiyang.domains.institutions.queries import is_open, lock_organisation
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Refused

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation


@dataclass(frozen=True, kw_only=True)
class AgreementTerms:
    """What both organisations agreed on; `last_day` is the last day in force."""

    receiver: "Organisation"
    provider: "Organisation"
    form: str
    contents: tuple[str, ...]
    valid_from: date
    last_day: date


@transaction.atomic
def make_agreement(*, viewer: Viewer, terms: AgreementTerms) -> Agreement:
    """Record an agreement in force from its first day on, or raise Refused naming every reason."""
    receiver = lock_organisation(terms.receiver.pk)
    if not viewer.covers(receiver.area.path, AGREEMENTS_WRITE):
        raise Refused.because("outside_your_area", field="receiver")
    _expire(viewer=viewer, receiver=receiver)
    refusals = partnering_refusals(_partnering_facts(receiver, terms=terms))
    refusals += code_refusals(
        form=terms.form,
        forms=AgreementForm.values,
        contents=terms.contents,
        known_contents=AgreementContent.values,
    )
    if refusals:
        raise Refused(*refusals)
    valid_to = from_last_day(terms.last_day)
    agreement = Agreement(
        receiver=receiver,
        provider=terms.provider,
        form=terms.form,
        contents=[code for code in AgreementContent.values if code in terms.contents],
        state=AGREEMENT.start,
        valid_from=terms.valid_from,
        term_to=valid_to,
        valid_to=valid_to,
    )
    agreement.full_clean()
    agreement.save()
    record_act(
        viewer=viewer,
        kind="agreement.make",
        changed=agreement,
        since=agreement.valid_from,
        detail={"version": agreement.version},
    )
    return agreement


def _partnering_facts(receiver: "Organisation", *, terms: AgreementTerms) -> PartneringFacts:
    pair = Agreement.objects.filter(receiver=receiver, provider=terms.provider)
    real = pair.filter(valid_to__gt=F("valid_from"))
    other = real.filter(valid_to__gt=terms.valid_from, valid_from__lte=terms.last_day).first()
    unsettled = pair.filter(state=AgreementState.ACTIVE).first()
    return PartneringFacts(
        receiver_name=receiver.name,
        receiver_kind=receiver.kind,
        provider_name=terms.provider.name,
        provider_kind=terms.provider.kind,
        same=receiver.pk == terms.provider.pk,
        contents=terms.contents,
        valid_from=terms.valid_from,
        last_day=terms.last_day,
        other_until=last_day(other.valid_to) if other else None,
        unsettled_until=last_day(unsettled.valid_to) if unsettled else None,
        receiver_open=is_open(receiver, on=terms.valid_from),
        provider_open=is_open(terms.provider, on=terms.valid_from),
    )


@transaction.atomic
def terminate_agreement(*, viewer: Viewer, agreement: Agreement, version: int, last: date) -> Agreement:
    """End an agreement early: `last` is its last day in force. Raises Refused or Stale.

    The day before its first day means that it never was in force.
    """
    locked: Agreement = lock_version(agreement, version=version)
    if not viewer.covers(locked.receiver.area.path, AGREEMENTS_WRITE):
        raise Refused.because("outside_your_area", field="receiver")
    state = AGREEMENT.next_state(locked.state, "terminate")
    valid_to = from_last_day(last)
    if valid_to < locked.valid_from or valid_to > locked.term_to:
        raise Refused.because(
            "termination_outside_term",
            field="last_day",
            last=last.isoformat(),
            first=locked.valid_from.isoformat(),
            until=last_day(locked.term_to).isoformat(),
        )
    before = locked.valid_to
    locked.state, locked.valid_to = state, valid_to
    locked.version += 1
    locked.save(update_fields=["state", "valid_to", "version"])
    record_act(
        viewer=viewer,
        kind="agreement.terminate",
        changed=locked,
        since=valid_to,
        detail={
            "version": locked.version,
            "changes": {
                "state": [AgreementState.ACTIVE, state],
                "last_day": [last_day(before).isoformat(), last.isoformat()],
            },
        },
    )
    return locked


def _expire(*, viewer: Viewer, receiver: "Organisation") -> None:
    """Mark the receiver's agreements expired whose term has run out by the viewer's day."""
    due = Agreement.objects.filter(receiver=receiver, state=AgreementState.ACTIVE, valid_to__lte=viewer.on)
    for agreement in due:
        agreement.state = AGREEMENT.next_state(agreement.state, "expire")
        agreement.version += 1
        agreement.save(update_fields=["state", "version"])
        record_act(
            viewer=viewer,
            kind="agreement.expire",
            changed=agreement,
            since=agreement.valid_to,
            detail={"version": agreement.version, "changes": {"state": ["active", agreement.state]}},
        )
