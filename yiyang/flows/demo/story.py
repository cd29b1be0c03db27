"""A whole demo region: people and institutions, the locality's policy, and numbers with a history."""

from datetime import date
from typing import Any

from django.utils import timezone

from yiyang.access.models import Account
from yiyang.access.viewer import system_viewer
from yiyang.domains.indicators.actions import snapshot_and_refresh
from yiyang.domains.policy.actions import load_policy
from yiyang.domains.quality.actions import run_checks
from yiyang.flows.demo.accounts import DEMO_PASSWORD, demo_accounts
from yiyang.flows.demo.build import Progress, build_demo
from yiyang.flows.demo.reforms import reform_demo
from yiyang.regions.queries import PlatformNotSetUp, find_platform

TREND_QUARTERS, CHECKED_DAYS = 7, 3
COMMAND = "yiyang demo"


def make_region(
    *,
    locality: str,
    elders: int,
    seed: int,
    on: date | None,
    counties: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Fill a region, load its policy where a pack ships, and compute the demo's day and quarters before it.

    Returns plain values to print. Raises what `build_demo` raises.
    """
    summary = build_demo(
        locality=locality, elders=elders, seed=seed, on=on, counties=counties, progress=progress
    )
    policy = ""
    viewer = system_viewer(COMMAND, on=summary.on)
    try:
        document, _changed = load_policy(
            viewer=viewer, pack=find_platform().root.code[:6], now=timezone.now()
        )
        policy = document.code
    except LookupError:
        policy = "none ships for this locality"
    reform_demo(root=find_platform().root, on=summary.on)
    days = trend_days(summary.on)
    if progress:
        progress("checks of data quality", 0, 1)
    for day in reversed(days[:CHECKED_DAYS]):
        run_checks(viewer=viewer, on=day)
    if progress:
        progress("checks of data quality", 1, 1)
        progress("numbers", 0, 1)
    snapshot_and_refresh(days)
    if progress:
        progress("numbers", 1, 1)
    return {
        "locality": summary.name,
        "on": summary.on.isoformat(),
        "seed": summary.seed,
        "counties": ", ".join(summary.counties),
        "policy": policy,
        **summary.counts,
        "planted_errors": sum(len(ids) for ids in summary.planted.values()),
        "seconds": round(summary.seconds, 1),
    }


def trend_days(on: date) -> list[date]:
    """The day and the ends of the quarters before it, so that every number has a course."""
    days = [on]
    year, quarter = on.year, (on.month - 1) // 3
    while len(days) <= TREND_QUARTERS:
        day = date(year, quarter * 3 + 1, 1).replace(day=1)
        end = date.fromordinal(day.toordinal() - 1)
        if end < on:
            days.append(end)
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
    return days


def list_demo_accounts() -> tuple[list[tuple[str, str, str, str]], str]:
    """(user name, role, name, place) of the demo accounts, and their password; empty outside a demo."""
    try:
        platform = find_platform()
    except PlatformNotSetUp:
        return [], ""
    if platform.demo_day is None:
        return [], ""
    there = set(Account.objects.values_list("username", flat=True))
    rows = [
        (account.username, account.role, account.display_name, account.area.name if account.area else "")
        for account in demo_accounts(platform.root)
        if account.username in there
    ]
    return rows, DEMO_PASSWORD
