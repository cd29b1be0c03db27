"""Writes of accounts and posts."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

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


def follow_reform(
    *, moves: Mapping[int, int], continued: frozenset[int], on: date
) -> tuple[int, list[dict[str, str]]]:
    """Let posts at units that end go on where one unit alone continues another; end the others.

    `moves` is id of the old unit → id of the new one, `continued` the old units that alone became a new one. A post
    at a unit that was merged into another ends: its holder would see more people than were granted. Returns how
    many posts go on, and who lost one (account, role, unit). Runs in the transaction of the reform.
    """
    kept, lost = 0, list[dict[str, str]]()
    held = Post.objects.filter(area__in=list(moves)).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    for post in held.select_related("account", "area").order_by("pk"):
        before, begins_later = post.area, post.valid_from >= on
        if post.area_id in continued:
            kept += 1
            _go_on(post, area_id=moves[post.area_id], on=on)
        else:
            lost.append({"account": post.account.username, "role": post.role, "unit": before.name})
            if begins_later:
                post.delete()
            else:
                Post.objects.filter(pk=post.pk).update(valid_to=on)
    return kept, lost


def _go_on(post: Post, *, area_id: int, on: date) -> None:
    if post.valid_from >= on:
        Post.objects.filter(pk=post.pk).update(area_id=area_id)
        return
    Post.objects.filter(pk=post.pk).update(valid_to=on)
    post.pk, post.area_id, post.valid_from = None, area_id, on
    post._state.adding = True
    post.save()
