"""DuckDB inside the process, over Parquet files in one folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from yiyang.measures.engines.base import (
    NO_RESTRICTION,
    Contribution,
    Engine,
    Restriction,
    Result,
    Unplaced,
    make_result,
    require_missing_list,
)
from yiyang.measures.engines.expressions import name_column
from yiyang.measures.engines.facts import overlap_query
from yiyang.measures.engines.statements import Statements
from yiyang.measures.model.indicator import Indicator
from yiyang.measures.model.tables import Subject, Table, ValueType
from yiyang.measures.sources import AREAS, TABLES
from yiyang.measures.sources.published import SourceError, table_path

DUCKDB_TYPES = {
    ValueType.INTEGER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    ValueType.TEXT: ("VARCHAR",),
    ValueType.DATE: ("DATE",),
    ValueType.BOOLEAN: ("BOOLEAN",),
}


class EmbeddedEngine(Engine):
    """Reads `<table>.parquet` of every logical table; SourceError when one is absent or unlike its table.

    May be used from several threads. Files may be replaced between two calls.
    """

    def __init__(self, folder: Path, *, tables: Sequence[Table] = TABLES, threads: int | None = None) -> None:
        self.folder = folder
        self.overlapping: dict[tuple[str, int, int, int], bool] = {}
        self.connection = duckdb.connect(":memory:")
        if threads is not None:
            self.connection.execute("SET threads = ?", [threads])
        # Order is asked for where it matters; without this DuckDB keeps that of the files.
        self.connection.execute("SET preserve_insertion_order = false")
        for table in tables:
            self.open_table(table)

    def open_table(self, table: Table) -> None:
        """Make the file readable under the table's name, after checking its columns."""
        path = table_path(self.folder, table)
        if not path.is_file():
            raise SourceError(f"expected the file {path.name} in {self.folder}, found none")
        if set("*?[") & set(str(path)):
            raise SourceError(f"expected a folder without * ? [ in its path, got {self.folder}")
        source = exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(path))])
        found = dict(
            self.connection.execute(
                f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {source.sql('duckdb')})"  # noqa: S608
            ).fetchall()
        )
        for column in table.columns:
            if found.get(column.name) not in DUCKDB_TYPES[column.type]:
                raise SourceError(
                    f"{path.name}: expected {column.name} as {column.type.value}, "
                    f"found {found.get(column.name, 'no such column')}"
                )
        columns = [exp.column(column.name, quoted=True) for column in table.columns]
        view = exp.Create(
            this=exp.to_table(table.name), kind="VIEW", expression=exp.select(*columns).from_(source)
        )
        self.connection.execute(view.sql("duckdb"))

    def count_areas(
        self,
        indicators: Sequence[Indicator],
        *,
        on: date,
        area: str | None,
        restrict_to: Restriction,
    ) -> dict[str, list[Result]]:
        """One statement for all of them."""
        self.require_areas(area, restrict_to)
        statement = self.statements(indicators[0].subject, on).results(
            indicators, area=area, restrict_to=restrict_to
        )
        found: dict[str, list[Result]] = {indicator.code: [] for indicator in indicators}
        for code, level, *numbers in self.fetch(statement):
            for index, indicator in enumerate(indicators):
                found[indicator.code].append(
                    make_result(
                        indicator,
                        area=code,
                        level=level,
                        on=on,
                        denominator=int(numbers[2 * index]),
                        numerator=int(numbers[2 * index + 1]),
                    )
                )
        return found

    def contributions(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[Contribution]:
        """One row per subject that adds something."""
        self.require_areas(area, restrict_to)
        statement = self.statements(indicator.subject, on).contributions(
            indicator, area=area, restrict_to=restrict_to
        )
        return [
            Contribution(subject_id=subject_id, area=code, denominator=int(below), numerator=int(above))
            for subject_id, code, below, above in self.fetch(statement)
        ]

    def missing(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str,
        after: int | None = None,
        limit: int | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[int]:
        """One page of the list, cut by the database."""
        require_missing_list(indicator)
        self.require_areas(area, restrict_to)
        statement = self.statements(indicator.subject, on).missing(
            indicator, area=area, after=after, limit=limit, restrict_to=restrict_to
        )
        return [int(row[0]) for row in self.fetch(statement)]

    def missing_count(
        self, indicator: Indicator, *, on: date, area: str, restrict_to: Restriction = NO_RESTRICTION
    ) -> int:
        """The length of the list, counted by the database."""
        require_missing_list(indicator)
        self.require_areas(area, restrict_to)
        statement = self.statements(indicator.subject, on).missing_count(
            indicator, area=area, restrict_to=restrict_to
        )
        return int(self.fetch(statement)[0][0])

    def unplaced(self, subject: Subject, *, on: date) -> list[Unplaced]:
        """Subjects without an area, or with one that the tree does not hold."""
        rows = self.fetch(self.statements(subject, on).unplaced())
        return [Unplaced(subject_id=int(subject_id), area=area) for subject_id, area in rows]

    def statements(self, subject: Subject, on: date) -> Statements:
        """The builder for one subject and day over this folder's data."""
        return Statements(subject, on=on, overlaps=self.has_overlaps)

    def is_known(self, area: str) -> bool:
        """Whether the tree holds the area."""
        is_area = exp.EQ(this=name_column(AREAS.name, "area"), expression=exp.convert(area))
        return bool(self.fetch(exp.select(exp.convert(1)).from_(AREAS.name).where(is_area).limit(1)))

    def has_overlaps(self, table: Table) -> bool:
        """Whether rows for one `one_per` overlap in the file, looked up once per state of the file."""
        state = table_path(self.folder, table).stat()
        key = (table.name, state.st_ino, state.st_mtime_ns, state.st_size)
        if key not in self.overlapping:
            self.overlapping[key] = bool(self.fetch(overlap_query(table)))
        return self.overlapping[key]

    def fetch(self, statement: exp.Select) -> list[tuple[Any, ...]]:
        """The rows of a statement, on a cursor of its own so that threads do not meet."""
        with self.connection.cursor() as cursor:
            return cursor.execute(statement.sql("duckdb")).fetchall()
