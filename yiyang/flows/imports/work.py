"""Work on batches, for worker processes and for the command line."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from yiyang.domains.intake.actions import Interrupted, claim_batch, work_batch
from yiyang.flows.imports.kinds import find_kind

LOG = logging.getLogger(__name__)
Told = Callable[[int, int], None]


def _tell_nobody(_done: int, _of: int) -> None:
    return


def work_batches(
    *, told: Told = _tell_nobody, pk: int | None = None, stop: Callable[[], bool] = lambda: False
) -> int:
    """Do what waits, one batch after the other, until nothing does; returns how many times one was worked on."""
    times = 0
    while not stop() and (batch := claim_batch(now=timezone.now(), pk=pk)) is not None:
        work_batch(batch, find_kind=find_kind, today=timezone.localdate(), told=told)
        times += 1
    return times


def try_batches(*, stop: Callable[[], bool]) -> int:
    """`work_batches` for a worker that lives on when the database is away, and stops between chunks when told."""

    def told(_done: int, _of: int) -> None:
        if stop():
            raise Interrupted

    close_old_connections()
    try:
        return 0 if stop() else work_batches(told=told, stop=stop)
    except DatabaseError:
        LOG.exception("batches cannot be read")
        return 0
