"""The people of a demo region as arrays: birth, sex, village, the parts of the identity number, death.

The living make the census shape on the demo's day exactly, up to rounding; the dead of the last three years and
those who moved away come on top.
"""

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.census import AGES, FIRST_AGE, age_shape
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import day_number
from yiyang.flows.demo.places import Place
from yiyang.kernel.refused import Refused

DEAD_SHARE, AWAY_SHARE = 0.03, 0.004
SERIALS_OF_A_SEX = 500
NEVER = day_number(date.max)
_YEARS_OF_DEATHS = 3
_DAYS_A_YEAR = 365.2425
_STEP = 187


@dataclass(frozen=True, kw_only=True)
class Population:
    """People in the order of their ids; arrays of shape (n,).

    Attributes:
        sex: 1 or 2.
        birth: day number.
        village: position in the place's villages: the present or last one.
        area: position in `areas`, the six-digit codes of cards; `serial` the three digits of the number.
        death, away: day number of death and of moving away, `NEVER` for none.
    """

    areas: tuple[str, ...]
    sex: NDArray[np.int8]
    birth: NDArray[np.int32]
    village: NDArray[np.int32]
    area: NDArray[np.int16]
    serial: NDArray[np.int16]
    death: NDArray[np.int32]
    away: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.birth)

    def part(self, start: int, stop: int) -> "Population":
        """The people at some positions."""
        arrays = {
            field.name: getattr(self, field.name)[start:stop]
            for field in fields(self)
            if field.name != "areas"
        }
        return Population(areas=self.areas, **arrays)


def birthday(birth: NDArray, age: NDArray | int) -> NDArray[np.int32]:
    """The day number on which people complete an age; 29 February falls on 1 March in a common year."""
    days = np.asarray(birth).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    rest = (days - months.astype("datetime64[D]")).astype(np.int64)
    moved = (months + np.asarray(age, dtype=np.int64) * 12).astype("datetime64[D]") + rest
    turned: NDArray[np.int32] = moved.astype(np.int64).astype(np.int32)
    return turned


def make_population(place: Place, *, elders: int, seed: int, on: date) -> Population:
    """Draw `elders` living people and the dead and gone on top. Raises Refused (`demo_too_many_births`)."""
    rng = make_rng(seed, place.locality.root, *place.counties, elders, on.isoformat(), "people")
    dead, away = round(elders * DEAD_SHARE), round(elders * AWAY_SHARE)
    county, sex, age = _draw_living(place, elders, rng)
    counts = [elders, dead, away]
    drawn = [(county, sex, age), _draw_dead(place, dead, rng), _draw_dead(place, away, rng, growth=0.0)]
    county, sex, age = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    total = sum(counts)
    today = day_number(on)
    age_day = np.full(total, today, dtype=np.int64)
    left = rng.integers(1, round(_YEARS_OF_DEATHS * _DAYS_A_YEAR), total - elders)
    age_day[elders:] = today - left
    death = np.full(total, NEVER, dtype=np.int32)
    gone = np.full(total, NEVER, dtype=np.int32)
    death[elders : elders + dead] = age_day[elders : elders + dead]
    gone[elders + dead :] = age_day[elders + dead :]
    birth = _draw_births(age, age_day, rng)
    village = _draw_villages(place, county, rng)
    areas, area = _draw_areas(place, county, rng)
    serial = _draw_serials(area, birth, sex, rng, elders=elders)
    order = rng.permutation(total)
    return Population(
        areas=areas,
        sex=sex[order].astype(np.int8),
        birth=birth[order].astype(np.int32),
        village=village[order].astype(np.int32),
        area=area[order].astype(np.int16),
        serial=serial[order].astype(np.int16),
        death=death[order],
        away=gone[order],
    )


def _apportion(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Whole numbers near the weights that add up to the total (largest remainders)."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    rest = np.argsort(whole - exact, kind="stable")[: total - whole.sum()]
    whole[rest] += 1
    return whole


def _draw_living(
    place: Place, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    shape = _shape(place)
    cells = np.repeat(np.arange(shape.size), _apportion(shape.ravel(), count))
    county, sex, age = np.unravel_index(rng.permutation(cells), shape.shape)
    return county, sex + 1, age + FIRST_AGE


def _draw_dead(
    place: Place, count: int, rng: np.random.Generator, *, growth: float = 0.09
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    shape = _shape(place) * np.exp(growth * np.arange(AGES))
    cells = rng.choice(shape.size, size=count, p=(shape / shape.sum()).ravel())
    county, sex, age = np.unravel_index(cells, shape.shape)
    return county, sex + 1, age + FIRST_AGE


def _shape(place: Place) -> NDArray[np.float64]:
    shapes = [age_shape(code) for code in place.counties]
    return np.stack(
        [shape / shape.sum() * share for shape, share in zip(shapes, place.county_share, strict=True)]
    )


def _draw_births(
    age: NDArray[np.int64], age_day: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Birth dates of people who are of an age on a day: after the day `age` + 1 years before it."""
    latest = birthday(age_day, -age).astype(np.int64)
    earliest = birthday(age_day, -age - 1).astype(np.int64) + 1
    return earliest + np.floor(rng.random(len(age)) * (latest - earliest + 1)).astype(np.int64)


def _draw_villages(place: Place, county: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    village = np.zeros(len(county), dtype=np.int64)
    for position in range(len(place.counties)):
        inside = np.flatnonzero(place.village_county == position)
        people = np.flatnonzero(county == position)
        weight = place.village_share[inside]
        village[people] = inside[rng.choice(len(inside), size=len(people), p=weight / weight.sum())]
    return village


def _draw_areas(
    place: Place, county: NDArray[np.int64], rng: np.random.Generator
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    if not place.locality.id_areas:
        return place.counties, county
    areas, shares = zip(*place.locality.id_areas, strict=True)
    return areas, rng.choice(len(areas), size=len(county), p=np.array(shares) / sum(shares))


def _draw_serials(
    area: NDArray[np.int64],
    birth: NDArray[np.int64],
    sex: NDArray[np.int64],
    rng: np.random.Generator,
    *,
    elders: int,
) -> NDArray[np.int64]:
    """Three digits, odd for men, that differ among people with the same area, birth date and sex."""
    key = (area * 100_000 + birth + 50_000) * 2 + sex - 1
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.flatnonzero(np.insert(ordered[1:] != ordered[:-1], 0, values=True))
    sizes = np.diff(np.append(starts, len(ordered)))
    if sizes.max(initial=0) > SERIALS_OF_A_SEX:
        raise Refused.because("demo_too_many_births", field="elders", elders=elders, most=SERIALS_OF_A_SEX)
    rank = np.arange(len(ordered)) - np.repeat(starts, sizes)
    begin = np.repeat(rng.integers(0, SERIALS_OF_A_SEX, len(starts)), sizes)
    pair = (begin + rank * _STEP) % SERIALS_OF_A_SEX
    serial = np.empty(len(key), dtype=np.int64)
    serial[order] = pair * 2
    return serial + (sex == 1)
