"""How long somebody waits for a search, a town's list and a record among a million elders, beside a bare SELECT.

16 clients ask over HTTP a granian of two workers, each every time for another number, name, town or record. The peer
is 16 threads that send the SELECTs of the same rows through psycopg, each on a connection of its own, one round in
turn with ours. Figures are the 95th percentile of the waiting time. Before that the plans are looked at: a query
that passes over many rows which it does not want is printed.
"""

import http.client
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg

from benchmarks.figures import Figure, Options, hand_over, read_options
from benchmarks.load import CONNECTIONS
from benchmarks.pages import ELDERS, LOCALITY, READY_SECONDS, SEED, THREADS, serve, sign_in

if TYPE_CHECKING:
    from benchmarks.searches_data import Question

ROUNDS, SECONDS, WARM_SECONDS = 2, 4.0, 1.0
ALONE_SECONDS = 1.5
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LARGE_PASS = 10_000
Ask = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Waiting times in milliseconds."""

    median: float
    p95: float
    rate: float


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    if not options.postgres.startswith("postgresql://"):
        sys.exit("needs PostgreSQL: run under tools/with_postgres.py, or name a database by --postgres")
    os.environ["YIYANG_DATABASE_URL"] = options.postgres
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer_settings"
    import django

    django.setup()
    hand_over(compare(options), options)


def compare(options: Options) -> list[Figure]:
    from benchmarks.pages_data import prepare, readers
    from benchmarks.searches_data import list_questions, plan_queries

    started = time.monotonic()
    elders = prepare(elders=options.count(ELDERS), locality=LOCALITY, seed=SEED)
    print(
        f"{elders:,} rows of elders, {time.monotonic() - started:.0f} s; 16 clients, {ROUNDS} x {SECONDS} s"
    )
    supervisor = readers()[0]
    questions = list_questions(clients=CONNECTIONS)
    for question in questions:
        path, body = question.request(question.values[0])
        passes, queries = plan_queries(supervisor, path, body, large=LARGE_PASS)
        found = "; ".join(passes) if passes else f"none passes over more than {LARGE_PASS:,} rows"
        print(f"{question.name:28}{queries:3} queries; {found}", flush=True)
    # As `yiyang run` sets it: each worker keeps its connections.
    os.environ.setdefault("YIYANG_POOL", str(THREADS))
    with serve() as base:
        headers = sign_in(base, supervisor)
        return [
            measure(question, base=base, headers=headers, server=options.postgres) for question in questions
        ]


def measure(question: "Question", *, base: str, headers: dict[str, str], server: str) -> Figure:
    """Our waiting time and the peer's, round by round in turn."""

    def open_page() -> tuple[Ask, Callable[[], None]]:
        parts = urlsplit(base)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=READY_SECONDS)

        def ask(value: Any) -> None:
            path, body = question.request(value)
            method, more = ("POST", FORM) if body else ("GET", {})
            connection.request(method, path, body=body or None, headers=headers | more)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != http.client.OK or value["shown"].encode() not in content:
                raise RuntimeError(f"{question.name}: status {answer.status} or the wrong page")

        return ask, connection.close

    def open_rows() -> tuple[Ask, Callable[[], None]]:
        connection = psycopg.connect(server, autocommit=True)

        def ask(value: Any) -> None:
            for index, statement in enumerate(question.selects):
                rows = connection.execute(statement, value).fetchall()
                if not index and not rows:
                    raise RuntimeError(f"{question.name}: no rows")

        return ask, connection.close

    sides: dict[str, Any] = {"page": open_page, "rows": open_rows}
    for opener in sides.values():
        ask_together(opener, question.values, clients=CONNECTIONS, seconds=WARM_SECONDS)
    alone = sum_up(*ask_together(open_page, question.values, clients=1, seconds=ALONE_SECONDS))
    kept: dict[str, list[float]] = {name: [] for name in sides}
    spent = dict.fromkeys(sides, 0.0)
    for _round in range(ROUNDS):
        for name, opener in sides.items():
            waits, seconds = ask_together(opener, question.values, clients=CONNECTIONS, seconds=SECONDS)
            kept[name] += waits
            spent[name] += seconds
    page, rows = (sum_up(kept[name], spent[name]) for name in sides)
    print(
        f"{question.name:28}p95 {page.p95:7.1f} ms, median {page.median:7.1f}, {page.rate:6.1f} /s"
        f"   SELECT p95 {rows.p95:6.2f}, median {rows.median:6.2f}, {rows.rate:7.1f} /s"
        f"   ratio {page.p95 / rows.p95:6.1f}, {page.median / rows.median:6.1f}"
        f"   one client: median {alone.median:.1f}, p95 {alone.p95:.1f} ms",
        flush=True,
    )
    return Figure(
        name=f"{question.name}: p95 / SELECT's",
        ours=f"{page.p95:.0f} ms",
        peer=f"{rows.p95:.1f} ms",
        ratio=page.p95 / rows.p95,
        goal=None,
        at_least=False,
    )


def ask_together(
    opener: Any, values: list[Any], *, clients: int, seconds: float
) -> tuple[list[float], float]:
    """Waiting times in milliseconds of clients that ask at once, and how long they did. Raises what one raised."""
    waits: list[list[float]] = [[] for _ in range(clients)]
    faults: list[Exception] = []
    started = time.monotonic()

    def run(index: int) -> None:
        ask, close = opener()
        place = index * len(values) // clients
        try:
            while time.monotonic() - started < seconds and not faults:
                begun = time.perf_counter()
                ask(values[place % len(values)])
                waits[index].append((time.perf_counter() - begun) * 1000)
                place += 1
        except Exception as fault:
            faults.append(fault)
        finally:
            close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [wait for each in waits for wait in each], time.monotonic() - started


def sum_up(waits: list[float], seconds: float) -> Waits:
    """Median, 95th percentile and rate."""
    return Waits(
        median=statistics.median(waits),
        p95=statistics.quantiles(waits, n=20)[-1],
        rate=len(waits) / seconds,
    )


if __name__ == "__main__":
    main()
