"""What workers do about acts: one handler a topic."""

import datetime
import logging
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from yiyang.access.viewer import system_viewer
from yiyang.audit.acts import FACTS_CHANGED
from yiyang.audit.outbox import claim, finish, give_back
from yiyang.domains.indicators.actions import refresh_since
from yiyang.domains.quality.actions import last_day, run_checks
from yiyang.flows.imports.work import try_batches
from yiyang.regions.queries import day_shown, read_platform

LOG = logging.getLogger(__name__)


def check_daily() -> bool:
    """Check the registers when today's check has not been made; says whether it was."""
    if read_platform() is None:
        return False
    on = day_shown(real_today=timezone.localdate())
    last = last_day()
    if last is not None and last >= on:
        return False
    try:
        run_checks(viewer=system_viewer("yiyang worker", on=on), on=on)
    except Exception:
        LOG.exception("checking the registers failed; it is tried again")
        return False
    return True


def work_once() -> int:
    """Do everything that is open now, in one refresh; returns how many outbox rows were done."""
    close_old_connections()
    try:
        rows = claim(topic=FACTS_CHANGED, now=timezone.now())
    except DatabaseError:
        LOG.exception("the outbox cannot be read")
        return 0
    if not rows:
        return 0
    try:
        refresh_since(since=min(datetime.date.fromisoformat(row.payload["since"]) for row in rows))
    except Exception as fault:
        LOG.exception("refreshing failed; the rows are given back")
        give_back(rows, fault=repr(fault))
        return 0
    finish(rows, now=timezone.now())
    return len(rows)


def work_imports(*, stop: Callable[[], bool] = lambda: False) -> int:
    """Do what batches wait for; told to stop, finish the chunk at hand and leave the rest to the next worker."""
    return try_batches(stop=stop)
