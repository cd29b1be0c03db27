"""Data quality in the browser's and a program's hands."""

from datetime import date

import pytest
from django.test import Client

from tests.factories import make_account, make_contract, make_elder, make_team, make_world, platform_viewer
from yiyang.audit.models import Act
from yiyang.domains.quality.actions import run_checks
from yiyang.flows.quality.queries import PAGE_SIZE

ON = date(2018, 9, 30)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def browser(world):
    def signed_in(role, area):
        client = Client()
        client.cookies["language"] = "en"
        client.force_login(make_account(f"{role}-{area.code}", role, area))
        return client

    return signed_in


def check(on=ON):
    return run_checks(viewer=platform_viewer(on=on), on=on)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_before_the_first_check_the_page_says_so(browser, world):
    assert "The registers have not been checked yet" in text_of(
        browser("supervisor", world.city).get("/quality/")
    )


def test_checking_now_fills_the_page(browser, world):
    make_elder(world.village)
    client = browser("supervisor", world.city)
    answer = client.post("/quality/run/")
    assert (answer.status_code, answer.url) == (302, "/quality/")
    page = text_of(client.get("/quality/"))
    assert "1 records were checked: 5 new findings, 0 mended." in page
    assert "No telephone" in page


def test_the_list_to_correct_leads_to_records_and_is_a_reading(browser, world):
    elder = make_elder(world.village, name="王桂英")
    make_elder(world.villages[2], name="李秀兰")
    check()
    page = browser("supervisor", world.towns[0]).get("/quality/phone_missing/")
    assert f"/elders/{elder.public_id}/" in text_of(page)
    assert "李秀兰" not in text_of(page)
    reading = Act.objects.get(kind="read")
    assert (reading.object_type, reading.elder_ids) == ("quality.phone_missing", [elder.pk])


def test_a_list_is_narrowed_to_who_keeps_the_records(browser, world):
    team = make_team(world.towns[0])
    make_contract(make_elder(world.village, name="王桂英"), team)
    make_elder(world.village, name="李秀兰")
    check()
    client = browser("supervisor", world.city)
    narrowed = text_of(client.get("/quality/phone_missing/", {"keeper": team.organisation_id}))
    assert "王桂英" in narrowed
    assert "李秀兰" not in narrowed
    by_place = text_of(client.get("/quality/phone_missing/", {"area": world.towns[1].code}))
    assert "Nothing to correct" in by_place


def test_pages_of_a_long_list(browser, world):
    for _number in range(PAGE_SIZE + 1):
        make_elder(world.village)
    check()
    client = browser("supervisor", world.city)
    first = client.get("/quality/phone_missing/")
    assert f"{PAGE_SIZE} of {PAGE_SIZE + 1} rows" in text_of(first)
    following = (
        text_of(first).split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    )
    assert f"1 of {PAGE_SIZE + 1} rows" in text_of(client.get(following))


def test_a_list_is_downloaded(browser, world):
    make_elder(world.village)
    check()
    answer = browser("supervisor", world.city).get("/quality/phone_missing/list.xlsx")
    name = "phone_missing-442000000000-2018-09-30.xlsx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content[:2] == b"PK"


def test_who_may_not_sees_nothing(browser, world):
    make_elder(world.village)
    check()
    home = browser("home_manager", world.city)
    assert home.get("/quality/").status_code == 403
    assert home.get("/quality/phone_missing/").status_code == 403
    town = browser("supervisor", world.towns[0])
    assert town.get("/quality/", {"area": world.towns[1].code}).status_code == 404
    assert town.get("/quality/no_such_check/").status_code == 404
    assert browser("liaison", world.city).post("/quality/run/").status_code == 403


@pytest.mark.parametrize("elders", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(browser, world, django_assert_num_queries, elders):
    for _number in range(elders):
        make_elder(world.village)
    check()
    client = browser("supervisor", world.city)
    client.get("/quality/phone_missing/")
    with django_assert_num_queries(12):
        client.get("/quality/phone_missing/")


def test_a_program_reads_shares_and_findings(browser, world):
    make_elder(world.village, name="王桂英")
    client = browser("supervisor", world.city)
    assert client.post("/api/quality/run").json() == {
        "on": "2018-09-30",
        "subjects": 1,
        "opened": 5,
        "closed": 0,
    }
    checks = {row["code"]: row for row in client.get("/api/quality/checks").json()}
    assert (checks["phone_missing"]["examined"], checks["phone_missing"]["failed"]) == (1, 1)
    assert (checks["beds_missing"]["examined"], checks["beds_missing"]["checked"]) == (None, "2018-09-30")
    found = client.get("/api/quality/findings", {"check": "phone_missing"}).json()
    assert (found["total"], found["next"], found["findings"][0]["name"]) == (1, None, "王桂英")
    assert client.get("/api/quality/findings", {"check": "none"}).status_code == 404
