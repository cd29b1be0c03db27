"""The `yiyang` command in an installation with nothing in it yet."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.terminal import perform, read, refuse
from yiyang.domains.policy.models import PolicyDocument
from yiyang.measures.catalogue import list_indicators

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lotus-pond-by-moonlight"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("demo", "atlantis"), "known localities"),
        (("demo", "zhongshan", "--elders", "5"), "at least 100"),
        (("regions", "load", "atlantis"), "known localities"),
        (("regions", "load", "zhejiang", "--counties", "442000"), "no counties of 浙江省"),
        (("policy", "load", "atlantis-2018"), 'No policy pack is called "atlantis-2018"'),
        (("policy", "load", "zhongshan-2018"), "no unit has the code '442000'"),
        (("policy", "status", "--on", "2018-09-30", "--area", "442000"), "no unit has the code '442000'"),
        (("measure", "show", "happiness"), "happiness"),
        (("measure", "run", "--on", "2018-09-30", "--area", "442000"), "no unit has the code"),
        (("measure", "refresh", "--on", "2018-09-30"), "run: yiyang regions load"),
        (("user", "token", "nobody"), "there is no account 'nobody'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_said_on_the_error_stream(arguments, word):
    assert word in refuse(*arguments)
    assert word in json.loads(refuse(*arguments, "--json"))["error"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("demo",),
        ("demo", "zhongshan", "--elders", "many"),
        ("policy", "status", "--on", "30.9.2018", "--area", "442000"),
        ("measure", "run", "--on", "2018-02-30", "--area", "442000"),
        ("measure", "run", "--on", "2018-09-30", "--area", "442000", "--engine", "abacus"),
        ("user", "add", "chen", "--role", "emperor"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(arguments):
    code, out, err = perform(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: yiyang")


@pytest.mark.django_db
def test_regions_are_loaded_and_counted():
    assert read("regions", "load", "zhongshan") == {
        "root": "442000000000",
        "name": "中山市",
        "city": 1,
        "town": 23,
        "village": 287,
        "created": 311,
    }
    assert read("regions", "load", "442000")["created"] == 0


@pytest.mark.django_db
def test_a_policy_is_loaded_once():
    perform("regions", "load", "zhongshan")
    first = read("policy", "load", "zhongshan-2018")
    assert set(first) == {"document", "title", "tasks", "targets", "milestones", "changed"}
    assert (first["document"], first["tasks"], first["changed"]) == ("zs-2018", 61, True)
    assert read("policy", "load", "zhongshan-2018") == first | {"changed": False}
    assert PolicyDocument.objects.get().version == 1


@pytest.mark.django_db
def test_a_faulty_pack_lists_its_faults(tmp_path):
    perform("regions", "load", "zhongshan")
    (tmp_path / "pack.toml").write_text('[document]\ncode = "x"\nsurprise = 1\n', encoding="utf-8")
    said = json.loads(refuse("policy", "load", str(tmp_path), "--json"))
    assert said["error"] == f"the pack has {len(said['reasons'])} faults"
    assert {frozenset(reason) for reason in said["reasons"]} == {frozenset({"file", "place", "what", "mend"})}
    assert not PolicyDocument.objects.exists()


def test_indicators_are_listed_and_shown():
    listed = read("measure", "list")
    assert {tuple(row) for row in listed} == {("code", "label", "label_zh", "unit", "subject", "source")}
    assert len(listed) == len(list_indicators())
    shown = read("measure", "show", "family_doctor_rate_65")
    assert set(shown) == {"code", "label", "label_zh", "unit", "direction", "source", "words", "words_zh"}
    assert shown["label"] in {row["label"] for row in listed}


class Shell:
    """A terminal in an installation of its own, with nothing in it yet."""

    def __init__(self, home):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("YIYANG_")}
        self.environment = kept | {"YIYANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
        self.folder = home.parent

    def run(self, *arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "yiyang.config.cli.entry", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environment | environment,
        )


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path / "home")


@pytest.mark.slow
def test_a_fresh_installation_from_the_first_command_on(shell):
    before = shell.run("check", "--json")
    assert (before.returncode, before.stderr) == (1, "")
    assert {row["check"]: row["ok"] for row in json.loads(before.stdout)}["migrations"] is False
    loaded = shell.run("regions", "load", "wuming", "--json")
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert json.loads(loaded.stdout)["village"] == 233
    added = shell.run(
        "user", "add", "wei", "--role", "supervisor", "--area", "450110", "--json", YIYANG_PASSWORD=PASSWORD
    )
    assert (added.returncode, added.stderr) == (0, "")
    assert json.loads(added.stdout) == {"username": "wei", "role": "supervisor"}
    again = shell.run(
        "user", "add", "wei", "--role", "supervisor", "--area", "450110", YIYANG_PASSWORD=PASSWORD
    )
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("yiyang: the account was not opened: ")
    wrong = shell.run("fly")
    assert (wrong.returncode, wrong.stdout) == (2, "")


@pytest.mark.slow
def test_a_demo_in_a_fresh_installation(shell):
    made = shell.run("demo", "zhongshan", "--elders", "200", "--seed", "1", "--json")
    assert (made.returncode, made.stderr) == (0, "")
    asked = ("measure", "run", "--on", "2018-09-30", "--area", "442000", "--level", "city", "--json")
    reference, embedded = (shell.run(*asked, "--engine", engine) for engine in ("reference", "embedded"))
    assert (reference.returncode, reference.stderr) == (0, "")
    assert json.loads(reference.stdout) == json.loads(embedded.stdout)
    assert len(json.loads(embedded.stdout)) == len(list_indicators())
    again = shell.run("demo", "zhongshan", "--elders", "200", "--seed", "1")
    assert (again.returncode, again.stdout) == (1, "")
    assert "make a demo region in an empty database" in again.stderr


@pytest.mark.slow
def test_a_database_that_is_away_is_said_without_a_traceback(shell):
    address = "postgresql://yiyang@127.0.0.1:1/yiyang"
    status = shell.run("regions", "load", "wuming", YIYANG_DATABASE_URL=address)
    assert (status.returncode, status.stdout) == (1, "")
    assert status.stderr.startswith("yiyang: the database cannot be used: ")
    assert "Traceback" not in status.stderr
    checked = shell.run("check", "--json", YIYANG_DATABASE_URL=address)
    assert {row["check"]: row["ok"] for row in json.loads(checked.stdout)}["database"] is False
    assert (checked.returncode, checked.stderr) == (1, "")
    assert shell.run("measure", "list", YIYANG_DATABASE_URL=address).returncode == 0
