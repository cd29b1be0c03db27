"""The operations of the import centre."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.flows.imports.tables import HEAD, book_of, number, person
from yiyang.access.tokens import issue_token
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.models import Batch
from yiyang.flows.imports.work import work_batches

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(people):
    def client(account):
        return Client(headers={"Authorization": f"Bearer {issue_token(account=account, label='test')}"})

    return client


def post(client, path, body=None, **headers):
    return client.post(
        f"/api{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def send(client, content, kind="elders", name="a.xlsx", **headers):
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post("/api/imports", data, headers=headers)


def test_the_whole_way(api, people, world):
    client = api(people.doctor)
    sent = send(client, book_of(HEAD, person(12), person(14, 姓名="")))
    assert (sent.status_code, sent.json()["state"], sent.json()["places"]["name"]) == (201, "received", 0)
    path = f"/imports/{sent.json()['id']}"
    assert post(client, f"{path}/check").json()["state"] == "checking"
    work_batches()
    read = client.get(f"/api{path}").json()
    assert (read["state"], read["valid"], read["faulty"]) == ("checked", 1, 1)
    rows = client.get(f"/api{path}/rows").json()
    assert rows == {
        "rows": [
            {
                "row": 3, "outcome": rows["rows"][0]["outcome"], "field": "name", "column": "A 姓名", "value": "",
                "code": "name_missing", "message": rows["rows"][0]["message"],
            }
        ],
        "next": 0,
    }  # fmt: skip
    receipt = client.get(f"/api{path}/receipt")
    assert (receipt.status_code, receipt["ETag"]) == (200, f'"{read["receipt_sha256"]}"')
    whole = post(client, f"{path}/apply", {"choice": "all_or_nothing"})
    assert (whole.status_code, whole.json()["reasons"][0]["code"]) == (422, "not_all_in_order")
    assert post(client, f"{path}/apply", {}, **{"Idempotency-Key": "k1"}).json()["state"] == "applying"
    assert post(client, f"{path}/apply", {}, **{"Idempotency-Key": "k1"}).json()["state"] == "applying"
    assert post(client, f"{path}/pause").json()["state"] == "paused"
    assert post(client, f"{path}/resume").json()["state"] == "applying"
    work_batches()
    assert Elder.objects.count() == 1
    wrong = post(client, f"{path}/undo", {"count": 5})
    assert (wrong.status_code, wrong.json()["reasons"][0]["code"]) == (422, "count_differs")
    assert post(client, f"{path}/undo", {"count": 1}).json()["state"] == "undoing"
    work_batches()
    assert client.get(f"/api{path}").json()["withdrawn"] == 1
    assert Elder.objects.count() == 0


def test_a_repeated_key_sends_one_table(api, people, world):
    client = api(people.doctor)
    content = book_of(HEAD, person(12))
    first, second = (send(client, content, **{"Idempotency-Key": "same"}) for _each in range(2))
    assert (first.json()["id"], Batch.objects.count()) == (second.json()["id"], 1)
    third = send(client, content).json()
    assert third["same_as"] == first.json()["id"]


def test_kinds_templates_and_columns_chosen(api, people, world):
    client = api(people.doctor)
    assert [kind["code"] for kind in client.get("/api/imports/kinds").json()] == [
        "elders",
        "contracts",
        "check_ups",
    ]
    assert client.get("/api/imports/template?kind=elders").content.startswith(b"PK")
    assert client.get("/api/imports/template?kind=beds").status_code == 422
    assert send(client, book_of(HEAD, person(12)), kind="beds").status_code == 422
    sent = send(client, book_of(("甲", "乙", "丙"), ("李桂珍", number(12), "荷叶村"))).json()
    path = f"/imports/{sent['id']}/check"
    assert post(client, path).json()["reasons"][0]["code"] == "column_required"
    assert post(client, path, {"places": {"nonsense": 0}}).status_code == 422
    assert post(client, path, {"places": {"name": 99}}).status_code == 422
    places = {"name": 0, "identity_number": 1, "village_code": 2}
    assert post(client, path, {"places": places}).json()["places"] == places


def test_another_town_finds_nothing(api, people, world):
    sent = send(api(people.doctor), book_of(HEAD, person(12))).json()
    other = api(people.sibling)
    assert other.get("/api/imports").json() == {"batches": [], "next": 0}
    assert other.get(f"/api/imports/{sent['id']}").status_code == 404
    assert post(other, f"/imports/{sent['id']}/cancel").status_code == 404
    supervisor = api(people.supervisor)
    assert [
        each["id"] for each in supervisor.get("/api/imports?kind=elders&state=received").json()["batches"]
    ] == [sent["id"]]
    refused = post(supervisor, f"/imports/{sent['id']}/cancel")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "not_the_sender")
