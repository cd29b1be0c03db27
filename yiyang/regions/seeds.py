"""Divisions that ship with the platform: five seed places, from open lists (see `data/README.md`)."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA_DIR = Path(__file__).parent / "data"
CODE_LENGTHS = (6, 9, 12)

LOCALITIES = {
    "zhongshan": "442000000000",
    "wuming": "450110000000",
    "menghai": "532822000000",
    "shanting": "370406000000",
    "zhejiang": "330000000000",
}


@dataclass(frozen=True, kw_only=True)
class Division:
    """One row of the list: a unit and the unit it hangs on."""

    code: str
    level: str
    name: str
    parent: str | None


class UnknownLocality(LookupError):
    """No division of that name or code ships with the platform."""


def _read(name: str) -> list[dict[str, str]]:
    with (DATA_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read_divisions() -> dict[str, Division]:
    """Every shipped unit by its code; a city that has no counties stands once, as a city."""
    divisions: dict[str, Division] = {}
    for row in [*_read("counties-2023.csv"), *_read("divisions-2023.csv")]:
        if row["code12"] in divisions:
            continue
        divisions[row["code12"]] = Division(
            code=row["code12"], level=row["level"], name=row["name"], parent=row["parent_code12"] or None
        )
    return divisions


def full_code(code: str) -> str:
    """The 12 digits of a code written with 6, 9 or 12; any other text as it is, for it is no code."""
    return code.ljust(CODE_LENGTHS[-1], "0") if len(code) in CODE_LENGTHS and code.isdigit() else code


def find_locality(name_or_code: str) -> Division:
    """The unit meant by a short name (zhongshan), a Chinese name, or a code of 6, 9 or 12 digits.

    Raises UnknownLocality naming what ships.
    """
    divisions = read_divisions()
    code = LOCALITIES.get(name_or_code, full_code(name_or_code))
    if code in divisions:
        return divisions[code]
    named = [unit for unit in divisions.values() if unit.name == name_or_code]
    if len(named) == 1:
        return named[0]
    raise UnknownLocality(
        f"no division {name_or_code!r} ships with the platform; known localities: {', '.join(LOCALITIES)}, "
        "or the code of any unit in them"
    )


def walk_subtree(root: Division, *, counties: tuple[str, ...] = ()) -> Iterator[Division]:
    """The root and all below it, parents first; `counties` keeps only these county codes."""
    children: dict[str | None, list[Division]] = {}
    for unit in read_divisions().values():
        children.setdefault(unit.parent, []).append(unit)
    pending = [root]
    while pending:
        unit = pending.pop(0)
        if counties and unit.level == "county" and unit.code not in counties:
            continue
        yield unit
        pending.extend(sorted(children.get(unit.code, []), key=lambda below: below.code))


def read_mca_codes() -> Iterator[tuple[str, str]]:
    """(statistical code, civil-affairs code) of every town whose units are matched by name."""
    for row in _read("mca-crosswalk-2026.csv"):
        if row["stat_code12_2023"]:
            yield row["stat_code12_2023"], row["mca_code12"]


def read_aliases() -> Iterator[tuple[str, str]]:
    """(statistical code, other name)."""
    for row in _read("aliases.csv"):
        if row["stat_code12_2023"]:
            yield row["stat_code12_2023"], row["alias"]


def read_points() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of towns that have a point; of two points the one without a warning."""
    points: dict[str, tuple[float, float]] = {}
    for row in sorted(_read("town-points.csv"), key=lambda row: "do not use" in row["note"]):
        points.setdefault(row["code12"], (float(row["lon"]), float(row["lat"])))
    return points


@cache
def read_outlines() -> dict[str, list[list[tuple[float, float]]]]:
    """Outer rings (lon, lat) by 12-digit code. Coarse sketches for orientation, not a survey."""
    features = json.loads((DATA_DIR / "county-boundaries.geojson").read_text(encoding="utf-8"))["features"]
    outlines: dict[str, list[list[tuple[float, float]]]] = {}
    for feature in features:
        geometry = feature["geometry"]
        polygons = (
            geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        )
        rings = [[(lon, lat) for lon, lat, *_rest in polygon[0]] for polygon in polygons]
        outlines[feature["properties"]["code6"].ljust(12, "0")] = rings
    return outlines
