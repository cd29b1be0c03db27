"""The `yiyang` command where a demo region is."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.config.terminal import perform, read, refuse
from yiyang.access.models import Account, ApiToken
from yiyang.access.tokens import find_token_account
from yiyang.domains.elders.models import Elder
from yiyang.domains.indicators.queries import refresh_of

PASSWORD = "lotus-pond-by-moonlight"


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker, tmp_path_factory):
    """A demo region made by the command itself, committed; what the command printed."""
    with django_db_blocker.unblock(), override_settings(SNAPSHOT_DIR=tmp_path_factory.mktemp("snapshot")):
        call_command("flush", interactive=False, verbosity=0)
        printed = perform("demo", "zhongshan", "--elders", "200", "--seed", "1", "--json")
        yield printed
        call_command("flush", interactive=False, verbosity=0)


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
