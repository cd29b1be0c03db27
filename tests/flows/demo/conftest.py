from contextlib import contextmanager

import pytest
from django.db import transaction

from yiyang.flows.demo.build import build_demo

ELDERS = 800


@contextmanager
def take_back():
    """Everything inside is one transaction that is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone():
    return take_back


@pytest.fixture
def build():
    def make(**changes):
        wanted = {"locality": "zhongshan", "elders": ELDERS, "seed": 7, "on": None} | changes
        return build_demo(**wanted)

    return make


@pytest.fixture(scope="module")
def summary(django_db_setup, django_db_blocker):
    """A small region of Zhongshan, made once for the tests of a module."""
    with django_db_blocker.unblock(), take_back():
        yield build_demo(locality="zhongshan", elders=ELDERS, seed=7, on=None)
