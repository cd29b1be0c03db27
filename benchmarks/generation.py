"""Making a demo region on PostgreSQL, beside raw COPY of the very same rows (goal: at least a quarter of it).

    python -m benchmarks.generation [--scale 1.0] [--postgres URL]

Makes a database of its own on that server and drops it at the end. Both sides write the same seven tables with the
same indexes, constraints and foreign keys, checked as they go, in one transaction each with its commit. The time of
`build_demo` is the whole call: regions, people, sealing, rows, planted errors, ANALYZE.
"""

import os
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import psycopg

from benchmarks.figures import Figure, Options, hand_over, read_options

BLOCK = 1 << 20
GOAL = 0.25
ELDERS, LOCALITY, SEED = 1_000_000, "zhongshan", 1


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    if not options.postgres.startswith("postgresql://"):
        sys.exit("needs PostgreSQL: run under tools/with_postgres.py, or name a database by --postgres")
    name = f"yiyang_bench_{os.getpid()}"
    with tempfile.TemporaryDirectory() as home:
        with psycopg.connect(options.postgres, autocommit=True) as server:
            server.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        try:
            os.environ["YIYANG_DATABASE_URL"] = urlsplit(options.postgres)._replace(path=f"/{name}").geturl()
            os.environ["YIYANG_HOME"] = home
            os.environ["DJANGO_SETTINGS_MODULE"] = "yiyang.config.settings"
            hand_over([compare(options, Path(home))], options)
        finally:
            from django.db import connection

            connection.close()
            with psycopg.connect(options.postgres, autocommit=True) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def compare(options: Options, home: Path) -> Figure:
    import django

    django.setup()
    from django.core.management import call_command

    from yiyang.flows.demo.build import build_demo
    from yiyang.flows.demo.bulk import MODELS

    call_command("migrate", verbosity=0)
    elders = options.count(ELDERS)
    summary = build_demo(locality=LOCALITY, elders=elders, seed=SEED, on=None)
    rows = sum(summary.counts[table] for table in MODELS)
    size = dump(tuple(MODELS), home)
    copied = copy_back(tuple(MODELS), home)
    made, raw = rows / summary.seconds, rows / copied
    print(f"{LOCALITY}, {elders:,} elders: {rows:,} rows, {size / 1e6:,.0f} MB as binary COPY")
    print(f"{'build_demo':24}{summary.seconds:>9.1f} s{made:>12,.0f} rows/s")
    print(f"{'  of it rows':24}{summary.rows_seconds:>9.1f} s{rows / summary.rows_seconds:>12,.0f} rows/s")
    print(f"{'raw COPY':24}{copied:>9.1f} s{raw:>12,.0f} rows/s")
    print(f"{'ratio':24}{made / raw:>9.2f}   (goal {GOAL})")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{'peak memory':24}{own / 1024:>9.0f} MB, largest worker {workers / 1024:.0f} MB")
    return Figure(
        name="demo region: build_demo / raw COPY",
        ours=f"{made:,.0f} rows/s",
        peer=f"{raw:,.0f} rows/s",
        ratio=made / raw,
        goal=GOAL,
    )


def dump(tables: tuple[str, ...], home: Path) -> int:
    from django.db import connection

    size = 0
    with connection.cursor() as cursor:
        for table in tables:
            with (
                (home / table).open("wb") as file,
                cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy,
            ):
                for piece in copy:
                    size += file.write(piece)
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
        cursor.execute("CHECKPOINT")
    return size


def copy_back(tables: tuple[str, ...], home: Path) -> float:
    from django.db import connection, transaction

    from yiyang.flows.demo.bulk import REFERRED

    started = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            with (
                (home / table).open("rb") as file,
                cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy,
            ):
                while piece := file.read(BLOCK):
                    copy.write(piece)
            if table == REFERRED:
                cursor.execute(f'ANALYZE "{table}"')
    return perf_counter() - started


if __name__ == "__main__":
    main()
