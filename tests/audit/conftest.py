import pytest

from tests.factories import make_elder, make_world


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def elder(world):
    return make_elder(world.village)
