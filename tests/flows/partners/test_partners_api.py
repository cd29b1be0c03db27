"""The operations of institutions and agreements over HTTP."""

from datetime import date

import pytest

from yiyang.audit.models import Act
from yiyang.domains.contracts.models import Agreement
from yiyang.domains.institutions.models import Organisation

JSON = "application/json"


def send(client, method, address, body, **headers):
    return getattr(client, method)(f"/api{address}", body, content_type=JSON, headers=headers)


def codes(response):
    return [reason["code"] for reason in response.json()["reasons"]]


@pytest.fixture
def entry(place):
    return {
        "name": "朝阳养老院",
        "kind": "care_home",
        "area": place.village.code,
        "ownership": "private",
        "opened_on": "2015-01-01",
    }


def test_register_read_change_and_list(owner, entry):
    made = send(owner, "post", "/institutions", entry)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert made.json() == {
        "id": pk,
        "name": "朝阳养老院",
        "kind": "care_home",
        "area": entry["area"],
        "credit_code": None,
        "address": "",
        "contact_phone": "",
        "version": 1,
    }
    changed = send(owner, "patch", f"/institutions/{pk}", {"version": 1, "address": "凤鸣路3号"})
    assert (changed.json()["address"], changed.json()["version"]) == ("凤鸣路3号", 2)
    listed = owner.get("/api/institutions", {"kind": "care_home"}).json()
    assert [item["id"] for item in listed["items"]] == [pk]
    assert listed["next_after"] is None


def test_beds_and_capabilities_by_day(owner, home):
    beds = {"version": 1, "valid_from": "2018-01-01", "beds": {"nursing": 20, "general": 60}}
    assert send(owner, "put", f"/institutions/{home.pk}/beds", beds).json()["total_beds"] == 80
    capability = {"version": 2, "valid_from": "2018-02-01", "present": True, "evidence": "record 3"}
    shown = send(owner, "put", f"/institutions/{home.pk}/capabilities/green_channel", capability).json()
    assert shown["capabilities"] == [
        {"code": "green_channel", "contents": [], "valid_from": "2018-02-01", "evidence": "record 3"}
    ]
    past = owner.get(f"/api/institutions/{home.pk}", {"on": "2017-12-31"}).json()
    assert (past["beds"], past["capabilities"], past["version"]) == ({}, [], 3)


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "expected"),
    [
        ("post", "/institutions", {"kind": "spaceport"}, 422, ["organisation_not_in_list"]),
        ("post", "/institutions", {"credit_code": "1"}, 422, ["credit_code_length"]),
        ("post", "/institutions", {"area": "442000002001"}, 404, ["not_found"]),
        ("post", "/institutions", {"area": "nonsense"}, 404, ["not_found"]),
        ("put", "/institutions/{home}/beds", {"beds": {"nursing": -1}}, 422, ["beds_negative"]),
        ("put", "/institutions/{home}/beds", {"beds": {"hammock": 1}}, 422, ["organisation_not_in_list"]),
        ("put", "/institutions/{home}/beds", {"valid_from": "2000-01-01"}, 422, ["not_before_opening"]),
        ("put", "/institutions/{home}/beds", {"version": 7}, 409, ["changed_meanwhile"]),
        ("put", "/institutions/{home}/capabilities/levitation", {}, 422, ["organisation_not_in_list"]),
        ("put", "/institutions/{home}/capabilities/tcm_service", {"evidence": ""}, 422, ["evidence_missing"]),
        ("post", "/agreements", {"contents": []}, 422, ["contents_missing"]),
        ("post", "/agreements", {"last_day": "2017-01-01"}, 422, ["end_before_begin"]),
        ("post", "/agreements", {"provider": "{home}"}, 422, ["same_party", "not_a_provider"]),
        ("post", "/agreements", {"receiver": 999999}, 404, ["not_found"]),
    ],
)
def test_refusals_carry_codes(owner, entry, home, clinic, method, address, body, status, expected):
    good = {
        "institutions": entry,
        "beds": {"version": 1, "valid_from": "2018-01-01", "beds": {"nursing": 1}},
        "capabilities": {"version": 1, "valid_from": "2018-01-01", "present": True, "evidence": "x"},
        "agreements": {
            "receiver": home.pk,
            "provider": clinic.pk,
            "contents": ["patrol"],
            "valid_from": "2018-01-01",
            "last_day": "2018-12-31",
        },
    }
    kind = next(part for part in reversed(address.split("/")) if part in good)
    change = {name: home.pk if value == "{home}" else value for name, value in body.items()}
    before = (Act.objects.count(), Organisation.objects.count(), Agreement.objects.count())
    response = send(owner, method, address.replace("{home}", str(home.pk)), good[kind] | change)
    assert (response.status_code, codes(response)) == (status, expected)
    assert (Act.objects.count(), Organisation.objects.count(), Agreement.objects.count()) == before


