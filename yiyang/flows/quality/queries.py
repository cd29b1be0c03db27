"""What the pages of data quality show: checks with their shares, and the subjects behind a check."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_reading
from yiyang.domains.contracts.queries import served_elders
from yiyang.domains.quality import queries as quality
from yiyang.domains.quality.rules.checks import Check
from yiyang.regions.models import Region

if TYPE_CHECKING:
    from yiyang.domains.quality.models import Finding

PAGE_SIZE = 50
MOST_EXPORTED = 5000


def group_labels() -> dict[str, str]:
    """Labels of the groups of checks, in the reader's language."""
    return {
        "completeness": _("Complete entries"),
        "consistency": _("Consistency"),
        "timeliness": _("Timeliness"),
    }


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """A check with its share in an area on a checked day; no share where nothing was examined."""

    check: Check
    share: quality.Share | None

    @property
    def label(self) -> str:
        """What the check looks for, in the reader's language."""
        return _(self.check.label)

    @property
    def group(self) -> str:
        """The group's label."""
        return group_labels()[self.check.group]

    @property
    def subject(self) -> str:
        """Whom the check examines."""
        return _("Elders") if self.check.subject == "elder" else _("Institutions")


def check_rows(*, viewer: Viewer, area: Region, on: date) -> list[CheckRow]:
    """Every check in the order of the table, with its share."""
    shares = quality.shares_by_check(viewer=viewer, on=on, area_path=area.path)
    return [CheckRow(check=check, share=shares.get(check.code)) for check in quality.all_checks()]


def group_shares(rows: list[CheckRow]) -> list[tuple[str, quality.Share]]:
    """(label, share) of each group over all its checks."""
    found = []
    for group, label in group_labels().items():
        shares = [row.share for row in rows if row.check.group == group and row.share]
        examined, failed = sum(each.examined for each in shares), sum(each.failed for each in shares)
        found.append((label, quality.Share(key=group, name=label, examined=examined, failed=failed)))
    return found


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One subject to correct; `url` leads to its record."""

    name: str
    place: str
    since: date
    url: str


@dataclass(frozen=True, kw_only=True)
class FindingPage:
    """One page of a list to correct; `last` is where the next goes on, None at the end."""

    rows: list[FindingRow]
    total: int
    last: int | None


def finding_page(
    *,
    viewer: Viewer,
    check: Check,
    area: Region,
    on: date,
    keeper: int | None,
    after: int = 0,
    limit: int = PAGE_SIZE,
) -> FindingPage:
    """Who fails a check in an area on a day; the elders shown are recorded as read.

    `keeper` keeps the records of one organisation: the elders whom its teams serve on the day, or itself.
    """
    kept: Any = None
    if keeper is not None:
        kept = served_elders(organisation_id=keeper, on=on) if check.subject == "elder" else [keeper]
    found = quality.findings(viewer=viewer, on=on, code=check.code, area_path=area.path, keeper_ids=kept)
    total = found.count()
    findings = list(found.filter(pk__gt=after)[: limit + 1])
    last = findings[limit - 1].pk if len(findings) > limit else None
    findings = findings[:limit]
    elder_ids = [finding.elder_id for finding in findings if finding.elder_id]
    record_reading(viewer=viewer, elder_ids=elder_ids, page=f"quality.{check.code}")
    return FindingPage(rows=[_row(finding) for finding in findings], total=total, last=last)


def _row(finding: "Finding") -> FindingRow:
    subject: Any = finding.elder or finding.organisation
    if finding.elder_id:
        village = subject.village
        place = f"{village.parent.name} {village.name}" if village and village.parent else _("Unknown")
        url = reverse("elder_record", args=[subject.public_id])
    else:
        place, url = subject.area.name, reverse("organisation_record", args=[subject.pk])
    return FindingRow(name=subject.name, place=place, since=finding.valid_from, url=url)
