"""Fixtures of a small world with an account of each role; a folder of tests takes them into its conftest."""

from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories import make_account, make_contract, make_elder, make_team, make_world


@pytest.fixture(autouse=True)
def light_settings(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def people(world):
    """A doctor of the first town, one of the second, a supervisor, a liaison, an administrator."""
    return SimpleNamespace(
        doctor=make_account("doctor", "family_doctor", world.towns[0]),
        sibling=make_account("sibling", "family_doctor", world.towns[1]),
        supervisor=make_account("supervisor", "supervisor", world.city),
        liaison=make_account("liaison", "liaison", world.towns[0]),
        administrator=make_account("admin", "administrator", world.city),
    )


@pytest.fixture
def team(world):
    return make_team(world.towns[0])


@pytest.fixture
def elder(world):
    return make_elder(world.village, phone="13900001234", address="莲花路 1 号")


@pytest.fixture
def contract(elder, team):
    return make_contract(elder, team)


@pytest.fixture
def sign_in():
    def enter(account, language="en"):
        client = Client()
        client.force_login(account)
        client.cookies["language"] = language
        return client

    return enter


@pytest.fixture
def doctor(people, sign_in):
    return sign_in(people.doctor)
