"""Closing an organisation ends everything it is part of, on one day, in one transaction."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.actions import terminate_agreement
from yiyang.domains.contracts.queries import open_agreements
from yiyang.domains.institutions.actions import close_organisation
from yiyang.domains.institutions.queries import OrganisationFacts, organisation_facts
from yiyang.domains.workforce.actions import end_practices_at

if TYPE_CHECKING:
    from yiyang.domains.contracts.models import Agreement
    from yiyang.domains.institutions.models import Organisation

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What closing ends: what the organisation has on the day before, its agreements with later days, and how
    many people practise there."""

    facts: OrganisationFacts
    agreements: tuple["Agreement", ...]
    practices: int = 0


def what_closing_ends(organisation: "Organisation", *, on: date) -> Ending:
    """What would end if the organisation closed from `on` on."""
    return Ending(
        facts=organisation_facts(organisation, on=on),
        agreements=tuple(open_agreements(organisation_id=organisation.pk, on=on)),
    )


@transaction.atomic
def close_with_agreements(
    *, viewer: Viewer, organisation: "Organisation", version: int, closed_from: date
) -> Ending:
    """Close from a day on and end the agreements in which the organisation is a party on the day before.

    An agreement that would begin later never comes into force. Returns what it ended. Raises Refused or
    Stale, also when an agreement lies with a home outside the viewer's area; then nothing is ended.
    """
    ending = what_closing_ends(organisation, on=closed_from - ONE_DAY)
    close_organisation(viewer=viewer, organisation=organisation, version=version, closed_from=closed_from)
    agreements = open_agreements(organisation_id=organisation.pk, on=closed_from)
    for agreement in agreements:
        last = max(closed_from, agreement.valid_from) - ONE_DAY
        terminate_agreement(viewer=viewer, agreement=agreement, version=agreement.version, last=last)
    practices = end_practices_at(viewer=viewer, organisation=organisation, closed_from=closed_from)
    return Ending(facts=ending.facts, agreements=tuple(agreements), practices=practices)
