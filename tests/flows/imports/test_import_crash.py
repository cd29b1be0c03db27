"""R16, R17: a worker killed anywhere leaves nothing half, and the next one comes to the uninterrupted result."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).parents[3]
SCENE = ROOT / "tests/flows/imports/import_scene.py"
SEED = 20261122


def new_database(home):
    """Environment of a database of its own, and what removes it."""
    environment = {**os.environ, "YIYANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
    url = os.environ.get("YIYANG_DATABASE_URL", "")
    if not url.startswith("postgresql://"):
        environment.pop("YIYANG_DATABASE_URL", None)
        return environment, lambda: None
    import psycopg

    name = f"yiyang_import_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')

    def drop():
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    return {**environment, "YIYANG_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}, drop


@pytest.fixture
def databases(tmp_path):
    made = []

    def make(name):
        home = tmp_path / name
        home.mkdir()
        environment, drop = new_database(home)
        made.append(drop)
        return environment

    yield make
    for drop in made:
        drop()


def play(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(SCENE), *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def work_killed(environment, told, *, kills, chance, more=()):
    """Workers one after the other, each killed soon after a random number of chunks; the last lives to the end.

    Returns how often a kill hit a living worker.
    """
    hits = 0
    command = [sys.executable, str(SCENE), "work", str(told), *more]
    for _each in range(kills):
        told.write_text("")
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        wait = chance.uniform(0.0, 0.25)
        while not told.read_text() and worker.poll() is None:
            time.sleep(0.002)
        time.sleep(wait)
        if worker.poll() is None:
            worker.send_signal(signal.SIGKILL)
            hits += 1
        worker.communicate()
        if worker.returncode == 0:
            break
    last = play(environment, "work", str(told), *more)
    return hits, last


def run(environment, told, *, rows, kills, chance, more=()):
    """A whole import with workers killed while checking, taking and taking back."""
    play(environment, "prepare", str(rows))
    hits, checked = work_killed(environment, told, kills=kills[0], chance=chance, more=more)
    assert checked["counts"]["state"] == "checked"
    play(environment, "decide")
    more_hits, done = work_killed(environment, told, kills=kills[1], chance=chance, more=more)
    hits += more_hits
    play(environment, "undo")
    more_hits, undone = work_killed(environment, told, kills=kills[2], chance=chance, more=more)
    return hits + more_hits, checked, done, undone


def compare(databases, tmp_path, *, rows, kills):
    chance = random.Random(SEED)
    print(f"seed {SEED}, {rows} rows, kills {kills}")
    plain = play(databases("plain"), "whole", str(rows), str(tmp_path / "a"))
    hits, *killed = run(databases("killed"), tmp_path / "b", rows=rows, kills=kills, chance=chance)
    return hits, plain, killed


def expect_equal(hits, plain, killed, *, least):
    assert killed == plain
    checked, done, undone = plain
    assert hits >= least, "the kills must hit living workers"
    assert done["acts_twice"] == 0
    assert done["elders"] == done["residences"] == done["living"]
    assert checked["has_receipt"]
    kept = len(range(0, done["counts"]["created"], 100))
    assert undone["counts"]["kept"] == kept
    assert undone["elders"] == done["elders"] - done["counts"]["created"] + kept
    return True


@pytest.mark.slow
def test_killed_workers_come_to_the_same_result(databases, tmp_path):
    hits, plain, killed = compare(databases, tmp_path, rows=2000, kills=(1, 3, 2))
    assert expect_equal(hits, plain, killed, least=4)


@pytest.mark.long
@pytest.mark.slow
def test_fifty_kills_over_ten_thousand_rows(databases, tmp_path):
    hits, plain, killed = compare(databases, tmp_path, rows=10_000, kills=(5, 30, 15))
    assert expect_equal(hits, plain, killed, least=40)


@pytest.mark.slow
def test_the_checker_catches_rows_said_apart_from_their_effects(databases, tmp_path):
    environment, told = databases("planted"), tmp_path / "c"
    play(environment, "prepare", "1000")
    play(environment, "work", str(told))
    play(environment, "decide")
    # The planted worker dies between what it takes and what it says of it, where ours has no such place.
    planted = [sys.executable, str(SCENE), "work", str(told), "--planted", "--die"]
    killed = subprocess.run(planted, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    time.sleep(0.3)
    counts = play(environment, "work", str(told))["counts"]
    assert counts["created"] + counts["updated"] < counts["valid"] + counts["updates"]
    assert counts["refused"] > 0
