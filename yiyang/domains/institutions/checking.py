"""Facts about organisations as the checks of data quality read them."""

from datetime import date
from typing import Any

from django.db.models import Count, Max, Sum

from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.models import BedCapacity, Capability, Organisation, OrganisationProfile


def facts_of_all(*, on: date) -> dict[int, dict[str, Any]]:
    """Facts by organisation id on a day."""
    profiles = {
        row["organisation"]: row
        for row in OrganisationProfile.objects.filter(valid_on(on)).values("organisation", "kind", "area")
    }
    beds = _by_id(BedCapacity.objects.filter(valid_on(on)).values_list("organisation").annotate(Sum("beds")))
    bare = Capability.objects.filter(valid_on(on), evidence="")
    bare_counts = _by_id(bare.values_list("organisation").annotate(Count("pk")))
    stated: dict[int, date] = {}
    for model in (OrganisationProfile, BedCapacity, Capability):
        rows = model.objects.filter(valid_from__lte=on).values_list("organisation")
        for organisation, last in rows.annotate(Max("valid_from")):
            stated[organisation] = max(last, stated.get(organisation, last))
    return {
        organisation.pk: {
            "open": organisation.pk in profiles,
            "kind": profiles.get(organisation.pk, {}).get("kind"),
            "credit_code": organisation.credit_code,
            "contact_phone": organisation.contact_phone,
            "lon": None if organisation.lon is None else round(organisation.lon),
            "area": organisation.area_id,
            "profile_area": profiles.get(organisation.pk, {}).get("area"),
            "beds": beds.get(organisation.pk, 0),
            "capabilities_without_evidence": bare_counts.get(organisation.pk, 0),
            "last_stated": stated.get(organisation.pk),
        }
        for organisation in Organisation.objects.order_by("pk")
    }


def _by_id(rows: Any) -> dict[int, int]:
    return dict(rows)
