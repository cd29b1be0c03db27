from types import SimpleNamespace

import pytest

from tests.factories import make_account, make_world


@pytest.fixture(autouse=True)
def cheap_passwords(request, settings):
    """Argon2 takes its time by design; a test named after it asks for it."""
    if "argon2" not in request.node.name:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def people(world):
    """A doctor of the first town, one of the second, a supervisor, an administrator; all cheap to sign in."""
    return SimpleNamespace(
        doctor=make_account("doctor", "family_doctor", world.towns[0]),
        sibling=make_account("sibling", "family_doctor", world.towns[1]),
        supervisor=make_account("supervisor", "supervisor", world.city),
        administrator=make_account("admin", "administrator", world.city),
    )
