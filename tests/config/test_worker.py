"""What the worker does about acts: once, in one refresh, and with the fault kept when it cannot."""

import pytest

from tests.factories import TODAY, make_contract, make_elder, make_team, make_world
from yiyang.audit.models import Outbox
from yiyang.config.worker import work_once
from yiyang.domains.indicators.actions import snapshot_and_refresh
from yiyang.domains.indicators.models import Refresh
from yiyang.domains.indicators.queries import numbers_of_area

pytestmark = pytest.mark.django_db(transaction=True)
RATE = "family_doctor_rate_65"


@pytest.fixture
def world(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path / "snapshot"
    return make_world()


def number(world):
    found = numbers_of_area(area=world.city, on=TODAY)[RATE]
    return found.numerator, found.denominator


def test_open_work_is_done_once_and_marked(world):
    elders = [make_elder(world.village) for _ in range(2)]
    assert Outbox.objects.filter(done_at=None).count() == 2
    snapshot_and_refresh([TODAY])
    assert number(world) == (0, 2)
    make_contract(elders[0], make_team(world.towns[0]))
    assert work_once() == 3
    assert number(world) == (1, 2)
    assert Outbox.objects.filter(done_at=None).count() == 0
    assert set(Outbox.objects.values_list("attempts", "fault")) == {(1, "")}
    assert not Refresh.objects.filter(stale=True).exists()
    computed = Refresh.objects.get().computed_at
    assert work_once() == 0
    assert Refresh.objects.get().computed_at == computed


def test_work_that_fails_is_given_back_with_its_fault_and_done_later(world, settings, caplog):
    snapshot_and_refresh([TODAY])
    make_elder(world.village)
    folder = settings.SNAPSHOT_DIR
    folder.rename(folder.with_name("aside"))
    folder.write_text("a file in place of the folder", encoding="utf-8")
    assert work_once() == 0
    row = Outbox.objects.get()
    assert (row.claimed_at, row.done_at, row.attempts) == (None, None, 1)
    assert row.fault.startswith("FileExistsError(")
    assert Refresh.objects.get().stale
    assert "the rows are given back" in caplog.text
    folder.unlink()
    folder.with_name("aside").rename(folder)
    assert work_once() == 1
    row.refresh_from_db()
    assert (row.attempts, row.fault, row.done_at is not None) == (2, "", True)
    assert not Refresh.objects.get().stale
    assert number(world) == (0, 1)


def test_without_work_there_is_no_snapshot(world, settings):
    assert work_once() == 0
    assert not settings.SNAPSHOT_DIR.exists()
