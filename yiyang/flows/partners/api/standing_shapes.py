"""What programs send and get about papers, links, places and duties."""

from datetime import date
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from yiyang.domains.institutions.rules.duties import Duty
from yiyang.domains.institutions.rules.expiry import expiry_of
from yiyang.kernel.intervals import last_day

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation, OrganisationLink, Paper


class PaperInput(Schema):
    """A paper as printed; `last_day` None for one without an end; `version` is that of the institution."""

    version: int
    kind: str
    number: str
    authority: str
    valid_from: date
    last_day: date | None = None
    scope: str = ""
    evidence: str = ""


class PaperOutput(Schema):
    """A paper with where it stands on your day: open_ended, later, notice, due, urgent, lapsed or upcoming."""

    id: int
    institution: int
    kind: str
    number: str
    authority: str
    valid_from: date
    last_day: date | None
    scope: str
    evidence: str
    step: str
    light: str
    days_left: int | None


class EndInput(Schema):
    """The last day of something that ends, and the version of the record it stands on."""

    version: int
    last_day: date


class LinkInput(Schema):
    """A link of the institution in the address with `other`; `leads` says which side leads or is the medical one."""

    version: int
    kind: str
    other: int
    leads: bool
    valid_from: date
    evidence: str
    last_day: date | None = None


class LinkOutput(Schema):
    """A link; `lead` runs or leads `member` where one does."""

    id: int
    kind: str
    lead: int
    member: int
    valid_from: date
    last_day: date | None
    evidence: str


class LinkEndInput(EndInput):
    """`institution` is the side whose version is given."""

    institution: int


class LocationInput(Schema):
    """Degrees east and north (WGS 84) and the service radius in metres; None where unknown."""

    version: int
    lon: float | None = None
    lat: float | None = None
    service_radius_m: int | None = None


class LocationOutput(Schema):
    """Where an institution stands and how far its service reaches."""

    id: int
    lon: float | None
    lat: float | None
    service_radius_m: int | None
    version: int


class DutyOutput(Schema):
    """A duty with its judgement; `missing` names the facts without which it cannot be judged."""

    institution: int
    code: str
    asks: str
    verdict: str = Field(description="met, unmet or unknown.")
    binds: bool = Field(description="False for advice from another place's document.")
    is_confirmed: bool = Field(description="False while the clause has not been read in the document itself.")
    needed: int | None
    present: int | None
    missing: list[str]
    source: str
    in_force: date


def show_paper(paper: "Paper", *, on: date) -> dict[str, Any]:
    """The body of `PaperOutput`."""
    expiry = expiry_of(paper.valid_from, paper.valid_to, on=on)
    texts = {field: getattr(paper, field) for field in ("kind", "number", "authority", "scope", "evidence")}
    return texts | {
        "id": paper.pk,
        "institution": paper.organisation_id,
        "valid_from": paper.valid_from,
        "last_day": last_day(paper.valid_to),
        "step": expiry.step,
        "light": expiry.light,
        "days_left": expiry.days_left,
    }


def show_link(link: "OrganisationLink") -> dict[str, Any]:
    """The body of `LinkOutput`."""
    return {
        "id": link.pk,
        "kind": link.kind,
        "lead": link.lead_id,
        "member": link.member_id,
        "valid_from": link.valid_from,
        "last_day": last_day(link.valid_to),
        "evidence": link.evidence,
    }


def show_location(organisation: "Organisation") -> dict[str, Any]:
    """The body of `LocationOutput`."""
    fields = ("lon", "lat", "service_radius_m", "version")
    return {"id": organisation.pk} | {field: getattr(organisation, field) for field in fields}


def show_duty(duty: Duty, *, organisation_id: int) -> dict[str, Any]:
    """The body of `DutyOutput`."""
    return {
        "institution": organisation_id,
        "code": duty.row.code,
        "asks": str(duty.row["asks"]),
        "verdict": duty.verdict,
        "binds": duty.binds,
        "is_confirmed": duty.is_confirmed,
        "needed": duty.needed,
        "present": duty.present,
        "missing": list(duty.missing),
        "source": duty.row.source,
        "in_force": duty.row.in_force,
    }
