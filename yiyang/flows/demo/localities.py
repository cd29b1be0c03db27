"""Where a demo region can stand: the table of localities and the choice of counties."""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from yiyang.flows.demo.chance import make_rng
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused
from yiyang.regions import seeds

TABLES = Path(__file__).parent / "tables"
DATA = Path(__file__).parent / "data"
OTHER_DAY = date(2018, 9, 30)
OTHER_SIGNING_SHARE = 0.62

register_phrases(
    {
        "demo_elders_exist": (
            "The register holds %(count)s elders already; make a demo region in an empty database."
        ),
        "demo_other_root": (
            "This installation serves %(root)s, not %(wanted)s; make the demo region in an empty database."
        ),
        "demo_too_few": "A demo region needs at least %(least)s elders, not %(elders)s; ask for more.",
        "demo_no_census": "No census row ships for %(county)s; choose counties of the five localities.",
        "demo_not_a_county": "%(county)s is no county of %(locality)s; choose one of its counties.",
        "demo_too_many_births": (
            "%(elders)s elders leave more than %(most)s people of one sex with one birth date and one area; "
            "ask for fewer elders."
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Locality:
    """A place for a demo region.

    `id_areas` are pairs of a six-digit code and its share; empty where each county's own code serves.
    """

    key: str
    root: str
    name: str
    day: date
    signing_share: float
    counties: tuple[str, ...]
    id_areas: tuple[tuple[str, float], ...]
    town_population: str


@cache
def read_table(name: str) -> dict:
    """A table of the demo by its name without the ending."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of a data file of the demo."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def find_locality(name: str, *, counties: tuple[str, ...], seed: int) -> Locality:
    """The locality by short name, Chinese name or code, with its counties (12 digits) chosen.

    A province takes the counties given, or three by the seed. Raises `seeds.UnknownLocality` and Refused.
    """
    unit = seeds.find_locality(name)
    rows = {row["code"]: (key, row) for key, row in read_table("localities").items() if "code" in row}
    key, row = rows.get(unit.code, (unit.code, {}))
    return Locality(
        key=key,
        root=unit.code,
        name=unit.name,
        day=row.get("day", OTHER_DAY),
        signing_share=row.get("signing_share", OTHER_SIGNING_SHARE),
        counties=_choose_counties(unit, wanted=counties, most=row.get("counties", 0), seed=seed),
        id_areas=tuple((area, share) for area, share in row.get("id_areas", ())),
        town_population=row.get("town_population", ""),
    )


def _choose_counties(
    unit: seeds.Division, *, wanted: tuple[str, ...], most: int, seed: int
) -> tuple[str, ...]:
    below = sorted(division.code for division in seeds.walk_subtree(unit) if division.level == "county")
    chosen = tuple(sorted({code.ljust(12, "0") for code in wanted}))
    for code in chosen:
        if code not in below:
            raise Refused.because("demo_not_a_county", field="counties", county=code, locality=unit.name)
    if chosen or not most or len(below) <= most:
        return chosen
    picked = make_rng(seed, unit.code, "counties").choice(len(below), size=most, replace=False)
    return tuple(sorted(below[position] for position in picked.tolist()))
