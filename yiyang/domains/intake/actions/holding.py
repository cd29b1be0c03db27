"""Holding a batch while working on it: by compare-and-set, renewed with every chunk, lost by whoever falls asleep."""

import datetime
import secrets
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yiyang.domains.intake.models import Batch
from yiyang.domains.intake.rules.lifecycle import BATCH, WORKED

LEASE = datetime.timedelta(seconds=90)
MOST_TRIED = 20
Clock = Callable[[], datetime.datetime]


class Interrupted(Exception):
    """The batch is no longer ours or no longer to be worked on; what was not committed is void."""


class Holder:
    """A batch in the hands of one worker."""

    def __init__(self, batch: Batch, *, clock: Clock = timezone.now) -> None:
        self.batch = batch
        self._clock = clock

    def step(self, **changes: Any) -> None:
        """Write changes and renew the lease, in the transaction of the work they tell about.

        Raises Interrupted when somebody else holds the batch, its state was changed, or the work was done already.
        """
        batch = self.batch
        now = self._clock()
        held = Batch.objects.filter(
            pk=batch.pk, lease_token=batch.lease_token, state=batch.state, cursor=batch.cursor
        )
        if not held.update(leased_until=now + LEASE, changed_at=now, **changes):
            raise Interrupted(batch.pk)

    def keep(self, **changes: Any) -> None:
        """Take over into the object at hand what was committed."""
        for field, value in changes.items():
            setattr(self.batch, field, value)

    def finish(self, act: str, **changes: Any) -> None:
        """Move the batch on and let go of it, in the caller's transaction. Raises Interrupted as `step` does."""
        state = BATCH.next_state(self.batch.state, act)
        self.step(state=state, cursor=0, attempts=0, **changes)

    def release(self) -> None:
        """Let others have the batch at once."""
        held = Batch.objects.filter(pk=self.batch.pk, lease_token=self.batch.lease_token)
        held.update(lease_token="", leased_until=None)


def claim_batch(*, now: datetime.datetime, pk: int | None = None) -> Batch | None:
    """Take a batch that waits for work and that nobody holds, or whose holder's lease ran out."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = Batch.objects.filter(free, state__in=WORKED)
    if pk is not None:
        waiting = waiting.filter(pk=pk)
    for each in waiting.order_by("leased_until", "pk").values_list("pk", flat=True)[:MOST_TRIED]:
        token = secrets.token_hex(16)
        taken = Batch.objects.filter(free, pk=each, state__in=WORKED)
        if taken.update(lease_token=token, leased_until=now + LEASE):
            return Batch.objects.select_related("account", "area").get(pk=each)
    return None
