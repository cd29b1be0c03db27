"""The villages of a demo region with their sizes and rates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.census import elders_of
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.localities import Locality, read_csv
from yiyang.regions import seeds

_VILLAGE_SPREAD, _TOWN_SPREAD = 0.6, 0.3
_LOWEST_RATE, _HIGHEST_RATE = 0.45, 0.75
_RECORD_LOWEST, _RECORD_HIGHEST = 0.79, 0.96
_VILLAGE_RATE_SPREAD = 0.05


@dataclass(frozen=True, kw_only=True)
class Place:
    """Towns and villages in the order of their codes; a village knows its town, a town its county.

    Attributes:
        counties: six-digit codes; `county_share` their parts of all elders.
        town_county, village_town: positions in the list above.
        village_share: part of all elders, sums to 1.
        signing, records: share of residents 65+ with a contract, of 60+ with a health record, by village.
    """

    locality: Locality
    counties: tuple[str, ...]
    county_names: tuple[str, ...]
    county_share: NDArray[np.float64]
    towns: tuple[str, ...]
    town_names: tuple[str, ...]
    town_county: NDArray[np.int64]
    villages: tuple[str, ...]
    village_names: tuple[str, ...]
    village_town: NDArray[np.int64]
    village_share: NDArray[np.float64]
    signing: NDArray[np.float64]
    records: NDArray[np.float64]

    @property
    def town_share(self) -> NDArray[np.float64]:
        """Part of all elders, by town."""
        return np.bincount(self.village_town, weights=self.village_share, minlength=len(self.towns))

    @property
    def village_county(self) -> NDArray[np.int64]:
        """The county of each village."""
        county: NDArray[np.int64] = self.town_county[self.village_town]
        return county


def survey_place(locality: Locality, *, seed: int) -> Place:
    """Size and colour the villages of a locality. Reads the shipped divisions only, no database."""
    root = seeds.find_locality(locality.root)
    units = sorted(seeds.walk_subtree(root, counties=locality.counties), key=lambda unit: unit.code)
    towns = [unit for unit in units if unit.level == "town"]
    names = {unit.code: unit.name for unit in units}
    villages = [unit for unit in units if unit.level == "village"]
    counties = tuple(sorted({town.code[:6] for town in towns}))
    town_county = np.array([counties.index(town.code[:6]) for town in towns])
    positions = {town.code: position for position, town in enumerate(towns)}
    village_town = np.array([positions[village.parent or ""] for village in villages])
    county_share = np.array([elders_of(code) for code in counties])
    county_share /= county_share.sum()
    share = _village_shares(locality, towns, town_county, village_town, county_share, seed=seed)
    return Place(
        locality=locality,
        counties=counties,
        county_names=tuple(names.get(code.ljust(12, "0"), root.name) for code in counties),
        county_share=county_share,
        towns=tuple(town.code for town in towns),
        town_names=tuple(town.name for town in towns),
        town_county=town_county,
        villages=tuple(village.code for village in villages),
        village_names=tuple(village.name for village in villages),
        village_town=village_town,
        village_share=share,
        signing=_village_rates(
            village_town, share, len(towns), seed=seed, key=locality.root, mean=locality.signing_share
        ),
        records=_record_rates(village_town, len(towns), seed=seed, key=locality.root),
    )


def _village_shares(
    locality: Locality,
    towns: list[seeds.Division],
    town_county: NDArray[np.int64],
    village_town: NDArray[np.int64],
    county_share: NDArray[np.float64],
    *,
    seed: int,
) -> NDArray[np.float64]:
    rng = make_rng(seed, locality.root, "sizes")
    known = _town_population(locality)
    count = np.bincount(village_town, minlength=len(towns))
    guessed = count**0.8 * rng.lognormal(0, _TOWN_SPREAD, len(towns))
    weight = np.array([known.get(town.code, guess) for town, guess in zip(towns, guessed, strict=True)])
    weight = np.where(count > 0, weight, 0.0)
    in_county = np.bincount(town_county, weights=weight, minlength=len(county_share))
    town_share = weight / in_county[town_county] * county_share[town_county]
    size = rng.lognormal(0, _VILLAGE_SPREAD, len(village_town))
    in_town = np.bincount(village_town, weights=size, minlength=len(towns))
    share: NDArray[np.float64] = size / in_town[village_town] * town_share[village_town]
    return share / share.sum()


def _town_population(locality: Locality) -> dict[str, float]:
    if not locality.town_population:
        return {}
    population = {}
    for row in read_csv(locality.town_population):
        codes = row["code12"].split("+")
        population |= {code: float(row["registered_end_2021"]) / len(codes) for code in codes}
    return population


def _village_rates(
    village_town: NDArray[np.int64],
    share: NDArray[np.float64],
    towns: int,
    *,
    seed: int,
    key: str,
    mean: float,
) -> NDArray[np.float64]:
    """Rates by village that spread by town and meet the mean over all elders."""
    rng = make_rng(seed, key, "signing")
    spread = (_HIGHEST_RATE - _LOWEST_RATE) / 2
    town_rate = rng.permutation(np.linspace(mean - spread, mean + spread, towns))
    rate = town_rate[village_town] + rng.normal(0, _VILLAGE_RATE_SPREAD, len(village_town))
    for _round in range(5):
        rate = np.clip(rate + mean - (rate * share).sum(), 0.3, 0.95)
    return rate


def _record_rates(village_town: NDArray[np.int64], towns: int, *, seed: int, key: str) -> NDArray[np.float64]:
    rng = make_rng(seed, key, "records")
    town_rate = rng.permutation(np.linspace(_RECORD_LOWEST, _RECORD_HIGHEST, towns))
    rate: NDArray[np.float64] = np.clip(
        town_rate[village_town] + rng.normal(0, 0.02, len(village_town)), 0.5, 0.99
    )
    return rate
