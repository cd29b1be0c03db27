import threading
import time

import pytest
from django.db import IntegrityError, connection

from yiyang.audit.models import Act, RequestKey
from yiyang.audit.requests import OtherRequest, once

CONTENT = {"name": "张淑芬", "day": "2018-09-30"}


def leave_mark(word="made"):
    act = Act.objects.create(actor="tests", kind=word)
    return {"id": act.pk}


def ask(effect=leave_mark, *, scope="elder.register", key="k-1", content=CONTENT):
    return once(scope=scope, key=key, content=content, effect=effect)


def test_a_repeated_request_finds_the_first_ones_outcome(db):
    first, did = ask()
    again, did_again = ask(lambda: pytest.fail("done twice"))
    assert (did, did_again) == (True, False)
    assert again == first == {"id": Act.objects.get().pk}


def test_the_order_of_the_content_does_not_matter(db):
    ask()
    assert ask(content=dict(reversed(CONTENT.items())))[1] is False


def test_the_same_key_with_other_content_is_refused(db):
    ask()
    with pytest.raises(OtherRequest):
        ask(content=CONTENT | {"name": "张淑芳"})
    assert Act.objects.count() == 1


def test_another_key_or_scope_is_another_request(db):
    assert [ask()[1], ask(key="k-2")[1], ask(scope="contract.sign")[1]] == [True, True, True]
    assert Act.objects.count() == 3


def test_an_effect_that_fails_leaves_no_key_and_no_trace(db):
    def fail():
        leave_mark()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(fail)
    assert (RequestKey.objects.count(), Act.objects.count()) == (0, 0)
    assert ask()[1] is True


def test_a_constraint_that_the_effect_breaks_is_not_taken_for_a_repetition(db):
    def break_constraint():
        for _ in range(2):
            RequestKey.objects.create(scope="other", key="same", request_hash="")
        return {}

    with pytest.raises(IntegrityError):
        ask(break_constraint)
    assert RequestKey.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_moment_have_one_effect():
    gate, outcomes, faults = threading.Barrier(6), [], []

    def slow_effect():
        outcome = leave_mark()
        time.sleep(0.2)
        return outcome

    def press():
        gate.wait()
        try:
            outcomes.append(ask(slow_effect))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    made = Act.objects.get()
    assert [outcome for outcome, _did in outcomes] == [{"id": made.pk}] * 6
    assert sorted(did for _outcome, did in outcomes) == [False] * 5 + [True]
