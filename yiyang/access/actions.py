"""Writes of accounts and posts."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from yiyang.access.models import Account, Post
from yiyang.regions.models import Region


@transaction.atomic
def add_account(
    *,
    username: str,
    display_name: str,
    password: str,
    role: str,
    area: Region | None = None,
    organisation_id: int | None = None,
    unit_name: str = "",
    valid_from: date,
    valid_to: date | None = None,
) -> Account:
    """Open an account with its first post. Raises ValidationError for a weak password."""
    account = Account(username=username, display_name=display_name)
    validate_password(password, user=account)
    account.set_password(password)
    account.full_clean(exclude=["password"])
    account.save()
    post = Post(
        account=account,
        role=role,
        area=area,
        organisation_id=organisation_id,
        unit_name=unit_name,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    post.full_clean()
    post.save()
    return account
