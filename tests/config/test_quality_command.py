"""`yiyang quality`: checking the registers and saying how they stand."""

import pytest

from tests.config.terminal import read, refuse
from tests.factories import make_elder, make_world


@pytest.fixture
def world(db):
    made = make_world()
    make_elder(made.village)
    return made


def test_a_check_and_its_report(world):
    assert read("quality", "check") == {"on": "2018-09-30", "subjects": 1, "opened": 5, "closed": 0}
    rows = {row["check"]: (row["examined"], row["failed"]) for row in read("quality", "report")}
    assert (rows["phone_missing"], rows["beds_missing"]) == ((1, 1), (0, 0))
    west = {row["check"]: row["examined"] for row in read("quality", "report", "--area", world.towns[1].code)}
    assert west["phone_missing"] == 0


def test_what_cannot_be_told_is_said(world):
    assert "were not checked up to 2018-09-30; run: yiyang quality check" in refuse("quality", "report")
    assert "no unit has the code" in refuse("quality", "report", "--area", "999999000000")
