"""Operations of the region tree and its reforms, on the same verbs as the pages."""

import uuid
from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from yiyang.access.api import holders_of
from yiyang.access.roles import REGIONS, REGIONS_WRITE
from yiyang.flows.reforms.carrying import apply_reform, preview_reform, save_draft
from yiyang.flows.reforms.queries import tree_rows, visible_unit
from yiyang.regions.models import Reform, ReformState
from yiyang.regions.queries import find_reform, list_reforms
from yiyang.regions.reform import Line

router = Router()


class UnitOut(Schema):
    """A unit as it stood on a day."""

    code: str
    name: str
    level: str
    since: date | None
    until: date | None
    before: str
    after: str


class LineIn(Schema):
    """One line of a reform; codes have 12 digits."""

    act: Literal["merge", "transfer", "rename", "recode", "create"]
    code: str
    new_code: str = ""
    new_name: str = ""
    into: str = ""


class ReformIn(Schema):
    """A reform to be drafted."""

    title: str
    document: str = ""
    on: date
    lines: list[LineIn]


class ApplyIn(Schema):
    """The version of the draft that was looked at."""

    version: int


class ReformOut(Schema):
    """A reform; `moves` is what would change (a draft), `outcome` what did (in force)."""

    id: uuid.UUID
    title: str
    document: str
    on: date
    state: str
    version: int
    lines: list[LineIn]
    moves: dict[str, str]
    outcome: dict[str, Any]


@router.get("/regions", response=list[UnitOut], auth=holders_of(REGIONS))
def list_units(request: HttpRequest, area: str = "", on: date | None = None) -> Any:
    """The units directly below one as they stood on a day."""
    day = on or request.viewer.on
    found = visible_unit(viewer=request.viewer, code=area, on=day)
    if found is None:
        raise Http404(area)
    return tree_rows(found, on=day)


@router.get("/reforms", response=list[ReformOut], auth=holders_of(REGIONS))
def list_all_reforms(request: HttpRequest) -> Any:
    """Every reform, the latest first."""
    return [_shown(reform) for reform in list_reforms()]


@router.post("/reforms", response={201: ReformOut}, auth=holders_of(REGIONS_WRITE))
def draft_reform(request: HttpRequest, body: ReformIn) -> Any:
    """Draft a reform; its lines are checked against the tree of its day."""
    lines = tuple(Line(number=number, **line.dict()) for number, line in enumerate(body.lines, start=1))
    draft = save_draft(
        viewer=request.viewer, title=body.title, document=body.document, on=body.on, lines=lines
    )
    return Status(201, _shown(draft))


@router.get("/reforms/{reform_id}", response=ReformOut, auth=holders_of(REGIONS))
def get_reform(request: HttpRequest, reform_id: uuid.UUID) -> Any:
    """A reform with what it would do or did."""
    return _shown(_require(reform_id))


@router.post("/reforms/{reform_id}/apply", response=ReformOut, auth=holders_of(REGIONS_WRITE))
def put_into_force(request: HttpRequest, reform_id: uuid.UUID, body: ApplyIn) -> Any:
    """Put a reform into force from its day on."""
    reform = _require(reform_id)
    apply_reform(viewer=request.viewer, reform=reform, version=body.version)
    return _shown(_require(reform_id))


def _require(reform_id: uuid.UUID) -> Reform:
    reform = find_reform(reform_id)
    if reform is None:
        raise Http404(str(reform_id))
    return reform


def _shown(reform: Reform) -> dict[str, Any]:
    is_draft = reform.state == ReformState.DRAFT
    return {
        "id": reform.public_id,
        "title": reform.title,
        "document": reform.document,
        "on": reform.on,
        "state": reform.state,
        "version": reform.version,
        "lines": reform.lines,
        "moves": dict(preview_reform(reform).plan.moved) if is_draft else {},
        "outcome": reform.outcome,
    }
