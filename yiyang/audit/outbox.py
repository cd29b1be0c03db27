"""Claiming of outbox rows: a claim is a compare-and-set with a lease, done is said only after the work."""

import datetime

from django.db.models import F, Q

from yiyang.audit.models import Outbox

LEASE = datetime.timedelta(seconds=90)
MOST_AT_ONCE = 1000


def claim(*, topic: str, now: datetime.datetime) -> list[Outbox]:
    """Take the open rows of a topic that nobody holds, or whose holder's lease ran out."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE)
    wanted = Outbox.objects.filter(free, topic=topic, done_at__isnull=True).order_by("id")
    ids = list(wanted.values_list("pk", flat=True)[:MOST_AT_ONCE])
    if not ids:
        return []
    Outbox.objects.filter(free, pk__in=ids, done_at__isnull=True).update(
        claimed_at=now, attempts=F("attempts") + 1
    )
    return list(Outbox.objects.filter(pk__in=ids, claimed_at=now, done_at__isnull=True))


def finish(rows: list[Outbox], *, now: datetime.datetime) -> None:
    """Say that the rows' work is done."""
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(done_at=now, fault="")


def give_back(rows: list[Outbox], *, fault: str) -> None:
    """Let others take the rows; what went wrong stays with them."""
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_at=None, fault=fault[:2000])
