"""What holds about many organisations on a day, as the facts that rules and matrices need."""

from collections.abc import Iterable, Mapping
from datetime import date

from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.models import Capability, OrganisationProfile
from yiyang.domains.institutions.queries.register import beds_by_organisation
from yiyang.domains.institutions.rules.duties import DutyFacts, StaffCounts


def capabilities_on(*, ids: Iterable[int], on: date) -> dict[int, dict[str, Capability]]:
    """Organisation id → {code: its entry} on a day, for those of the ids that have any."""
    rows = Capability.objects.filter(valid_on(on), organisation_id__in=list(ids)).order_by("valid_from")
    held: dict[int, dict[str, Capability]] = {}
    for row in rows:
        held.setdefault(row.organisation_id, {})[row.code] = row
    return held


def duty_facts(*, ids: Iterable[int], on: date, staff: Mapping[int, StaffCounts]) -> dict[int, DutyFacts]:
    """Organisation id → the facts that duties need on a day, for those of the ids that are open then.

    `staff` comes from the register of staff; an organisation that it lacks has nobody registered.
    """
    chosen = list(ids)
    beds = beds_by_organisation(ids=chosen, on=on)
    capabilities = capabilities_on(ids=chosen, on=on)
    profiles = OrganisationProfile.objects.filter(valid_on(on), organisation_id__in=chosen)
    return {
        profile.organisation_id: DutyFacts(
            kind=profile.kind,
            level=profile.level,
            ownership=profile.ownership,
            path=profile.area.path,
            beds=sum(beds[profile.organisation_id].values()) if profile.organisation_id in beds else None,
            capabilities={
                code: tuple(row.contents)
                for code, row in capabilities.get(profile.organisation_id, {}).items()
            },
            staff=staff.get(profile.organisation_id),
        )
        for profile in profiles.select_related("area")
    }
