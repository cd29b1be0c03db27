"""Where a person may practise, and why not: one main site, further sites within its days, hours within a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiyang.domains.workforce.rules import phrases  # noqa: F401
from yiyang.kernel.intervals import last_day, overlaps
from yiyang.kernel.refused import Reason
from yiyang.kernel.rule_table import RuleTable

LIMITS = RuleTable.load(Path(__file__).parent / "tables" / "practice_limits.toml", required=("most",))


@dataclass(frozen=True, kw_only=True)
class Site:
    """A practice of a person, registered or proposed, on `valid_from <= day < valid_to`."""

    organisation_id: int
    name: str
    is_main: bool
    hours_week: int
    valid_from: date
    valid_to: date | None


def practice_refusals(
    proposed: Site, *, standing: Sequence[Site], grassroots_hours: int
) -> tuple[Reason, ...]:
    """Every reason against one more practice beside those that stand; an empty tuple means go ahead."""
    if proposed.valid_to is not None and proposed.valid_to <= proposed.valid_from:
        params = {"last": _plain(last_day(proposed.valid_to)), "first": proposed.valid_from.isoformat()}
        return (Reason("practice_order", field="last_day", params=params),)
    reasons: list[Reason] = []
    beside = [
        site
        for site in standing
        if overlaps(site.valid_from, site.valid_to, proposed.valid_from, proposed.valid_to)
    ]
    reasons += _site_refusals(proposed, beside)
    if not proposed.is_main and not _is_within_main(proposed, beside):
        params = {"first": proposed.valid_from.isoformat(), "last": _plain(last_day(proposed.valid_to))}
        reasons.append(Reason("no_main_site", field="is_main", params=params))
    if proposed.hours_week < 1:
        reasons.append(Reason("hours_missing", field="hours_week"))
    if grassroots_hours > proposed.hours_week:
        reasons.append(Reason("grassroots_too_many", field="grassroots_hours"))
    limit = int(str(LIMITS.at("hours_week", proposed.valid_from)["most"]))
    if (hours := busiest_week(proposed, beside)) > limit:
        reasons.append(Reason("hours_too_many", field="hours_week", params={"hours": hours, "most": limit}))
    return tuple(reasons)


def busiest_week(proposed: Site, beside: Sequence[Site]) -> int:
    """The most hours a week on any day of the proposed practice, itself included."""
    starts = {max(site.valid_from, proposed.valid_from) for site in beside} | {proposed.valid_from}
    return max(
        proposed.hours_week
        + sum(
            site.hours_week
            for site in beside
            if site.valid_from <= start and (site.valid_to is None or start < site.valid_to)
        )
        for start in starts
    )


def _site_refusals(proposed: Site, beside: Sequence[Site]) -> list[Reason]:
    reasons = []
    for site in beside:
        params = {"name": site.name, "first": site.valid_from.isoformat()}
        if site.organisation_id == proposed.organisation_id:
            reasons.append(Reason("site_stands", field="organisation", params=params))
        elif site.is_main and proposed.is_main:
            reasons.append(Reason("main_site_stands", field="is_main", params=params))
    return reasons


def _is_within_main(proposed: Site, beside: Sequence[Site]) -> bool:
    """Whether main sites, one after another, cover every day of the proposed practice."""
    reached: date | None = proposed.valid_from
    for site in sorted((site for site in beside if site.is_main), key=lambda site: site.valid_from):
        if reached is None or site.valid_from > reached:
            break
        if site.valid_to is None:
            return True
        reached = max(reached, site.valid_to)
    return reached is not None and proposed.valid_to is not None and reached >= proposed.valid_to


def _plain(day: date | None) -> str:
    return day.isoformat() if day else "…"
