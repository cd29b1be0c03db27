"""Operations on the whole record of an elder: its sections, its timeline, and the facts stated about the person."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Header, Query, Router, Status

from yiyang.access.api import holders_of
from yiyang.access.roles import ELDERS, ELDERS_HEALTH, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions import (
    CheckUpEntry,
    Provenance,
    add_check_up,
    add_fact,
    add_member,
    end_fact,
    open_household,
)
from yiyang.domains.elders.queries import find_fact
from yiyang.domains.elders.rules.diagnoses import search_diagnoses
from yiyang.domains.institutions.queries import organisations_by_ids
from yiyang.flows.records import sections
from yiyang.flows.records.api import CODE_LENGTH, KEY_LENGTH, TEXT_LENGTH, _once, _version
from yiyang.flows.records.entitlements import dues_of, read_unserved, unserved_elders
from yiyang.flows.records.pages.facts import TITLES, fact_values
from yiyang.flows.records.queries import (
    elder_record,
    elder_rows,
    find_area,
    read_place,
    require_elder,
    write_place,
)
from yiyang.flows.records.record_shapes import (
    AllergyInput,
    CategoryInput,
    CheckUpInput,
    ConditionInput,
    ContactInput,
    DiagnosisOutput,
    EndFactInput,
    EventOutput,
    FactInput,
    InsuranceInput,
    MadeOutput,
    MedicineInput,
    MemberInput,
    ProvenanceInput,
    RecordOutput,
    UnservedPage,
)
from yiyang.flows.records.timeline import kind_choices, read_timeline
from yiyang.kernel.masking import mask_identity_number, mask_phone
from yiyang.kernel.refused import Refused

router = Router()
OnceKey = Header(None, alias="Idempotency-Key", max_length=KEY_LENGTH)


@router.get("/elders/{uuid:public_id}/record", response=RecordOutput, auth=holders_of(ELDERS))
def read_record(request: HttpRequest, public_id: uuid.UUID, on: date | None = None) -> dict[str, Any]:
    """The whole record as of a day, today where none is named; numbers are masked."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id)
    record = elder_record(viewer=viewer, elder=elder, on=_day(on, elder, viewer))
    record_reading(viewer=viewer, elder_ids=[elder.pk], page="api.record")
    sees_health = viewer.covers(elder.village.path, ELDERS_HEALTH)
    facts = record.facts
    number, phone = mask_identity_number(elder.identity_number), mask_phone(elder.phone or "")

    def lines(kind: str, name: str) -> list[Any]:
        return sections.fact_lines(kind, facts.holding(getattr(facts, name)), may_write=False)

    return {
        "id": elder.public_id,
        "version": elder.version,
        "on": record.on,
        "person": sections.person_fields(record, number=number, phone=phone),
        "categories": sections.category_tags(record),
        "household": sections.household_lines(record, may_write=False),
        "contacts": lines("contact", "contacts"),
        "insurances": lines("insurance", "insurances"),
        "stated": lines("category", "stated"),
        "conditions": lines("condition", "conditions") if sees_health else None,
        "allergies": lines("allergy", "allergies") if sees_health else None,
        "medicines": lines("medicine", "medicines") if sees_health else None,
        "check_ups": sections.check_up_lines(record, may_write=False) if sees_health else None,
        "tier": _tier(record) if sees_health else None,
        "dues": record.dues,
        "completeness": round(record.completeness.score, 4),
        "terms": record.completeness.terms,
        "last_entry": record.last_entry,
    }


def _day(on: date | None, elder: Any, viewer: Any) -> date:
    if on is not None and not elder.birth_date <= on <= viewer.on:
        raise Http404("no such day in this record")
    return on or viewer.on


def _tier(record: Any) -> dict[str, Any] | None:
    if record.tier is None:
        return None
    words = sections.tier_words(record)
    return {
        "code": record.tier.tier,
        "label": words["label"],
        "reasons": words["reasons"],
        "missing": list(record.tier.missing),
        "visits_a_year": record.tier.visits_a_year,
        "due": record.tier.due,
    }


