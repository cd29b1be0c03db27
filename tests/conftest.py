"""Fixtures that every room's tests share."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from yiyang.flows.demo.accounts import DEMO_PASSWORD
from yiyang.flows.demo.story import make_region
from yiyang.regions.actions import load_regions, set_demo_day
from yiyang.regions.models import Platform, Region

DEMO_ELDERS, DEMO_SEED = 400, 3


@pytest.fixture(scope="session", autouse=True)
def own_snapshots(tmp_path_factory):
    """Gives each test process its own folder of snapshots, as each has its own database."""
    kept = settings.SNAPSHOT_DIR
    settings.SNAPSHOT_DIR = tmp_path_factory.mktemp("snapshot")
    yield
    settings.SNAPSHOT_DIR = kept


@pytest.fixture
def zhongshan(db) -> Region:
    """Zhongshan with its real 23 towns and 287 villages, loaded once a test."""
    if not Platform.objects.exists():
        load_regions(locality="zhongshan")
    return Platform.objects.get().root


@pytest.fixture
def demo_day(zhongshan):
    """Makes a day the pages' today."""
    yield lambda on: set_demo_day(on=on)
    set_demo_day(on=None)


@pytest.fixture(scope="module")
def demo_region(django_db_setup, django_db_blocker):
    """A small demo region with policy and numbers, committed for a module's tests and removed after them.

    Snapshots read the database from outside, so the region cannot live in a test's transaction.
    """
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        summary = make_region(locality="zhongshan", elders=DEMO_ELDERS, seed=DEMO_SEED, on=None)
        yield summary
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def sign_in(db):
    """A browser signed in as a demo account, speaking English unless told otherwise."""

    def signed_in(username: str, *, language: str = "en") -> Client:
        client = Client()
        client.cookies["language"] = language
        answer = client.post("/sign-in/", {"username": username, "password": DEMO_PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return signed_in
