"""Duplicate search over a million elders, beside a bare GROUP BY of the same keys in the same database.

Runs on SQLite unless --postgres names a database. Time of a whole search, of a search after one change, and the
memory that the search adds to the process.
"""

import os
import resource
import tempfile
import time

from benchmarks.figures import Figure, Options, hand_over, read_options

ELDERS, LOCALITY, SEED = 1_000_000, "zhongshan", 1
GOAL = 8.0
MEGABYTE = 1024


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["YIYANG_HOME"] = folder
        if options.postgres.startswith("postgresql://"):
            os.environ["YIYANG_DATABASE_URL"] = options.postgres
        os.environ["DJANGO_SETTINGS_MODULE"] = "yiyang.config.settings"
        import django

        django.setup()
        hand_over(compare(options), options)


def compare(options: Options) -> list[Figure]:
    from django.core.management import call_command

    from yiyang.domains.elders.actions.duplicates import search_duplicates
    from yiyang.domains.elders.models import DuplicatePair, Elder
    from yiyang.flows.demo.build import build_demo

    call_command("migrate", verbosity=0)
    if not Elder.objects.exists():
        build_demo(locality=LOCALITY, elders=options.count(ELDERS), seed=SEED, on=None)
    DuplicatePair.objects.filter(state="open", merge=None).delete()
    people = Elder.objects.count()
    bare = min(seconds_of(group_bare) for _run in range(2))
    before = peak_memory()
    started = time.perf_counter()
    summary = search_duplicates(whole=True)
    whole = time.perf_counter() - started
    added = peak_memory() - before
    one = seconds_of(search_duplicates)
    print(
        f"{people:,} elders: whole search {whole:.1f} s, {summary.compared:,} comparisons, "
        f"{summary.listed:,} pairs, {added:.0f} MB more memory; bare GROUP BY {bare:.1f} s; "
        f"a search with nothing changed {one * 1000:.0f} ms",
        flush=True,
    )
    return [
        Figure(
            name=f"duplicates: whole search of {people:,} / bare GROUP BY",
            ours=f"{whole:.1f} s, +{added:.0f} MB",
            peer=f"{bare:.1f} s",
            ratio=whole / bare,
            goal=GOAL,
            at_least=False,
        )
    ]


def group_bare() -> None:
    """The groups of every key with more than one record, counted by the database alone."""
    from django.db import connection

    from yiyang.domains.elders.duplicates import BLOCKS

    with connection.cursor() as cursor:
        for key in BLOCKS:
            columns = ", ".join(key)
            present = " AND ".join(f"{column} IS NOT NULL" for column in key)
            cursor.execute(
                f"SELECT COUNT(*), SUM(many) FROM (SELECT COUNT(*) AS many FROM elders_elder WHERE {present} "
                f"GROUP BY {columns} HAVING COUNT(*) > 1) AS groups"
            )
            cursor.fetchone()


def seconds_of(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_memory() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


if __name__ == "__main__":
    main()
