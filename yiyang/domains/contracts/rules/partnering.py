"""Which two organisations may make a cooperation agreement, and why not (ZS-2, ZS-7; WM-3)."""

from dataclasses import dataclass
from datetime import date

from yiyang.domains.contracts.rules import phrases  # noqa: F401
from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.kernel.refused import Reason


@dataclass(frozen=True, kw_only=True)
class PartneringFacts:
    """What is known of the two sides and the term when an agreement is to be made."""

    receiver_name: str
    receiver_kind: str
    provider_name: str
    provider_kind: str
    same: bool
    contents: tuple[str, ...]
    valid_from: date
    last_day: date
    other_until: date | None


def partnering_refusals(facts: PartneringFacts) -> tuple[Reason, ...]:
    """Every reason to refuse; an empty tuple means go ahead."""
    reasons = []
    if facts.same:
        reasons.append(Reason("same_party", field="provider"))
    if facts.receiver_kind not in HOME_KINDS + COMMUNITY_KINDS:
        reasons.append(Reason("not_a_receiver", field="receiver", params={"name": facts.receiver_name}))
    if facts.provider_kind not in MEDICAL_KINDS:
        reasons.append(Reason("not_a_provider", field="provider", params={"name": facts.provider_name}))
    if not facts.contents:
        reasons.append(Reason("contents_missing", field="contents"))
    if facts.last_day < facts.valid_from:
        params = {"last": facts.last_day.isoformat(), "first": facts.valid_from.isoformat()}
        reasons.append(Reason("end_before_begin", field="last_day", params=params))
    if facts.other_until is not None:
        reasons.append(
            Reason("agreement_exists", field="provider", params={"until": facts.other_until.isoformat()})
        )
    return tuple(reasons)
