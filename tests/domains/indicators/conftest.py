import pytest
from django.core.management import call_command

from tests.factories import make_contract, make_elder, make_team, make_world, platform_viewer
from yiyang.domains.quality.actions import run_checks
from yiyang.flows.demo.build import build_demo


@pytest.fixture(autouse=True)
def own_snapshots(settings, tmp_path):
    """Snapshots of a test lie in the test's own folder."""
    settings.SNAPSHOT_DIR = tmp_path / "snapshot"


@pytest.fixture
def demo(transactional_db):
    """A region of 300 elders, committed, for tests that write."""
    return _checked_demo()


@pytest.fixture(scope="module")
def standing_demo(django_db_setup, django_db_blocker):
    """A region of 300 elders, committed, for a module whose tests only read."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        yield _checked_demo()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def small(transactional_db):
    """Three elders of one village, the first of whom is signed; committed."""
    world = make_world()
    elders = [make_elder(world.village) for _ in range(3)]
    team = make_team(world.towns[0])
    return world, elders, team, make_contract(elders[0], team)


def _checked_demo():
    summary = build_demo(locality="zhongshan", elders=300, seed=3, on=None)
    run_checks(viewer=platform_viewer(on=summary.on), on=summary.on)
    return summary
