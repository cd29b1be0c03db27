"""Which two organisations may be linked from a day on, and why not (ORG-3)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiyang.domains.institutions.rules import phrases  # noqa: F401
from yiyang.domains.institutions.rules.kinds import kinds_in
from yiyang.kernel.intervals import overlaps
from yiyang.kernel.refused import Reason
from yiyang.kernel.rule_table import RuleRow, RuleTable

LINKS = RuleTable.load(
    Path(__file__).parent / "tables" / "links.toml", required=("lead", "member", "single_member")
)


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a link: its kind on the first day, None while it is closed."""

    pk: int
    name: str
    kind: str | None


@dataclass(frozen=True, kw_only=True)
class StandingLink:
    """A link of the same kind that one of the two sides has already."""

    lead: Side
    member: Side
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class LinkingFacts:
    """The two sides, the first day and the end of the new link, and links of the kind that stand."""

    lead: Side
    member: Side
    valid_from: date
    valid_to: date | None
    standing: tuple[StandingLink, ...]


def linking_refusals(facts: LinkingFacts, row: RuleRow) -> tuple[Reason, ...]:
    """Every reason to refuse; an empty tuple means go ahead."""
    if facts.lead.pk == facts.member.pk:
        return (Reason("link_same_side", field="other"),)
    reasons = [*_side_refusals(facts, row)]
    for link in facts.standing:
        if not overlaps(link.valid_from, link.valid_to, facts.valid_from, facts.valid_to):
            continue
        if {link.lead.pk, link.member.pk} == {facts.lead.pk, facts.member.pk}:
            first = {"first": link.valid_from.isoformat()}
            reasons.append(Reason("link_exists", field="other", params=first))
        elif row["single_member"] and link.member.pk == facts.member.pk:
            names = {"member": facts.member.name, "lead": link.lead.name}
            reasons.append(Reason("link_single_member", field="other", params=names))
    return tuple(reasons)


def _side_refusals(facts: LinkingFacts, row: RuleRow) -> list[Reason]:
    reasons = []
    for part, side in (("lead", facts.lead), ("member", facts.member)):
        if side.kind is None:
            params = {"name": side.name, "first": facts.valid_from.isoformat()}
            reasons.append(Reason("link_side_closed", field="valid_from", params=params))
        elif side.kind not in kinds_in(row[part]):
            reasons.append(Reason(f"link_{part}_kind", field="other", params={"name": side.name}))
    return reasons
