"""Family-doctor contracts of some people: in force, lapsed, ended early, ended by death or a move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import Block, Column
from yiyang.flows.demo.population import NEVER, birthday
from yiyang.flows.demo.setting import Part, Setting, draw_days

FIRST_SIGNING = int(np.datetime64("2016-04-01").astype(np.int64))
PACKAGES = ("elder_basic", "senior_60", "chronic")
STATES = ("active", "ended", "expired")
REASONS = ("", "resident", "moved", "died", "unreachable", "refused", "other")
ACTIVE, ENDED, EXPIRED = range(3)
_MOVED, _DIED = 2, 3
_EARLY_REASONS, _EARLY_SHARES = (1, 4, 5, 6), (0.4, 0.25, 0.2, 0.15)
_YOUNGER_FACTOR = 0.55
_TERMS, _TERM_SHARES = (1, 2, 3), (0.72, 0.14, 0.14)
_EARLIER_SHARE, _NO_GAP_SHARE, _GAP_DAYS = 0.65, 0.6, 60
_MOVED_CONTRACT_SHARE = 0.5
_LAPSED_SHARE, _EXPIRED_SHARE = 0.22, 0.6
_CHRONIC_SHARE = 0.18
_SIGNING_LEAD_DAYS = 7
_SHORT_YEAR = 365
_BASIC_AGE, _SENIOR_AGE = 65, 60


@dataclass(frozen=True, kw_only=True)
class _Signed:
    """Contracts as arrays: who (position in the part), where (village), and the days."""

    who: NDArray[np.int64]
    village: NDArray[np.int32]
    begin: NDArray[np.int32]
    term: NDArray[np.int32]
    end: NDArray[np.int32]
    state: NDArray[np.int8]
    reason: NDArray[np.int8]

    def only(self, mask: NDArray[np.bool_]) -> "_Signed":
        """The contracts that fit the mask."""
        return _Signed(**{name: values[mask] for name, values in vars(self).items()})


def make_contracts(setting: Setting, part: Part, *, index: int) -> Block:
    """The contracts' rows; at most one a person is active."""
    rng = make_rng(setting.seed, setting.place.locality.root, "contracts", index)
    earliest = _earliest_days(part)
    until = np.minimum(part.end, setting.today)
    chance = setting.place.signing[part.people.village]
    chance = np.where(birthday(part.people.birth, _BASIC_AGE) <= until, chance, chance * _YOUNGER_FACTOR)
    able = earliest < until
    signs = able & (rng.random(len(part)) < chance)
    current = _current(setting, part, np.flatnonzero(signs & part.stays), earliest, rng)
    closed = _closed(part, np.flatnonzero(signs & ~part.stays), earliest, rng)
    found = [current, closed]
    found += _earlier(current, earliest, rng)
    found += _earlier(closed, earliest, rng)
    found.append(_before_move(part, signs, earliest, rng))
    lapsed = able & ~signs & part.stays & (part.moved == NEVER) & (rng.random(len(part)) < _LAPSED_SHARE)
    by_term = rng.random(len(part)) < _EXPIRED_SHARE
    found.append(_expired(setting, part, np.flatnonzero(lapsed & by_term), earliest, rng))
    found.append(_ended(setting, part, np.flatnonzero(lapsed & ~by_term), earliest, rng))
    joined = _Signed(**{name: np.concatenate([vars(each)[name] for each in found]) for name in vars(current)})
    return _block(setting, part, joined, rng)


def _earliest_days(part: Part) -> NDArray[np.int32]:
    """The first day on which somebody could sign in the present village."""
    senior = birthday(part.people.birth, _SENIOR_AGE)
    settled = np.where(part.moved == NEVER, part.since, part.moved)
    return np.maximum(np.maximum(senior, settled), FIRST_SIGNING).astype(np.int32)


