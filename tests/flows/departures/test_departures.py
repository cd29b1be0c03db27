import json
import re
from datetime import date

import pytest
from django.test import Client

from tests.factories import make_elder
from tests.workbooks import rows_of
from yiyang.access.tokens import issue_token
from yiyang.audit.models import Act
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.models import Elder, LifeEvent

DAY = "2018-08-01"


def token_of(answer):
    return re.search(r'name="token" value="([0-9a-f]{32})"', answer.content.decode())[1]


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def fill(client, address, **values):
    """The form of a page as it stands, with some values."""
    shown = client.get(address)
    base = {
        "token": token_of(shown),
        "version": hidden(shown, "version"),
        "seen": "",
        "kind": "death",
        "occurred_on": DAY,
        "source": "family",
    }
    return base | values


def two_steps(client, address, **values):
    asked = fill(client, address, **values)
    shown = client.post(address, asked)
    assert shown.status_code == 200, shown.content.decode()
    asked["seen"] = hidden(shown, "seen")
    return shown, asked, client.post(address, asked)


@pytest.fixture
def address(elder):
    return f"/elders/{elder.public_id}/events/new/"


def test_first_what_would_end_is_shown_then_it_is_saved(doctor, elder, contract, address):
    asked = fill(doctor, address)
    shown = doctor.post(address, asked)
    assert (shown.status_code, LifeEvent.objects.count()) == (200, 0)
    assert "荷花团队" in shown.content.decode()
    asked["seen"] = hidden(shown, "seen")
    saved = doctor.post(address, asked)
    event = LifeEvent.objects.get()
    assert (saved.status_code, saved["Location"]) == (302, f"/events/{event.pk}/")
    page = doctor.get(saved["Location"]).content.decode()
    assert "荷花团队" in page
    assert "It did not happen" in page
    assert Contract.objects.get().end_reason == "died"
    again = doctor.post(address, asked)
    assert (again.status_code, LifeEvent.objects.count()) == (302, 1)


def test_other_consequences_than_those_shown_are_shown_again(doctor, elder, contract, address):
    asked = fill(doctor, address)
    asked["seen"] = hidden(doctor.post(address, asked), "seen")
    Contract.objects.all().delete()
    answer = doctor.post(address, asked)
    assert (answer.status_code, LifeEvent.objects.count()) == (409, 0)
    asked["seen"] = hidden(answer, "seen")
    assert doctor.post(address, asked).status_code == 302


def test_entries_after_the_day_go_when_that_is_ticked(doctor, elder, contract, address):
    asked = fill(doctor, address, occurred_on="2017-01-01")
    asked["seen"] = hidden(doctor.post(address, asked), "seen")
    refused = doctor.post(address, asked)
    text = refused.content.decode()
    assert (refused.status_code, "1 entries begin on or after this day" in text) == (422, True)
    assert "Record it" in text
    saved = doctor.post(address, asked | {"replace_later": "on"})
    assert (saved.status_code, Contract.objects.get().state) == (302, "ended")


