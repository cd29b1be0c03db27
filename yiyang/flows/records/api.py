"""Operations on elders and their contracts: the same verbs and scopes as the pages."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Header, Query, Router, Schema, Status
from ninja.errors import HttpError

from yiyang.access.api import holders_of
from yiyang.access.roles import CONTRACTS_WRITE, ELDERS, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.audit.requests import once
from yiyang.domains.contracts.actions import ContractTerms, end_contract, sign_contract
from yiyang.domains.contracts.queries import contracts_of, serving_teams, team_choices
from yiyang.domains.elders.actions import change_elder, register_elder
from yiyang.domains.elders.queries import PAGE_SIZE, list_elders, place_of, read_search, search_elders
from yiyang.domains.elders.rules.registration import (
    ADDRESS_LENGTH,
    CITIZEN_CARD,
    NAME_LENGTH,
    ElderEntry,
)
from yiyang.flows.records.queries import (
    elder_rows,
    find_area,
    read_place,
    require_contract,
    require_elder,
    write_place,
)
from yiyang.kernel.masking import mask_identity_number, mask_phone
from yiyang.kernel.refused import Refused
from yiyang.regions.queries import NoSuchRegion, find_region

router = Router()
KEY_LENGTH, TEXT_LENGTH, CODE_LENGTH = 64, 60, 24
VERSION_TAG = re.compile(r'"?(\d{1,9})"?')
OnceKey = Header(None, alias="Idempotency-Key", max_length=KEY_LENGTH)


class ElderLine(Schema):
    """One elder of a list, on the pages' day; `team` is empty without a contract in force."""

    id: uuid.UUID
    name: str
    sex: str
    age: int
    died: date | None
    village: str
    town: str
    team: str


class ElderPage(Schema):
    """A page of a list; `next` is what to send as `after` for the next one, empty on the last."""

    elders: list[ElderLine]
    next: str


class SearchInput(Schema):
    """What to search for: a whole number, the beginning of a name, its pinyin or initials."""

    text: str = Field(min_length=1, max_length=TEXT_LENGTH)
    after: str = Field("", max_length=TEXT_LENGTH)


class SearchPage(ElderPage):
    """Elders found; `searched_as` is number, pinyin or name."""

    searched_as: str


class ElderInput(Schema):
    """A person to be registered; `village` is a code of the statistical list."""

    name: str = Field(max_length=NAME_LENGTH)
    identity_number: str = Field(max_length=TEXT_LENGTH)
    identity_kind: str = CITIZEN_CARD
    sex: str | None = None
    birth_date: date | None = None
    phone: str = Field("", max_length=TEXT_LENGTH)
    village: str = Field(max_length=CODE_LENGTH)
    address: str = Field("", max_length=ADDRESS_LENGTH)


class ElderOutput(Schema):
    """An elder's record; identity number and phone are masked."""

    id: uuid.UUID
    version: int
    name: str
    sex: str
    birth_date: date
    death_date: date | None
    identity_kind: str
    identity_number: str
    phone: str
    village: str
    village_name: str
    address: str


class ElderChange(Schema):
    """Details to correct; what is not named stays. `version` may come as `If-Match` instead."""

    version: int | None = None
    name: str | None = Field(None, max_length=NAME_LENGTH)
    phone: str | None = Field(None, max_length=TEXT_LENGTH)
    address: str | None = Field(None, max_length=ADDRESS_LENGTH)


class ContractInput(Schema):
    """Terms of a contract; `last_day` is the last day in force."""

    team: int
    package: str = Field(max_length=CODE_LENGTH)
    signed_on: date
    valid_from: date
    last_day: date


class ContractOutput(Schema):
    """A contract; `last_day` is the last day in force, `state` active, ended or expired."""

    id: int
    version: int
    team: int
    team_name: str
    package: str
    state: str
    signed_on: date
    valid_from: date
    last_day: date
    end_reason: str


class EndInput(Schema):
    """The early end of a contract. `version` may come as `If-Match` instead."""

    version: int | None = None
    last_day: date
    reason: str


class TeamOutput(Schema):
    """A family-doctor team and the area it serves."""

    id: int
    name: str
    organisation: str
    area: str
    area_name: str


