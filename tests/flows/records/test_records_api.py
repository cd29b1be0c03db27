import json
import uuid

import pytest
from django.test import Client

from tests.factories import make_elder, make_number
from yiyang.access.tokens import issue_token
from yiyang.audit.models import Act
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.models import Elder

pytestmark = pytest.mark.django_db


class Program:
    """A program with a key; it has no session."""

    def __init__(self, account):
        self.client = Client(headers={"Authorization": f"Bearer {issue_token(account=account, label='t')}"})
        self.client.cookies["language"] = "en"

    def __call__(self, method, path, body=None, **headers):
        answer = self.client.generic(
            method,
            f"/api{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def call(people):
    return Program(people.doctor)


@pytest.fixture
def foreign(people):
    return Program(people.sibling)


def codes(body):
    return [reason["code"] for reason in body["reasons"]]


def test_the_list_and_its_pages(call, world, contract, elder):
    for number in range(50):
        make_elder(world.villages[1], name=f"王{number}")
    status, first = call("GET", "/elders")
    assert (status, len(first["elders"])) == (200, 50)
    assert first["elders"][0] == {
        "id": str(elder.public_id),
        "name": "张淑芬",
        "sex": "Female",
        "age": 73,
        "died": None,
        "village": "荷叶村",
        "town": "东塘镇",
        "team": "荷花团队",
    }
    status, second = call("GET", f"/elders?after={first['next']}")
    assert (status, len(second["elders"]), second["next"]) == (200, 1, "")
    status, village = call("GET", f"/elders?area={world.village.code}")
    assert [line["name"] for line in village["elders"]] == ["张淑芬"]
    assert call("GET", f"/elders?area={world.towns[1].code}")[0] == 404
    assert call("GET", "/elders?after=x")[0] == 404
    assert len(Act.objects.filter(object_type="api.elders").order_by("id")[0].elder_ids) == 50


def test_search(call, elder):
    status, found = call("POST", "/elders/search", {"text": "zsf"})
    assert (status, found["searched_as"], [line["name"] for line in found["elders"]]) == (
        200,
        "pinyin",
        ["张淑芬"],
    )
    assert call("POST", "/elders/search", {"text": ""})[0] == 422
    assert call("POST", "/elders/search", {"text": " "})[1] == {"elders": [], "next": "", "searched_as": ""}


def test_one_record_is_masked(call, elder):
    status, record = call("GET", f"/elders/{elder.public_id}")
    assert status == 200
    assert (record["phone"], record["identity_number"][3:14], record["version"]) == (
        "139****1234",
        "*" * 11,
        1,
    )
    assert elder.identity_number not in json.dumps(record)


def test_registering_once_by_key(call, world):
    body = {"name": "李桂珍", "identity_number": make_number(sex="2"), "village": world.village.code}
    first = call("POST", "/elders", body, Idempotency_Key="k1")
    assert (first[0], first[1]["name"], first[1]["sex"]) == (201, "李桂珍", "2")
    assert call("POST", "/elders", body, Idempotency_Key="k1") == first
    assert call("POST", "/elders", {**body, "name": "x"}, Idempotency_Key="k1")[0] == 422
    status, refused = call("POST", "/elders", body, Idempotency_Key="k2")
    assert (status, codes(refused)) == (422, ["elder_exists"])
    assert call("POST", "/elders", body, Idempotency_Key="k" * 65)[0] == 422
    assert Elder.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"village": "999999999999"}, ["unknown_village"]),
        ({"village": "442000002001"}, ["outside_your_villages"]),
        ({"name": "\x00 "}, ["name_missing"]),
        ({"sex": "7"}, ["unknown_code"]),
        ({"identity_kind": "zz"}, ["identity_kind"]),
        ({"birth_date": "2018-10-01"}, ["birth_in_future", "birth_differs"]),
    ],
)
def test_a_wrong_person_is_refused_with_codes(call, world, changed, expected):
    body = {"name": "李桂珍", "identity_number": make_number(), "village": world.village.code, **changed}
    status, refused = call("POST", "/elders", body)
    assert (status, codes(refused), Elder.objects.count()) == (422, expected, 0)


