"""R13: of two edits of one record at the same moment one is told what changed; none overwrites the other."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_account, make_elder, make_world
from yiyang.access.tokens import issue_token
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import changes
from yiyang.domains.elders.models import Elder

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("李梅", "赵金莲")


def edit_twice(address, tokens, *, version):
    """Two programs send another name for one version at once; returns what each was answered."""
    gate, answers = threading.Barrier(2), {}

    def send(name, token):
        client = Client(headers={"Authorization": f"Bearer {token}"})
        gate.wait()
        try:
            answer = client.patch(
                address,
                data=json.dumps({"version": version, "name": f"{name}{version}"}),
                content_type="application/json",
            )
            answers[f"{name}{version}"] = (answer.status_code, answer.json())
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in zip(NAMES, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def run_pairs(count):
    world = make_world()
    elder = make_elder(world.village)
    accounts = [make_account(name, "family_doctor", world.towns[0]) for name in ("one", "two")]
    tokens = [issue_token(account=account, label="race") for account in accounts]
    address = f"/api/elders/{elder.public_id}"
    faults = []
    for _number in range(count):
        before = Elder.objects.get()
        answers = edit_twice(address, tokens, version=before.version)
        after = Elder.objects.get()
        statuses = sorted(status for status, _body in answers.values())
        lost = [body["changes"] for status, body in answers.values() if status == 409]
        if statuses != [200, 409] or lost != [{"name": [before.name, after.name]}]:
            faults.append((statuses, lost))
        if answers.get(after.name, (0,))[0] != 200 or after.version != before.version + 1:
            faults.append((after.name, after.version))
    return faults


def test_no_edit_overwrites_another():
    assert run_pairs(10) == []
    assert Act.objects.filter(kind="elder.change").count() == 10


@pytest.mark.long
def test_no_edit_overwrites_another_a_thousand_times():
    assert run_pairs(1000) == []


def test_edits_without_the_lock_are_seen(monkeypatch):
    """The twin: without the comparison of versions the later edit overwrites silently."""

    def take(elder, *, version, viewer):
        return Elder.objects.select_related("village").get(pk=elder.pk)

    monkeypatch.setattr(changes, "lock", take)
    assert run_pairs(4) != []
