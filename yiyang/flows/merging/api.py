"""Operations on pairs and merges: the same verbs and scopes as the pages."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Query, Router, Schema, Status

from yiyang.access.api import holders_of
from yiyang.access.roles import ELDERS, ELDERS_WRITE, MERGE, MERGE_CONFIRM
from yiyang.audit.acts import record_reading
from yiyang.audit.requests import once
from yiyang.domains.elders.actions.merging import (
    confirm_merge,
    decide_distinct,
    preview_merge,
    propose_merge,
    reject_merge,
    reopen_pair,
    undo_merge,
)
from yiyang.domains.elders.duplicates import list_merges, list_pairs
from yiyang.domains.elders.rules.merging import NOTE_LENGTH
from yiyang.flows.departures.api import EffectOutput, KeptOutput
from yiyang.flows.departures.handlers import ABSORBERS
from yiyang.flows.merging.compare import place_name, require_merge, require_pair
from yiyang.flows.merging.near import read_entry
from yiyang.flows.records.queries import find_area
from yiyang.kernel.masking import mask_identity_number
from yiyang.kernel.refused import Refused

router = Router()
PAGE_SIZE, MOST, CODE_LENGTH, KEY_LENGTH, TEXT_LENGTH = 50, 2**63 - 1, 24, 64, 60
OnceKey = Header(None, alias="Idempotency-Key", max_length=KEY_LENGTH)
Side = Literal["kept", "merged"]


class RecordOutput(Schema):
    """One record of a pair; the identity number is masked."""

    id: uuid.UUID
    version: int
    name: str
    birth_date: date
    identity_number: str
    village: str
    place: str


class PairOutput(Schema):
    """Two records that may mean one person; `evidence` lists codes of the table of duplicates."""

    id: int
    version: int
    score: int
    exact: bool
    evidence: list[str]
    state: str
    first: RecordOutput
    second: RecordOutput
    decided_by: str
    note: str


class PairPage(Schema):
    """A page of pairs; `next` is what to send as `after`, empty on the last."""

    pairs: list[PairOutput]
    next: str


class DecisionInput(Schema):
    """A decision with its reason."""

    version: int
    note: str = Field(max_length=NOTE_LENGTH)


class VersionInput(Schema):
    """The version that was seen."""

    version: int


class ProposalInput(Schema):
    """Which record is kept, and for each field that differs whose value stays."""

    version: int
    kept: uuid.UUID
    choices: dict[str, Side] = {}
    reason: str = Field("", max_length=NOTE_LENGTH)


class ConfirmInput(Schema):
    """The second person's yes; the versions are those of the two records that were compared."""

    version: int
    kept_version: int
    merged_version: int


class MergeOutput(Schema):
    """A merge; `effects` is what it does or did, `kept_rows` what taking it apart left as edited since."""

    id: int
    version: int
    state: str
    kept: RecordOutput
    merged: RecordOutput
    choices: dict[str, Side]
    proposer: str
    proposed_on: date
    decider: str
    decided_on: date | None
    note: str
    effects: list[EffectOutput]
    kept_rows: list[KeptOutput]


class MergeLine(Schema):
    """One merge of a list."""

    id: int
    state: str
    kept: uuid.UUID
    merged: uuid.UUID
    proposer: str
    decider: str


class NearInput(Schema):
    """What is known of a person before registering."""

    name: str = Field(max_length=TEXT_LENGTH)
    birth_date: date | None = None
    identity_kind: str = Field("01", max_length=2)
    identity_number: str = Field("", max_length=TEXT_LENGTH)
    sex: str = Field("", max_length=1)
    phone: str = Field("", max_length=TEXT_LENGTH)
    village: str = Field("", max_length=CODE_LENGTH)
    address: str = Field("", max_length=120)


class NearLine(Schema):
    """A registered person who may be the same."""

    id: uuid.UUID
    name: str
    birth_date: date
    village: str
    score: int
    evidence: list[str]


class NearOutput(Schema):
    """Likely doubles in the caller's areas, and how many lie elsewhere."""

    records: list[NearLine]
    elsewhere: int


def _record(elder: Any) -> dict[str, Any]:
    return {
        "id": elder.public_id,
        "version": elder.version,
        "name": elder.name,
        "birth_date": elder.birth_date,
        "identity_number": mask_identity_number(elder.identity_number),
        "village": elder.village.code if elder.village else "",
        "place": place_name(elder),
    }


def _pair(pair: Any) -> dict[str, Any]:
    return {
        "id": pair.pk,
        "version": pair.version,
        "score": pair.score,
        "exact": pair.is_exact,
        "evidence": pair.evidence,
        "state": pair.state,
        "first": _record(pair.first),
        "second": _record(pair.second),
        "decided_by": pair.decided_by,
        "note": pair.note,
    }


