"""Logical tables as Parquet files: `<table>.parquet` in one folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yiyang.measures.model.tables import Table, ValueType
from yiyang.measures.sources import TABLES

Row = Mapping[str, Any]

ARROW_TYPES = {
    ValueType.INTEGER: pa.int64(),
    ValueType.TEXT: pa.string(),
    ValueType.DATE: pa.date32(),
    ValueType.BOOLEAN: pa.bool_(),
}


ROW_GROUP = 122_880
"""Rows in one piece of a file: DuckDB's own size, so that its threads share a table."""


class SourceError(ValueError):
    """A published table is absent or has other columns than the logical table."""


def table_path(folder: Path, table: Table) -> Path:
    """The file that carries a logical table."""
    return folder / f"{table.name}.parquet"


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow columns of a logical table, in its order; whole numbers are 64 bits wide."""
    return pa.schema(
        [
            pa.field(column.name, ARROW_TYPES[column.type], nullable=column.nullable)
            for column in table.columns
        ]
    )


def write_table(folder: Path, table: Table, rows: Iterable[Row]) -> int:
    """Write rows as the table's file and return their number; SourceError on an absent or wrong value."""
    schema = arrow_schema(table)
    try:
        data = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise SourceError(f"{table.name}: expected {schema.to_string()}, got {error}") from error
    for column in table.columns:
        if not column.nullable and data.column(column.name).null_count:
            raise SourceError(f"{table.name}: expected a value in every {column.name}, got an empty one")
    pq.write_table(data, table_path(folder, table), compression="zstd", row_group_size=ROW_GROUP)
    return int(data.num_rows)


def read_tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All logical tables of a folder as rows of plain Python values, for the reference engine."""
    return {table.name: read_rows(folder, table) for table in TABLES}


def read_rows(folder: Path, table: Table) -> list[dict[str, Any]]:
    """The rows of one table, or SourceError saying which file or columns were expected."""
    path = table_path(folder, table)
    if not path.is_file():
        raise SourceError(f"expected the file {table.name}.parquet in {folder}, found none")
    names = [column.name for column in table.columns]
    found = pq.read_schema(path).names
    if not set(names) <= set(found):
        raise SourceError(f"{table.name}.parquet: expected the columns {names}, found {found}")
    return list(pq.read_table(path, columns=names).to_pylist())
