"""Reads of findings and tallies: by check, by place, by who keeps the record, over time.

`LOGICAL_TABLES` names the time-valid facts this domain owns, as selections a snapshot can run.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from yiyang.access.roles import QUALITY
from yiyang.access.viewer import Viewer, within
from yiyang.audit.timelines import valid_on
from yiyang.domains.quality.models import Finding, FindingQuerySet, Run, Tally
from yiyang.domains.quality.rules.checks import TABLE, Check, find_check, read_check


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many subjects were examined and how many failed; `key` is what they were counted by."""

    key: str | int | date | None
    name: str
    examined: int
    failed: int

    @property
    def sound(self) -> float | None:
        """The share without a fault; None where nothing was examined."""
        return 1 - self.failed / self.examined if self.examined else None


def all_checks() -> tuple[Check, ...]:
    """Every check with its latest row, by group and code."""
    latest = {row.code: read_check(row) for row in TABLE.rows}
    return tuple(sorted(latest.values(), key=lambda check: (check.subject, check.group, check.code)))


def checked_day(*, on: date) -> date | None:
    """The last day up to `on` for which the registers were checked."""
    return Run.objects.filter(on__lte=on).aggregate(last=Max("on"))["last"]


def _tallies(viewer: Viewer, *, area_path: str, codes: tuple[str, ...] = ()) -> QuerySet[Tally]:
    found = Tally.objects.filter(within(viewer, QUALITY, field="area", or_nowhere=True))
    if area_path and area_path.count("/") > 1:
        found = found.filter(area__path__startswith=area_path)
    return found.filter(check_code__in=codes) if codes else found


def shares_by_check(*, viewer: Viewer, on: date, area_path: str = "") -> dict[str, Share]:
    """For each check examined on a checked day: its share in the viewer's areas."""
    rows = _tallies(viewer, area_path=area_path).filter(on=on).values_list("check_code")
    return {
        code: Share(key=code, name=code, examined=examined, failed=failed)
        for code, examined, failed in rows.annotate(Sum("examined"), Sum("failed"))
    }


def shares_by_keeper(
    *, viewer: Viewer, on: date, area_path: str = "", codes: tuple[str, ...] = ()
) -> list[Share]:
    """Who keeps the records and how they stand on a checked day, the worst first; None is nobody's records."""
    rows = _tallies(viewer, area_path=area_path, codes=codes).filter(on=on)
    counted = rows.values_list("organisation", "organisation__name").annotate(Sum("examined"), Sum("failed"))
    shares = [
        Share(key=pk, name=name or "", examined=examined, failed=failed)
        for pk, name, examined, failed in counted
    ]
    return sorted(shares, key=lambda share: (share.sound or 0, share.name))


def shares_over_time(
    *, viewer: Viewer, until: date, area_path: str = "", codes: tuple[str, ...] = ()
) -> list[Share]:
    """The share on every checked day up to one, the earliest first."""
    rows = _tallies(viewer, area_path=area_path, codes=codes).filter(on__lte=until).values_list("on")
    counted = rows.annotate(Sum("examined"), Sum("failed")).order_by("on")
    return [
        Share(key=on, name=on.isoformat(), examined=examined, failed=failed)
        for on, examined, failed in counted
    ]


def findings(
    *, viewer: Viewer, on: date, code: str, area_path: str = "", keeper_ids: Any = None
) -> FindingQuerySet:
    """Findings of a check that stand on a day, in scope, by id; only of `keeper_ids` (ids, or a selection)."""
    found = Finding.objects.visible_to(viewer, permission=QUALITY).filter(valid_on(on), check_code=code)
    if area_path and area_path.count("/") > 1:
        found = found.filter(
            Q(elder__village__path__startswith=area_path) | Q(organisation__area__path__startswith=area_path)
        )
    if keeper_ids is not None:
        is_elder = find_check(code).subject == "elder"
        found = found.filter(**{"elder__in" if is_elder else "organisation__in": keeper_ids})
    return found.select_related("elder__village__parent", "organisation__area").order_by("pk")


def findings_of_elder(*, elder_id: int, on: date) -> list[Finding]:
    """What stands against one record on a day; the caller has checked the scope."""
    return list(Finding.objects.filter(valid_on(on), elder=elder_id).order_by("check_code"))


LOGICAL_TABLES = {
    "elder_findings": """
        SELECT elder_id, "group" AS check_group, valid_from, valid_to
        FROM quality_finding WHERE elder_id IS NOT NULL""",
    "organisation_findings": """
        SELECT organisation_id, "group" AS check_group, valid_from, valid_to
        FROM quality_finding WHERE organisation_id IS NOT NULL""",
}
