"""Who may call an operation of the API: a program by its key, a person by the session of the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from yiyang.access.roles import PERMISSIONS
from yiyang.access.tokens import find_token_account
from yiyang.access.viewer import Viewer, view_as


def _admit(viewer: Viewer, permission: str) -> Viewer:
    if not viewer.can(permission):
        raise PermissionDenied(permission)
    return viewer


class KeyHolder(HttpBearer):
    """`Authorization: Bearer KEY`, for a key whose account holds the permission."""

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The viewer that the key acts for, or None."""
        today = timezone.localdate()
        account = find_token_account(token, today=today)
        if account is None:
            return None
        request.viewer = view_as(account, on=request.day, today=today)
        return _admit(request.viewer, self.permission)


class SessionHolder(APIKeyCookie):
    """Somebody signed in to the pages who holds the permission; writes need the pages' CSRF token."""

    param_name = "sessionid"

    def __init__(self, permission: str) -> None:
        super().__init__(csrf=True)
        self.permission = permission

    def authenticate(self, request: HttpRequest, _key: str | None) -> Any:
        """The viewer of the session, or None."""
        return _admit(request.viewer, self.permission) if request.viewer else None


def holders_of(permission: str) -> list[Any]:
    """The `auth` of an operation that needs a permission. Raises LookupError for an unknown one."""
    if permission not in PERMISSIONS:
        raise LookupError(f"unknown permission {permission!r}")
    return [KeyHolder(permission), SessionHolder(permission)]