def test_changing_needs_the_version_and_tells_the_late(call, elder):
    path = f"/elders/{elder.public_id}"
    assert call("PATCH", path, {"address": "2 号"})[0] == 428
    status, changed = call("PATCH", path, {"address": "2 号"}, If_Match='"1"')
    assert (status, changed["address"], changed["version"]) == (200, "2 号", 2)
    status, late = call("PATCH", path, {"address": "3 号", "version": 1})
    assert (status, codes(late), late["changes"]) == (
        409,
        ["changed_meanwhile"],
        {"address": ["莲花路 1 号", "2 号"]},
    )
    assert call("PATCH", path, {"name": "", "version": 2})[0] == 422
    status, same = call("PATCH", path, {"phone": "", "version": 2})
    assert (status, same["phone"]) == (200, "")


def terms(by, /, **changed):
    return {
        "team": by.pk,
        "package": "elder_basic",
        "signed_on": "2018-09-30",
        "valid_from": "2018-09-30",
        "last_day": "2019-09-29",
        **changed,
    }


def test_signing_listing_and_ending(call, elder, team):
    path = f"/elders/{elder.public_id}/contracts"
    status, signed = call("POST", path, terms(team), Idempotency_Key="s1")
    assert (status, signed["state"], signed["last_day"]) == (201, "active", "2019-09-29")
    assert call("POST", path, terms(team), Idempotency_Key="s1") == (201, signed)
    status, refused = call("POST", path, terms(team))
    assert (status, codes(refused)) == (422, ["signed_elsewhere"])
    end = f"/contracts/{signed['id']}/end"
    assert call("POST", end, {"last_day": "2018-10-31", "reason": "moved"})[0] == 428
    status, ended = call("POST", end, {"last_day": "2018-10-31", "reason": "moved", "version": 1})
    assert (status, ended["state"], ended["last_day"], ended["end_reason"]) == (
        200,
        "ended",
        "2018-10-31",
        "moved",
    )
    assert call("POST", end, {"last_day": "2018-10-31", "reason": "moved", "version": 1})[0] == 409
    assert call("GET", path)[1] == [ended]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"team": 10**12}, ["team_unknown"]),
        ({"package": "golden"}, ["package_not_offered"]),
        ({"last_day": "9999-12-31"}, ["term_too_long"]),
        ({"last_day": "2018-01-01"}, ["end_before_begin"]),
    ],
)
def test_a_wrong_contract_is_refused_with_codes(call, elder, team, changed, expected):
    status, refused = call("POST", f"/elders/{elder.public_id}/contracts", terms(team, **changed))
    assert (status, codes(refused), Contract.objects.count()) == (422, expected, 0)


def test_others_find_nothing_and_change_nothing(call, foreign, people, elder, contract, team):
    record, ghost = f"/elders/{elder.public_id}", f"/elders/{uuid.uuid4()}"
    end = {"last_day": "2018-10-31", "reason": "moved", "version": 1}
    before = Act.objects.count()
    for path in (record, ghost):
        assert foreign("GET", path)[0] == 404
        assert foreign("PATCH", path, {"version": 1, "address": "x"})[0] == 404
        assert foreign("GET", f"{path}/contracts")[0] == 404
        assert foreign("POST", f"{path}/contracts", terms(team))[0] == 404
    assert foreign("POST", f"/contracts/{contract.pk}/end", end)[0] == 404
    assert foreign("GET", "/elders")[1]["elders"] == []
    assert foreign("POST", "/elders/search", {"text": "张"})[1]["elders"] == []
    reader = Program(people.liaison)
    assert reader("GET", record)[0] == 200
    assert reader("PATCH", record, {"version": 1, "address": "x"})[0] == 403
    assert reader("POST", f"/contracts/{contract.pk}/end", end)[0] == 403
    assert Client().get(f"/api{record}").status_code == 401
    assert Act.objects.count() == before + 1


def test_teams_of_the_own_area(call, foreign, team):
    assert [found["name"] for found in call("GET", "/teams")[1]] == ["荷花团队"]
    assert foreign("GET", "/teams")[1] == []
