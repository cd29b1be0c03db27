"""All indicators × all areas × all levels at one date: the embedded engine beside SQL written by hand.

Run as `python -m benchmarks.measures [--scale 1.0] [--postgres URL]`. Prints medians of interleaved runs.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from benchmarks.figures import Figure, hand_over, read_options
from benchmarks.measures_sql import STATEMENTS
from yiyang.measures.calculate import calculate
from yiyang.measures.catalogue import list_indicators
from yiyang.measures.engines.base import Result
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.measures.model.tables import Table, ValueType
from yiyang.measures.sources import TABLES
from yiyang.measures.sources.codes import BED_KINDS, CAPABILITIES, ORGANISATION_KINDS
from yiyang.measures.sources.published import ROW_GROUP, arrow_schema, table_path

ON = date(2018, 9, 30)
TOWNS, VILLAGES, ORGANISATIONS = 23, 300, 1500
RUNS = 5
ELDERS, THREADS = 1_000_000, 2
GOAL_DUCKDB, GOAL_POSTGRES = 1.2, 8.0
Columns = dict[str, "np.ndarray | list[object]"]


def days(generator: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    start, end = np.datetime64(first), np.datetime64(last)
    return start + generator.integers(0, (end - start).astype(int), count).astype("timedelta64[D]")


def validity(starts: np.ndarray, ends: np.ndarray, is_open: np.ndarray) -> Columns:
    return {"valid_from": starts, "valid_to": np.where(is_open, np.datetime64("NaT"), ends)}


def make_areas() -> Columns:
    rows = []
    city, province = "442000000000", "440000000000"
    above = ((city, "city"), (province, "province"))
    towns = [f"4420{100 + town:03d}00000" for town in range(TOWNS)]
    for code, level in ((province, "province"), (city, "city")):
        rows.append((code, code, level))
    rows.append((city, province, "province"))
    for town in towns:
        rows += [(town, town, "town"), *((town, code, level) for code, level in above)]
    for village in range(VILLAGES):
        town = towns[village % TOWNS]
        code = f"{town[:7]}{village + 1:05d}"
        rows += [(code, code, "village"), (code, town, "town"), *((code, up, level) for up, level in above)]
    names = ("area", "ancestor", "ancestor_level")
    return {name: [row[index] for row in rows] for index, name in enumerate(names)}


def make_tables(elders: int, *, seed: int = 7) -> dict[str, Columns]:
    generator = np.random.default_rng(seed)
    areas = make_areas()
    levels = zip(areas["area"], areas["ancestor"], areas["ancestor_level"], strict=True)
    villages = np.array([area for area, ancestor, level in levels if level == "village" and area == ancestor])
    return {
        "areas": areas,
        **make_elders(generator, villages, elders),
        **make_elder_facts(generator, elders),
        **make_organisations(generator, villages),
    }


def make_elders(generator: np.random.Generator, villages: np.ndarray, elders: int) -> dict[str, Columns]:
    ids = np.arange(1, elders + 1)
    dead = generator.random(elders) < 0.08
    moved = ids[generator.random(elders) < 0.06]
    move_days = days(generator, "2012-01-01", "2019-01-01", len(moved))
    first_end = np.full(elders, np.datetime64("NaT"), dtype="datetime64[D]")
    first_end[moved - 1] = move_days
    homes = generator.integers(0, len(villages), elders + len(moved))
    deaths = days(generator, "2014-01-01", "2020-01-01", elders)
    return {
        "elders": {
            "elder_id": ids,
            "sex": generator.choice(np.array(["1", "2"]), elders),
            "birth_date": days(generator, "1915-01-01", "1960-01-01", elders),
            "death_date": np.where(dead, deaths, np.datetime64("NaT")),
        },
        "residences": {
            "elder_id": np.concatenate([ids, moved]),
            "area": villages[homes],
            "valid_from": np.concatenate([days(generator, "2000-01-01", "2012-01-01", elders), move_days]),
            "valid_to": np.concatenate([first_end, np.full(len(moved), np.datetime64("NaT"))]),
        },
    }


def make_elder_facts(generator: np.random.Generator, elders: int) -> dict[str, Columns]:
    contracts, categories, records = int(elders * 1.4), int(elders * 0.35), int(elders * 0.9)
    ids = np.arange(1, elders + 1)
    signed = days(generator, "2014-01-01", "2018-12-01", contracts)
    kinds = np.array(["home", "community", "institution"])
    names = np.array(["disabled", "severely_ill", "low_income", "living_alone", "special_family"])
    return {
        "living_arrangements": {
            "elder_id": ids,
            "kind": generator.choice(kinds, elders, p=[0.9, 0.07, 0.03]),
            **validity(days(generator, "2010-01-01", "2018-01-01", elders), signed[:elders], ids > 0),
        },
        "elder_categories": {
            "elder_id": generator.integers(1, elders + 1, categories),
            "category": generator.choice(names, categories),
            **validity(
                days(generator, "2012-01-01", "2018-12-01", categories),
                days(generator, "2018-12-01", "2021-01-01", categories),
                generator.random(categories) < 0.7,
            ),
        },
        "health_records": {
            "elder_id": generator.permutation(ids)[:records],
            **validity(
                days(generator, "2009-01-01", "2019-01-01", records),
                days(generator, "2019-01-01", "2021-01-01", records),
                generator.random(records) < 0.95,
            ),
        },
        "family_doctor_contracts": {
            "elder_id": generator.integers(1, elders + 1, contracts),
            "organisation_id": generator.integers(1, ORGANISATIONS + 1, contracts),
            "team_id": generator.integers(1, 400, contracts),
            "valid_from": signed,
            "valid_to": signed + np.timedelta64(365, "D"),
        },
    }


def make_organisations(generator: np.random.Generator, villages: np.ndarray) -> dict[str, Columns]:
    ids = np.arange(1, ORGANISATIONS + 1)
    always = {"valid_from": np.datetime64("2010-01-01")}
    kinds = np.array([entry.code for entry in ORGANISATION_KINDS.codes])
    able = np.array(
        [(i, entry.code) for i in ids for entry in CAPABILITIES.codes if generator.random() < 0.4]
    )
    beds = [(i, entry.code) for i in ids for entry in BED_KINDS.codes if generator.random() < 0.7]
    agreed = generator.integers(1, ORGANISATIONS + 1, ORGANISATIONS)

    def held(count: int) -> Columns:
        start = np.full(count, always["valid_from"])
        return validity(
            start, days(generator, "2017-01-01", "2020-01-01", count), generator.random(count) < 0.5
        )

    return {
        "organisations": {"organisation_id": ids},
        "organisation_profiles": {
            "organisation_id": ids,
            "kind": generator.choice(kinds, len(ids)),
            "level": generator.integers(0, 4, len(ids)),
            "ownership": generator.choice(np.array(["public", "private"]), len(ids)),
            "area": generator.choice(villages, len(ids)),
            **held(len(ids)),
        },
        "capabilities": {
            "organisation_id": able[:, 0].astype(np.int64),
            "capability": able[:, 1],
            **held(len(able)),
        },
        "bed_capacities": {
            "organisation_id": np.array([i for i, _ in beds]),
            "bed_kind": [kind for _, kind in beds],
            "beds": generator.integers(0, 120, len(beds)),
            **held(len(beds)),
        },
        "cooperation_agreements": {
            "organisation_id": agreed,
            "partner_id": generator.integers(1, ORGANISATIONS + 1, len(agreed)),
            **held(len(agreed)),
        },
    }


def arrow_table(table: Table, columns: Columns) -> pa.Table:
    arrays = []
    for spec, kind in zip(table.columns, arrow_schema(table).types, strict=True):
        values = columns[spec.name]
        if spec.type is ValueType.DATE:
            values = np.asarray(values, dtype="datetime64[D]")
        arrays.append(pa.array(values, type=kind))
    return pa.table(arrays, schema=arrow_schema(table))


def write_tables(folder: Path, elders: int) -> None:
    made = make_tables(elders)
    for table in TABLES:
        data = arrow_table(table, made[table.name])
        pq.write_table(data, table_path(folder, table), compression="zstd", row_group_size=ROW_GROUP)


def as_numbers(results: list[Result]) -> dict[tuple[str, str, str], tuple[int, int]]:
    return {(r.indicator, r.area, r.level): (r.numerator, r.denominator) for r in results}


def run_statements(fetch: Callable[[str], list[tuple]]) -> dict[tuple[str, str, str], tuple[int, int]]:
    numbers = {}
    for codes, sql in STATEMENTS:
        for area, level, *sums in fetch(sql):
            for index, code in enumerate(codes):
                numbers[code, area, level] = (int(sums[2 * index + 1]), int(sums[2 * index]))
    return numbers


def open_duckdb(folder: Path, threads: int) -> Callable[[str], list[tuple]]:
    connection = duckdb.connect(":memory:")
    connection.execute("SET threads = ?", [threads])
    for table in TABLES:
        connection.execute(
            f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet('{table_path(folder, table)}')"
        )
    return lambda sql: connection.execute(sql).fetchall()


def open_postgres(folder: Path, dsn: str) -> Callable[[str], list[tuple]]:
    import psycopg

    types = {ValueType.INTEGER: "bigint", ValueType.TEXT: "varchar", ValueType.DATE: "date"}
    connection = psycopg.connect(dsn, autocommit=True)
    connection.execute("CREATE SCHEMA IF NOT EXISTS measures_bench")
    connection.execute("SET search_path = measures_bench")
    for table in TABLES:
        columns = ", ".join(f"{column.name} {types[column.type]}" for column in table.columns)
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        buffer = io.BytesIO()
        options = pa_csv.WriteOptions(include_header=False)
        pa_csv.write_csv(pq.read_table(table_path(folder, table)), buffer, options)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table.name} FROM STDIN (FORMAT csv)") as copy:
            copy.write(buffer.getbuffer())
        key = table.columns[0].name
        connection.execute(f"CREATE INDEX ON {table.name} ({key})")
        connection.execute(f"VACUUM ANALYZE {table.name}")
    return lambda sql: connection.execute(sql).fetchall()


def measure(contestants: dict[str, Callable[[], object]], *, runs: int) -> dict[str, list[float]]:
    """Interleaved runs in seconds, after one of each that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for run in range(runs + 1):
        for name, contestant in contestants.items():
            start = time.perf_counter()
            contestant()
            if run:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    elders = options.count(ELDERS)
    codes = [indicator.code for indicator in list_indicators()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, elders)
        engine = EmbeddedEngine(folder, threads=THREADS)
        start = time.perf_counter()
        expected = as_numbers(calculate(engine, codes, on=ON))
        first = time.perf_counter() - start
        fetch = open_duckdb(folder, THREADS)
        assert run_statements(fetch) == expected, "the SQL written by hand gives other numbers"
        contestants: dict[str, Callable[[], object]] = {
            "embedded": lambda: calculate(engine, codes, on=ON),
            "duckdb by hand": lambda: run_statements(fetch),
        }
        if options.postgres.startswith("postgresql://"):
            fetch_postgres = open_postgres(folder, options.postgres)
            assert run_statements(fetch_postgres) == expected, "PostgreSQL gives other numbers"
            contestants["postgresql"] = lambda: run_statements(fetch_postgres)
        seconds = measure(contestants, runs=RUNS)
    report(seconds, first=first, elders=elders, numbers=len(expected), indicators=len(codes))
    hand_over(list_figures(seconds), options)


