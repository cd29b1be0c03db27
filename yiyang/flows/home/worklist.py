"""What waits for a person today, by what their posts allow."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_reading
from yiyang.domains.contracts.queries import expiring_agreements, expiring_contracts
from yiyang.flows.supervision.queries import lagging_targets
from yiyang.ui.tables import Column

SOON_DAYS = 30
SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Section:
    """One table of the first page."""

    key: str
    title: str
    hint: str
    columns: tuple[Column, ...]
    rows: list[Any]
    more_url: str = ""


def worklist_for(viewer: Viewer) -> list[Section]:
    """The sections that the viewer's posts call for, the most pressing first."""
    sections = []
    if viewer.can(roles.COCKPIT):
        sections.append(_lagging(viewer))
    if viewer.can(roles.CONTRACTS_WRITE):
        sections.append(_contracts(viewer))
    if viewer.can(roles.INSTITUTIONS):
        sections.append(_agreements(viewer))
    return sections


def _lagging(viewer: Viewer) -> Section:
    columns = (
        Column(label=_("Target"), value="label", url="url"),
        Column(label=_("Clause"), value="clause", kind="code"),
        Column(label=_("Year"), value="year", kind="code"),
        Column(label=_("Now"), value="value", kind="percent"),
        Column(label=_("Goal"), value="threshold", kind="percent"),
        Column(label=_("Light"), value="light", kind="light"),
    )
    return Section(
        key="lagging",
        title=_("Targets that lag"),
        hint=_("Every target with an amber or red light in your area."),
        columns=columns,
        rows=lagging_targets(viewer=viewer),
        more_url=reverse("cockpit"),
    )


def _contracts(viewer: Viewer) -> Section:
    found = expiring_contracts(viewer=viewer, days=SOON_DAYS, limit=SHOWN)
    record_reading(viewer=viewer, elder_ids=[contract.elder_id for contract in found], page="home")
    rows = [
        {
            "name": contract.elder.name,
            "village": contract.elder.village.name if contract.elder.village else "",
            "team": contract.team.name,
            "until": contract.valid_to,
            "url": reverse("elder_record", args=[contract.elder.public_id]),
        }
        for contract in found
    ]
    return Section(
        key="contracts",
        title=_("Contracts that end within 30 days"),
        hint=_("No contract renews itself: sign a new one with the elder."),
        columns=(
            Column(label=_("Elder"), value="name", url="url"),
            Column(label=_("Village"), value="village"),
            Column(label=_("Team"), value="team"),
            Column(label=_("In force before"), value="until", kind="day"),
        ),
        rows=rows,
        more_url=reverse("elder_list"),
    )


def _agreements(viewer: Viewer) -> Section:
    found = expiring_agreements(viewer=viewer, days=SOON_DAYS * 2, limit=SHOWN)
    rows = [
        {
            "receiver": agreement.receiver.name,
            "provider": agreement.provider.name,
            "until": agreement.valid_to,
            "url": reverse("organisation_record", args=[agreement.receiver_id]),
        }
        for agreement in found
    ]
    return Section(
        key="agreements",
        title=_("Agreements that end within 60 days"),
        hint=_("A home without an agreement in force falls out of the coverage."),
        columns=(
            Column(label=_("Home or centre"), value="receiver", url="url"),
            Column(label=_("Medical institution"), value="provider"),
            Column(label=_("In force before"), value="until", kind="day"),
        ),
        rows=rows,
        more_url=reverse("agreement_list"),
    )
