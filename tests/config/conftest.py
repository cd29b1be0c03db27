import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def same_language_afterwards():
    before = translation.get_language()
    yield
    translation.activate(before)
