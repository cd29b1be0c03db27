"""Computing results for days and keeping them; what changed since is marked, never shown as fresh."""

import datetime
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.db.models import Q
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
    if found is not None:
        return found
    snapshot = current_snapshot()
    refresh_days([on], snapshot=snapshot)
    # A worker that took a newer snapshot meanwhile may have looked for days before this one was stored.
    while (latest := current_snapshot()) != snapshot:
        snapshot = latest
        refresh_days([on], snapshot=snapshot)
    return Refresh.objects.get(on=on)


def refresh_days(days: Iterable[date], *, snapshot: Snapshot) -> int:
    """Compute every indicator for every area on these days and replace the stored results."""
    areas = dict(Region.objects.values_list("key", "id"))
    count = 0
    for on in sorted(set(days)):
        count += _store(on, folder=snapshot.folder, taken_at=snapshot.taken_at, areas=areas)
    return count


def _store(on: date, *, folder: Path, taken_at: datetime.datetime, areas: dict[str, int]) -> int:
    found = EmbeddedEngine(folder).results(list_indicators(), on=on)
    with transaction.atomic():
        newer = Refresh.objects.select_for_update().filter(on=on, snapshot_at__gt=taken_at)
        if newer.exists():
            return 0
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


def refresh_since(*, since: date) -> int:
    """Take a snapshot after facts changed from `since` on, and compute the days they touch; returns how many.

    The snapshot is taken also when no stored day is touched, for days asked for later are computed from it.
    """
    mark_stale(since=since)
    snapshot = take_snapshot(now=timezone.now())
    # A day stored from the older snapshot after the marking is as stale as the marked ones.
    older = Q(on__gte=since, snapshot_at__lt=snapshot.taken_at)
    days = list(Refresh.objects.filter(Q(stale=True) | older).values_list("on", flat=True))
    refresh_days(days, snapshot=snapshot)
    return len(days)


def snapshot_and_refresh(days: Iterable[date]) -> Snapshot:
    """Take a snapshot and compute the given days from it."""
    snapshot = take_snapshot(now=timezone.now())
    refresh_days(days, snapshot=snapshot)
    return snapshot