def report(
    seconds: dict[str, list[float]], *, first: float, elders: int, numbers: int, indicators: int
) -> None:
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    print(f"{elders:,} elders, {indicators} indicators, {numbers:,} numbers, {RUNS} interleaved runs")
    print(f"first call of the embedded engine, with its look for overlaps: {first:.3f} s")
    for name, times in seconds.items():
        print(f"{name:16} median {medians[name]:.3f} s ({min(times):.3f}-{max(times):.3f})")


def list_figures(seconds: dict[str, list[float]]) -> list[Figure]:
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    ours = medians["embedded"]
    figures = [
        Figure(
            name="measures: time of embedded / DuckDB by hand",
            ours=f"{ours:.3f} s",
            peer=f"{medians['duckdb by hand']:.3f} s",
            ratio=ours / medians["duckdb by hand"],
            goal=GOAL_DUCKDB,
            at_least=False,
        )
    ]
    if "postgresql" in medians:
        figures.append(
            Figure(
                name="measures: time of PostgreSQL / embedded",
                ours=f"{ours:.3f} s",
                peer=f"{medians['postgresql']:.3f} s",
                ratio=medians["postgresql"] / ours,
                goal=GOAL_POSTGRES,
            )
        )
    return figures


if __name__ == "__main__":
    main()
