"""`yiyang regions reform`: a table of lines in a file."""

import pytest

from tests.config.terminal import read, refuse
from tests.factories import make_world
from yiyang.regions.models import Reform, Region

EAST, WEST = "442000001000", "442000002000"


@pytest.fixture
def table(db, tmp_path):
    make_world()
    path = tmp_path / "reform.csv"
    path.write_text(f"动作,代码,新代码,新名称,目标\n并入,{EAST},,,{WEST}\n", encoding="utf-8-sig")
    return path


def asked(path):
    return ("regions", "reform", str(path), "--title", "两镇合并", "--on", "2018-07-01")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(table):
    printed = read(*asked(table), "--dry-run")
    assert (printed["applied"], printed["ended"], printed["moves"][EAST]) == (False, 3, WEST)
    assert not Reform.objects.exists()
    assert not Region.objects.filter(valid_to__isnull=False).exists()


def test_a_reform_comes_into_force(table):
    assert read(*asked(table))["applied"] is True
    assert Region.objects.get(code=EAST).valid_to.isoformat() == "2018-07-01"


def test_faults_are_told_with_their_line(table):
    table.write_text(f"并入,{EAST},,,442000009000\n", encoding="utf-8")
    assert "Line 1: no unit has the code 442000009000" in refuse(*asked(table))
    assert "cannot be read" in refuse(*asked(table.with_name("none.csv")))
