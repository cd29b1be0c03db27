"""Registering an organisation, and its name, credit code, address and telephone."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.models import Kind, Organisation, OrganisationProfile, Ownership
from yiyang.domains.institutions.rules.stating import (
    choice_refusals,
    future_refusals,
    level_refusals,
    text_refusals,
)
from yiyang.kernel.credit_code import check_credit_code
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Region

TEXT_FIELDS = ("name", "address", "contact_phone")


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """What somebody states about a new organisation; `opened_on` is its first day."""

    name: str
    kind: str
    area: Region
    ownership: str
    opened_on: date
    level: int = 0
    credit_code: str | None = None
    address: str = ""
    contact_phone: str = ""


@transaction.atomic
def register_organisation(*, viewer: Viewer, entry: OrganisationEntry) -> Organisation:
    """Register an organisation with its first profile. Raises Refused naming every reason."""
    reasons: list[Reason] = []
    if not viewer.covers(entry.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area", field="area"))
    reasons += choice_refusals(entry.kind, known=Kind.values, field="kind")
    reasons += choice_refusals(entry.ownership, known=Ownership.values, field="ownership")
    reasons += level_refusals(entry.kind, entry.level)
    reasons += future_refusals(entry.opened_on, on=viewer.on, field="opened_on")
    contacts = {field: getattr(entry, field) for field in TEXT_FIELDS}
    reasons += _contact_refusals(contacts, area_id=entry.area.pk, known=None)
    code, code_reasons = _judge_code(entry.credit_code, known=None)
    reasons += code_reasons
    if reasons:
        raise Refused(*reasons)
    organisation = Organisation(
        name=entry.name,
        kind=entry.kind,
        area=entry.area,
        credit_code=code,
        address=entry.address,
        contact_phone=entry.contact_phone,
    )
    _save_once(organisation)
    OrganisationProfile.objects.create(
        organisation=organisation,
        kind=entry.kind,
        level=entry.level,
        ownership=entry.ownership,
        area=entry.area,
        valid_from=entry.opened_on,
    )
    record_act(
        viewer=viewer,
        kind="organisation.register",
        changed=organisation,
        since=entry.opened_on,
        detail={"version": organisation.version},
    )
    return organisation


@transaction.atomic
def change_contacts(
    *, viewer: Viewer, organisation: Organisation, version: int, changes: dict[str, str]
) -> Organisation:
    """Change name, credit code, address or telephone; other fields raise LookupError.

    Raises Refused naming every reason, Stale when somebody else changed the record first.
    """
    if unknown := changes.keys() - {*TEXT_FIELDS, "credit_code"}:
        raise LookupError(f"no contact fields: {sorted(unknown)}")
    locked: Organisation = lock_version(organisation, version=version)
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    texts = {field: value for field, value in changes.items() if field in TEXT_FIELDS}
    reasons += _contact_refusals(texts, area_id=locked.area_id, known=locked.pk)
    wanted: dict[str, str | None] = {**texts}
    if "credit_code" in changes:
        code, code_reasons = _judge_code(changes["credit_code"], known=locked.pk)
        wanted["credit_code"] = code
        reasons += code_reasons
    if reasons:
        raise Refused(*reasons)
    differing = {
        field: [getattr(locked, field), value]
        for field, value in wanted.items()
        if getattr(locked, field) != value
    }
    if not differing:
        return locked
    for field, (_before, after) in differing.items():
        setattr(locked, field, after)
    locked.version += 1
    _save_once(locked, update_fields=[*differing, "version"])
    record_act(
        viewer=viewer,
        kind="organisation.change",
        changed=locked,
        since=viewer.on,
        detail={"version": locked.version, "changes": differing},
    )
    return locked


def _contact_refusals(texts: dict[str, str], *, area_id: int, known: int | None) -> list[Reason]:
    lengths = {field: Organisation._meta.get_field(field).max_length for field in texts}
    reasons = list(text_refusals((field, text, lengths[field]) for field, text in texts.items()))
    twin = Organisation.objects.filter(name=texts.get("name"), area_id=area_id).exclude(pk=known)
    if twin.exists():
        reasons.append(Reason("organisation_exists", field="name", params={"name": texts["name"]}))
    return reasons


def _judge_code(text: str | None, *, known: int | None) -> tuple[str | None, list[Reason]]:
    """The code to store (None: none given) and why it cannot be."""
    if not text:
        return None, []
    verdict = check_credit_code(text)
    if not verdict.accepted:
        return None, list(verdict.errors)
    owner = Organisation.objects.filter(credit_code=verdict.normalised).exclude(pk=known).first()
    if owner is None:
        return verdict.normalised, []
    return None, [Reason("credit_code_taken", field="credit_code", params={"name": owner.name})]


def _save_once(organisation: Organisation, *, update_fields: list[str] | None = None) -> None:
    """Save; whoever comes second with the same name or credit code is refused as if they had come later."""
    try:
        with transaction.atomic():
            organisation.save(update_fields=update_fields)
    except IntegrityError:
        raise Refused.because("organisation_exists", field="name", name=organisation.name) from None