def _once(request: HttpRequest, key: str | None, *, scope: str, content: Any, effect: Callable) -> dict:
    if not key:
        return effect()
    outcome, _first = once(
        scope=f"{scope}:{request.auth.account_id}", key=key, content=content, effect=effect
    )
    return outcome


def _version(stated: int | None, if_match: str | None) -> int:
    """The version the caller edited, from the body or the header; 428 when neither names one."""
    if stated is not None:
        return stated
    tag = VERSION_TAG.fullmatch((if_match or "").strip())
    if tag is None:
        raise HttpError(428, _("Send the version you edited, in the body or as If-Match."))
    return int(tag[1])


def _page(viewer: Any, found: list[dict], *, page: str) -> dict[str, Any]:
    shown = found[:PAGE_SIZE]
    record_reading(viewer=viewer, elder_ids=[row["id"] for row in shown], page=page)
    rows = elder_rows(shown, on=viewer.on)
    lines = [
        {
            "id": row.public_id,
            "name": row.name,
            "sex": row.sex,
            "age": row.age,
            "died": row.died,
            "village": row.village,
            "town": row.town,
            "team": row.team,
        }
        for row in rows
    ]
    return {"elders": lines, "next": write_place(place_of(shown[-1])) if len(found) > PAGE_SIZE else ""}


@router.get("/elders", response=ElderPage, auth=holders_of(ELDERS))
def list_elders_operation(
    request: HttpRequest, area: str = Query("", max_length=CODE_LENGTH), after: str = Query("", max_length=60)
) -> dict[str, Any]:
    """Elders in scope, 50 a page, by village; `area` is a code of the statistical list."""
    viewer = request.auth
    path = find_area(viewer=viewer, code=area).path if area else ""
    found = list_elders(viewer=viewer, area_path=path, after=read_place(after), limit=PAGE_SIZE + 1)
    return _page(viewer, found, page="api.elders")


@router.post("/elders/search", response=SearchPage, auth=holders_of(ELDERS))
def search_elders_operation(request: HttpRequest, asked: SearchInput) -> dict[str, Any]:
    """Elders whom a text means; numbers are found by exact value only."""
    viewer = request.auth
    search = read_search(asked.text)
    found = search_elders(viewer=viewer, text=asked.text, after=read_place(asked.after), limit=PAGE_SIZE + 1)
    return {**_page(viewer, found, page="api.search"), "searched_as": search.kind if search else ""}


@router.get("/elders/{uuid:public_id}", response=ElderOutput, auth=holders_of(ELDERS))
def read_elder(request: HttpRequest, public_id: uuid.UUID) -> dict[str, Any]:
    """One elder's record."""
    elder = require_elder(viewer=request.auth, public_id=public_id)
    record_reading(viewer=request.auth, elder_ids=[elder.pk], page="api.elder")
    return _elder(elder)


def _elder(elder: Any) -> dict[str, Any]:
    return {
        "id": elder.public_id,
        "version": elder.version,
        "name": elder.name,
        "sex": elder.sex,
        "birth_date": elder.birth_date,
        "death_date": elder.death_date,
        "identity_kind": elder.identity_kind,
        "identity_number": mask_identity_number(elder.identity_number),
        "phone": mask_phone(elder.phone or ""),
        "village": elder.village.code,
        "village_name": elder.village.name,
        "address": elder.address,
    }


@router.post("/elders", response={201: ElderOutput}, auth=holders_of(ELDERS_WRITE))
def register_elder_operation(request: HttpRequest, asked: ElderInput, key: str | None = OnceKey) -> Status:
    """Enter a person in the register."""
    viewer = request.auth

    def effect() -> dict[str, Any]:
        entry = ElderEntry(**asked.dict(exclude={"village"}))
        return {
            "elder": str(
                register_elder(viewer=viewer, entry=entry, village=_village(asked.village)).public_id
            )
        }

    outcome = _once(request, key, scope="elder.register", content=asked.dict(), effect=effect)
    return Status(201, _elder(require_elder(viewer=viewer, public_id=uuid.UUID(outcome["elder"]))))


def _village(code: str) -> Any:
    try:
        return find_region(code)
    except NoSuchRegion:
        raise Refused.because("unknown_village", field="village", text=code) from None


