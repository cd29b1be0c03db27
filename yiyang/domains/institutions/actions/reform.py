"""Organisations where a unit of the tree ends and another continues it."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Q

from yiyang.domains.institutions.models import Organisation, OrganisationProfile
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Refused

register_phrases(
    {
        "reform_same_organisation": (
            "Two institutions named %(name)s would stand in one unit; rename one of them before the reform."
        ),
    }
)


def follow_reform(*, moves: Mapping[int, int], on: date) -> int:
    """Let organisations of units that end stand in the units that continue them from a day on.

    `moves` is id of the old unit → id of the new one. Returns how many organisations moved. Runs in the
    transaction of the reform. Raises Refused when two of one name would stand in one unit.
    """
    _refuse_twins(moves)
    for before, after in moves.items():
        across = OrganisationProfile.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on), area=before, valid_from__lt=on
        )
        profiles = list(across)
        across.update(valid_to=on)
        for profile in profiles:
            profile.pk, profile.area_id, profile.valid_from = None, after, on
            profile._state.adding = True
        OrganisationProfile.objects.bulk_create(profiles)
        OrganisationProfile.objects.filter(area=before, valid_from__gte=on).update(area=after)
    return sum(
        Organisation.objects.filter(area=before).update(area=after, version=F("version") + 1)
        for before, after in moves.items()
    )


def _refuse_twins(moves: Mapping[int, int]) -> None:
    places = Organisation.objects.filter(area__in=[*moves, *moves.values()]).values_list("name", "area")
    seen: set[tuple[str, int]] = set()
    twins = []
    for name, area in places:
        place = (name, moves.get(area, area))
        if place in seen:
            twins.append(Reason("reform_same_organisation", field="lines", params={"name": name}))
        seen.add(place)
    if twins:
        raise Refused(*twins)