@router.get("/elders/{uuid:public_id}/timeline", response=list[EventOutput], auth=holders_of(ELDERS))
def read_timeline_operation(
    request: HttpRequest,
    public_id: uuid.UUID,
    on: date | None = None,
    kind: str = Query("", max_length=CODE_LENGTH),
) -> list[Any]:
    """Everything known about an elder up to a day, the latest first; of one kind where one is named."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id)
    sees_health = viewer.covers(elder.village.path, ELDERS_HEALTH)
    if kind and kind not in dict(kind_choices(with_health=sees_health)):
        raise Http404("no such kind of event")
    record = elder_record(viewer=viewer, elder=elder, on=_day(on, elder, viewer))
    record_reading(viewer=viewer, elder_ids=[elder.pk], page="api.timeline")
    return read_timeline(record, with_health=sees_health, kind=kind)


def _add_operation(kind: str, shape: type[FactInput]) -> None:
    """Register the operations that state and end facts of a kind."""
    path = TITLES[kind].path

    def state(request: HttpRequest, public_id: uuid.UUID, asked: Any, key: str | None = OnceKey) -> Status:
        viewer = request.auth
        elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
        given = asked.dict()
        last = given.pop("last_day")

        def effect() -> dict[str, Any]:
            fact = add_fact(
                viewer=viewer,
                elder=elder,
                kind=kind,
                values=fact_values(kind, given),
                valid_from=asked.valid_from,
                last=last,
                provenance=_provenance(asked),
            )
            return {"id": fact.pk}

        content = asked.dict()
        return Status(
            201, _once(request, key, scope=f"{kind}.add:{elder.pk}", content=content, effect=effect)
        )

    def end(
        request: HttpRequest,
        pk: int,
        asked: EndFactInput,
        if_match: str | None = Header(None, alias="If-Match"),
        key: str | None = OnceKey,
    ) -> dict[str, Any]:
        viewer = request.auth
        fact = find_fact(viewer=viewer, kind=kind, pk=pk, permission=ELDERS_WRITE) if pk < 2**63 else None
        if fact is None:
            raise Http404("no such fact")
        version = _version(asked.version, if_match)

        def effect() -> dict[str, Any]:
            end_fact(
                viewer=viewer, fact=fact, version=version, last=asked.last_day, is_mistake=asked.is_mistake
            )
            return {"id": pk}

        return _once(request, key, scope=f"{kind}.end:{pk}", content=asked.dict(), effect=effect)

    state.__annotations__["asked"] = shape
    state.__doc__, end.__doc__ = (
        f"State a fact of the kind {kind} about an elder.",
        f"Say the last day of a fact of the kind {kind}, or that it never held.",
    )
    router.post(
        f"/elders/{{uuid:public_id}}/{path}",
        response={201: MadeOutput},
        auth=holders_of(ELDERS_WRITE),
        operation_id=f"state_{kind}",
    )(state)
    router.post(
        f"/{path}/{{int:pk}}/end",
        response=MadeOutput,
        auth=holders_of(ELDERS_WRITE),
        operation_id=f"end_{kind}",
    )(end)


def _provenance(asked: ProvenanceInput) -> Provenance:
    return Provenance(source=asked.source, stated_by=asked.stated_by)


for _kind, _shape in (
    ("contact", ContactInput),
    ("insurance", InsuranceInput),
    ("category", CategoryInput),
    ("allergy", AllergyInput),
    ("medicine", MedicineInput),
    ("condition", ConditionInput),
):
    _add_operation(_kind, _shape)


@router.post("/elders/{uuid:public_id}/household", response={201: MadeOutput}, auth=holders_of(ELDERS_WRITE))
def join_household(
    request: HttpRequest, public_id: uuid.UUID, asked: MemberInput, key: str | None = OnceKey
) -> Status:
    """Open the household of an elder, or add somebody to it."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)

    def effect() -> dict[str, Any]:
        common: dict[str, Any] = {
            "viewer": viewer,
            "elder": elder,
            "relation": asked.relation,
            "valid_from": asked.valid_from,
            "provenance": _provenance(asked),
        }
        if asked.name or asked.identity_number:
            return {"id": add_member(name=asked.name, identity_number=asked.identity_number, **common).pk}
        return {"id": open_household(**common).pk}

    return Status(
        201, _once(request, key, scope=f"household:{elder.pk}", content=asked.dict(), effect=effect)
    )


@router.post("/elders/{uuid:public_id}/check-ups", response={201: MadeOutput}, auth=holders_of(ELDERS_WRITE))
def add_check_up_operation(
    request: HttpRequest, public_id: uuid.UUID, asked: CheckUpInput, key: str | None = OnceKey
) -> Status:
    """Record a check-up of an elder."""
    viewer = request.auth
    elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    if asked.organisation is not None and not organisations_by_ids(viewer=viewer, ids=[asked.organisation]):
        raise Refused.because("unknown_organisation", field="organisation")

    def effect() -> dict[str, Any]:
        values = asked.dict(exclude={"source", "stated_by", "organisation"})
        entry = CheckUpEntry(organisation_id=asked.organisation, **values)
        return {"id": add_check_up(viewer=viewer, elder=elder, entry=entry, provenance=_provenance(asked)).pk}

    return Status(
        201, _once(request, key, scope=f"check_up.add:{elder.pk}", content=asked.dict(), effect=effect)
    )


@router.get("/diagnoses", response=list[DiagnosisOutput], auth=holders_of(ELDERS))
def list_diagnoses(
    request: HttpRequest, text: str = Query("", max_length=TEXT_LENGTH)
) -> list[dict[str, str]]:
    """Common diagnoses whose code begins with the text or whose words hold it, at most twenty."""
    return [{"code": code, "zh": zh, "en": en} for code, zh, en in search_diagnoses(text)]


@router.get("/unserved", response=UnservedPage, auth=holders_of(ELDERS))
def list_unserved(
    request: HttpRequest,
    area: str = Query("", max_length=CODE_LENGTH),
    category: str = Query("", max_length=32),
    service: str = Query("", max_length=CODE_LENGTH),
    after: str = Query("", max_length=TEXT_LENGTH),
) -> dict[str, Any]:
    """Elders in scope who lack a service that they are due, 50 a page, by village."""
    viewer = request.auth
    asked = read_unserved({"category": category, "service": service})
    path = find_area(viewer=viewer, code=area).path if area else ""
    shown, following = unserved_elders(viewer=viewer, area_path=path, asked=asked, after=read_place(after))
    record_reading(viewer=viewer, elder_ids=[row["id"] for row in shown], page="api.unserved")
    dues = dues_of(shown, on=viewer.on)
    lines = [
        {
            "id": row.public_id,
            "name": row.name,
            "sex": row.sex,
            "age": row.age,
            "village": row.village,
            "town": row.town,
            "dues": dues[plain["id"]],
        }
        for plain, row in zip(shown, elder_rows(shown, on=viewer.on), strict=True)
    ]
    return {"elders": lines, "next": write_place(following) if following else ""}