def test_a_refusal_keeps_what_was_typed(doctor, elder, address):
    answer = doctor.post(address, fill(doctor, address, occurred_on="2030-01-01", evidence="证明 7 号"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The day 2030-01-01 lies after today" in text
    assert "证明 7 号" in text


def test_a_change_meanwhile_is_told_field_by_field(doctor, elder, address):
    asked = fill(doctor, address)
    asked["seen"] = hidden(doctor.post(address, asked), "seen")
    edit = f"/elders/{elder.public_id}/edit/"
    shown = doctor.get(edit)
    doctor.post(
        edit,
        {"token": token_of(shown), "version": 1, "name": elder.name, "address": "新街 2 号", "phone": ""},
    )
    answer = doctor.post(address, asked)
    assert answer.status_code == 409
    assert "Address: 莲花路 1 号 → 新街 2 号" in answer.content.decode()
    asked |= {"version": hidden(answer, "version"), "seen": ""}
    asked["seen"] = hidden(doctor.post(address, asked), "seen")
    assert doctor.post(address, asked).status_code == 302


def test_an_event_is_corrected_and_withdrawn(doctor, elder, contract, address):
    two_steps(doctor, address)
    event = LifeEvent.objects.get()
    correct = f"/events/{event.pk}/correct/"
    _shown, _asked, saved = two_steps(doctor, correct, occurred_on="2018-07-01")
    fresh = LifeEvent.objects.get(state="effective")
    assert (saved["Location"], fresh.occurred_on) == (f"/events/{fresh.pk}/", date(2018, 7, 1))
    withdraw = f"/events/{fresh.pk}/withdraw/"
    shown = doctor.get(withdraw)
    empty = doctor.post(withdraw, {"token": token_of(shown), "version": 1, "reason": ""})
    assert (empty.status_code, "Say in a few words why." in empty.content.decode()) == (422, True)
    done = doctor.post(withdraw, {"token": token_of(shown), "version": 1, "reason": "认错人"}, follow=True)
    assert "认错人" in done.content.decode()
    assert (Elder.objects.get().death_date, Contract.objects.get().state) == (None, "active")


def test_a_person_who_moved_out_is_reached_by_the_move(doctor, people, sign_in, elder, address):
    two_steps(doctor, address, kind="move_out", destination="南宁市")
    event = LifeEvent.objects.get()
    assert doctor.get(f"/elders/{elder.public_id}/")["Location"] == f"/events/{event.pk}/"
    assert doctor.get(f"/events/{event.pk}/").status_code == 200
    assert sign_in(people.sibling).get(f"/elders/{elder.public_id}/").status_code == 404
    _shown, _asked, saved = two_steps(
        doctor, address, kind="return", occurred_on="2018-09-01", to_village="442000001002"
    )
    assert saved.status_code == 302
    assert doctor.get(f"/elders/{elder.public_id}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_narrows_and_asks_a_fixed_number_of_times(
    doctor, world, elder, count, django_assert_num_queries
):
    for number in range(count):
        other = make_elder(world.village, name=f"李梅{number}")
        LifeEvent.objects.create(
            elder=other,
            kind="death",
            occurred_on=date(2018, 8, 1),
            source="family",
            village=world.village,
            actor="x",
            recorded_on=date(2018, 8, 2),
        )
    doctor.get("/events/")
    with django_assert_num_queries(7):
        page = doctor.get("/events/?kind=death&state=effective")
    assert page.content.decode().count("李梅") == count
    assert "李梅" not in doctor.get("/events/?kind=move_out").content.decode()
    rows = rows_of(doctor.get("/events/export/?kind=death").content)
    assert [row.cells[0] for row in rows][1:] == [f"李梅{number}" for number in reversed(range(count))]


def test_who_may_see_and_who_may_write(people, sign_in, doctor, elder, address):
    two_steps(doctor, address)
    event = LifeEvent.objects.get()
    page = f"/events/{event.pk}/"
    for account, statuses in (
        (people.doctor, (200, 200)),
        (people.sibling, (404, 404)),
        (people.supervisor, (200, 403)),
        (people.administrator, (403, 403)),
    ):
        client = sign_in(account)
        assert (client.get(page).status_code, client.get(f"{page}correct/").status_code) == statuses
    assert Client().get(page).status_code == 302
    assert elder.name not in sign_in(people.sibling).get("/events/").content.decode()


def test_the_looks_at_an_event_are_recorded(doctor, elder, address):
    two_steps(doctor, address)
    event = LifeEvent.objects.get()
    doctor.get(f"/events/{event.pk}/")
    act = Act.objects.filter(kind="read").latest("pk")
    assert (act.object_type, act.elder_ids) == ("event_page", [elder.pk])


def call(people, method, address, body=None, **headers):
    token = issue_token(account=people.doctor, label="tests")
    client = Client(headers={"Authorization": f"Bearer {token}", **headers})
    answer = client.generic(method, f"/api{address}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_same_over_the_api(people, elder, contract):
    what = {"kind": "death", "occurred_on": DAY, "source": "family"}
    status, effects = call(people, "POST", f"/elders/{elder.public_id}/events/preview", what)
    assert (status, effects[-1]["name"], LifeEvent.objects.count()) == (200, "荷花团队", 0)
    key = {"Idempotency-Key": "abc"}
    for _time in range(2):
        status, event = call(
            people, "POST", f"/elders/{elder.public_id}/events", {**what, "version": 1}, **key
        )
        assert (status, event["kind"], event["ended"]) == (201, "death", effects)
    status, refused = call(people, "POST", f"/elders/{elder.public_id}/events", {**what, "version": 2})
    assert (status, [each["code"] for each in refused["reasons"]]) == (422, ["died_already"])
    status, stale = call(people, "POST", f"/elders/{elder.public_id}/events", {**what, "version": 1})
    assert (status, list(stale["changes"])) == (409, ["event"])
    status, fresh = call(
        people, "POST", f"/events/{event['id']}/correct", {**what, "occurred_on": "2018-07-01", "version": 1}
    )
    assert (status, fresh["replaces"]) == (201, event["id"])
    status, withdrawn = call(
        people, "POST", f"/events/{fresh['id']}/withdraw", {"version": 1, "reason": "认错人"}
    )
    assert (status, withdrawn["state"], withdrawn["kept"]) == (200, "withdrawn", [])
    status, listed = call(people, "GET", "/events")
    assert (status, [each["state"] for each in listed["events"]]) == (200, ["withdrawn", "corrected"])
