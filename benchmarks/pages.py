"""Elder list and search over a million rows on PostgreSQL, beside the same rows as JSON, in requests a second.

The server is granian with two workers, as `yiyang run` starts it. The JSON comes from the same server, with the
same middleware, policy, query and reading audit. Runs alternate; each number is a median. Each worker keeps its
connections to the database (YIYANG_POOL, 4 unless set): connecting anew for every request would hide the page's cost.
"""

import os
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from benchmarks.figures import Figure, Options, hand_over, read_options
from benchmarks.load import Target, measure_rate, say_tool

ELDERS, LOCALITY, SEED = 1_000_000, "zhongshan", 1
WORKERS, THREADS = 2, 4
RUNS, SECONDS = 3, 6
READY_SECONDS = 30
GOAL_PAGE, GOAL_LAST = 0.7, 1.2
INITIALS = "zsf"
LIST, LIST_JSON = "elders/", "bench/elders.json"
SEARCH, SEARCH_JSON = "elders/search/", "bench/search.json"
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


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
    from benchmarks.pages_data import count_queries, exact_number, last_place, prepare, readers

    elders = prepare(elders=options.count(ELDERS), locality=LOCALITY, seed=SEED)
    print(
        f"{elders:,} rows of elders; load by {say_tool()}, 16 connections, {RUNS} runs of {SECONDS} s",
        flush=True,
    )
    supervisor, *others = readers()
    last = f"?{urlencode({'after': last_place(supervisor)})}"
    number = urlencode({"text": exact_number()})
    initials = urlencode({"text": INITIALS})
    for name, address, body in (
        ("list, first page", LIST, ""),
        ("list, last page", LIST + last, ""),
        ("list as JSON", LIST_JSON, ""),
        (f"search {INITIALS}", SEARCH, initials),
        ("search number", SEARCH, number),
        ("search as JSON", SEARCH_JSON, initials),
    ):
        print(f"{count_queries(supervisor, '/' + address, body)} queries: {name}", flush=True)
    figures = []
    with serve() as base:
        whole = sign_in(base, supervisor)
        first, past = Target(url=base + LIST, headers=whole), Target(url=base + LIST + last, headers=whole)
        figures.append(against_json("list, whole city", first, Target(url=base + LIST_JSON, headers=whole)))
        figures.append(
            against_json("list, last page", past, Target(url=base + LIST_JSON + last, headers=whole))
        )
        figures.append(first_and_last(first, past))
        for body, name in ((initials, f"search {INITIALS}"), (number, "search whole number")):
            ours = Target(url=base + SEARCH, headers=whole, body=body)
            figures.append(against_json(name, ours, Target(url=base + SEARCH_JSON, headers=whole, body=body)))
        for username in others:
            scope = sign_in(base, username)
            ours, peer = (Target(url=base + address, headers=scope) for address in (LIST, LIST_JSON))
            figures.append(against_json(f"list, {username}", ours, peer))
    return figures


def alternate(*targets: Target) -> list[float]:
    """The median rate of each target over runs in turn, after a short one that does not count."""
    rates: list[list[float]] = [[] for _ in targets]
    for target in targets:
        measure_rate(target, seconds=1)
    for _ in range(RUNS):
        for index, target in enumerate(targets):
            rates[index].append(measure_rate(target, seconds=SECONDS))
    return [statistics.median(each) for each in rates]


def against_json(name: str, ours: Target, peer: Target) -> Figure:
    page, json = alternate(ours, peer)
    print(f"{name:24}page {page:8.1f} /s   JSON {json:8.1f} /s   ratio {page / json:.2f}", flush=True)
    return Figure(
        name=f"{name}: page / JSON",
        ours=f"{page:.0f} /s",
        peer=f"{json:.0f} /s",
        ratio=page / json,
        goal=GOAL_PAGE,
    )


def first_and_last(first: Target, last: Target) -> Figure:
    """How much longer the last page takes than the first."""
    at_first, at_last = alternate(first, last)
    ratio = at_first / at_last
    print(
        f"{'first and last page':24}first {at_first:7.1f} /s   last {at_last:8.1f} /s   time x{ratio:.2f}",
        flush=True,
    )
    return Figure(
        name="list: time of last / first page",
        ours=f"{at_last:.0f} /s",
        peer=f"{at_first:.0f} /s",
        ratio=ratio,
        goal=GOAL_LAST,
        at_least=False,
    )


@contextmanager
def serve() -> Iterator[str]:
    """A server on a free port of the loopback; gives its address."""
    from tools.with_postgres import free_port

    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning",
        "yiyang.config.wsgi:application",
    ]  # fmt: skip
    server = subprocess.Popen(
        command,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.peer_settings",
            "YIYANG_POOL": os.environ.get("YIYANG_POOL", str(THREADS)),
        },
    )
    base = f"http://127.0.0.1:{port}/"
    try:
        wait_until_ready(base, server)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def opener(jar: CookieJar) -> urllib.request.OpenerDirector:
    """Asks the loopback itself, whatever proxy the environment names."""
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )


def wait_until_ready(base: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("the server stopped while starting; its message is above")
        try:
            opener(CookieJar()).open(f"{base}readyz", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"the server did not answer within {READY_SECONDS} seconds")


def sign_in(base: str, username: str) -> dict[str, str]:
    """The headers of a browser in which an account has signed in."""
    from yiyang.flows.demo.accounts import DEMO_PASSWORD

    jar = CookieJar()
    browser = opener(jar)
    page = browser.open(f"{base}sign-in/").read().decode()
    token = FORM_TOKEN.search(page)
    if token is None:
        sys.exit("the sign-in page has no form")
    entered = {"csrfmiddlewaretoken": token[1], "username": username, "password": DEMO_PASSWORD}
    browser.open(f"{base}sign-in/", urlencode(entered).encode()).close()
    cookies = {cookie.name: cookie.value or "" for cookie in jar}
    if "sessionid" not in cookies:
        sys.exit(f"{username} could not sign in; is the database that of a demo region?")
    written = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": written, "X-CSRFToken": cookies["csrftoken"]}


if __name__ == "__main__":
    main()
