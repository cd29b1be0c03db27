"""R37: random histories of merges and events leave no orphan row, and what is undone is exactly undone."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domains.elders.histories import Histories
from yiyang.audit.journal import Journal
from yiyang.domains.elders.actions import rows
from yiyang.domains.elders.actions.rows import end_rows

pytestmark = pytest.mark.django_db


def effort(examples, steps):
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


SHORT, LONG, HUNT = effort(10, 14), effort(250, 40), effort(40, 20)


def test_random_histories_hold():
    run_state_machine_as_test(Histories, settings=SHORT)


@pytest.mark.long
def test_many_random_histories_hold():
    run_state_machine_as_test(Histories, settings=LONG)


class WithoutContracts(Histories):
    enders = (end_rows,)


def test_events_that_forget_the_contracts_are_seen():
    with pytest.raises(AssertionError):
        run_state_machine_as_test(WithoutContracts, settings=HUNT)


def test_a_merge_that_lets_timelines_overlap_is_seen(monkeypatch):
    monkeypatch.setattr(rows, "overlaps", lambda *_spans: False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Histories, settings=HUNT)


def test_a_journal_that_forgets_ends_is_seen(monkeypatch):
    kept = Journal._note

    def forget(self, model, pk, kind, *, before, after):
        if "valid_to" not in (after or {}) or kind == "create":
            kept(self, model, pk, kind, before=before, after=after)

    monkeypatch.setattr(Journal, "_note", forget)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Histories, settings=HUNT)
