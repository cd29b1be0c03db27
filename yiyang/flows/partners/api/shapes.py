"""What programs send and get: every body with its meaning."""

from datetime import date
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from yiyang.domains.institutions.queries import OpenDays, OrganisationFacts
from yiyang.kernel.intervals import last_day

if TYPE_CHECKING:
    from yiyang.domains.contracts.models import Agreement
    from yiyang.domains.institutions.models import Organisation


class InstitutionOutput(Schema):
    """An institution as lists show it; `area` is the 12-digit statistical code."""

    id: int
    name: str
    kind: str
    area: str
    credit_code: str | None
    address: str
    contact_phone: str
    version: int


class InstitutionPage(Schema):
    """A page of the list; `next_after` is None on the last page."""

    items: list[InstitutionOutput]
    next_after: int | None


class CapabilityOutput(Schema):
    """A capability with its first day and what shows it."""

    code: str
    contents: list[str]
    valid_from: date
    evidence: str


class InstitutionRecord(InstitutionOutput):
    """An institution with what holds on the day `on`; level and ownership are None while it is closed."""

    on: date
    level: int | None
    ownership: str | None
    opened_on: date | None
    closed_from: date | None
    beds: dict[str, int]
    total_beds: int
    capabilities: list[CapabilityOutput]
    is_combined: bool


class InstitutionInput(Schema):
    """A new institution; `area` is the 12-digit statistical code of a town or village."""

    name: str
    kind: str
    area: str
    ownership: str
    opened_on: date
    level: int = 0
    credit_code: str | None = None
    address: str = ""
    contact_phone: str = ""


class InstitutionChange(Schema):
    """Fields to change, with the version they were read at; a field left out stays as it is."""

    version: int
    name: str | None = None
    credit_code: str | None = None
    address: str | None = None
    contact_phone: str | None = None


class BedsInput(Schema):
    """Beds by kind from a day on; kinds left out stay as they are."""

    version: int
    valid_from: date
    beds: dict[str, int]
    replace_later: bool = Field(False, description="Correct the register: later entries give way.")


class CapabilityInput(Schema):
    """A capability present or absent from a day on."""

    version: int
    valid_from: date
    present: bool
    evidence: str = ""
    contents: list[str] = Field(
        [], description="What it consists of, for a green channel and an own medical one."
    )
    replace_later: bool = Field(False, description="Correct the register: later entries give way.")


class AgreementOutput(Schema):
    """An agreement; `last_day` is its last day in force, `standing` where it stands on the pages' day."""

    id: int
    receiver: int
    provider: int
    form: str
    contents: list[str]
    state: str
    standing: str
    valid_from: date
    last_day: date
    version: int


class AgreementPage(Schema):
    """A page of the list, the next to end first; `next_after` is None on the last page."""

    items: list[AgreementOutput]
    next_after: str | None


class AgreementInput(Schema):
    """A new agreement of a home or centre (`receiver`) with a medical institution (`provider`)."""

    receiver: int
    provider: int
    form: str = "signed"
    contents: list[str]
    valid_from: date
    last_day: date


class TerminationInput(Schema):
    """An early end: the last day in force, and the version the agreement was read at."""

    version: int
    last_day: date


def show_institution(organisation: "Organisation") -> dict[str, Any]:
    """The body of `InstitutionOutput`."""
    return {
        "id": organisation.pk,
        "name": organisation.name,
        "kind": organisation.kind,
        "area": organisation.area.code,
        "credit_code": organisation.credit_code,
        "address": organisation.address,
        "contact_phone": organisation.contact_phone,
        "version": organisation.version,
    }


def show_record(
    organisation: "Organisation", *, facts: OrganisationFacts, days: OpenDays, is_combined: bool, on: date
) -> dict[str, Any]:
    """The body of `InstitutionRecord`: kind and area are those of the day."""
    profile = facts.profile
    record = show_institution(organisation)
    if profile is not None:
        record |= {"kind": profile.kind, "area": profile.area.code}
    return record | {
        "on": on,
        "level": profile.level if profile else None,
        "ownership": profile.ownership if profile else None,
        "opened_on": days.opened_on,
        "closed_from": days.closed_from,
        "beds": facts.beds,
        "total_beds": facts.total_beds,
        "is_combined": is_combined,
        "capabilities": [
            {
                "code": row.code,
                "contents": row.contents,
                "valid_from": row.valid_from,
                "evidence": row.evidence,
            }
            for row in facts.capabilities
        ],
    }


def show_agreement(agreement: "Agreement", *, standing: str) -> dict[str, Any]:
    """The body of `AgreementOutput`."""
    return {
        "id": agreement.pk,
        "receiver": agreement.receiver_id,
        "provider": agreement.provider_id,
        "form": agreement.form,
        "contents": agreement.contents,
        "state": agreement.state,
        "standing": standing,
        "valid_from": agreement.valid_from,
        "last_day": last_day(agreement.valid_to),
        "version": agreement.version,
    }
