"""Policy tags of routes: every view says who may call it; a view without a tag answers nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yiyang.access.roles import PERMISSIONS

View = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Who may call a route: everybody, everybody signed in, or holders of a permission.

    `objects` names the model whose scope the view applies to the object in its address, if any.
    """

    kind: str
    permission: str | None = None
    objects: str | None = None


PUBLIC = Policy(kind="public")
SIGNED_IN = Policy(kind="signed_in")
API = Policy(kind="api")


def allow(policy: Policy) -> Callable[[View], View]:
    """Tag a view with a ready policy. Raises ValueError for a view that carries one already."""

    def tag(view: View) -> View:
        if hasattr(view, "policy"):
            raise ValueError(f"{view!r} carries a policy already; one view answers under one policy")
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return tag


def requires(permission: str, *, objects: str | None = None) -> Callable[[View], View]:
    """Tag a view: the caller must hold the permission; objects outside the caller's scope are not found."""
    if permission not in PERMISSIONS:
        raise LookupError(f"unknown permission {permission!r}")
    return allow(Policy(kind="permission", permission=permission, objects=objects))
