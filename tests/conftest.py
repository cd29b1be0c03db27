"""Fixtures that every room's tests share."""

import pytest

from yiyang.regions.actions import load_regions, set_demo_day
from yiyang.regions.models import Platform, Region


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