def _merge(merge: Any, *, viewer: Any) -> dict[str, Any]:
    effects = merge.outcome if merge.state == "confirmed" else []
    if merge.state == "proposed":
        found = preview_merge(
            viewer=viewer,
            kept=merge.kept,
            merged=merge.merged,
            choices=merge.choices,
            absorbers=ABSORBERS,
        )
        effects = [effect.as_json() for effect in found]
    return {
        "id": merge.pk,
        "version": merge.version,
        "state": merge.state,
        "kept": _record(merge.kept),
        "merged": _record(merge.merged),
        "choices": merge.choices,
        "proposer": merge.proposer,
        "proposed_on": merge.proposed_on,
        "decider": merge.decider,
        "decided_on": merge.decided_on,
        "note": merge.note,
        "effects": effects,
        "kept_rows": merge.outcome if merge.state == "undone" else [],
    }


def _show_merge(request: HttpRequest, pk: int) -> dict[str, Any]:
    merge = require_merge(viewer=request.auth, pk=pk)
    record_reading(viewer=request.auth, elder_ids=[merge.kept_id, merge.merged_id], page="api.merge")
    return _merge(merge, viewer=request.auth)


def _show_pair(request: HttpRequest, pk: int) -> dict[str, Any]:
    pair = require_pair(viewer=request.auth, pk=pk)
    record_reading(viewer=request.auth, elder_ids=[pair.first_id, pair.second_id], page="api.duplicate")
    return _pair(pair)


def _once(
    request: HttpRequest, key: str | None, *, scope: str, content: Any, effect: Callable[[], int]
) -> int:
    def outcome() -> dict[str, Any]:
        return {"id": effect()}

    if not key:
        return outcome()["id"]
    account = request.auth.account_id
    found, _first = once(scope=f"{scope}:{account}", key=key, content=content, effect=outcome)
    return found["id"]


@router.get("/duplicates", response=PairPage, auth=holders_of(ELDERS))
def list_pairs_operation(
    request: HttpRequest,
    state: str = Query("open", max_length=CODE_LENGTH),
    area: str = Query("", max_length=CODE_LENGTH),
    least: int = Query(0, ge=0, le=100),
    after: str = Query("", pattern=r"^(\d{1,3}-\d{1,18})?$"),
) -> dict[str, Any]:
    """Pairs in scope, 50 a page, the likeliest first; an empty `state` lists all."""
    viewer = request.auth
    path = find_area(viewer=viewer, code=area).path if area else ""
    place = tuple(int(part) for part in after.split("-")) if after else None
    found = list_pairs(
        viewer=viewer, state=state, area_path=path, least=least, after=place, limit=PAGE_SIZE + 1
    )
    shown = found[:PAGE_SIZE]
    ids = [pk for pair in shown for pk in (pair.first_id, pair.second_id)]
    record_reading(viewer=viewer, elder_ids=ids, page="api.duplicates")
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return {"pairs": [_pair(pair) for pair in shown], "next": f"{last.score}-{last.pk}" if last else ""}


@router.post("/duplicates/near", response=NearOutput, auth=holders_of(ELDERS_WRITE))
def near_operation(request: HttpRequest, asked: NearInput) -> dict[str, Any]:
    """People already registered who may be the one about to be entered."""
    values = {name: "" if value is None else str(value) for name, value in asked.dict().items()}
    near = read_entry(viewer=request.auth, asked=values, today=timezone.localdate())
    shown = near.shown if near is not None else ()
    record_reading(viewer=request.auth, elder_ids=[each.row["id"] for each in shown], page="api.near")
    lines = [
        {
            "id": each.row["public_id"],
            "name": each.row["name"],
            "birth_date": each.row["birth_date"],
            "village": each.row["village__name"] or "",
            "score": each.likeness.score,
            "evidence": list(each.likeness.evidence),
        }
        for each in shown
    ]
    return {"records": lines, "elsewhere": near.elsewhere if near is not None else 0}


