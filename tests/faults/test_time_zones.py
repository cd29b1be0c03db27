"""The same story in three zones of the process gives the same bytes, half past midnight in Shanghai."""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ZONES = ("UTC", "Asia/Shanghai", "America/New_York")


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "tests/faults/story.py"), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout


class Databases:
    """Copies of one prepared database: folders with a file each, or databases of the server that is named."""

    def __init__(self, folder):
        self.folder = folder
        self.server = os.environ.get("YIYANG_DATABASE_URL", "")
        self.on_server = self.server.startswith("postgresql://")
        self.made = []
        self.base = self._environment(self.copy_of(None))
        run(self.base, "prepare")

    def copy_of(self, base):
        name = f"yiyang_zone_{uuid.uuid4().hex}"
        self.made.append(name)
        if self.on_server:
            template = f' TEMPLATE "{base}"' if base else ""
            self._ask(f'CREATE DATABASE "{name}"{template}')
        if base:
            shutil.copytree(self.folder / base, self.folder / name)
        else:
            (self.folder / name).mkdir()
        return name

    def _ask(self, statement):
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)

    def _environment(self, name, zone="UTC"):
        kept = {key: value for key, value in os.environ.items() if key != "YIYANG_DATABASE_URL"}
        own = {"YIYANG_HOME": str(self.folder / name), "PYTHONPATH": str(ROOT), "TZ": zone}
        if self.on_server:
            own["YIYANG_DATABASE_URL"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))
        return kept | own

    def tell(self, zone, *arguments):
        return run(self._environment(self.copy_of(self.made[0]), zone), "tell", *arguments)

    def drop(self):
        for name in self.made if self.on_server else ():
            self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    made = Databases(tmp_path_factory.mktemp("zones"))
    yield made
    made.drop()


@pytest.fixture(scope="module")
def stories(databases):
    return {zone: databases.tell(zone) for zone in ZONES}


def test_the_story_is_the_same_in_every_zone(stories):
    assert {zone for zone in ZONES if stories[zone] != stories["Asia/Shanghai"]} == set()


def test_the_story_is_of_the_day_that_has_begun_in_shanghai(stories):
    told = json.loads(stories["UTC"])
    assert told["signed"][0] == 201
    assert set(told["facts"]) == {"2018-10-01"}
    assert set(told["moments"]) == {"2018-10-01 00:30"}
    assert told["computed"] == ["2018-10-01 00:30"]
    assert [each["birth_date"] for each in told["registered"]] == [
        "1919-04-13", "1919-10-01", "1940-06-01", "1941-03-15", "1941-11-02", "1948-05-01", "1958-10-01",
    ]  # fmt: skip
    assert told["written"] == 0
    assert any(numerator for _indicator, _area, numerator, _denominator in told["numbers"])
    assert any("1919-04-13" in text for text in told["pages"][1])


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_a_day_from_the_processs_own_clock_is_caught(databases, stories, zone):
    planted = databases.tell(zone, "--planted")
    assert planted != stories[zone]
    # The last of them turns sixty only on the day that has begun.
    assert json.loads(planted)["registered"][-1]["refused"] is not None
