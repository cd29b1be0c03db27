"""Operations of institutions."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from yiyang.access import roles
from yiyang.access.api import holders_of
from yiyang.domains.institutions import actions
from yiyang.domains.institutions import queries as institutions
from yiyang.flows.partners.api.requests import CREATED, Key, run_once
from yiyang.flows.partners.api.shapes import (
    BedsInput,
    CapabilityInput,
    InstitutionChange,
    InstitutionInput,
    InstitutionOutput,
    InstitutionPage,
    InstitutionRecord,
    show_institution,
    show_record,
)
from yiyang.flows.partners.queries import find_area

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation

router = Router()
READ = holders_of(roles.INSTITUTIONS)
WRITE = holders_of(roles.INSTITUTIONS_WRITE)


@router.get("/institutions", response=InstitutionPage, auth=READ)
def list_institutions(
    request: HttpRequest,
    area: str = "",
    kind: str = "",
    text: Annotated[str, Query(description="Part of the name.")] = "",
    open_on: Annotated[date | None, Query(description="Only those open on this day.")] = None,
    after: Annotated[int | None, Query(description="`next_after` of the page before.")] = None,
) -> dict[str, Any]:
    """Institutions in your scope by id, 50 a page."""
    found = institutions.list_organisations(
        viewer=request.viewer,
        kinds=(kind,) if kind else (),
        area_path=find_area(viewer=request.viewer, code=area).path if area else "",
        text=text,
        open_on=open_on,
        after=after,
        limit=institutions.PAGE_SIZE + 1,
    )
    shown = found[: institutions.PAGE_SIZE]
    return {
        "items": [show_institution(organisation) for organisation in shown],
        "next_after": shown[-1].pk if len(found) > len(shown) else None,
    }


@router.get("/institutions/{int:pk}", response=InstitutionRecord, auth=READ)
def read_institution(
    request: HttpRequest,
    pk: int,
    on: Annotated[date | None, Query(description="The day; default today.")] = None,
) -> dict[str, Any]:
    """An institution with its profile, beds and capabilities on a day."""
    return _record(request, find_or_404(request, pk), on=on or request.viewer.on)


@router.post("/institutions", response={CREATED: InstitutionOutput}, auth=WRITE)
def register_institution(request: HttpRequest, body: InstitutionInput, key: str | None = Key) -> Status[Any]:
    """Register an institution with its first profile."""

    def register() -> int:
        area = find_area(viewer=request.viewer, code=body.area)
        entry = actions.OrganisationEntry(**{**body.dict(), "area": area})
        return actions.register_organisation(viewer=request.viewer, entry=entry).pk

    pk = run_once(request, scope="institutions", key=key, body=body, effect=register)
    return Status(CREATED, show_institution(find_or_404(request, pk)))


@router.patch("/institutions/{int:pk}", response=InstitutionRecord, auth=WRITE)
def change_institution(
    request: HttpRequest, pk: int, body: InstitutionChange, key: str | None = Key
) -> dict[str, Any]:
    """Change name, credit code, address or telephone."""
    organisation = find_or_404(request, pk)
    given = body.dict(exclude_unset=True)
    changes = {field: value or "" for field, value in given.items() if field != "version"}

    def change() -> int:
        return actions.change_contacts(
            viewer=request.viewer, organisation=organisation, version=body.version, changes=changes
        ).pk

    run_once(request, scope=f"institutions.{pk}", key=key, body=body, effect=change)
    return _record(request, find_or_404(request, pk), on=request.viewer.on)


@router.put("/institutions/{int:pk}/beds", response=InstitutionRecord, auth=WRITE)
def set_beds(request: HttpRequest, pk: int, body: BedsInput, key: str | None = Key) -> dict[str, Any]:
    """State beds by kind from a day on; the answer shows that day."""
    organisation = find_or_404(request, pk)

    def change() -> int:
        stated = body.dict()
        return actions.set_beds(viewer=request.viewer, organisation=organisation, **stated).pk

    run_once(request, scope=f"institutions.{pk}.beds", key=key, body=body, effect=change)
    return _record(request, find_or_404(request, pk), on=body.valid_from)


@router.put("/institutions/{int:pk}/capabilities/{code}", response=InstitutionRecord, auth=WRITE)
def set_capability(
    request: HttpRequest, pk: int, code: str, body: CapabilityInput, key: str | None = Key
) -> dict[str, Any]:
    """State a capability present or absent from a day on; the answer shows that day."""
    organisation = find_or_404(request, pk)

    def change() -> int:
        stated = body.dict() | {"contents": tuple(body.contents)}
        return actions.set_capability(
            viewer=request.viewer, organisation=organisation, code=code, **stated
        ).pk

    run_once(request, scope=f"institutions.{pk}.{code[:24]}", key=key, body=body, effect=change)
    return _record(request, find_or_404(request, pk), on=body.valid_from)


def find_or_404(request: HttpRequest, pk: int) -> "Organisation":
    """The institution in the caller's scope. Raises Http404."""
    organisation = institutions.find_organisation(viewer=request.viewer, pk=pk)
    if organisation is None:
        raise Http404(pk)
    return organisation


def _record(request: HttpRequest, organisation: "Organisation", *, on: date) -> dict[str, Any]:
    facts = institutions.organisation_facts(organisation, on=on)
    return show_record(
        organisation,
        facts=facts,
        days=institutions.open_days(organisation),
        is_combined=bool(institutions.combined_ids(ids=[organisation.pk], on=on)),
        on=on,
    )
