"""What the record page of an institution shows on a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import teams_of
from yiyang.domains.contracts.rules.partnering import RECEIVER_KINDS
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.combined import combined_answer
from yiyang.domains.institutions.rules.duties import VERDICTS, judge_duties
from yiyang.domains.institutions.rules.kinds import HOME_KINDS, MEDICAL_KINDS
from yiyang.domains.institutions.rules.modes import CARE_BEDS, ModeFacts, judge_modes
from yiyang.domains.workforce import queries as workforce
from yiyang.flows.partners.histories import history_rows
from yiyang.flows.partners.papers import held_kinds, link_rows, paper_rows
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
    """The facts of the page: profile, beds, capabilities, agreements with their light, and what follows."""
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
    papers = institutions.papers_of(organisation)
    links = link_rows(organisation, on=on)
    held = held_kinds(papers, on=on)
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
        "papers": paper_rows(papers, on=on),
        "links": links,
        "combined": combined_answer(held, on=on),
        "modes": judge_modes(_mode_facts(facts, kind=kind, held=held, agreements=agreements, links=links)),
        "duties": duties_on(organisation, on=on),
        "teams": teams_of(organisation_id=organisation.pk),
        **_by_permission(viewer, organisation, on=on),
    }


def _mode_facts(
    facts: institutions.OrganisationFacts,
    *,
    kind: str,
    held: set[str],
    agreements: dict[str, list[dict[str, Any]]],
    links: list[dict[str, Any]],
) -> ModeFacts:
    sides = (("received", "provider"), ("provided", "receiver"))
    partners = [
        row[other].name for side, other in sides for row in agreements[side] if row["standing"] in IN_FORCE
    ]
    stations = [row["other"].name for row in links if row["holds"] and row["link"].kind == "embedded_station"]
    return ModeFacts(
        kind=kind if facts.profile else "",
        papers=held,
        capabilities={capability.code for capability in facts.capabilities},
        care_beds=sum(facts.beds.get(code, 0) for code in CARE_BEDS) if facts.beds else None,
        partners=tuple(dict.fromkeys(partners)),
        stations=tuple(stations),
    )


def duties_on(organisation: "Organisation", *, on: date) -> list[Any]:
    """The duties of one organisation on a day, the unmet ones first."""
    staff = workforce.staff_counts(ids=[organisation.pk], on=on)
    facts = institutions.duty_facts(ids=[organisation.pk], on=on, staff=staff)
    if organisation.pk not in facts:
        return []
    return sorted(
        judge_duties(facts[organisation.pk], on=on),
        key=lambda duty: (VERDICTS.index(duty.verdict), not duty.binds, duty.row.code),
    )


def _by_permission(viewer: Viewer, organisation: "Organisation", *, on: date) -> dict[str, Any]:
    """Sections that need more than the sight of the institution; None hides a section."""
    can_staff = viewer.covers(organisation.area.path, roles.STAFF) or (
        organisation.pk in viewer.organisation_ids(roles.STAFF)
    )
    can_history = viewer.covers(organisation.area.path, roles.INSTITUTIONS_WRITE)
    return {
        "staff_counts": staff_count_rows(organisation, on=on) if can_staff else None,
        "history": history_rows(institutions.acts_of(organisation)) if can_history else None,
    }


def staff_count_rows(organisation: "Organisation", *, on: date) -> list[dict[str, Any]]:
    """Persons by qualification, each leading to the list of them."""
    address = reverse("staff_list")
    return [
        row | {"url": f"{address}?organisation={organisation.pk}&kind={row['code']}"}
        for row in workforce.counts_by_kind(organisation_id=organisation.pk, on=on)
    ]


def bed_rows(facts: institutions.OrganisationFacts) -> list[dict[str, Any]]:
    """Beds by kind with their share of all usable beds, in the order of the list of kinds."""
    return [
        {"label": label, "beds": facts.beds[code], "share": facts.beds[code] / facts.total_beds}
        for code, label in institutions.bed_choices()
        if code in facts.beds
    ]
