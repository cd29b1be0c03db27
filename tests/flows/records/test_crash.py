"""Signing leaves all or nothing, wherever the process dies and however many send the form at once."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).parents[3]
TOGETHER = ("contracts", "acts", "outbox", "keys")


@pytest.fixture
def own_database(tmp_path):
    """Environment of a database of its own: a file, or a fresh one on the PostgreSQL server that is named."""
    environment = {**os.environ, "YIYANG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    url = os.environ.get("YIYANG_DATABASE_URL", "")
    if not url.startswith("postgresql://"):
        environment.pop("YIYANG_DATABASE_URL", None)
        yield environment
        return
    import psycopg

    name = f"yiyang_crash_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    yield {**environment, "YIYANG_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def play(environment, *arguments):
    script = ROOT / "tests/flows/records/crash_scene.py"
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def torn(states):
    """The statements after which the database held a part only."""
    return [state["at"] for state in states if {state[name] for name in TOGETHER} not in ({0}, {1})]


@pytest.mark.slow
def test_a_kill_before_any_statement_leaves_all_or_nothing(own_database):
    played = play(own_database, "crash")
    states = played["states"]
    assert played["lived"]
    assert torn(states) == []
    whole = [state["at"] for state in states if state["contracts"] == 1]
    assert len(states) > 20
    assert states[0]["contracts"] == 0
    assert whole[-1] == states[-1]["at"]


@pytest.mark.slow
def test_the_checker_catches_an_act_outside_the_transaction(own_database):
    played = play(own_database, "crash", "--planted")
    assert torn(played["states"]) != []


@pytest.mark.slow
def test_many_at_once_have_one_effect(own_database):
    played = play(own_database, "race")
    assert [status for status, _address in played["same"]] == [302]
    assert played["each"] == [302] + [422] * 7
    assert played["told"] == 7
    assert (played["contracts"], played["acts"], played["outbox"]) == ([1, 1], 2, 2)
