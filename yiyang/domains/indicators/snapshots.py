"""The facts as Parquet files that the engines read.

Each snapshot is a folder written whole and then named in `current`; readers never see half of one.
"""

import datetime
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from yiyang.domains.contracts.queries import LOGICAL_TABLES as CONTRACT_TABLES
from yiyang.domains.elders.queries import LOGICAL_TABLES as ELDER_TABLES
from yiyang.domains.indicators.readers import write_facts
from yiyang.domains.institutions.queries import LOGICAL_TABLES as INSTITUTION_TABLES
from yiyang.domains.quality.queries import LOGICAL_TABLES as QUALITY_TABLES
from yiyang.measures.sources import AREAS
from yiyang.measures.sources.published import arrow_schema, table_path
from yiyang.regions.queries import ancestor_rows, find_platform

LOGICAL_TABLES = {**ELDER_TABLES, **INSTITUTION_TABLES, **CONTRACT_TABLES, **QUALITY_TABLES}
POINTER = "current"
KEPT = 2
ABANDONED_SECONDS = 3600


class NoSnapshot(LookupError):
    """No snapshot has been taken yet."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A folder of Parquet files and the moment whose facts it holds."""

    folder: Path
    taken_at: datetime.datetime


def current_snapshot() -> Snapshot:
    """The latest whole snapshot. Raises NoSnapshot with what to do."""
    pointer = settings.SNAPSHOT_DIR / POINTER
    if not pointer.exists():
        raise NoSnapshot("no snapshot of the facts yet; run: yiyang measure refresh")
    name, moment = pointer.read_text(encoding="utf-8").split("\n")
    return Snapshot(folder=settings.SNAPSHOT_DIR / name, taken_at=datetime.datetime.fromisoformat(moment))


def take_snapshot(*, now: datetime.datetime) -> Snapshot:
    """Write every logical table as it is now and make that the current snapshot.

    Raises PlatformNotSetUp where no regions are loaded, CopyFailed where the database cannot be read.
    """
    find_platform()
    root = settings.SNAPSHOT_DIR
    root.mkdir(parents=True, exist_ok=True)
    name = f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
    folder = root / f".{name}"
    folder.mkdir()
    _write_areas(folder)
    write_facts(folder, selections=LOGICAL_TABLES)
    folder.rename(root / name)
    _point_to(root, name, now)
    _remove_old(root, keep=name)
    return Snapshot(folder=root / name, taken_at=now)


def _write_areas(folder: Path) -> None:
    codes, ancestors, levels = zip(*ancestor_rows(), strict=True)
    columns = [pa.array(codes), pa.array(ancestors), pa.array(levels)]
    data = pa.Table.from_arrays(columns, schema=arrow_schema(AREAS))
    pq.write_table(data, table_path(folder, AREAS), compression="zstd")


def _point_to(root: Path, name: str, now: datetime.datetime) -> None:
    fresh = root / f".{POINTER}-{uuid.uuid4().hex[:8]}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(f"{name}\n{now.isoformat()}")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(root / POINTER)


def _remove_old(root: Path, *, keep: str) -> None:
    folders = [path for path in root.iterdir() if path.is_dir()]
    whole = sorted(path for path in folders if not path.name.startswith(".") and path.name != keep)
    # Somebody may be writing a half folder just now; one that nobody touched for so long was left by a crash.
    abandoned = [path for path in folders if path.name.startswith(".") and _age(path) > ABANDONED_SECONDS]
    for folder in [*whole[: -KEPT + 1], *abandoned]:
        shutil.rmtree(folder, ignore_errors=True)


def _age(path: Path) -> float:
    """Seconds since a path was written; 0 when it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