@router.get("/duplicates/{int:pk}", response=PairOutput, auth=holders_of(ELDERS))
def read_pair(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One pair with its evidence."""
    return _show_pair(request, pk)


@router.post("/duplicates/{int:pk}/distinct", response=PairOutput, auth=holders_of(MERGE))
def distinct_operation(
    request: HttpRequest, pk: int, asked: DecisionInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Say that the two records are two persons."""
    pair = require_pair(viewer=request.auth, pk=pk, permission=MERGE)

    def effect() -> int:
        return decide_distinct(viewer=request.auth, pair=pair, version=asked.version, note=asked.note).pk

    _once(request, key, scope=f"pair.distinct:{pk}", content=asked.dict(), effect=effect)
    return _show_pair(request, pk)


@router.post("/duplicates/{int:pk}/reopen", response=PairOutput, auth=holders_of(MERGE))
def reopen_operation(
    request: HttpRequest, pk: int, asked: VersionInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Take back that the two records are two persons."""
    pair = require_pair(viewer=request.auth, pk=pk, permission=MERGE)

    def effect() -> int:
        return reopen_pair(viewer=request.auth, pair=pair, version=asked.version).pk

    _once(request, key, scope=f"pair.reopen:{pk}", content=asked.dict(), effect=effect)
    return _show_pair(request, pk)


@router.post("/duplicates/{int:pk}/merge", response={201: MergeOutput}, auth=holders_of(MERGE))
def propose_operation(
    request: HttpRequest, pk: int, asked: ProposalInput, key: str | None = OnceKey
) -> Status:
    """Propose a merge of the pair; another account confirms or rejects it."""
    pair = require_pair(viewer=request.auth, pk=pk, permission=MERGE)
    sides = {pair.first.public_id: pair.first_id, pair.second.public_id: pair.second_id}
    if asked.kept not in sides:
        raise Refused.because("not_of_this_pair", field="kept")

    def effect() -> int:
        return propose_merge(
            viewer=request.auth,
            pair=pair,
            version=asked.version,
            kept_id=sides[asked.kept],
            choices=asked.choices,
            reason=asked.reason,
        ).pk

    merge = _once(request, key, scope=f"merge.propose:{pk}", content=asked.dict(), effect=effect)
    return Status(201, _show_merge(request, merge))


@router.get("/merges", response=list[MergeLine], auth=holders_of(ELDERS))
def list_merges_operation(
    request: HttpRequest,
    state: str = Query("", max_length=CODE_LENGTH),
    after: int = Query(0, ge=0, le=MOST),
) -> list[dict[str, Any]]:
    """Merges in scope, 50 a page, the latest first; `after` is the last id of the page before."""
    found = list_merges(viewer=request.auth, state=state, after=after or None, limit=PAGE_SIZE)
    ids = [pk for merge in found for pk in (merge.kept_id, merge.merged_id)]
    record_reading(viewer=request.auth, elder_ids=ids, page="api.merges")
    return [
        {
            "id": merge.pk,
            "state": merge.state,
            "kept": merge.kept.public_id,
            "merged": merge.merged.public_id,
            "proposer": merge.proposer,
            "decider": merge.decider,
        }
        for merge in found
    ]


@router.get("/merges/{int:pk}", response=MergeOutput, auth=holders_of(ELDERS))
def read_merge(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One merge with what it does or did."""
    return _show_merge(request, pk)


@router.post("/merges/{int:pk}/confirm", response=MergeOutput, auth=holders_of(MERGE_CONFIRM))
def confirm_operation(
    request: HttpRequest, pk: int, asked: ConfirmInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Carry a proposed merge out; 409 when one of the records changed since it was compared."""
    merge = require_merge(viewer=request.auth, pk=pk, permission=MERGE_CONFIRM)

    def effect() -> int:
        return confirm_merge(
            viewer=request.auth,
            merge=merge,
            version=asked.version,
            seen=(asked.kept_version, asked.merged_version),
            absorbers=ABSORBERS,
        ).pk

    _once(request, key, scope=f"merge.confirm:{pk}", content=asked.dict(), effect=effect)
    return _show_merge(request, pk)


@router.post("/merges/{int:pk}/reject", response=MergeOutput, auth=holders_of(ELDERS))
def reject_operation(
    request: HttpRequest, pk: int, asked: DecisionInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Turn a proposed merge down, or take the own proposal back."""
    merge = require_merge(viewer=request.auth, pk=pk)

    def effect() -> int:
        return reject_merge(viewer=request.auth, merge=merge, version=asked.version, note=asked.note).pk

    _once(request, key, scope=f"merge.reject:{pk}", content=asked.dict(), effect=effect)
    return _show_merge(request, pk)


@router.post("/merges/{int:pk}/undo", response=MergeOutput, auth=holders_of(MERGE_CONFIRM))
def undo_operation(
    request: HttpRequest, pk: int, asked: DecisionInput, key: str | None = OnceKey
) -> dict[str, Any]:
    """Take a merge apart; `kept_rows` lists what was edited since."""
    merge = require_merge(viewer=request.auth, pk=pk, permission=MERGE_CONFIRM)

    def effect() -> int:
        return undo_merge(viewer=request.auth, merge=merge, version=asked.version, note=asked.note)[0].pk

    _once(request, key, scope=f"merge.undo:{pk}", content=asked.dict(), effect=effect)
    return _show_merge(request, pk)
