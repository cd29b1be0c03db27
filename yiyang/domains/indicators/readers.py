"""Reading of the facts from the database into Parquet: one read transaction, one file a logical table.

PostgreSQL is read by DuckDB's extension, in parallel. SQLite is read through Python's own library: a second SQLite
library in one process drops the first one's file locks when it closes the file, and the database breaks.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from duckdb_extensions import import_extension

from yiyang.measures.model.tables import Table, ValueType
from yiyang.measures.sources import AREAS, TABLES
from yiyang.measures.sources.published import ROW_GROUP, arrow_schema, table_path

SQL_TYPES = {ValueType.INTEGER: "BIGINT", ValueType.TEXT: "VARCHAR", ValueType.DATE: "DATE"}
FACTS = tuple(table for table in TABLES if table.name != AREAS.name)


def write_facts(folder: Path, *, selections: Mapping[str, str]) -> None:
    """Write every logical table but the areas, all as of one moment; `selections` are SELECTs by table name."""
    if connection.vendor == "sqlite":
        _read_sqlite(folder, selections)
    else:
        _read_postgresql(folder, selections)


def _read_sqlite(folder: Path, selections: Mapping[str, str]) -> None:
    path = Path(connection.settings_dict["NAME"]).resolve()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        for table in FACTS:
            columns = ", ".join(column.name for column in table.columns)
            rows = reader.execute(f"SELECT {columns} FROM ({selections[table.name]})")  # noqa: S608 - own names
            _write_rows(rows, table=table, path=table_path(folder, table))
        reader.execute("COMMIT")


def _write_rows(rows: sqlite3.Cursor, *, table: Table, path: Path) -> None:
    schema = arrow_schema(table)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := rows.fetchmany(ROW_GROUP):
            columns = [
                _as_arrow(values, field.type)
                for values, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))


def _as_arrow(values: tuple, kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _read_postgresql(folder: Path, selections: Mapping[str, str]) -> None:
    with duckdb.connect(config={"threads": 2}) as engine:
        import_extension("postgres")
        engine.execute("LOAD postgres")
        address = _address().replace("'", "''")
        engine.execute(f"ATTACH '{address}' AS facts (TYPE postgres, READ_ONLY)")
        engine.execute("USE facts.public")
        engine.execute("BEGIN TRANSACTION")
        for table in FACTS:
            path = str(table_path(folder, table)).replace("'", "''")
            selection = _typed(table, selections[table.name])
            engine.execute(f"COPY ({selection}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        engine.execute("COMMIT")


def _typed(table: Table, selection: str) -> str:
    columns = ", ".join(
        f"CAST({column.name} AS {SQL_TYPES[column.type]}) AS {column.name}" for column in table.columns
    )
    return f"SELECT {columns} FROM ({selection})"  # noqa: S608 - names from our own tables


def _address() -> str:
    """The database's address in libpq's form."""
    wanted = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    parts = []
    for name, key in wanted.items():
        value = str(connection.settings_dict[name])
        if value:
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            parts.append(f"{key}='{escaped}'")
    return " ".join(parts)
