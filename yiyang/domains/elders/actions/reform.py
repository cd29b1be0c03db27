"""Elders where a unit of the tree ends and another continues it."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Q

from yiyang.domains.elders.models import Elder, Residence

BATCH = 2000


def follow_reform(*, moves: Mapping[int, int], on: date) -> int:
    """Let residences of units that end go on in the units that continue them from a day on.

    `moves` is id of the old unit → id of the new one. Days before stay where they were. Returns how many elders
    live in the new units. Runs in the transaction of the reform.
    """
    for before, after in moves.items():
        across = Residence.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=on), area=before, valid_from__lt=on
        )
        fresh = [
            Residence(elder_id=elder, area_id=after, valid_from=on, valid_to=end)
            for elder, end in across.values_list("elder_id", "valid_to")
        ]
        # The rows of before end first: of one elder only one residence may be open.
        across.update(valid_to=on)
        Residence.objects.bulk_create(fresh, batch_size=BATCH)
        Residence.objects.filter(area=before, valid_from__gte=on).update(area=after)
    return sum(
        Elder.objects.filter(village=before).update(village=after, version=F("version") + 1)
        for before, after in moves.items()
    )
