from datetime import UTC, date, datetime, timedelta

import pytest

from yiyang.kernel.lifecycle import Lifecycle, Move, TimeLimit, due
from yiyang.kernel.refused import Refused

CONTRACT = Lifecycle(
    {
        ("draft", "sign"): "signed",
        ("draft", "drop"): "dropped",
        ("signed", "end"): Move("ended", who=("doctor", "manager"), clause="Contract form, item 7"),
    },
    start="draft",
    terminal=("dropped", "ended"),
)


class WeekdaysOnly:
    def is_working_day(self, day):
        return day.weekday() < 5


def test_next_state_follows_the_table():
    assert CONTRACT.next_state("draft", "sign") == "signed"
    assert CONTRACT.next_state("signed", "end") == "ended"
    assert CONTRACT.acts_from("draft") == ("sign", "drop")
    assert CONTRACT.acts_from("ended") == ()
    assert CONTRACT.states == {"draft", "signed", "dropped", "ended"}


def test_illegal_move_names_the_possible_acts():
    with pytest.raises(Refused) as refusal:
        CONTRACT.next_state("draft", "end")
    assert refusal.value.codes == ("illegal_move",)
    assert (
        str(refusal.value) == "The act 'end' is not possible in the state 'draft'; possible now: sign, drop."
    )
    with pytest.raises(Refused, match="possible now: none"):
        CONTRACT.next_state("ended", "sign")


def test_unknown_state_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="no state 'lost'"):
        CONTRACT.next_state("lost", "sign")


def test_only_named_roles_may_act():
    CONTRACT.check_actor("signed", "end", roles={"doctor"})
    CONTRACT.check_actor("draft", "sign", roles=())
    with pytest.raises(Refused) as refusal:
        CONTRACT.check_actor("signed", "end", roles={"nurse"})
    assert refusal.value.codes == ("not_allowed_to_act",)
    assert refusal.value.reasons[0].clause == "Contract form, item 7"


@pytest.mark.parametrize(
    ("moves", "terminal", "message"),
    [
        ({("a", "go"): "b", ("c", "go"): "b"}, ("b",), "cannot be reached"),
        ({("a", "go"): "b", ("b", "back"): "a"}, ("b",), "leave terminal"),
        ({("a", "go"): "b"}, ("b", "z"), "in no move"),
        ({("a", "go"): "b", ("a", "jump"): "c"}, ("c",), "no way to an end"),
        ({("a", "go"): "b", ("b", "turn"): "b", ("a", "end"): "c"}, ("c",), "no way to an end"),
        ({("a", "go"): "b"}, (), "no way to an end"),
    ],
)
def test_faulty_tables_are_turned_down(moves, terminal, message):
    with pytest.raises(ValueError, match=message):
        Lifecycle(moves, start="a", terminal=terminal)


def test_endless_cycle_without_terminal_states_is_allowed():
    cycle = Lifecycle({("free", "take"): "busy", ("busy", "leave"): "free"}, start="free")
    assert cycle.next_state("busy", "leave") == "free"


@pytest.mark.parametrize("amounts", [{}, {"days": 1, "hours": 1}, {"days": 0}, {"working_days": -1}])
def test_time_limit_is_exactly_one_positive_amount(amounts):
    with pytest.raises(ValueError, match="exactly one"):
        TimeLimit(**amounts)


def test_pause_needs_a_limit():
    with pytest.raises(ValueError, match="nothing to pause"):
        Move("b", pauses=("waiting",))


def test_days_are_counted_from_the_next_day():
    in_days = Move("b", limit=TimeLimit(days=3))
    assert due(in_days, date(2024, 2, 27)) == date(2024, 3, 1)
    assert due(Move("b"), date(2024, 2, 27)) is None


def test_working_days_skip_weekends_and_pauses():
    move = Move("b", limit=TimeLimit(working_days=5), pauses=("papers",))
    friday = date(2025, 1, 3)
    assert due(move, friday, WeekdaysOnly()) == date(2025, 1, 10)
    paused = [(date(2025, 1, 7), date(2025, 1, 9))]
    assert due(move, friday, WeekdaysOnly(), paused=paused) == date(2025, 1, 14)
    assert due(move, friday, WeekdaysOnly(), paused=[*paused, (date(2025, 1, 8), date(2025, 1, 9))]) == date(
        2025, 1, 14
    )
    assert due(move, friday, WeekdaysOnly(), paused=[(date(2025, 1, 7), None)]) is None
    assert due(move, friday, WeekdaysOnly(), paused=[(date(2025, 1, 11), None)]) == date(2025, 1, 10)


def test_hours_are_moments_and_pauses_add_their_length():
    move = Move("b", limit=TimeLimit(hours=24))
    since = datetime(2025, 1, 1, 8, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert due(move, since) == since + 24 * hour
    assert due(move, since, paused=[(since + 2 * hour, since + 5 * hour)]) == since + 27 * hour
    overlapping = [(since + 2 * hour, since + 5 * hour), (since + 3 * hour, since + 6 * hour)]
    assert due(move, since, paused=overlapping) == since + 28 * hour
    assert due(move, since, paused=[(since - 2 * hour, since + hour)]) == since + 25 * hour
    assert due(move, since, paused=[(since - 2 * hour, since - hour)]) == since + 24 * hour
    assert due(move, since, paused=[(since + 24 * hour, None)]) == since + 24 * hour
    assert due(move, since, paused=[(since + 23 * hour, None)]) is None


def test_wrong_kinds_of_start_are_turned_down():
    with pytest.raises(TypeError, match="time zone"):
        due(Move("b", limit=TimeLimit(hours=1)), date(2025, 1, 1))
    with pytest.raises(TypeError, match="time zone"):
        due(Move("b", limit=TimeLimit(hours=1)), datetime(2025, 1, 1))  # noqa: DTZ001
    with pytest.raises(TypeError, match="not at a moment"):
        due(Move("b", limit=TimeLimit(days=1)), datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="needs a calendar"):
        due(Move("b", limit=TimeLimit(working_days=1)), date(2025, 1, 1))
    with pytest.raises(ValueError, match="before its start"):
        due(
            Move("b", limit=TimeLimit(days=1)),
            date(2025, 1, 1),
            paused=[(date(2025, 1, 3), date(2025, 1, 2))],
        )
