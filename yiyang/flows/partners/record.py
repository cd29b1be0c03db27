"""What the record page of an institution shows on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.rules.partnering import RECEIVER_KINDS
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.facilities import facility_advice
from yiyang.domains.institutions.rules.kinds import HOME_KINDS, MEDICAL_KINDS
from yiyang.flows.partners.queries import (
    IN_FORCE,
    OWN_CLINIC,
    agreement_light,
    agreements_on_record,
    place_name,
)
from yiyang.kernel.intervals import last_day

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation


def build_record(*, viewer: Viewer, organisation: "Organisation", on: date) -> dict[str, Any]:
    """The facts of the page: profile, beds, capabilities, agreements with their light, and advice."""
    facts = institutions.organisation_facts(organisation, on=on)
    days = institutions.open_days(organisation)
    codes = {capability.code for capability in facts.capabilities}
    kind = facts.profile.kind if facts.profile else organisation.kind
    agreements = agreements_on_record(viewer=viewer, organisation_id=organisation.pk, on=on)
    ends = [row["valid_to"] for row in agreements["received"] if row["standing"] in IN_FORCE]
    light = agreement_light(
        kind=kind if facts.profile else "",
        until=max(ends, default=None),
        has_own_clinic=OWN_CLINIC in codes,
        on=on,
    )
    return {
        "facts": facts,
        "days": days,
        "last_open": last_day(days.closed_from),
        "place": place_name(facts.profile.area) if facts.profile else "",
        "profiles": institutions.profiles_of(organisation),
        "capabilities": institutions.capabilities_of(organisation),
        "beds": bed_rows(facts),
        "agreements": agreements,
        "light": light,
        "is_home": kind in HOME_KINDS,
        "is_receiver": kind in RECEIVER_KINDS,
        "is_provider": kind in MEDICAL_KINDS,
        "advice": facility_advice(kind=kind, beds=facts.total_beds, capabilities=codes, on=on)
        if facts.total_beds
        else (),
    }


def bed_rows(facts: institutions.OrganisationFacts) -> list[dict[str, Any]]:
    """Beds by kind with their share of all usable beds, in the order of the list of kinds."""
    return [
        {"label": label, "beds": facts.beds[code], "share": facts.beds[code] / facts.total_beds}
        for code, label in institutions.bed_choices()
        if code in facts.beds
    ]
