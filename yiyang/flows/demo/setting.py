"""What every part of a demo region is made from; small enough to send to a worker process."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from yiyang.access.vault import Keys
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.places import Place
from yiyang.flows.demo.population import NEVER, Population

PART_SIZE = 25_000


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A demo region before its people are written.

    Attributes:
        today: the demo's day as a day number.
        village_ids: database ids of the villages.
        team_first, team_count: the ids of a town's teams are `team_first` and those after it.
        homes, home_weights: ids of care homes and their parts of all beds.
        institution_share: part of the elders who live in a home.
        keys: the installation's keys, for sealing.
        binary: whether the rows are wanted packed for COPY.
    """

    place: Place
    seed: int
    today: int
    first_elder: int
    village_ids: NDArray[np.int64]
    team_first: NDArray[np.int64]
    team_count: NDArray[np.int64]
    homes: NDArray[np.int64]
    home_weights: NDArray[np.float64]
    institution_share: float
    keys: Keys = field(repr=False)
    binary: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some of the people with the arrays that several tables need; shape (n,).

    Attributes:
        ids: elder ids.
        since: first day in the register; `end` the day of death or of moving away, `NEVER` for those who stay.
        limit: the last day on which something can begin: the demo's day, or the day before `end`.
        moved: day of a move between villages, `NEVER` for most; `old_village` where they lived before.
    """

    people: Population
    ids: NDArray[np.int64]
    since: NDArray[np.int32]
    end: NDArray[np.int32]
    limit: NDArray[np.int32]
    moved: NDArray[np.int32]
    old_village: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def stays(self) -> NDArray[np.bool_]:
        """Who is alive and here on the demo's day."""
        here: NDArray[np.bool_] = self.end == NEVER
        return here


_REGISTER_YEARS_DAYS = 2464
_EARLY_SHARE, _EARLY_DAYS = 0.7, 700
_NEWEST_DAYS, _LEAST_STAY_DAYS = 60, 30
_MOVER_SHARE = 0.035
_SETTLED_DAYS = 200


def take_part(setting: Setting, people: Population, *, index: int) -> Part:
    """Draw the frame of some people's histories."""
    rng = make_rng(setting.seed, setting.place.locality.root, "part", index)
    count = len(people)
    today = setting.today
    opened = today - _REGISTER_YEARS_DAYS
    early = rng.random(count) < _EARLY_SHARE
    since = np.where(
        early,
        opened - rng.integers(0, _EARLY_DAYS, count),
        opened + rng.integers(0, _REGISTER_YEARS_DAYS - _NEWEST_DAYS, count),
    )
    end = np.minimum(people.death, people.away)
    since = np.minimum(since, end - _LEAST_STAY_DAYS - rng.integers(0, 365, count)).astype(np.int32)
    limit = np.minimum(end - 1, today).astype(np.int32)
    room = today - 10 - since - _SETTLED_DAYS
    wants = (rng.random(count) < _MOVER_SHARE) & (end == NEVER) & (room > _SETTLED_DAYS)
    old = _draw_other_villages(setting.place, people.village, np.flatnonzero(wants), rng)
    wants &= old != people.village
    day = since + _SETTLED_DAYS + np.floor(rng.random(count) * np.maximum(room, 1))
    return Part(
        people=people,
        ids=setting.first_elder + index * PART_SIZE + np.arange(count, dtype=np.int64),
        since=since,
        end=end,
        limit=limit,
        moved=np.where(wants, day, NEVER).astype(np.int32),
        old_village=old,
    )


def _draw_other_villages(
    place: Place, village: NDArray[np.int32], movers: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int32]:
    other = village.copy()
    county = place.village_county[village[movers]]
    for position in range(len(place.counties)):
        inside = np.flatnonzero(place.village_county == position)
        who = movers[county == position]
        weight = place.village_share[inside]
        other[who] = inside[rng.choice(len(inside), size=len(who), p=weight / weight.sum())]
    return other


def draw_days(
    first: NDArray | int, last: NDArray | int, rng: np.random.Generator, *, count: int
) -> NDArray[np.int32]:
    """A day from `first` to `last`, both included, evenly."""
    begin, until = np.broadcast_to(first, count), np.broadcast_to(last, count)
    width = np.maximum(until.astype(np.int64) - begin + 1, 1)
    drawn: NDArray[np.int32] = (begin + np.floor(rng.random(count) * width)).astype(np.int32)
    return drawn
