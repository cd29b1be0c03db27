"""Operations of papers, links, places and duties."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from yiyang.access import roles
from yiyang.access.api import holders_of
from yiyang.domains.institutions import actions
from yiyang.domains.institutions import queries as institutions
from yiyang.flows.partners.api.institutions import find_or_404
from yiyang.flows.partners.api.requests import CREATED, Key, run_once
from yiyang.flows.partners.api.standing_shapes import (
    DutyOutput,
    EndInput,
    LinkEndInput,
    LinkInput,
    LinkOutput,
    LocationInput,
    LocationOutput,
    PaperInput,
    PaperOutput,
    show_duty,
    show_link,
    show_location,
    show_paper,
)
from yiyang.flows.partners.overviews import DutyFilter, duty_rows
from yiyang.flows.partners.queries import find_area
from yiyang.flows.partners.record import duties_on

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import OrganisationLink, Paper

router = Router()
READ = holders_of(roles.INSTITUTIONS)
WRITE = holders_of(roles.INSTITUTIONS_WRITE)
MOST_ROWS = 2_000
Verdict = Literal["", "met", "unmet", "unknown"]


@router.get("/institutions/{int:pk}/papers", response=list[PaperOutput], auth=READ)
def list_papers(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """Every paper of an institution, past ones included."""
    papers = institutions.papers_of(find_or_404(request, pk))
    return [show_paper(paper, on=request.viewer.on) for paper in papers]


@router.post("/institutions/{int:pk}/papers", response={CREATED: PaperOutput}, auth=WRITE)
def add_paper(request: HttpRequest, pk: int, body: PaperInput, key: str | None = Key) -> Status[Any]:
    """Enter a paper; a renewal is a paper of its own."""
    organisation = find_or_404(request, pk)

    def add() -> int:
        entry = actions.PaperEntry(**body.dict(exclude={"version"}))
        return actions.add_paper(
            viewer=request.viewer, organisation=organisation, version=body.version, entry=entry
        ).pk

    made = run_once(request, scope=f"institutions.{pk}.papers", key=key, body=body, effect=add)
    return Status(CREATED, _shown_paper(request, made))


@router.put("/papers/{int:pk}", response=PaperOutput, auth=WRITE)
def correct_paper(request: HttpRequest, pk: int, body: PaperInput, key: str | None = Key) -> dict[str, Any]:
    """Correct what was copied wrongly from a paper."""
    paper = _paper(request, pk)

    def correct() -> int:
        entry = actions.PaperEntry(**body.dict(exclude={"version"}))
        return actions.correct_paper(viewer=request.viewer, paper=paper, version=body.version, entry=entry).pk

    run_once(request, scope=f"papers.{pk}", key=key, body=body, effect=correct)
    return _shown_paper(request, pk)


@router.post("/papers/{int:pk}/end", response=PaperOutput, auth=WRITE)
def end_paper(request: HttpRequest, pk: int, body: EndInput, key: str | None = Key) -> dict[str, Any]:
    """End a paper before its time."""
    paper = _paper(request, pk)

    def end() -> int:
        return actions.end_paper(
            viewer=request.viewer, paper=paper, version=body.version, last=body.last_day
        ).pk

    run_once(request, scope=f"papers.{pk}.end", key=key, body=body, effect=end)
    return _shown_paper(request, pk)


@router.get("/expiring-papers", response=list[PaperOutput], auth=READ)
def list_expiring_papers(request: HttpRequest, area: str = "", kind: str = "") -> list[dict[str, Any]]:
    """Papers in your scope that end within 90 days, the next to end first."""
    path = find_area(viewer=request.viewer, code=area).path if area else ""
    found = institutions.expiring_papers(viewer=request.viewer, area_path=path, kind=kind)
    return [show_paper(paper, on=request.viewer.on) for paper in found]


@router.get("/institutions/{int:pk}/links", response=list[LinkOutput], auth=READ)
def list_links(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """Links of an institution, past ones included."""
    return [show_link(link) for link in institutions.links_of(find_or_404(request, pk))]


@router.post("/institutions/{int:pk}/links", response={CREATED: LinkOutput}, auth=WRITE)
def add_link(request: HttpRequest, pk: int, body: LinkInput, key: str | None = Key) -> Status[Any]:
    """Link an institution with another one of your area."""
    organisation = find_or_404(request, pk)
    other = find_or_404(request, body.other)

    def link() -> int:
        sides = (organisation, other) if body.leads else (other, organisation)
        entry = actions.LinkEntry(
            kind=body.kind,
            lead=sides[0],
            member=sides[1],
            valid_from=body.valid_from,
            evidence=body.evidence,
            last_day=body.last_day,
        )
        return actions.link_organisations(
            viewer=request.viewer, organisation=organisation, version=body.version, entry=entry
        ).pk

    made = run_once(request, scope=f"institutions.{pk}.links", key=key, body=body, effect=link)
    return Status(CREATED, show_link(_link(request, made)))


@router.post("/links/{int:pk}/end", response=LinkOutput, auth=WRITE)
def end_link(request: HttpRequest, pk: int, body: LinkEndInput, key: str | None = Key) -> dict[str, Any]:
    """End a link; it ends on both records."""
    link = _link(request, pk)
    side = find_or_404(request, body.institution)
    if side.pk not in (link.lead_id, link.member_id):
        raise Http404(body.institution)

    def end() -> int:
        return actions.end_link(
            viewer=request.viewer, organisation=side, version=body.version, link=link, last=body.last_day
        ).pk

    run_once(request, scope=f"links.{pk}.end", key=key, body=body, effect=end)
    return show_link(_link(request, pk))


@router.put("/institutions/{int:pk}/location", response=LocationOutput, auth=WRITE)
def set_location(request: HttpRequest, pk: int, body: LocationInput, key: str | None = Key) -> dict[str, Any]:
    """State where an institution stands and how far its service reaches."""
    organisation = find_or_404(request, pk)

    def change() -> int:
        return actions.set_location(viewer=request.viewer, organisation=organisation, **body.dict()).pk

    run_once(request, scope=f"institutions.{pk}.location", key=key, body=body, effect=change)
    return show_location(find_or_404(request, pk))


@router.get("/institutions/{int:pk}/duties", response=list[DutyOutput], auth=READ)
def list_duties_of(
    request: HttpRequest,
    pk: int,
    on: Annotated[date | None, Query(description="The day; default today.")] = None,
) -> list[dict[str, Any]]:
    """What an institution should have by its kind and size, judged on a day; the unmet first."""
    organisation = find_or_404(request, pk)
    duties = duties_on(organisation, on=on or request.viewer.on)
    return [show_duty(duty, organisation_id=pk) for duty in duties]


@router.get("/duties", response=list[DutyOutput], auth=READ)
def list_duties(
    request: HttpRequest, area: str = "", verdict: Verdict = "unmet", code: str = ""
) -> list[dict[str, Any]]:
    """What institutions of an area should have and have not, at most 2,000 rows."""
    path = find_area(viewer=request.viewer, code=area).path if area else ""
    narrowed = DutyFilter(verdict=verdict, code=code)
    rows, _counts = duty_rows(viewer=request.viewer, area_path=path, kinds=(), narrowed=narrowed)
    return [show_duty(row.duty, organisation_id=row.organisation.pk) for row in rows[:MOST_ROWS]]


def _paper(request: HttpRequest, pk: int) -> "Paper":
    paper = institutions.find_paper(viewer=request.viewer, pk=pk, permission=roles.INSTITUTIONS_WRITE)
    if paper is None:
        raise Http404(pk)
    return paper


def _shown_paper(request: HttpRequest, pk: int) -> dict[str, Any]:
    return show_paper(_paper(request, pk), on=request.viewer.on)


def _link(request: HttpRequest, pk: int) -> "OrganisationLink":
    link = institutions.find_link(viewer=request.viewer, pk=pk, permission=roles.INSTITUTIONS_WRITE)
    if link is None:
        raise Http404(pk)
    return link
