from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import TODAY
from yiyang.access import roles
from yiyang.access.middleware import CONTENT_POLICY
from yiyang.access.policy import PUBLIC, allow, requires
from yiyang.access.tokens import issue_token
from yiyang.regions.actions import set_demo_day

pytestmark = [pytest.mark.urls("tests.access.guarded_urls"), pytest.mark.django_db]


@pytest.fixture
def enter(people):
    def signed_in(who):
        client = Client()
        client.force_login(getattr(people, who))
        return client

    return signed_in


def words(answer):
    return answer.content.decode().split(" ", 2)


def test_the_language_is_the_one_chosen_by_cookie(world):
    client = Client()
    client.cookies["language"] = "en"
    answer = client.get("/open/")
    assert (words(answer)[0], answer.headers["Content-Language"]) == ("en", "en")


@pytest.mark.parametrize("cookie", [None, "fr", "", "zh", "EN", "en-gb", "../../en"])
def test_without_a_known_choice_the_language_is_chinese(world, cookie):
    client = Client()
    if cookie is not None:
        client.cookies["language"] = cookie
    answer = client.get("/open/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert (words(answer)[0], answer.headers["Content-Language"]) == ("zh-hans", "zh-hans")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/open/", 200),
        ("/inside/", 302),
        ("/inside", 301),
        ("/forgotten/", 403),
        ("/nowhere/", 404),
        ("/static/ui/app.css", None),
        ("/api/results", None),
        ("/healthz", 200),
    ],
)
def test_every_answer_carries_the_content_policy(world, address, status):
    answer = Client(raise_request_exception=False).get(address)
    assert status in {None, answer.status_code}
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_host_that_is_not_ours_is_refused_under_the_same_policy(world):
    answer = Client().get("/open/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY


def test_a_page_is_kept_by_no_browser(world, enter):
    answer = enter("doctor").get("/inside/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_content_policy_allows_no_inline_script():
    assert "unsafe" not in CONTENT_POLICY
    assert "default-src 'self'" in CONTENT_POLICY


@pytest.mark.parametrize("who", ["doctor", "supervisor", "administrator"])
def test_a_view_without_a_policy_answers_nobody(who, enter):
    answer = enter(who).get("/forgotten/")
    assert answer.status_code == 403
    assert b"everybody reads this" not in answer.content


def test_a_view_without_a_policy_answers_no_stranger_either(world):
    answer = Client().get("/forgotten/")
    assert answer.status_code == 403
    assert b"everybody reads this" not in answer.content


def test_a_permission_admits_its_holders(enter):
    statuses = {who: enter(who).get("/elders-only/").status_code for who in ("doctor", "administrator")}
    assert statuses == {"doctor": 200, "administrator": 403}


def test_a_post_that_ended_shuts_the_next_page(people, enter):
    client = enter("doctor")
    assert client.get("/elders-only/").status_code == 200
    people.doctor.posts.update(valid_to=timezone.localdate())
    assert client.get("/elders-only/").status_code == 403
    people.doctor.posts.update(valid_to=timezone.localdate() + timedelta(days=1))
    assert client.get("/elders-only/").status_code == 200


def test_a_closed_account_is_out_at_once(people, enter):
    client = enter("doctor")
    people.doctor.is_active = False
    people.doctor.save()
    assert client.get("/inside/").status_code == 302


def test_nobody_signed_in_is_asked_to_sign_in_and_comes_back(world):
    answer = Client().get("/elders-only/?page=2&name=%E5%BC%A0")
    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=%2Felders-only%2F%3Fpage%3D2%26name%3D%25E5%25BC%25A0"


def test_htmx_moves_the_whole_page_to_the_sign_in(world):
    answer = Client().get("/inside/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Finside%2F"


def test_the_pages_day_is_the_demos_day_or_the_real_one(world, enter):
    client = enter("doctor")
    assert words(client.get("/inside/"))[1:] == [TODAY.isoformat(), "doctor 测试"]
    set_demo_day(on=date(2020, 2, 29))
    assert words(client.get("/inside/"))[1] == "2020-02-29"
    set_demo_day(on=None)
    assert words(client.get("/inside/"))[1] == timezone.localdate().isoformat()


def ask_api(world, **headers):
    return Client().get(f"/api/areas?parent={world.city.code}", headers=headers)


def test_the_api_answers_a_stranger_with_401_in_json(world):
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        answer = ask_api(world, **headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            401,
            "application/json; charset=utf-8",
        )
        assert set(answer.json()) == {"reasons"}


def test_the_api_answers_a_key_without_the_permission_with_403_in_json(world, people):
    token = issue_token(account=people.administrator, label="x")
    answer = ask_api(world, Authorization=f"Bearer {token}")
    assert answer.status_code == 403
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["forbidden"]


def test_the_api_answers_a_key_in_force(world, people):
    token = issue_token(account=people.supervisor, label="x")
    answer = ask_api(world, Authorization=f"Bearer {token}")
    assert answer.status_code == 200
    assert [row["code"] for row in answer.json()] == [town.code for town in world.towns]
    people.supervisor.tokens.update(valid_to=timezone.localdate())
    assert ask_api(world, Authorization=f"Bearer {token}").status_code == 401


def test_the_api_answers_the_session_of_the_pages(world, people, enter):
    address = f"/api/areas?parent={world.city.code}"
    statuses = {who: enter(who).get(address).status_code for who in ("supervisor", "administrator")}
    assert statuses == {"supervisor": 200, "administrator": 403}


def test_a_write_by_session_needs_the_pages_csrf_token(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.supervisor)
    assert client.post("/api/refresh").status_code == 403


def test_a_view_carries_one_policy():
    view = allow(PUBLIC)(lambda request: request)
    with pytest.raises(ValueError, match="carries a policy already"):
        requires(roles.ELDERS)(view)
    assert view.policy == PUBLIC