def _draw_terms(count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(_TERMS, size=count, p=_TERM_SHARES)


def _current(
    setting: Setting,
    part: Part,
    who: NDArray[np.int64],
    earliest: NDArray[np.int32],
    rng: np.random.Generator,
) -> _Signed:
    years = _draw_terms(len(who), rng)
    first = np.maximum(earliest[who], setting.today - years * _SHORT_YEAR + 1)
    begin = draw_days(first, setting.today, rng, count=len(who))
    term = birthday(begin, years)
    return _signed(part, who, begin, term, term, ACTIVE)


def _closed(
    part: Part, who: NDArray[np.int64], earliest: NDArray[np.int32], rng: np.random.Generator
) -> _Signed:
    """Contracts that a death or a move away ended."""
    years = _draw_terms(len(who), rng)
    end = part.end[who]
    first = np.maximum(earliest[who], end - years * _SHORT_YEAR + 1)
    begin = draw_days(first, end - 1, rng, count=len(who))
    reason = np.where(part.people.death[who] != NEVER, _DIED, _MOVED)
    return _signed(part, who, begin, birthday(begin, years), end, ENDED, reason)


def _earlier(later: _Signed, earliest: NDArray[np.int32], rng: np.random.Generator) -> list[_Signed]:
    """Up to two contracts before another that ran to their term."""
    found = []
    for _time in range(2):
        count = len(later.who)
        gap = np.where(rng.random(count) < _NO_GAP_SHARE, 0, rng.integers(1, _GAP_DAYS, count))
        end = (later.begin - gap).astype(np.int32)
        years = np.where(rng.random(count) < _TERM_SHARES[0], 1, 2)
        begin = birthday(end, -years)
        mask = (rng.random(count) < _EARLIER_SHARE) & (begin >= earliest[later.who]) & (begin < end)
        nothing = np.zeros(count, dtype=np.int8)
        later = _Signed(
            who=later.who,
            village=later.village,
            begin=begin,
            term=end,
            end=end,
            state=nothing + EXPIRED,
            reason=nothing,
        ).only(mask)
        found.append(later)
    return found


def _before_move(
    part: Part, signs: NDArray[np.bool_], earliest: NDArray[np.int32], rng: np.random.Generator
) -> _Signed:
    """Contracts with the old village's team that the move ended."""
    first = np.maximum(np.maximum(birthday(part.people.birth, _SENIOR_AGE), part.since), FIRST_SIGNING)
    begin = part.moved - rng.integers(30, 300, len(part))
    who = np.flatnonzero(
        signs & (part.moved != NEVER) & (begin >= first) & (rng.random(len(part)) < _MOVED_CONTRACT_SHARE)
    )
    start = begin[who].astype(np.int32)
    moved = _signed(part, who, start, birthday(start, 1), part.moved[who], ENDED, _MOVED)
    return _Signed(**{**vars(moved), "village": part.old_village[who]})


def _expired(
    setting: Setting,
    part: Part,
    who: NDArray[np.int64],
    earliest: NDArray[np.int32],
    rng: np.random.Generator,
) -> _Signed:
    end = draw_days(setting.today - 400, setting.today, rng, count=len(who))
    begin = birthday(end, -1)
    expired = _signed(part, who, begin, end, end, EXPIRED)
    return expired.only((begin >= earliest[who]) & (begin < end))


def _ended(
    setting: Setting,
    part: Part,
    who: NDArray[np.int64],
    earliest: NDArray[np.int32],
    rng: np.random.Generator,
) -> _Signed:
    years = _draw_terms(len(who), rng)
    begin = draw_days(earliest[who], setting.today - 1, rng, count=len(who))
    term = birthday(begin, years)
    end = draw_days(begin + 1, np.minimum(term - 1, setting.today), rng, count=len(who))
    reason = rng.choice(_EARLY_REASONS, size=len(who), p=_EARLY_SHARES)
    return _signed(part, who, begin, term, end, ENDED, reason)


def _signed(
    part: Part,
    who: NDArray[np.int64],
    begin: NDArray[np.int32],
    term: NDArray[np.int32],
    end: NDArray[np.int32],
    state: int,
    reason: NDArray | int = 0,
) -> _Signed:
    count = len(who)
    return _Signed(
        who=who,
        village=part.people.village[who],
        begin=begin.astype(np.int32),
        term=term.astype(np.int32),
        end=end.astype(np.int32),
        state=np.full(count, state, dtype=np.int8),
        reason=np.broadcast_to(reason, count).astype(np.int8),
    )


def _block(setting: Setting, part: Part, signed: _Signed, rng: np.random.Generator) -> Block:
    count = len(signed.who)
    town = setting.place.village_town[signed.village]
    pick = (setting.seed + part.ids[signed.who]) % setting.team_count[town]
    basic = birthday(part.people.birth[signed.who], _BASIC_AGE) <= signed.begin
    package = np.where(rng.random(count) < _CHRONIC_SHARE, 2, np.where(basic, 0, 1))
    lead = rng.integers(0, _SIGNING_LEAD_DAYS + 1, count)
    return Block(
        table="contracts_contract",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[signed.who]),
            "team_id": Column(kind="int8", values=setting.team_first[town] + pick),
            "package": Column(kind="label", values=package, labels=PACKAGES),
            "state": Column(kind="label", values=signed.state, labels=STATES),
            "signed_on": Column(kind="date", values=np.maximum(signed.begin - lead, FIRST_SIGNING)),
            "valid_from": Column(kind="date", values=signed.begin),
            "term_to": Column(kind="date", values=signed.term),
            "valid_to": Column(kind="date", values=signed.end),
            "end_reason": Column(kind="label", values=signed.reason, labels=REASONS),
            "version": Column(kind="int4", values=np.ones(count, dtype=np.int32)),
        },
    )
