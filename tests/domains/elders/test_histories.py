"""R37: random histories of merges and events leave no orphan row, and what is undone is exactly undone."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domains.elders.histories import TODAY, Histories
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


SHORT, LONG = effort(8, 12), effort(250, 40)


def test_random_histories_hold():
    run_state_machine_as_test(Histories, settings=SHORT)


@pytest.mark.long
def test_many_random_histories_hold():
    run_state_machine_as_test(Histories, settings=LONG)


LATELY = TODAY - timedelta(days=10)
DEATH = ("happen", {"who": 0, "kind": "death", "on": LATELY, "place": 0})
MOVE = ("happen", {"who": 1, "kind": "move_in", "on": LATELY, "place": 3})
SCRIPTS = {
    "contract": (("sign", {"who": 0, "team": 0, "first": TODAY - timedelta(days=100)}), DEATH),
    "overlap": (MOVE, ("merge", {"one": 0, "other": 1, "take": False})),
    "undo": (DEATH, ("withdraw", {"which": 0})),
}


def play(script, machine=Histories):
    """A history step by step, with what must hold after each."""
    played = machine()
    played.begin()
    try:
        for name, given in script:
            getattr(played, name)(**given)
            played.no_row_is_an_orphan()
            played.timelines_never_overlap()
            played.the_dead_and_the_gone_have_nothing_open()
            played.nobody_has_two_active_contracts()
    finally:
        played.teardown()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_histories_of_the_twins_hold(name):
    play(SCRIPTS[name])


class WithoutContracts(Histories):
    enders = (end_rows,)


def test_events_that_forget_the_contracts_are_seen():
    with pytest.raises(AssertionError):
        play(SCRIPTS["contract"], WithoutContracts)


def test_a_merge_that_lets_timelines_overlap_is_seen(monkeypatch):
    monkeypatch.setattr(rows, "overlaps", lambda *_spans: False)
    with pytest.raises(AssertionError):
        play(SCRIPTS["overlap"])


def test_a_journal_that_forgets_ends_is_seen(monkeypatch):
    kept = Journal._note

    def forget(self, model, pk, kind, *, before, after):
        if "valid_to" not in (after or {}) or kind == "create":
            kept(self, model, pk, kind, before=before, after=after)

    monkeypatch.setattr(Journal, "_note", forget)
    with pytest.raises(AssertionError):
        play(SCRIPTS["undo"])
