"""Lifecycles as tables: which act leads from which state to which, who may, by when, what stops the clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from yiyang.kernel.refused import Refused, Word

Pause = tuple[date, date | None]


class Calendar(Protocol):
    """What a time limit in working days needs of a calendar."""

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work that day; raises where the calendar does not reach."""
        ...


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long an act may take: exactly one of calendar days, working days or hours, at least 1.

    Days are counted from the day after the start (Civil Code, article 201).
    """

    days: int | None = None
    working_days: int | None = None
    hours: int | None = None

    def __post_init__(self) -> None:
        given = [amount for amount in (self.days, self.working_days, self.hours) if amount is not None]
        if len(given) != 1 or given[0] < 1:
            raise ValueError("A time limit is exactly one of days, working_days and hours, at least 1.")


@dataclass(frozen=True, slots=True)
class Move:
    """What an act in a state leads to.

    Attributes:
        to: the next state.
        who: roles that may act; empty when the domain decides otherwise.
        limit: time allowed from entering the state to acting; None for no limit.
        pauses: names of the causes that stop the limit's clock, such as "waiting_for_papers".
        clause: the document and clause that sets the move or its limit.
    """

    to: str
    who: tuple[str, ...] = ()
    limit: TimeLimit | None = None
    pauses: tuple[str, ...] = ()
    clause: str | None = None

    def __post_init__(self) -> None:
        if self.pauses and self.limit is None:
            raise ValueError("A move without a time limit has nothing to pause.")


class Lifecycle:
    """A checked table of moves.

    Args:
        moves: (state, act) to the next state, or to a `Move`.
        start: the state of a new record.
        terminal: states that nothing leaves.

    Raises:
        ValueError: a state cannot be reached from the start, a move leaves a terminal state, a terminal state
            is in no move, or a state has no way to any terminal state.
    """

    def __init__(
        self, moves: Mapping[tuple[str, str], str | Move], *, start: str, terminal: Iterable[str] = ()
    ) -> None:
        self.moves: dict[tuple[str, str], Move] = {
            key: move if isinstance(move, Move) else Move(move) for key, move in moves.items()
        }
        self.start = start
        self.terminal = frozenset(terminal)
        self.states = frozenset(
            {start} | {state for state, _ in self.moves} | {m.to for m in self.moves.values()}
        )
        self._check()

    def _check(self) -> None:
        unknown = self.terminal - self.states
        if unknown:
            raise ValueError(f"Terminal states in no move: {sorted(unknown)}.")
        leaving = {state for state, _ in self.moves if state in self.terminal}
        if leaving:
            raise ValueError(f"Moves leave terminal states: {sorted(leaving)}.")
        lost = self.states - self._reachable_from(self.start)
        if lost:
            raise ValueError(f"States that cannot be reached from {self.start!r}: {sorted(lost)}.")
        if self.terminal:
            stuck = {state for state in self.states if not self._reachable_from(state) & self.terminal}
        else:
            stuck = {state for state in self.states if not self.acts_from(state)}
        if stuck:
            raise ValueError(f"States with no way to an end: {sorted(stuck)}.")

    def _reachable_from(self, state: str) -> frozenset[str]:
        seen = {state}
        waiting = [state]
        while waiting:
            here = waiting.pop()
            for (source, _), move in self.moves.items():
                if source == here and move.to not in seen:
                    seen.add(move.to)
                    waiting.append(move.to)
        return frozenset(seen)

    def acts_from(self, state: str) -> tuple[str, ...]:
        """Return the acts possible in a state, in the table's order; none in a terminal state.

        Raises:
            ValueError: the lifecycle has no such state.
        """
        if state not in self.states:
            raise ValueError(f"The lifecycle has no state {state!r}.")
        return tuple(act for source, act in self.moves if source == state)

    def move(self, state: str, act: str) -> Move:
        """Return the move of an act in a state; raises `Refused` ("illegal_move") naming what is possible."""
        possible = self.acts_from(state)
        if act not in possible:
            raise Refused.because(
                "illegal_move",
                act=Word(act),
                state=Word(state),
                possible=tuple(Word(each) for each in possible) or Word("none"),
            )
        return self.moves[state, act]

    def next_state(self, state: str, act: str) -> str:
        """Return the state an act leads to; raises `Refused` ("illegal_move") naming the possible acts."""
        return self.move(state, act).to

    def check_actor(self, state: str, act: str, *, roles: Collection[str]) -> None:
        """Raise `Refused` unless the act is possible and one of the roles may do it.

        Codes: "illegal_move", "not_allowed_to_act". A move that names no roles is open to all.
        """
        move = self.move(state, act)
        if move.who and not set(move.who) & set(roles):
            raise Refused.because(
                "not_allowed_to_act",
                clause=move.clause,
                act=Word(act),
                state=Word(state),
                who=tuple(Word(role) for role in move.who),
            )


def due(
    move: Move, since: date, calendar: Calendar | None = None, *, paused: Sequence[Pause] = ()
) -> date | datetime | None:
    """Return the last day, or for hours the last moment, on which the act is still in time.

    Args:
        move: the move with its limit.
        since: the day the state was entered; for a limit in hours the aware moment.
        calendar: needed for working days.
        paused: half-open stretches in which the clock stood still, in the same kind as `since`; an end of
            None means it still stands.

    Returns:
        None when the move has no limit, or when the clock stands still before the limit is used up.

    Raises:
        TypeError: `since` is of the wrong kind, or a moment has no time zone.
        ValueError: working days without a calendar, or a pause that ends before it starts.
    """
    if move.limit is None:
        return None
    for start, end in paused:
        if end is not None and end < start:
            raise ValueError(f"A pause ends on {end}, before its start {start}.")
    if move.limit.hours is not None:
        return _due_moment(move.limit.hours, since, paused)
    if isinstance(since, datetime):
        raise TypeError("A limit in days starts on a day, not at a moment.")
    if move.limit.days is not None:
        return _due_day(move.limit.days, since, None, paused)
    if calendar is None:
        raise ValueError("A limit in working days needs a calendar.")
    return _due_day(move.limit.working_days or 0, since, calendar, paused)


def _due_day(amount: int, since: date, calendar: Calendar | None, paused: Sequence[Pause]) -> date | None:
    day = since
    left = amount
    while left:
        day += timedelta(days=1)
        pause = next((p for p in paused if p[0] <= day and (p[1] is None or day < p[1])), None)
        if pause is None:
            left -= calendar is None or calendar.is_working_day(day)
        elif pause[1] is None:
            return None
    return day


def _due_moment(hours: int, since: date, paused: Sequence[Pause]) -> datetime | None:
    if not isinstance(since, datetime) or since.tzinfo is None:
        raise TypeError("A limit in hours starts at a moment with a time zone.")
    moment = since + timedelta(hours=hours)
    reached = since
    for start, end in sorted(paused, key=lambda pause: pause[0]):
        begin = max(_moment(start), reached)
        if begin >= moment:
            break
        if end is None:
            return None
        stop = max(_moment(end), begin)
        moment += stop - begin
        reached = stop
    return moment


def _moment(value: date) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("A limit in hours is paused by moments, not by days.")
    return value
