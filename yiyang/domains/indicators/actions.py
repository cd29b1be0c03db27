"""Computing results for days and keeping them; what changed since is marked, never shown as fresh."""

import datetime
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from yiyang.domains.indicators.models import Refresh, Result
from yiyang.domains.indicators.snapshots import Snapshot, current_snapshot, take_snapshot
from yiyang.measures.catalogue import list_indicators
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.regions.models import Region

BATCH = 2000


def ensure_results(*, on: date) -> Refresh:
    """The refresh of a day, computed from the current snapshot when the day was never asked for."""
    found = Refresh.objects.filter(on=on).first()
    if found is None:
        refresh_days([on], snapshot=current_snapshot())
        found = Refresh.objects.get(on=on)
    return found


def refresh_days(days: Iterable[date], *, snapshot: Snapshot) -> int:
    """Compute every indicator for every area on these days and replace the stored results."""
    areas = dict(Region.objects.values_list("code", "id"))
    count = 0
    for on in sorted(set(days)):
        count += _store(on, folder=snapshot.folder, taken_at=snapshot.taken_at, areas=areas)
    return count


def _store(on: date, *, folder: Path, taken_at: datetime.datetime, areas: dict[str, int]) -> int:
    found = EmbeddedEngine(folder).results(list_indicators(), on=on)
    with transaction.atomic():
        refresh, _created = Refresh.objects.update_or_create(
            on=on, defaults={"computed_at": timezone.now(), "snapshot_at": taken_at, "stale": False}
        )
        Result.objects.filter(refresh=refresh).delete()
        rows = [
            Result(
                refresh=refresh,
                indicator=result.indicator,
                area_id=areas[result.area],
                numerator=result.numerator,
                denominator=result.denominator,
                value=result.value,
            )
            for result in found
            if result.denominator
        ]
        Result.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def mark_stale(*, since: date) -> int:
    """Mark the results of every day from `since` on as older than the facts."""
    return Refresh.objects.filter(on__gte=since).update(stale=True)


def refresh_stale() -> int:
    """Take a snapshot and compute every stale day anew; returns how many days."""
    days = list(Refresh.objects.filter(stale=True).values_list("on", flat=True))
    if days:
        refresh_days(days, snapshot=take_snapshot(now=timezone.now()))
    return len(days)


def snapshot_and_refresh(days: Iterable[date]) -> Snapshot:
    """Take a snapshot and compute the given days from it."""
    snapshot = take_snapshot(now=timezone.now())
    refresh_days(days, snapshot=snapshot)
    return snapshot
