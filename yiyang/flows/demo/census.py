"""Ages and sexes of a county's elders, from its row of the census of 2020."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.localities import read_csv, read_table
from yiyang.kernel.refused import Refused

FIRST_AGE = 60
AGES = 45
SEXES = ("1", "2")
_BANDS = ("60_64", "65_69", "70_74", "75_79", "80_84")
_OPEN_BAND = "85_plus"
_OLDEST_FALL = {"m": 0.80, "f": 0.83}


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["code6"]: row for row in read_csv("elders-2020.csv")}


def census_row(code6: str) -> dict[str, str]:
    """The census row of a county of today; counties formed since stand in (see the table of localities).

    Raises Refused (`demo_no_census`).
    """
    row = _rows().get(read_table("localities")["census_stand_ins"].get(code6, code6))
    if row is None:
        raise Refused.because("demo_no_census", field="locality", county=code6)
    return row


def age_shape(code6: str) -> NDArray[np.float64]:
    """People by sex and single year of age: shape (2, 45), men first, ages 60 to 104.

    The years of a band add up to the band; within it they follow the slope between the neighbours.
    """
    row = census_row(code6)
    return np.stack([_single_years(row, "m"), _single_years(row, "f")])


def _single_years(row: dict[str, str], sex: str) -> NDArray[np.float64]:
    yearly = np.array([float(row[f"{sex}_{band}"]) / 5 for band in _BANDS])
    oldest = float(row[f"{sex}_{_OPEN_BAND}"])
    fall = _OLDEST_FALL[sex] ** np.arange(AGES - 5 * len(_BANDS))
    tail = oldest * fall / fall.sum()
    after = np.append(yearly[1:], tail[0])
    before = np.insert(yearly[:-1], 0, yearly[0])
    slope = np.clip((after - before) / 2, -yearly, yearly)
    steps = (np.arange(5) - 2) / 5
    years = yearly[:, None] + slope[:, None] * steps[None, :]
    return np.concatenate([years.ravel(), tail])


def elders_of(code6: str) -> float:
    """People from 60 on in the census row."""
    return float(census_row(code6)["elder60"])
