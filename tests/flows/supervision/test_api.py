"""The same over REST."""

import pytest
from django.test import Client

from yiyang.access.models import Account
from yiyang.access.tokens import issue_token

pytestmark = [pytest.mark.usefixtures("demo_region"), pytest.mark.django_db]

CITY, DONGFENG = "442000000000", "442000103000"
TARGET_KEYS = [
    "clause", "indicator", "year", "scope", "threshold", "comparator", "numerator", "denominator", "value", "light",
]  # fmt: skip


@pytest.fixture
def call():
    def caller(username: str):
        token = issue_token(account=Account.objects.get(username=username), label="test")
        client = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})

        def get(address: str, status: int = 200):
            answer = client.get(f"/api{address}")
            assert answer.status_code == status, answer.content.decode()
            return answer.json()

        return get

    return caller


def test_targets(call):
    rows = call("supervisor")(f"/targets?area={CITY}")
    assert [list(row) for row in rows] == [TARGET_KEYS] * 17
    found = next(row for row in rows if row["clause"] == "ZS-21" and row["year"] == 2018)
    assert (found["indicator"], found["threshold"], found["comparator"], found["scope"]) == (
        "family_doctor_rate_65",
        0.65,
        ">=",
        "all",
    )
    assert found["value"] == found["numerator"] / found["denominator"]


def test_results_of_an_area_are_the_sum_of_those_below(call):
    get = call("supervisor")
    own = {row["indicator"]: row for row in get(f"/results?area={CITY}")}
    below = get(f"/results?area={CITY}&below=true")
    for code in ("family_doctor_rate_65", "health_record_rate_60", "nursing_bed_share"):
        parts = [row for row in below if row["indicator"] == code]
        assert own[code]["numerator"] == sum(row["numerator"] for row in parts)
        assert own[code]["denominator"] == sum(row["denominator"] for row in parts)


def test_the_missing_list_goes_on_from_page_to_page(call):
    get = call("supervisor")
    address = f"/indicators/family_doctor_rate_65/missing?area={CITY}"
    first = get(address)
    seen = [row["public_id"] for row in first["rows"]]
    after = first["next"]
    while after:
        rest = get(f"{address}&after={after}")
        seen += [row["public_id"] for row in rest["rows"]]
        after = rest["next"]
    assert len(seen) == len(set(seen)) == first["total"]


def test_tasks(call):
    rows = call("supervisor")(f"/tasks?area={CITY}")
    assert [row["clause"] for row in rows] == [f"ZS-{number}" for number in range(1, 62)]


def test_out_of_scope_is_not_found_and_without_permission_forbidden(call):
    get = call("liaison")
    assert get(f"/targets?area={CITY}", 404)["reasons"][0]["code"] == "not_found"
    assert call("home")(f"/targets?area={DONGFENG}", 403)["reasons"][0]["code"] == "forbidden"


@pytest.mark.parametrize(
    ("language", "begin"),
    [("en-US,en;q=0.9", "The key is missing"), ("zh-CN", "密钥"), ("fr", "密钥"), ("", "密钥")],
)
def test_without_a_key_nothing_is_answered(client, language, begin):
    answer = client.get(f"/api/targets?area={CITY}", headers={"Accept-Language": language})
    assert answer.status_code == 401
    assert answer.json()["reasons"][0]["message"].startswith(begin)


def test_the_description_is_public_and_names_every_operation(client):
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert "/api/indicators/{code}/missing" in answer.json()["paths"]
    assert client.get("/api/docs").status_code == 200
