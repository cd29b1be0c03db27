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
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from yiyang.domains.contracts.queries import LOGICAL_TABLES as CONTRACT_TABLES
from yiyang.domains.elders.queries import LOGICAL_TABLES as ELDER_TABLES
from yiyang.domains.indicators.copying import copy_apart, copy_here
from yiyang.domains.institutions.queries import LOGICAL_TABLES as INSTITUTION_TABLES
from yiyang.measures.model.tables import Table, ValueType
from yiyang.measures.sources import AREAS, TABLES
from yiyang.measures.sources.published import arrow_schema, table_path
from yiyang.regions.queries import ancestor_rows, find_platform

LOGICAL_TABLES = {**ELDER_TABLES, **INSTITUTION_TABLES, **CONTRACT_TABLES}
POINTER = "current"
KEPT = 2
ABANDONED_SECONDS = 3600
SQL_TYPES = {ValueType.INTEGER: "BIGINT", ValueType.TEXT: "VARCHAR", ValueType.DATE: "DATE"}


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
    _write_facts(folder)
    folder.rename(root / name)
    _point_to(root, name, now)
    _remove_old(root, keep=name)
    return Snapshot(folder=root / name, taken_at=now)


def _write_areas(folder: Path) -> None:
    codes, ancestors, levels = zip(*ancestor_rows(), strict=True)
    columns = [pa.array(codes), pa.array(ancestors), pa.array(levels)]
    data = pa.Table.from_arrays(columns, schema=arrow_schema(AREAS))
    pq.write_table(data, table_path(folder, AREAS), compression="zstd")


def _write_facts(folder: Path) -> None:
    """One read of the database, in one transaction of its own, straight into the files."""
    facts = [table for table in TABLES if table.name != AREAS.name]
    copies = [(_selection(table), str(table_path(folder, table))) for table in facts]
    if connection.vendor == "sqlite":
        address = str(connection.settings_dict["NAME"])
        copy_apart({"kind": "sqlite", "address": address, "schema": "facts", "copies": copies})
    else:
        address = _postgres_address(connection.settings_dict)
        copy_here({"kind": "postgres", "address": address, "schema": "facts.public", "copies": copies})


def _selection(table: Table) -> str:
    columns = ", ".join(
        f"CAST({column.name} AS {SQL_TYPES[column.type]}) AS {column.name}" for column in table.columns
    )
    return f"SELECT {columns} FROM ({LOGICAL_TABLES[table.name]})"  # noqa: S608 - names from our own tables


def _postgres_address(settings_dict: dict[str, Any]) -> str:
    wanted = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return " ".join(
        f"{key}={_quote(str(settings_dict[name]))}" for name, key in wanted.items() if settings_dict[name]
    )


def _quote(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


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
