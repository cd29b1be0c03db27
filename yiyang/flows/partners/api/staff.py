"""Operations of the register of staff; identity numbers and phones are answered masked."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from yiyang.access import roles
from yiyang.access.api import holders_of
from yiyang.domains.institutions.queries import find_organisation
from yiyang.domains.workforce import actions
from yiyang.domains.workforce import queries as workforce
from yiyang.domains.workforce.rules.registration import CertificateEntry, PersonEntry
from yiyang.flows.partners.api.requests import CREATED, Key, run_once
from yiyang.flows.partners.api.staff_shapes import (
    CertificateInput,
    PersonChange,
    PracticeEndInput,
    PracticeInput,
    StaffInput,
    StaffPage,
    StaffRecord,
    show_staff,
)
from yiyang.flows.partners.queries import find_area

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation
    from yiyang.domains.workforce.models import Staff

router = Router()
READ = holders_of(roles.STAFF)
WRITE = holders_of(roles.STAFF_WRITE)


@router.get("/staff", response=StaffPage, auth=READ)
def list_staff(
    request: HttpRequest,
    area: str = "",
    institution: int | None = None,
    qualification: str = "",
    expiring: bool = False,
    text: Annotated[str, Query(description="Beginning of the name or of its pinyin.")] = "",
    after: Annotated[int | None, Query(description="`next_after` of the page before.")] = None,
) -> dict[str, Any]:
    """Staff who practise in your scope, 50 a page."""
    found = workforce.list_staff(
        viewer=request.viewer,
        narrowed=workforce.StaffFilter(
            text=text,
            organisation_id=institution,
            area_path=find_area(viewer=request.viewer, code=area).path if area else "",
            kind=qualification,
            is_expiring=expiring,
        ),
        after=after,
        limit=workforce.PAGE_SIZE + 1,
    )
    shown = found[: workforce.PAGE_SIZE]
    return {
        "items": [show_staff(staff, on=request.viewer.on) for staff in shown],
        "next_after": shown[-1].pk if len(found) > len(shown) else None,
    }


@router.post("/staff", response={CREATED: StaffRecord}, auth=WRITE)
def register_staff(request: HttpRequest, body: StaffInput, key: str | None = Key) -> Status[Any]:
    """Register a person with the main site and, where given, the first certificate."""

    def register() -> int:
        entry = actions.StaffEntry(
            person=PersonEntry(
                name=body.name,
                identity_number=body.identity_number,
                birth_date=body.birth_date,
                sex=body.sex,
                phone=body.phone,
                title=body.title,
            ),
            organisation=_site(request, body.institution),
            hours_week=body.hours_week,
            grassroots_hours=body.grassroots_hours,
            valid_from=body.valid_from,
            certificate=CertificateEntry(**body.certificate.dict()) if body.certificate else None,
        )
        return actions.register_staff(viewer=request.viewer, entry=entry).pk

    pk = run_once(request, scope="staff", key=key, body=body, effect=register)
    staff = workforce.staff_by_id(viewer=request.viewer, pk=pk)
    return Status(CREATED, show_staff(staff, on=request.viewer.on))


@router.get("/staff/{uuid:public_id}", response=StaffRecord, auth=READ)
def read_staff(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    """A person with title, certificates and sites, past ones included."""
    return _shown(request, public_id)


@router.patch("/staff/{uuid:public_id}", response=StaffRecord, auth=WRITE)
def change_staff(
    request: HttpRequest, public_id: UUID, body: PersonChange, key: str | None = Key
) -> dict[str, Any]:
    """Change name or phone; a field left out stays as it is."""
    staff = _find(request, public_id, permission=roles.STAFF_WRITE)

    def change() -> int:
        return actions.change_staff(
            viewer=request.viewer,
            staff=staff,
            version=body.version,
            name=staff.name if body.name is None else body.name,
            phone=(staff.phone or "") if body.phone is None else body.phone,
        ).pk

    run_once(request, scope=f"staff.{staff.pk}", key=key, body=body, effect=change)
    return _shown(request, public_id)


@router.post("/staff/{uuid:public_id}/qualifications", response=StaffRecord, auth=WRITE)
def add_qualification(
    request: HttpRequest, public_id: UUID, body: CertificateInput, key: str | None = Key
) -> dict[str, Any]:
    """Enter a certificate; a renewal is one of its own."""
    staff = _find(request, public_id, permission=roles.STAFF_WRITE)

    def add() -> int:
        entry = CertificateEntry(**body.dict(exclude={"version"}))
        return actions.add_qualification(
            viewer=request.viewer, staff=staff, version=body.version, entry=entry
        ).pk

    run_once(request, scope=f"staff.{staff.pk}.qualifications", key=key, body=body, effect=add)
    return _shown(request, public_id)


@router.post("/staff/{uuid:public_id}/practices", response=StaffRecord, auth=WRITE)
def add_practice(
    request: HttpRequest, public_id: UUID, body: PracticeInput, key: str | None = Key
) -> dict[str, Any]:
    """Register a person at one more site, or at a new main site."""
    staff = _find(request, public_id, permission=roles.STAFF_WRITE)
    site = _site(request, body.institution)

    def add() -> int:
        entry = actions.PracticeEntry(organisation=site, **body.dict(exclude={"version", "institution"}))
        return actions.add_practice(viewer=request.viewer, staff=staff, version=body.version, entry=entry).pk

    run_once(request, scope=f"staff.{staff.pk}.practices", key=key, body=body, effect=add)
    return _shown(request, public_id)


@router.post("/staff/{uuid:public_id}/practices/end", response=StaffRecord, auth=WRITE)
def end_practice(
    request: HttpRequest, public_id: UUID, body: PracticeEndInput, key: str | None = Key
) -> dict[str, Any]:
    """End a practice of the person with a last day."""
    staff = _find(request, public_id, permission=roles.STAFF_WRITE)
    practice = workforce.find_practice(viewer=request.viewer, pk=body.practice, permission=roles.STAFF_WRITE)
    if practice is None or practice.staff_id != staff.pk:
        raise Http404(body.practice)

    def end() -> int:
        return actions.end_practice(
            viewer=request.viewer, practice=practice, version=body.version, last=body.last_day
        ).pk

    run_once(request, scope=f"staff.{staff.pk}.end", key=key, body=body, effect=end)
    return _shown(request, public_id)


def _site(request: HttpRequest, pk: int) -> "Organisation":
    organisation = find_organisation(viewer=request.viewer, pk=pk)
    if organisation is None:
        raise Http404(pk)
    return organisation


def _find(request: HttpRequest, public_id: UUID, *, permission: str = roles.STAFF) -> "Staff":
    staff = workforce.find_staff(viewer=request.viewer, public_id=public_id, permission=permission)
    if staff is None:
        raise Http404(str(public_id))
    return staff


def _shown(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    today: date = request.viewer.on
    return show_staff(_find(request, public_id), on=today)