def test_changed_meanwhile_lists_the_fields(owner, home):
    send(owner, "patch", f"/institutions/{home.pk}", {"version": 1, "address": "凤鸣路3号"})
    response = send(owner, "patch", f"/institutions/{home.pk}", {"version": 1, "address": "凤鸣路4号"})
    assert response.status_code == 409
    assert response.json()["changes"] == {"address": ["凤鸣路1号", "凤鸣路3号"]}


def test_a_key_makes_one_effect(owner, entry):
    key = {"Idempotency-Key": "abc-1"}
    first = send(owner, "post", "/institutions", entry, **key)
    second = send(owner, "post", "/institutions", entry, **key)
    other = send(owner, "post", "/institutions", entry | {"name": "晚霞养老院"}, **key)
    assert first.json() == second.json()
    assert (other.status_code, codes(other)) == (422, ["key_reused"])
    assert Organisation.objects.count() == 1


def test_agreement_is_made_listed_and_terminated(owner, home, clinic):
    body = {
        "receiver": home.pk,
        "provider": clinic.pk,
        "contents": ["patrol"],
        "valid_from": "2018-01-01",
        "last_day": "2018-11-28",
    }
    made = send(owner, "post", "/agreements", body)
    assert (made.status_code, made.json()["standing"]) == (201, "ending_soon")
    pk = made.json()["id"]
    listed = owner.get("/api/agreements", {"state": "ending_soon"}).json()
    assert [item["id"] for item in listed["items"]] == [pk]
    ended = send(owner, "post", f"/agreements/{pk}/terminate", {"version": 1, "last_day": "2018-09-29"})
    assert ended.json() == made.json() | {
        "state": "terminated",
        "standing": "ended",
        "last_day": "2018-09-29",
        "version": 2,
    }


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/institutions/{home}"),
        ("patch", "/institutions/{home}"),
        ("put", "/institutions/{home}/beds"),
        ("put", "/institutions/{home}/capabilities/tcm_service"),
        ("post", "/agreements/{agreement}/terminate"),
    ],
)
@pytest.mark.parametrize(("caller", "status"), [("sibling", 404), ("stranger", 403), ("anonymous", 401)])
def test_objects_by_caller(request, home, clinic, agree, caller, status, method, address):
    agreement = agree(home, clinic)
    client = request.getfixturevalue(caller)
    full = address.format(home=home.pk, agreement=agreement.pk)
    everything = {
        "version": 1,
        "valid_from": "2018-01-01",
        "beds": {"nursing": 1},
        "present": True,
        "evidence": "x",
        "last_day": "2018-09-01",
    }
    response = client.get(f"/api{full}") if method == "get" else send(client, method, full, everything)
    assert response.status_code == status
    assert home.name not in response.content.decode()
    agreement.refresh_from_db()
    assert (agreement.valid_to, Organisation.objects.get(pk=home.pk).version) == (date(2020, 1, 1), 1)


def test_lists_by_caller(owner, sibling, reader, home, clinic, agree):
    agree(home, clinic)
    for address in ("/api/institutions", "/api/agreements"):
        assert len(owner.get(address).json()["items"]) > 0
        assert len(reader.get(address).json()["items"]) > 0
        assert sibling.get(address).json()["items"] == []
    assert owner.get("/api/institutions", {"area": "442000002000"}).status_code == 404


def test_readers_do_not_write(reader, entry, home, clinic):
    assert send(reader, "post", "/institutions", entry).status_code == 403
    assert send(reader, "patch", f"/institutions/{home.pk}", {"version": 1}).status_code == 403
