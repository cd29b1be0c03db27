"""Operations of cooperation agreements."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from yiyang.access import roles
from yiyang.access.api import holders_of
from yiyang.domains.contracts import actions
from yiyang.domains.contracts import queries as contracts
from yiyang.domains.contracts.rules.partnering import standing
from yiyang.domains.institutions.queries import find_organisation
from yiyang.flows.partners.api.requests import CREATED, Key, run_once
from yiyang.flows.partners.api.shapes import (
    AgreementInput,
    AgreementOutput,
    AgreementPage,
    TerminationInput,
    show_agreement,
)
from yiyang.flows.partners.queries import PAGE_SIZE, cursor_of, find_area, read_cursor

if TYPE_CHECKING:
    from yiyang.domains.contracts.models import Agreement
    from yiyang.domains.institutions.models import Organisation

router = Router()
READ = holders_of(roles.INSTITUTIONS)
WRITE = holders_of(roles.AGREEMENTS_WRITE)
Standing = Literal["", "in_force", "ending_soon", "upcoming", "ended"]


@router.get("/agreements", response=AgreementPage, auth=READ)
def list_agreements(
    request: HttpRequest,
    area: str = "",
    state: Annotated[Standing, Query(description="Where it stands; ending_soon is within 60 days.")] = "",
    after: Annotated[str, Query(description="`next_after` of the page before.")] = "",
) -> dict[str, Any]:
    """Agreements in your scope, the next to end first, 50 a page."""
    found = contracts.list_agreements(
        viewer=request.viewer,
        standing=state,
        area_path=find_area(viewer=request.viewer, code=area).path if area else "",
        after=read_cursor(after),
        limit=PAGE_SIZE + 1,
    )
    shown = found[:PAGE_SIZE]
    return {
        "items": [_show(request, agreement) for agreement in shown],
        "next_after": cursor_of(shown[-1]) if len(found) > len(shown) else None,
    }


@router.post("/agreements", response={CREATED: AgreementOutput}, auth=WRITE)
def make_agreement(request: HttpRequest, body: AgreementInput, key: str | None = Key) -> Status[Any]:
    """Record an agreement in force from its first to its last day."""

    def make() -> int:
        terms = actions.AgreementTerms(
            receiver=_party(request, body.receiver),
            provider=_party(request, body.provider),
            form=body.form,
            contents=tuple(body.contents),
            valid_from=body.valid_from,
            last_day=body.last_day,
        )
        return actions.make_agreement(viewer=request.viewer, terms=terms).pk

    pk = run_once(request, scope="agreements", key=key, body=body, effect=make)
    return Status(CREATED, _show(request, _find(request, pk)))


@router.post("/agreements/{int:pk}/terminate", response=AgreementOutput, auth=WRITE)
def terminate_agreement(
    request: HttpRequest, pk: int, body: TerminationInput, key: str | None = Key
) -> dict[str, Any]:
    """End an agreement before its term; the day before its first day cancels it."""
    agreement = _find(request, pk)

    def terminate() -> int:
        return actions.terminate_agreement(
            viewer=request.viewer, agreement=agreement, version=body.version, last=body.last_day
        ).pk

    run_once(request, scope=f"agreements.{pk}.terminate", key=key, body=body, effect=terminate)
    return _show(request, _find(request, pk))


def _party(request: HttpRequest, pk: int) -> "Organisation":
    organisation = find_organisation(viewer=request.viewer, pk=pk)
    if organisation is None:
        raise Http404(pk)
    return organisation


def _find(request: HttpRequest, pk: int) -> "Agreement":
    agreement = contracts.find_agreement(viewer=request.viewer, pk=pk)
    if agreement is None:
        raise Http404(pk)
    return agreement


def _show(request: HttpRequest, agreement: "Agreement") -> dict[str, Any]:
    stand = standing(valid_from=agreement.valid_from, valid_to=agreement.valid_to, on=request.viewer.on)
    return show_agreement(agreement, standing=stand)
