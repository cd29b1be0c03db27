import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_contract, make_elder, platform_viewer
from yiyang.access.tokens import issue_token
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import add_fact
from yiyang.domains.elders.models import Contact, HouseholdMember

pytestmark = pytest.mark.django_db
API = "/api"


@pytest.fixture
def call(people):
    def make(account):
        client = Client(headers={"Authorization": f"Bearer {issue_token(account=account, label='t')}"})

        def ask(method, path, body=None, **headers):
            answer = client.generic(
                method,
                API + path,
                data=json.dumps(body) if body is not None else "",
                content_type="application/json",
                headers=headers,
            )
            return answer.status_code, (answer.json() if answer.content else None)

        return ask

    return make


CONTACT = {"name": "张伟", "relation": "22", "phone": "13900001234", "valid_from": "2018-01-01"}


def test_the_record_is_read_with_its_sections_and_provenance(people, call, elder, team):
    make_contract(elder, team)
    add_fact(
        viewer=platform_viewer(),
        elder=elder,
        kind="category",
        values={"code": "disabled"},
        valid_from=date(2018, 3, 1),
    )
    ask = call(people.doctor)
    status, record = ask("GET", f"/elders/{elder.public_id}/record")
    assert status == 200
    phone = next(field for field in record["person"] if field["code"] == "phone")
    assert (phone["value"], phone["source"]) == ("139****1234", "窗口登记 · tests · 2016-01-01")
    assert [each["code"] for each in record["categories"]] == ["disabled"]
    assert record["categories"][0]["because"][0] == "窗口登记 认定为“失能”，自 2018-03-01 起。"
    assert (record["tier"]["code"], record["conditions"], record["last_entry"]) == ("high", [], "2018-09-30")
    assert {due["code"]: due["standing"] for due in record["dues"]} == {
        "contract_priority": "served",
        "check_up_65": "missing",
        "health_record_60": "missing",
        "visit_dependent": "not_recorded",
    }
    _status, before = ask("GET", f"/elders/{elder.public_id}/record?on=2018-02-28")
    assert (before["categories"], before["tier"]["code"]) == ([], "")
    assert ask("GET", f"/elders/{elder.public_id}/record?on=2018-10-01")[0] == 404
    assert Act.objects.filter(object_type="api.record", elder_ids=[elder.pk]).count() == 2


def test_health_is_null_for_those_who_may_not_see_it(people, call, elder):
    _status, record = call(people.liaison)("GET", f"/elders/{elder.public_id}/record")
    assert [record[name] for name in ("conditions", "allergies", "medicines", "check_ups", "tier")] == [
        None
    ] * 5
    status, _body = call(people.liaison)("GET", f"/elders/{elder.public_id}/timeline?kind=condition")
    assert status == 404


def test_the_timeline_is_read_by_kind(people, call, elder, team):
    make_contract(elder, team)
    status, events = call(people.doctor)("GET", f"/elders/{elder.public_id}/timeline?kind=contract")
    assert (status, [(each["day"], each["kind"]) for each in events]) == (200, [("2018-01-01", "contract")])
    assert call(people.doctor)("GET", f"/elders/{elder.public_id}/timeline?kind=nonsense")[0] == 404


def test_a_fact_is_stated_once_for_a_key_and_ended(people, call, elder):
    ask = call(people.doctor)
    path = f"/elders/{elder.public_id}/contacts"
    answers = [ask("POST", path, CONTACT, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    made = Contact.objects.get()
    assert answers == [(201, {"id": made.pk})] * 2
    assert ask("POST", path, CONTACT | {"name": "李"}, **{"Idempotency-Key": "k1"})[0] == 422
    status, body = ask("POST", path, CONTACT | {"relation": "xx"})
    assert (status, body["reasons"][0]["field"], body["reasons"][0]["code"]) == (
        422,
        "relation",
        "unknown_code",
    )
    end = f"/contacts/{made.pk}/end"
    assert ask("POST", end, {"last_day": "2018-05-31"})[0] == 428
    assert ask("POST", end, {"version": 7, "last_day": "2018-05-31"})[0] == 409
    assert ask("POST", end, {"last_day": "2018-05-31"}, **{"If-Match": '"1"'}) == (200, {"id": made.pk})
    made.refresh_from_db()
    assert made.valid_to == date(2018, 6, 1)
    assert ask("POST", f"/contacts/{2**70}/end", {"version": 1, "last_day": "2018-05-31"})[0] == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("insurances", {"kind": "resident"}),
        ("categories", {"code": "disabled", "evidence": "证 7 号"}),
        ("allergies", {"allergen": "0"}),
        ("medicines", {"name": "阿司匹林"}),
        ("conditions", {"diagnosis": "E11.9"}),
    ],
)
def test_every_kind_is_stated_and_others_may_not(people, call, elder, path, body):
    sent = body | {"valid_from": "2018-01-01", "last_day": "2018-03-31", "source": "civil_affairs"}
    where = f"/elders/{elder.public_id}/{path}"
    assert call(people.doctor)("POST", where, sent)[0] == 201
    assert call(people.sibling)("POST", where, sent)[0] == 404
    for account in (people.liaison, people.supervisor, people.administrator):
        assert call(account)("POST", where, sent)[0] == 403


def test_a_household_and_a_check_up(people, call, elder, team):
    ask = call(people.doctor)
    home = f"/elders/{elder.public_id}/household"
    assert ask("POST", home, {"valid_from": "2018-01-01"})[0] == 201
    assert ask("POST", home, {"valid_from": "2018-02-01", "name": "张伟", "relation": "22"})[0] == 201
    assert HouseholdMember.objects.count() == 2
    where = f"/elders/{elder.public_id}/check-ups"
    body = {"occurred_on": "2018-05-01", "systolic": 130, "diastolic": 80, "glucose": "5.6"}
    assert ask("POST", where, body | {"organisation": 10**9})[0] == 422
    assert ask("POST", where, body | {"organisation": team.organisation_id})[0] == 201
    status, refused = ask("POST", where, body)
    assert (status, refused["reasons"][0]["code"]) == (422, "check_up_exists")


def test_the_unserved_and_diagnoses(people, call, elder, world):
    make_elder(world.villages[2], name="西镇人")
    status, page = call(people.doctor)("GET", "/unserved?service=check_up")
    assert (status, [each["name"] for each in page["elders"]], page["next"]) == (200, ["张淑芬"], "")
    assert call(people.doctor)("GET", f"/unserved?area={world.villages[2].code}")[0] == 404
    assert call(people.doctor)("GET", "/unserved?service=x")[0] == 404
    _status, found = call(people.doctor)("GET", "/diagnoses?text=I6")
    assert [each["code"] for each in found] == ["I61.9", "I63.9", "I69.3"]
    assert reverse("unserved_list") == "/elders/unserved/"
