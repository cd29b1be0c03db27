from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from tests.factories import PASSWORD, make_account
from yiyang.access.actions import add_account
from yiyang.access.models import Account, Post


def add(world, **changes):
    entry = {
        "username": "chen",
        "display_name": "陈医生",
        "password": PASSWORD,
        "role": "family_doctor",
        "area": world.towns[0],
        "valid_from": date(2018, 1, 1),
    }
    return add_account(**entry | changes)


def test_an_account_is_opened_with_its_post(world):
    account = add(world, unit_name="东塘卫生院", valid_to=date(2020, 1, 1))
    assert Account.objects.get() == account
    post = Post.objects.get()
    assert (post.account, post.role, post.area, post.organisation, post.unit_name) == (
        account,
        "family_doctor",
        world.towns[0],
        None,
        "东塘卫生院",
    )
    assert (post.valid_from, post.valid_to) == (date(2018, 1, 1), date(2020, 1, 1))


def test_the_password_is_kept_as_an_argon2_hash(world):
    account = add(world)
    assert account.password.startswith("argon2$argon2id$")
    assert PASSWORD not in account.password
    assert authenticate(username="chen", password=PASSWORD) == account
    assert authenticate(username="chen", password=PASSWORD + " ") is None


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short-9"},
        {"password": "password123"},
        {"area": None},
        {"role": "emperor"},
        {"username": ""},
        {"username": "taken"},
        {"display_name": ""},
        {"valid_to": date(2018, 1, 1)},
        {"valid_to": date(2017, 1, 1)},
    ],
    ids=lambda change: "-".join(f"{key}={value}" for key, value in change.items()),
)
def test_what_is_wrong_is_refused_and_nothing_is_half_made(world, change):
    make_account("taken", "liaison", world.city)
    with pytest.raises(ValidationError):
        add(world, **change)
    assert [account.username for account in Account.objects.all()] == ["taken"]
    assert Post.objects.count() == 1


def test_a_closed_account_does_not_sign_in(world):
    account = add(world)
    account.is_active = False
    account.save()
    assert authenticate(username="chen", password=PASSWORD) is None
