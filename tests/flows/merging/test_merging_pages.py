import json
import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.factories import make_elder
from tests.workbooks import rows_of
from yiyang.access.tokens import issue_token
from yiyang.audit.models import Act
from yiyang.domains.elders.actions.duplicates import search_duplicates
from yiyang.domains.elders.models import DuplicatePair, Elder, Merge
from yiyang.domains.elders.rules.duplicates import LABELS


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


@pytest.fixture
def twins(world, elder):
    return elder, make_elder(
        world.village, phone="13900005678", address="莲花路 1 号", since=date(2018, 2, 1)
    )


@pytest.fixture
def pair(twins):
    search_duplicates()
    return DuplicatePair.objects.get()


def propose(client, pair, **values):
    shown = client.get(f"/duplicates/{pair.pk}/")
    base = {
        "token": hidden(shown, "token"),
        "version": pair.version,
        "kept": "first",
        "phone": "second",
        "reason": "同一人",
    }
    return client.post(f"/duplicates/{pair.pk}/propose/", base | values)


def test_a_pair_side_by_side_is_proposed_and_confirmed_by_two(people, sign_in, doctor, twins, pair):
    page = doctor.get(f"/duplicates/{pair.pk}/").content.decode()
    assert "139****1234" in page
    assert "13900001234" not in page
    assert page.count("differs") == 3
    done = propose(doctor, pair)
    merge = Merge.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/merges/{merge.pk}/")
    own = doctor.get(f"/merges/{merge.pk}/").content.decode()
    assert "You proposed this merge" in own
    assert f"/merges/{merge.pk}/confirm/" not in own
    liaison = sign_in(people.liaison)
    shown = liaison.get(f"/merges/{merge.pk}/")
    assert "overlaps: stays as history" in shown.content.decode()
    asked = {name: hidden(shown, name) for name in ("token", "version", "kept_version", "merged_version")}
    confirmed = liaison.post(f"/merges/{merge.pk}/confirm/", asked)
    assert confirmed.status_code == 302
    assert liaison.post(f"/merges/{merge.pk}/confirm/", asked).status_code == 302
    assert Elder.objects.get(pk=twins[0].pk).phone == "13900005678"
    moved = doctor.get(f"/elders/{twins[1].public_id}/")
    assert (moved.status_code, moved["Location"]) == (302, f"/elders/{twins[0].public_id}/")
    shown = liaison.get(f"/merges/{merge.pk}/")
    undone = liaison.post(
        f"/merges/{merge.pk}/undo/",
        {"token": hidden(shown, "token"), "version": hidden(shown, "version"), "note": "两个人"},
    )
    assert undone.status_code == 302
    assert Elder.objects.get(pk=twins[0].pk).phone == "13900001234"
    assert doctor.get(f"/elders/{twins[1].public_id}/").status_code == 200


def test_a_choice_left_out_is_asked_for_and_the_rest_kept(doctor, pair):
    answer = propose(doctor, pair, phone="")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The two records differ here" in text
    assert "同一人" in text


def test_a_record_changed_since_it_was_compared_is_told(people, sign_in, doctor, twins, pair):
    propose(doctor, pair)
    merge = Merge.objects.get()
    liaison = sign_in(people.liaison)
    shown = liaison.get(f"/merges/{merge.pk}/")
    asked = {name: hidden(shown, name) for name in ("token", "version", "kept_version", "merged_version")}
    edit = f"/elders/{twins[0].public_id}/edit/"
    form = doctor.get(edit)
    doctor.post(
        edit,
        {"token": hidden(form, "token"), "version": 1, "name": "张淑芬", "address": "新街 2 号", "phone": ""},
    )
    answer = liaison.post(f"/merges/{merge.pk}/confirm/", asked)
    assert answer.status_code == 409
    assert "Address: 莲花路 1 号 → 新街 2 号" in answer.content.decode()
    asked["kept_version"] = hidden(answer, "kept_version")
    refused = liaison.post(f"/merges/{merge.pk}/confirm/", asked)
    assert refused.status_code == 422
    assert "have it proposed anew" in refused.content.decode()


