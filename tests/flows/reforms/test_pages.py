"""Reforms and the tree in the browser's and a program's hands."""

import json
from datetime import date

import pytest
from django.test import Client

from tests.factories import make_account, make_elder, make_world
from yiyang.regions.models import Reform, Region

EAST, WEST = "442000001000", "442000002000"
LINES = f"并入\t{EAST}\t\t\t{WEST}"


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


def send(client, address, **values):
    return client.post(address, {"token": "a" * 32, **values})


def draft(client, *, lines=LINES, on="2018-07-01", title="东塘镇并入西塘镇"):
    return send(client, "/regions/reforms/new/", title=title, document="", on=on, lines=lines)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_reform_is_drafted_looked_at_and_put_into_force(world, browser):
    make_elder(world.village)
    admin = browser("administrator", world.city)
    answer = draft(admin)
    page = admin.get(answer.url)
    assert "1 elders and 0 institutions stand elsewhere afterwards" in text_of(page)
    refused = send(admin, f"{answer.url}apply/", version=1, count=2)
    assert refused.status_code == 422
    assert "2 is not the number shown, 1; read the list again and type it." in text_of(refused)
    applied = send(admin, f"{answer.url}apply/", version=1, count=1)
    assert (applied.status_code, applied.url) == (302, answer.url)
    assert "东塘镇 荷叶村" in text_of(admin.get(answer.url))
    again = send(admin, f"{answer.url}apply/", version=1, count=1)
    assert again.status_code == 302, "the same form sent twice lands on its first result"
    assert Reform.objects.get().version == 2


def test_what_was_typed_stays_with_every_fault_named(world, browser):
    admin = browser("administrator", world.city)
    answer = draft(admin, lines=f"merge,{EAST},,,442000009000\nrecode,{WEST},12,,")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Line 1: no unit has the code 442000009000 on 2018-07-01" in page
    assert "Line 2: “12” is no division code; enter 12 digits." in page
    assert f"merge,{EAST},,,442000009000" in page
    assert not Reform.objects.exists()


def test_a_draft_changes_until_it_is_in_force(world, browser):
    admin = browser("administrator", world.city)
    address = draft(admin).url
    assert LINES.replace("并入", "merge") in admin.get(f"{address}edit/").content.decode()
    changed = admin.post(
        f"{address}edit/",
        {
            "token": "b" * 32,
            "title": "改名",
            "document": "",
            "on": "2018-07-01",
            "lines": f"更名\t{EAST}\t\t东塘街道",
        },
    )
    assert changed.status_code == 302
    assert Reform.objects.get().version == 2
    assert "东塘街道" in text_of(admin.get(address))
    send(admin, f"{address}apply/", version=2, count=0)
    assert admin.get(f"{address}edit/").status_code == 404


def test_a_draft_whose_lines_no_longer_fit_says_so(world, browser):
    admin = browser("administrator", world.city)
    first, second = (
        draft(admin).url,
        send(
            admin,
            "/regions/reforms/new/",
            title="二",
            document="",
            on="2018-07-01",
            lines=LINES,
            token="c" * 32,
        ).url,
    )
    send(admin, f"{first}apply/", version=1, count=0)
    assert "The lines no longer fit the tree" in text_of(admin.get(second))


def test_the_tree_of_a_day_and_its_workbook(world, browser):
    admin = browser("administrator", world.city)
    address = draft(admin).url
    send(admin, f"{address}apply/", version=1, count=0)
    today = text_of(admin.get("/regions/", {"area": WEST}))
    assert "荷叶村" in today
    assert "东塘镇 荷叶村" in today
    before = text_of(admin.get("/regions/", {"area": EAST, "on": "2018-06-30"}))
    assert "西塘镇 荷叶村" in before
    assert admin.get("/regions/", {"area": EAST}).status_code == 404
    answer = admin.get("/regions/tree.xlsx", {"area": WEST})
    assert answer["Content-Disposition"] == f'attachment; filename="regions-{WEST}-2018-09-30.xlsx"'


def test_others_read_their_part_and_change_nothing(world, browser):
    supervisor = browser("supervisor", world.towns[0])
    assert supervisor.get("/regions/").status_code == 200
    assert supervisor.get("/regions/", {"area": WEST}).status_code == 404
    assert draft(supervisor).status_code == 403
    assert browser("home_manager", world.city).get("/regions/").status_code == 403


@pytest.mark.parametrize("units", [1, 3])
def test_the_tree_costs_the_same_for_one_unit_and_three(world, browser, django_assert_num_queries, units):
    admin = browser("administrator", world.city)
    for number in range(units):
        Region.objects.create(
            code=f"44200000{number + 5}000",
            level="town",
            name=f"镇{number}",
            parent=world.city,
            path=f"442000000000/44200000{number + 5}000/",
            valid_from=date(2018, 1, 1),
        )
    admin.get("/regions/")
    with django_assert_num_queries(10):
        admin.get("/regions/")


def test_a_program_drafts_and_applies(world):
    client = Client()
    client.force_login(make_account("robot", "administrator", world.city))
    body = {
        "title": "更名",
        "on": "2018-07-01",
        "lines": [{"act": "rename", "code": EAST, "new_name": "东塘街道"}],
    }
    made = client.post("/api/reforms", json.dumps(body), content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    reform = made.json()["id"]
    bad = client.post("/api/reforms", json.dumps(body | {"lines": []}), content_type="application/json")
    assert (bad.status_code, bad.json()["reasons"][0]["code"]) == (422, "reform_empty")
    done = client.post(
        f"/api/reforms/{reform}/apply", json.dumps({"version": 1}), content_type="application/json"
    )
    assert done.json()["outcome"]["renamed"] == [[EAST, "东塘镇", "东塘街道"]]
    units = client.get("/api/regions", {"area": world.city.code, "on": "2018-06-30"}).json()
    assert [unit["name"] for unit in units] == ["东塘镇", "西塘镇"]
    assert [unit["name"] for unit in client.get("/api/regions").json()] == ["东塘街道", "西塘镇"]
