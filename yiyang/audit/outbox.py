"""Claiming of outbox rows: a claim holds for a lease, done is said only after the work."""

import datetime

from django.db import transaction
from django.db.models import F, Q

from yiyang.audit.models import Outbox

LEASE = datetime.timedelta(seconds=90)
MOST_AT_ONCE = 1000


@transaction.atomic
def claim(*, topic: str, now: datetime.datetime) -> list[Outbox]:
    """Take the open rows of a topic that nobody holds, or whose holder's lease ran out."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE)
    wanted = Outbox.objects.filter(free, topic=topic, done_at__isnull=True).order_by("id")
    # Rows that another claimer is taking right now are its own, not worth waiting for.
    locked = wanted.select_for_update(skip_locked=True)
    ids = list(locked.values_list("pk", flat=True)[:MOST_AT_ONCE])
    Outbox.objects.filter(pk__in=ids).update(claimed_at=now, attempts=F("attempts") + 1)
    return list(Outbox.objects.filter(pk__in=ids).order_by("id"))


def finish(rows: list[Outbox], *, now: datetime.datetime) -> None:
    """Say that the rows' work is done."""
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=now, fault="")


def give_back(rows: list[Outbox], *, fault: str) -> None:
    """Let others take the rows; what went wrong stays with them. Rows taken by another meanwhile stay its own."""
    own = Outbox.objects.filter(
        pk__in=[row.pk for row in rows], claimed_at__in={row.claimed_at for row in rows}
    )
    own.filter(done_at__isnull=True).update(claimed_at=None, fault=fault[:2000])
