"""What a worker does with a batch it holds; the same for a worker process and for the command line."""

import datetime
import logging
from collections.abc import Callable

from django.db import transaction

from yiyang.access.viewer import Viewer, system_viewer, view_as
from yiyang.domains.intake.actions.applying import take_rows
from yiyang.domains.intake.actions.checking import check_rows
from yiyang.domains.intake.actions.holding import Holder, Interrupted, claim_batch
from yiyang.domains.intake.actions.undoing import take_back
from yiyang.domains.intake.models import Batch, BatchState
from yiyang.domains.intake.rules.lifecycle import BATCH
from yiyang.domains.intake.rules.sheet_kind import FindKind
from yiyang.kernel.refused import Refused

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
LONGEST_FAULT = 200
Told = Callable[[int, int], None]
WORK = {BatchState.CHECKING: check_rows, BatchState.APPLYING: take_rows, BatchState.UNDOING: take_back}

__all__ = ["claim_batch", "work_batch"]


def work_batch(
    batch: Batch,
    *,
    find_kind: FindKind,
    today: datetime.date,
    told: Told = lambda _done, _of: None,
) -> None:
    """Do what a claimed batch waits for, to its end or until somebody decides otherwise.

    `told` hears (rows done, all rows) after each chunk and may raise Interrupted to stop there. A refusal of the
    whole table ends the check; another fault leaves the batch to the next attempt when the lease has run out.
    """
    holder = Holder(batch)
    try:
        viewer = viewer_of(batch, today=today)
        WORK[BatchState(batch.state)](holder, kind=find_kind(batch.kind), viewer=viewer, told=told)
    except Interrupted:
        LOG.info("batch %s is worked on no further here", batch.pk)
    except Refused as refused:
        _say_fault(
            holder, code=refused.reasons[0].code, params=dict(refused.reasons[0].params), is_final=True
        )
    except Exception as fault:
        LOG.exception("work on batch %s broke off", batch.pk)
        attempts = batch.attempts + 1
        _say_fault(
            holder,
            code="batch_worker_failed",
            params={"fault": repr(fault)[:LONGEST_FAULT]},
            is_final=attempts >= MOST_ATTEMPTS,
        )
        Batch.objects.filter(pk=batch.pk).update(attempts=attempts)
        return
    holder.release()


def viewer_of(batch: Batch, *, today: datetime.date) -> Viewer:
    """On whose behalf the work is done: posts are those in force today, rows are judged as of the batch's day."""
    if batch.account is None:
        return system_viewer(batch.actor, on=batch.on)
    return view_as(batch.account, on=batch.on, today=today)


def _say_fault(holder: Holder, *, code: str, params: dict, is_final: bool) -> None:
    batch = holder.batch
    act = {BatchState.CHECKING: "fail", BatchState.APPLYING: "pause"}.get(BatchState(batch.state))
    if not is_final or act is None:
        return
    with transaction.atomic():
        mine = Batch.objects.filter(pk=batch.pk, lease_token=batch.lease_token, state=batch.state)
        mine.update(
            state=BATCH.next_state(batch.state, act),
            fault={"code": code, "params": params},
            lease_token="",
            leased_until=None,
        )
