"""Operations of data quality, on the same reads and verbs as the pages."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from yiyang.access.api import holders_of
from yiyang.access.roles import QUALITY, REFRESH
from yiyang.access.viewer import system_viewer
from yiyang.domains.quality.actions import run_checks
from yiyang.domains.quality.queries import checked_day
from yiyang.domains.quality.rules.checks import find_check
from yiyang.flows.quality.queries import check_rows, finding_page
from yiyang.flows.supervision.queries import find_visible_area, first_area
from yiyang.regions.models import Region
from yiyang.regions.queries import NoSuchRegion

router = Router()


class CheckOut(Schema):
    """A check with how many it examined and how many failed; None where nothing was examined."""

    code: str
    group: str
    subject: str
    label: str
    source: str
    checked: date | None
    examined: int | None
    failed: int | None


class FindingOut(Schema):
    """Somebody or something that fails a check; `url` leads to the record."""

    name: str
    place: str
    since: date
    url: str


class FindingsOut(Schema):
    """One page of findings; `next` is the `after` of the next page, None at the end."""

    total: int
    next: int | None
    findings: list[FindingOut]


class CheckedOut(Schema):
    """What a run did."""

    on: date
    subjects: int
    opened: int
    closed: int


def _area(request: HttpRequest, code: str, on: date) -> Region:
    try:
        found = (
            find_visible_area(request.viewer, code, QUALITY, on=on)
            if code
            else first_area(request.viewer, QUALITY)
        )
    except NoSuchRegion:
        found = None
    if found is None:
        raise Http404(code)
    return found


@router.get("/quality/checks", response=list[CheckOut], auth=holders_of(QUALITY))
def list_checks(request: HttpRequest, area: str = "", on: date | None = None) -> Any:
    """Every check with its share in an area, as of the last checked day up to a day."""
    day = on or request.viewer.on
    found, checked = _area(request, area, day), checked_day(on=day)
    return [
        {
            "code": row.check.code,
            "group": row.check.group,
            "subject": row.check.subject,
            "label": row.label,
            "source": row.check.source,
            "checked": checked,
            "examined": row.share.examined if row.share else None,
            "failed": row.share.failed if row.share else None,
        }
        for row in check_rows(viewer=request.viewer, area=found, on=checked or day)
    ]


@router.get("/quality/findings", response=FindingsOut, auth=holders_of(QUALITY))
def list_findings(
    request: HttpRequest,
    check: str,
    area: str = "",
    on: date | None = None,
    keeper: int | None = None,
    after: int = 0,
) -> Any:
    """Who fails a check; the reading is recorded."""
    day = on or request.viewer.on
    try:
        found = find_check(check)
    except LookupError:
        raise Http404(check) from None
    page = finding_page(
        viewer=request.viewer, check=found, area=_area(request, area, day), on=day, keeper=keeper, after=after
    )
    return {"total": page.total, "next": page.last, "findings": page.rows}


@router.post("/quality/run", response=CheckedOut, auth=holders_of(REFRESH))
def run_now(request: HttpRequest) -> Any:
    """Check the registers now."""
    return run_checks(viewer=system_viewer(request.viewer.name, on=request.viewer.on), on=request.viewer.on)