def test_two_persons_are_not_shown_again_until_reopened(doctor, pair):
    shown = doctor.get(f"/duplicates/{pair.pk}/")
    doctor.post(
        f"/duplicates/{pair.pk}/distinct/",
        {"token": hidden(shown, "token"), "version": 1, "note": "双胞胎"},
    )
    assert "张淑芬" not in doctor.get("/duplicates/").content.decode()
    page = doctor.get("/duplicates/?state=distinct")
    assert "张淑芬" in page.content.decode()
    shown = doctor.get(f"/duplicates/{pair.pk}/")
    doctor.post(f"/duplicates/{pair.pk}/reopen/", {"token": hidden(shown, "token"), "version": 2})
    assert DuplicatePair.objects.get().state == "open"


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_narrows_and_asks_a_fixed_number_of_times(doctor, world, count, django_assert_num_queries):
    for number in range(count):
        for _twice in range(2):
            make_elder(world.village, name=f"李梅{number}", birth=date(1940, 1, 1 + number))
    search_duplicates()
    doctor.get("/duplicates/")
    with django_assert_num_queries(8):
        page = doctor.get(f"/duplicates/?area={world.village.code}&least=70")
    assert page.content.decode().count('<tr><th scope="row">') == count
    assert "李梅" not in doctor.get("/duplicates/?least=100").content.decode()
    assert "李梅" not in doctor.get(f"/duplicates/?area={world.villages[1].code}").content.decode()
    assert len(rows_of(doctor.get("/duplicates/export/").content)) == count + 1


def test_who_sees_what(people, sign_in, pair):
    page = f"/duplicates/{pair.pk}/"
    for account, status in (
        (people.doctor, 200),
        (people.sibling, 404),
        (people.supervisor, 200),
        (people.liaison, 200),
        (people.administrator, 403),
    ):
        assert sign_in(account).get(page).status_code == status
    assert Client().get(page).status_code == 302
    assert "张淑芬" not in sign_in(people.sibling).get("/duplicates/").content.decode()
    assert sign_in(people.liaison).post(f"{page}propose/", {}).status_code == 403


def near(client, **values):
    base = {"name": "张淑芬", "birth_date": "1945-05-06", "village": "", "identity_kind": "01"}
    return client.post("/duplicates/near/", base | values, headers={"HX-Request": "true"}).content.decode()


def test_likely_doubles_are_shown_while_registering(people, sign_in, doctor, elder):
    assert 'hx-post="/duplicates/near/"' in doctor.get("/elders/new/").content.decode()
    assert f"/elders/{elder.public_id}/" in near(doctor)
    act = Act.objects.filter(kind="read").latest("pk")
    assert (act.object_type, act.elder_ids) == ("near_part", [elder.pk])
    assert near(doctor, name="李梅", birth_date="1930-01-01").strip() == ""
    assert near(doctor, birth_date="garbage").strip() == ""
    assert near(doctor, birth_date="", identity_number=elder.identity_number).count("张淑芬") == 1
    elsewhere = near(sign_in(people.sibling))
    assert str(elder.public_id) not in elsewhere
    assert "1 similar record outside your area" in elsewhere


def call(account, method, address, body=None):
    client = Client(headers={"Authorization": f"Bearer {issue_token(account=account, label='tests')}"})
    answer = client.generic(method, f"/api{address}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json()


def test_the_same_over_the_api(people, twins, pair):
    status, listed = call(people.doctor, "GET", "/duplicates")
    found = listed["pairs"][0]
    assert (status, found["score"], found["exact"]) == (200, 90, True)
    proposal = {
        "version": 1,
        "kept": str(twins[0].public_id),
        "choices": {"phone": "kept"},
        "reason": "同一人",
    }
    status, merge = call(people.doctor, "POST", f"/duplicates/{pair.pk}/merge", proposal)
    assert (status, merge["state"], {each["how"] for each in merge["effects"]}) == (
        201,
        "proposed",
        {"moved", "stayed"},
    )
    versions = {"version": 1, "kept_version": 1, "merged_version": 1}
    status, _refused = call(people.doctor, "POST", f"/merges/{merge['id']}/confirm", versions)
    assert status == 403
    status, done = call(people.liaison, "POST", f"/merges/{merge['id']}/confirm", versions)
    assert (status, done["state"]) == (200, "confirmed")
    status, undone = call(
        people.liaison, "POST", f"/merges/{merge['id']}/undo", {"version": 2, "note": "两个人"}
    )
    assert (status, undone["state"], undone["kept_rows"]) == (200, "undone", [])
    status, near_ones = call(
        people.doctor, "POST", "/duplicates/near", {"name": "张淑芬", "birth_date": "1945-05-06"}
    )
    assert (status, len(near_ones["records"])) == (200, 2)


def test_every_piece_of_evidence_has_chinese_words():
    with translation.override("zh-hans"):
        assert [label for label in LABELS.values() if gettext(label) == label] == []
