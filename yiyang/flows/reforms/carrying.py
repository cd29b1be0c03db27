"""Carrying out a reform of the region tree: the tree, and everything that stands in its units, in one act."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count

from yiyang.access import actions as access
from yiyang.access.roles import REGIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.contracts.actions import reform as contracts
from yiyang.domains.elders.actions import reform as elders
from yiyang.domains.elders.queries import count_in_villages
from yiyang.domains.institutions.actions import reform as institutions
from yiyang.domains.policy.actions import follow_reform as policy_follows
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused
from yiyang.regions.actions import write_plan
from yiyang.regions.models import Reform, ReformState, Region
from yiyang.regions.queries import all_keys, units_on
from yiyang.regions.reform import Line, Plan, Unit, plan_reform

register_phrases(
    {
        "reform_in_force": "This reform is in force already; enter another reform to change the tree again.",
        "reform_not_yours": "Only the administrator of the whole platform changes the tree.",
        "reform_title_missing": "The title is missing; enter what the order is called.",
    }
)

FOLLOWING = {
    "elders.Residence.area": "elders",
    "elders.Elder.village": "elders",
    "institutions.Organisation.area": "institutions",
    "institutions.OrganisationProfile.area": "institutions",
    "contracts.Team.area": "contracts",
    "access.Post.area": "access",
    "policy.PolicyDocument.locality": "policy",
}
"""Who moves each reference to a unit. A reference that is named here or below nowhere fails a test."""

STAYING = {
    "regions.Region.parent": "the tree itself, written by the plan",
    "regions.RegionCode.region": "codes are given by the plan",
    "regions.RegionAlias.region": "names of a unit stay with it",
    "regions.Succession.before": "what the reform was",
    "regions.Succession.after": "what the reform was",
    "regions.Platform.root": "the root cannot end",
    "elders.LifeEvent.village": "an event names the unit of its day",
    "elders.LifeEvent.to_village": "an event names the unit of its day",
    "intake.Batch.area": "a table was handed in for the unit of its day",
    "quality.Tally.area": "a count of a day belongs to the unit of that day",
    "indicators.Result.area": "a number of a day belongs to the unit of that day",
}
"""References that stay at the unit as it was, each with its reason."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a reform would do: the plan, and how much stands in each unit that ends (by key)."""

    plan: Plan
    units: Mapping[str, Unit]
    elders: Mapping[str, int]
    organisations: Mapping[str, int]

    @property
    def elders_moved(self) -> int:
        """How many elders live in units that end."""
        return sum(self.elders.values())

    @property
    def organisations_moved(self) -> int:
        """How many institutions stand in units that end."""
        return sum(self.organisations.values())


def lines_of(reform: Reform) -> tuple[Line, ...]:
    """The lines of a reform as they were entered."""
    return tuple(Line(**line) for line in reform.lines)


@transaction.atomic
def save_draft(
    *,
    viewer: Viewer,
    title: str,
    document: str,
    on: date,
    lines: tuple[Line, ...],
    reform: Reform | None = None,
) -> Reform:
    """Keep a reform as a draft; its lines are checked against the tree of its day.

    Raises Refused with every fault of every line, or when the draft is in force already.
    """
    _require_administrator(viewer)
    if reform is not None and reform.state == ReformState.APPLIED:
        raise Refused.because("reform_in_force")
    if not title.strip():
        raise Refused.because("reform_title_missing", field="title")
    plan_reform(units_on(on), lines, keys=all_keys(), on=on)
    draft = reform or Reform()
    draft.title, draft.document, draft.on = title.strip(), document.strip(), on
    draft.lines = [asdict(line) for line in lines]
    draft.version += 0 if reform is None else 1
    draft.save()
    record_act(viewer=viewer, kind="region.reform_draft", changed=draft, since=viewer.on)
    return draft


def preview_reform(reform: Reform) -> Preview:
    """What the reform would do to the tree of its day. Raises Refused when its lines no longer fit."""
    units = units_on(reform.on)
    plan = plan_reform(units, lines_of(reform), keys=all_keys(), on=reform.on)
    ended = dict(Region.objects.filter(key__in=plan.ended).values_list("pk", "key"))
    organisations = Region.objects.filter(pk__in=ended).annotate(standing=Count("organisation"))
    return Preview(
        plan=plan,
        units={unit.key: unit for unit in (*units, *plan.created)},
        elders={ended[pk]: count for pk, count in count_in_villages(list(ended)).items()},
        organisations={region.key: region.standing for region in organisations if region.standing},
    )


@transaction.atomic
def apply_reform(*, viewer: Viewer, reform: Reform, version: int) -> dict[str, Any]:
    """Put a reform into force from its day on; returns what followed, which is kept with the reform.

    One transaction: the tree, residences, institutions, teams, posts. Days before the reform keep the old tree.
    Raises Refused (a day ahead, lines that no longer fit, two institutions of one name) or Stale.
    """
    _require_administrator(viewer)
    locked: Reform = lock_version(reform, version=version)
    if locked.state == ReformState.APPLIED:
        raise Refused.because("reform_in_force")
    if locked.on > viewer.on:
        raise Refused.because(
            "reform_ahead", field="on", on=locked.on.isoformat(), today=viewer.on.isoformat()
        )
    plan = plan_reform(units_on(locked.on), lines_of(locked), keys=all_keys(), on=locked.on)
    moves = write_plan(plan, reform=locked)
    locked.outcome = _carry(moves, on=locked.on) | {
        "ended": len(plan.ended),
        "created": len(plan.created),
        "renamed": [list(change) for change in plan.renamed],
        "recoded": [list(change) for change in plan.recoded],
    }
    locked.state = ReformState.APPLIED
    locked.version += 1
    locked.save()
    record_act(
        viewer=viewer,
        kind="region.reform",
        changed=locked,
        since=locked.on,
        detail={"version": locked.version, "outcome": locked.outcome},
    )
    return dict(locked.outcome)


def _carry(moves: dict[int, int], *, on: date) -> dict[str, Any]:
    shared = Counter(moves.values())
    existed = set(
        Region.objects.filter(pk__in=moves.values()).exclude(valid_from=on).values_list("pk", flat=True)
    )
    continued = frozenset(
        before for before, after in moves.items() if shared[after] == 1 and after not in existed
    )
    posts, lost = access.follow_reform(moves=moves, continued=continued, on=on)
    return {
        "elders": elders.follow_reform(moves=moves, on=on),
        "organisations": institutions.follow_reform(moves=moves, on=on),
        "teams": contracts.follow_reform(moves=moves),
        "documents": policy_follows(moves=moves),
        "posts": posts,
        "posts_ended": lost,
    }


def _require_administrator(viewer: Viewer) -> None:
    root = Region.objects.filter(parent__isnull=True).values_list("path", flat=True)
    if not any(viewer.covers(path, REGIONS_WRITE) for path in root):
        raise Refused.because("reform_not_yours")
