import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from yiyang.audit.models import Act, Outbox
from yiyang.audit.outbox import LEASE, MOST_AT_ONCE, claim, finish, give_back

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TOPIC = "facts_changed"


def leave_work(count, *, topic=TOPIC):
    act = Act.objects.create(actor="tests", kind="test")
    return Outbox.objects.bulk_create(
        [Outbox(act=act, topic=topic, payload={"number": number}) for number in range(count)]
    )


def numbers(rows):
    return [row.payload["number"] for row in rows]


def test_a_claim_takes_what_is_open_in_order(db):
    leave_work(3)
    leave_work(1, topic="another")
    rows = claim(topic=TOPIC, now=NOW)
    assert numbers(rows) == [0, 1, 2]
    assert {(row.claimed_at, row.done_at, row.attempts) for row in rows} == {(NOW, None, 1)}
    assert Outbox.objects.filter(topic="another", claimed_at=None).count() == 1


def test_nothing_open_is_nothing_claimed(db):
    assert claim(topic=TOPIC, now=NOW) == []


def test_what_is_claimed_is_not_claimed_again_not_even_at_the_same_moment(db):
    leave_work(2)
    assert len(claim(topic=TOPIC, now=NOW)) == 2
    assert claim(topic=TOPIC, now=NOW) == []
    assert claim(topic=TOPIC, now=NOW + LEASE) == []


def test_a_lease_that_ran_out_frees_the_rows(db):
    leave_work(2)
    claim(topic=TOPIC, now=NOW)
    later = NOW + LEASE + timedelta(microseconds=1)
    rows = claim(topic=TOPIC, now=later)
    assert {(row.claimed_at, row.attempts) for row in rows} == {(later, 2)}
    assert len(rows) == 2


def test_finished_work_is_never_claimed_again(db):
    leave_work(2)
    rows = claim(topic=TOPIC, now=NOW)
    finish(rows[:1], now=NOW)
    assert numbers(claim(topic=TOPIC, now=NOW + 2 * LEASE)) == [1]
    assert Outbox.objects.get(done_at=NOW).payload == {"number": 0}


def test_rows_given_back_are_free_at_once_and_keep_what_went_wrong(db):
    leave_work(1)
    give_back(claim(topic=TOPIC, now=NOW), fault="x" * 5000)
    row = Outbox.objects.get()
    assert (row.claimed_at, row.done_at, row.attempts, row.fault) == (None, None, 1, "x" * 2000)
    rows = claim(topic=TOPIC, now=NOW)
    assert rows[0].attempts == 2
    finish(rows, now=NOW)
    assert Outbox.objects.get().fault == ""


def test_one_who_was_too_slow_gives_nothing_back_that_another_holds(db):
    leave_work(1)
    slow = claim(topic=TOPIC, now=NOW)
    later = NOW + 2 * LEASE
    claim(topic=TOPIC, now=later)
    give_back(slow, fault="too slow")
    row = Outbox.objects.get()
    assert (row.claimed_at, row.fault) == (later, "")


def test_a_claim_is_bounded(db):
    leave_work(MOST_AT_ONCE + 5)
    assert len(claim(topic=TOPIC, now=NOW)) == MOST_AT_ONCE
    assert numbers(claim(topic=TOPIC, now=NOW)) == list(range(MOST_AT_ONCE, MOST_AT_ONCE + 5))


@pytest.mark.django_db(transaction=True)
def test_claimers_at_the_same_moment_never_hold_the_same_row():
    leave_work(400)
    gate, taken, faults = threading.Barrier(4), [], []

    def work():
        gate.wait()
        try:
            taken.extend(row.pk for _ in range(5) for row in claim(topic=TOPIC, now=NOW))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(taken) == len(set(taken)) == 400