@router.patch("/elders/{uuid:public_id}", response=ElderOutput, auth=holders_of(ELDERS_WRITE))
def change_elder_operation(
    request: HttpRequest,
    public_id: uuid.UUID,
    asked: ElderChange,
    if_match: str | None = Header(None, alias="If-Match"),
    key: str | None = OnceKey,
) -> dict[str, Any]:
    """Correct name, phone or address; 409 when somebody else changed the record first."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    version = _version(asked.version, if_match)
    changes = {
        field: value
        for field, value in asked.dict(exclude={"version"}, exclude_unset=True).items()
        if value is not None
    }

    def effect() -> dict[str, Any]:
        return {"version": change_elder(viewer=viewer, elder=elder, version=version, changes=changes).version}

    _once(request, key, scope=f"elder.change:{elder.pk}", content=[version, changes], effect=effect)
    return _elder(require_elder(viewer=viewer, public_id=public_id))


@router.get("/elders/{uuid:public_id}/contracts", response=list[ContractOutput], auth=holders_of(ELDERS))
def list_contracts(request: HttpRequest, public_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every contract of an elder, the latest first."""
    elder = require_elder(viewer=request.auth, public_id=public_id)
    record_reading(viewer=request.auth, elder_ids=[elder.pk], page="api.contracts")
    return [_contract(contract) for contract in contracts_of(viewer=request.auth, elder_id=elder.pk)]


def _contract(contract: Any) -> dict[str, Any]:
    return {
        "id": contract.pk,
        "version": contract.version,
        "team": contract.team_id,
        "team_name": contract.team.name,
        "package": contract.package,
        "state": contract.state,
        "signed_on": contract.signed_on,
        "valid_from": contract.valid_from,
        "last_day": contract.valid_to - timedelta(days=1),
        "end_reason": contract.end_reason,
    }


@router.post(
    "/elders/{uuid:public_id}/contracts",
    response={201: ContractOutput},
    auth=holders_of(CONTRACTS_WRITE),
)
def sign_contract_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: ContractInput, key: str | None = OnceKey
) -> Status:
    """Sign a family-doctor contract with an elder."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id, permission=CONTRACTS_WRITE)

    def effect() -> dict[str, Any]:
        team = _team(elder, asked.team, on=viewer.on)
        terms = ContractTerms(team=team, **asked.dict(exclude={"team"}))
        return {"contract": sign_contract(viewer=viewer, elder=elder, terms=terms).pk}

    outcome = _once(request, key, scope=f"contract.sign:{elder.pk}", content=asked.dict(), effect=effect)
    return Status(201, _contract(require_contract(viewer=viewer, pk=outcome["contract"])))


def _team(elder: Any, pk: int, *, on: date) -> Any:
    team = next((team for team in serving_teams(path=elder.village.path, on=on) if team.pk == pk), None)
    if team is None:
        raise Refused.because("team_unknown", field="team")
    return team


@router.post("/contracts/{int:pk}/end", response=ContractOutput, auth=holders_of(CONTRACTS_WRITE))
def end_contract_operation(
    request: HttpRequest,
    pk: int,
    asked: EndInput,
    if_match: str | None = Header(None, alias="If-Match"),
    key: str | None = OnceKey,
) -> dict[str, Any]:
    """End a contract before its term."""
    viewer = request.auth
    contract = require_contract(viewer=viewer, pk=pk, permission=CONTRACTS_WRITE)
    version = _version(asked.version, if_match)

    def effect() -> dict[str, Any]:
        ended = end_contract(
            viewer=viewer, contract=contract, version=version, last=asked.last_day, reason=asked.reason
        )
        return {"contract": ended.pk, "version": ended.version}

    _once(request, key, scope=f"contract.end:{pk}", content=asked.dict(), effect=effect)
    return _contract(require_contract(viewer=viewer, pk=pk))


@router.get("/teams", response=list[TeamOutput], auth=holders_of(ELDERS))
def list_teams(request: HttpRequest) -> list[dict[str, Any]]:
    """Family-doctor teams of the caller's areas on the pages' day."""
    found = team_choices(viewer=request.auth, permission=ELDERS)
    return [
        {
            "id": team.pk,
            "name": team.name,
            "organisation": team.organisation.name,
            "area": team.area.code,
            "area_name": team.area.name,
        }
        for team in found
    ]
