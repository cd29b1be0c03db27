"""Keys of programs."""

import hashlib
import secrets
from datetime import date

from django.db.models import Q

from yiyang.access.models import Account, ApiToken

TOKEN_BYTES = 32


def issue_token(*, account: Account, label: str, valid_to: date | None = None) -> str:
    """A new key for the account; it is shown once and only its digest is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ApiToken.objects.create(account=account, label=label, digest=_digest(token), valid_to=valid_to)
    return token


def find_token_account(token: str, *, today: date) -> Account | None:
    """The account that a key acts for, if the key is in force and the account active."""
    found = (
        ApiToken.objects.filter(digest=_digest(token), account__is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .select_related("account")
        .first()
    )
    return found.account if found else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
