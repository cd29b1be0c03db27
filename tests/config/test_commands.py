"""The `yiyang` command, called as a person calls it."""

import contextlib
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation

from yiyang.access.models import Account, ApiToken
from yiyang.access.tokens import find_token_account
from yiyang.config.cli import main
from yiyang.domains.elders.models import Elder
from yiyang.domains.indicators.queries import refresh_of
from yiyang.domains.policy.models import PolicyDocument

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lotus-pond-by-moonlight"


@pytest.fixture(autouse=True)
def same_language_afterwards():
    before = translation.get_language()
    yield
    translation.activate(before)


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker, tmp_path_factory):
    """A demo region made by the command itself, committed; what the command printed."""
    with django_db_blocker.unblock(), override_settings(SNAPSHOT_DIR=tmp_path_factory.mktemp("snapshot")):
        call_command("flush", interactive=False, verbosity=0)
        printed = perform("demo", "zhongshan", "--elders", "200", "--seed", "1", "--json")
        yield printed
        call_command("flush", interactive=False, verbosity=0)


def perform(*arguments):
    """Run a command; (exit code, what it printed, what it said on the error stream)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(list(arguments))
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def read(*arguments):
    """What a command printed as JSON, after it went well without a word on the error stream."""
    code, out, err = perform(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def refuse(*arguments):
    """What a command said when it refused, with nothing on the output."""
    code, out, err = perform(*arguments)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    return err


def test_a_demo_prints_what_it_made(region):
    code, out, err = region
    assert (code, err) == (0, "")
    printed = json.loads(out)
    assert {key: printed[key] for key in ("locality", "on", "seed", "policy")} == {
        "locality": "中山市",
        "on": "2018-09-30",
        "seed": 1,
        "policy": "zs-2018",
    }
    assert printed["elders_elder"] >= 200


@pytest.mark.django_db
def test_the_counts_printed_are_those_of_the_register(region):
    assert json.loads(region[1])["elders_elder"] == Elder.objects.count()


@pytest.mark.django_db
def test_a_second_demo_is_refused_clearly(region):
    held = Elder.objects.count()
    said = refuse("demo", "zhongshan", "--elders", "200")
    assert said == (
        f"yiyang: The register holds {held} elders already; make a demo region in an empty database.\n"
    )
    as_json = json.loads(refuse("demo", "zhongshan", "--elders", "200", "--json"))
    assert as_json == {"error": said.removeprefix("yiyang: ").strip(), "reasons": []}
    assert Elder.objects.count() == held


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


@pytest.mark.django_db
def test_the_status_of_a_policy(region):
    rows = read("policy", "status", "--on", "2018-09-30", "--area", "442000")
    assert {tuple(row) for row in rows} == {
        (
            "clause", "indicator", "year", "scope", "threshold", "comparator", "numerator", "denominator",
            "value", "light",
        )
    }  # fmt: skip
    signed = next(row for row in rows if row["indicator"] == "home_agreement_rate" and row["year"] == 2018)
    assert (signed["clause"], signed["threshold"], signed["comparator"], signed["scope"]) == (
        "ZS-2",
        1.0,
        ">=",
        "all",
    )
    assert signed["value"] == signed["numerator"] / signed["denominator"]
    assert {row["light"] for row in rows} <= {"green", "amber", "red", "grey"}
    unknown = [row for row in rows if row["value"] is None]
    assert {row["light"] for row in unknown} == {"grey"}
    for code in ("442000000", "442000000000"):
        assert read("policy", "status", "--on", "2018-09-30", "--area", code) == rows
    assert refresh_of(on=date(2018, 9, 30)) is not None


@pytest.mark.django_db
def test_a_status_for_people_has_a_line_a_target(region):
    code, out, err = perform("policy", "status", "--on", "2018-09-30", "--area", "442000")
    rows = read("policy", "status", "--on", "2018-09-30", "--area", "442000")
    lines = out.splitlines()
    assert (code, err, len(lines)) == (0, "", len(rows) + 1)
    assert lines[0].split() == list(rows[0])


def test_indicators_are_listed_and_shown():
    listed = read("measure", "list")
    assert {tuple(row) for row in listed} == {("code", "label", "label_zh", "unit", "subject", "source")}
    assert len(listed) == 15
    shown = read("measure", "show", "family_doctor_rate_65")
    assert set(shown) == {"code", "label", "label_zh", "unit", "direction", "source", "words", "words_zh"}
    assert shown["label"] in {row["label"] for row in listed}


@pytest.mark.django_db
def test_both_engines_print_the_same_rows(region):
    asked = ("measure", "run", "--on", "2018-09-30", "--area", "442000103000")
    embedded = read(*asked)
    assert embedded == read(*asked, "--engine", "reference")
    assert {tuple(row) for row in embedded} == {
        ("indicator", "area", "level", "on", "numerator", "denominator", "value")
    }
    assert {row["area"] for row in embedded if row["level"] == "town"} == {"442000103000"}
    assert {row["on"] for row in embedded} == {"2018-09-30"}


@pytest.mark.django_db
def test_one_indicator_at_one_level(region):
    rows = read(
        "measure", "run", "family_doctor_rate_65", "--on", "2018-09-30", "--area", "442000", "--level", "town"
    )
    assert (len(rows), {row["indicator"] for row in rows}) == (23, {"family_doctor_rate_65"})
    assert {row["level"] for row in rows} == {"town"}
    whole = read(
        "measure", "run", "family_doctor_rate_65", "--on", "2018-09-30", "--area", "442000", "--level", "city"
    )
    assert sum(row["denominator"] for row in rows) == whole[0]["denominator"]


@pytest.mark.django_db
def test_a_refresh_says_which_day_and_how_many_stale_ones(region):
    printed = read("measure", "refresh", "--on", "2017-05-05")
    assert set(printed) == {"on", "snapshot_at", "stale_days"}
    assert printed["on"] == "2017-05-05"
    assert read("measure", "refresh")["on"] == "2018-09-30"


@pytest.mark.django_db
def test_an_account_is_opened(region, monkeypatch):
    monkeypatch.setenv("YIYANG_PASSWORD", PASSWORD)
    printed = read("user", "add", "chen", "--name", "陈医生", "--role", "liaison", "--area", "442000103")
    assert printed == {"username": "chen", "role": "liaison"}
    account = Account.objects.get(username="chen")
    assert (account.display_name, account.posts.get().area.name) == ("陈医生", "东凤镇")
    assert account.check_password(PASSWORD)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "options"),
    [
        ("short", ("--area", "442000")),
        (PASSWORD, ()),
        (PASSWORD, ("--area", "999999")),
        (PASSWORD, ("--organisation", "999999")),
        (PASSWORD, ("--area", "442000", "--from", "2018-01-02", "--to", "2018-01-01")),
    ],
    ids=["weak password", "no place", "unknown area", "unknown organisation", "ends before it begins"],
)
def test_an_account_that_is_not_in_order_is_not_opened(region, monkeypatch, password, options):
    monkeypatch.setenv("YIYANG_PASSWORD", password)
    assert refuse("user", "add", "chen", "--role", "liaison", *options)
    assert not Account.objects.filter(username="chen").exists()


@pytest.mark.django_db
def test_a_key_is_shown_once(region):
    printed = read("user", "token", "supervisor", "--label", "bulletin", "--to", "2030-01-01")
    assert printed["username"] == "supervisor"
    assert find_token_account(printed["token"], today=date(2029, 12, 31)).username == "supervisor"
    assert find_token_account(printed["token"], today=date(2030, 1, 1)) is None
    assert ApiToken.objects.get(label="bulletin").digest != printed["token"]


@pytest.mark.django_db
def test_check_names_what_is_not_in_order(region):
    code, out, err = perform("check", "--json")
    rows = json.loads(out)
    assert err == ""
    assert [row["check"] for row in rows] == [
        "configuration", "database", "migrations", "regions", "key file", "browser files", "disk",
    ]  # fmt: skip
    assert {frozenset(row) for row in rows} == {frozenset({"check", "ok", "detail"})}
    assert code == (0 if all(row["ok"] for row in rows) else 1)
    outcomes = {row["check"]: row["ok"] for row in rows}
    assert [outcomes[name] for name in ("database", "migrations", "regions", "key file")] == [True] * 4


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
    assert len(json.loads(embedded.stdout)) == 15
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
