"""Signing in, the first page of each role, and a database that is away."""

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

pytestmark = [pytest.mark.usefixtures("demo_region"), pytest.mark.django_db]


def away(*_args):
    raise OperationalError("the server closed the connection")


@pytest.mark.parametrize("address", ["/", "/elders/", "/cockpit/"])
def test_a_database_that_is_away_is_said_and_to_be_tried_again(sign_in, address):
    client = sign_in("supervisor")
    client.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_wrong_password_keeps_the_name_and_tells_nothing_more(db):
    client = Client()
    client.cookies["language"] = "en"
    answers = [
        client.post("/sign-in/", {"username": name, "password": "no"}).content.decode()
        for name in ("supervisor", "nobody")
    ]
    sentence = "The user name and password do not fit together."
    assert [sentence in html for html in answers] == [True, True]
    assert 'value="supervisor"' in answers[0]


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(target):
    form = {"username": "supervisor", "password": "yiyang-demo-2018", "next": target}
    assert Client().post("/sign-in/", form)["Location"] == "/"


@pytest.mark.parametrize(
    ("username", "headings"),
    [
        ("supervisor", ["Targets that lag", "Agreements that end within 60 days"]),
        (
            "doctor",
            ["Targets that lag", "Contracts that end within 30 days", "Agreements that end within 60 days"],
        ),
        ("home", ["Agreements that end within 60 days"]),
        ("admin", []),
    ],
)
def test_the_first_page_shows_what_the_role_works_on(sign_in, username, headings):
    html = sign_in(username).get("/").content.decode()
    found = [text.split("</h2>")[0] for text in html.split("<main")[1].split("<h2>")[1:]]
    assert found == headings


def test_the_number_of_queries_of_the_first_page(sign_in, django_assert_max_num_queries):
    client = sign_in("doctor")
    client.get("/")
    with django_assert_max_num_queries(22):
        client.get("/")


def test_signing_out_ends_the_session(sign_in):
    client = sign_in("supervisor")
    answer = client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/")["Location"] == "/sign-in/?next=%2F"
