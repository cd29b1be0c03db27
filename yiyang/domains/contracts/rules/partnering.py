"""Which two organisations may make a cooperation agreement, and why not (ZS-2, ZS-7; WM-3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from yiyang.domains.contracts.rules import phrases  # noqa: F401
from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason

RECEIVER_KINDS = HOME_KINDS + COMMUNITY_KINDS
WARNING_DAYS = 60
"""How long before its end an agreement is called to mind (INS-3)."""

register_phrases(
    {
        "agreement_not_settled": (
            "The agreement between the two runs until %(until)s and nothing renews itself; terminate it "
            "with its last day first, then record the new one."
        ),
        "party_not_open": "'%(name)s' is not open on %(first)s; choose a first day on which it is.",
        "content_unknown": "The content '%(code)s' is not in the list; choose among %(known)s.",
        "form_unknown": "The form '%(code)s' is not in the list; choose one of %(known)s.",
        "termination_outside_term": (
            "The last day %(last)s is outside the agreement's days %(first)s to %(until)s; choose one of "
            "them, or the day before the first to cancel it."
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class PartneringFacts:
    """What is known of the two sides and the term when an agreement is to be made.

    `other_until` is the last day of an agreement of the two that shares a day with this term;
    `unsettled_until` that of one whose term ends earlier but that nobody has ended yet.
    """

    receiver_name: str
    receiver_kind: str
    provider_name: str
    provider_kind: str
    same: bool
    contents: tuple[str, ...]
    valid_from: date
    last_day: date
    other_until: date | None
    unsettled_until: date | None = None
    receiver_open: bool = True
    provider_open: bool = True


def partnering_refusals(facts: PartneringFacts) -> tuple[Reason, ...]:
    """Every reason to refuse; an empty tuple means go ahead."""
    reasons = [*_party_refusals(facts)]
    if not facts.contents:
        reasons.append(Reason("contents_missing", field="contents"))
    if facts.last_day < facts.valid_from:
        params = {"last": facts.last_day.isoformat(), "first": facts.valid_from.isoformat()}
        reasons.append(Reason("end_before_begin", field="last_day", params=params))
    if facts.other_until is not None:
        until = {"until": facts.other_until.isoformat()}
        reasons.append(Reason("agreement_exists", field="provider", params=until))
    elif facts.unsettled_until is not None:
        until = {"until": facts.unsettled_until.isoformat()}
        reasons.append(Reason("agreement_not_settled", field="provider", params=until))
    return tuple(reasons)


def _party_refusals(facts: PartneringFacts) -> list[Reason]:
    reasons = []
    if facts.same:
        reasons.append(Reason("same_party", field="provider"))
    if facts.receiver_kind not in RECEIVER_KINDS:
        reasons.append(Reason("not_a_receiver", field="receiver", params={"name": facts.receiver_name}))
    if facts.provider_kind not in MEDICAL_KINDS:
        reasons.append(Reason("not_a_provider", field="provider", params={"name": facts.provider_name}))
    first = facts.valid_from.isoformat()
    for field, name, is_open in (
        ("receiver", facts.receiver_name, facts.receiver_open),
        ("provider", facts.provider_name, facts.provider_open),
    ):
        if not is_open:
            reasons.append(Reason("party_not_open", field=field, params={"name": name, "first": first}))
    return reasons


def code_refusals(
    *, form: str, forms: Collection[str], contents: Collection[str], known_contents: Collection[str]
) -> tuple[Reason, ...]:
    """Codes outside the lists of forms and contents."""
    reasons = []
    if form not in forms:
        reasons.append(Reason("form_unknown", field="form", params={"code": form, "known": tuple(forms)}))
    for code in contents:
        if code not in known_contents:
            params = {"code": code, "known": tuple(known_contents)}
            reasons.append(Reason("content_unknown", field="contents", params=params))
    return tuple(reasons)


def standing(*, valid_from: date, valid_to: date, on: date) -> str:
    """Where an agreement stands on a day: upcoming, in_force, ending_soon or ended."""
    if valid_to <= on or valid_to <= valid_from:
        return "ended"
    if valid_from > on:
        return "upcoming"
    return "ending_soon" if valid_to <= on + timedelta(days=WARNING_DAYS) else "in_force"
