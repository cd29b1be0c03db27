"""Who is looking: an account's posts in force, and what they reach."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiyang.access.models import Account, Post
from yiyang.access.roles import PERMISSIONS, ROLES
from yiyang.regions.models import PATH_SEPARATOR


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One post in force: a role with the paths and organisations it covers."""

    role: str
    area_path: str | None
    area_code: str | None
    area_name: str | None
    organisation_id: int | None
    unit_name: str


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """The person or program on whose behalf something is read or written, on a day.

    `on` is the pages' today. An account id of None is the platform itself (`system` says which command).
    """

    account_id: int | None
    name: str
    on: date
    holdings: tuple[Holding, ...]
    system: str = ""

    def can(self, permission: str) -> bool:
        """Whether any post in force grants the permission."""
        if permission not in PERMISSIONS:
            raise LookupError(f"unknown permission {permission!r}")
        if self.system:
            return True
        return any(permission in ROLES[holding.role].permissions for holding in self.holdings)

    def area_paths(self, permission: str) -> tuple[str, ...]:
        """Paths of the areas in which the permission holds; ("",) is everywhere."""
        if self.system:
            return ("",)
        return tuple(
            holding.area_path
            for holding in self.holdings
            if holding.area_path is not None and permission in ROLES[holding.role].permissions
        )

    def organisation_ids(self, permission: str) -> tuple[int, ...]:
        """Organisations at which the permission holds."""
        return tuple(
            holding.organisation_id
            for holding in self.holdings
            if holding.organisation_id is not None and permission in ROLES[holding.role].permissions
        )

    def covers(self, path: str, permission: str) -> bool:
        """Whether the permission holds in the area of this path."""
        return any(path.startswith(area) for area in self.area_paths(permission))

    def covers_everything(self, permission: str) -> bool:
        """Whether the permission holds in the whole tree, and so for what has no place in it."""
        return any(path.count(PATH_SEPARATOR) <= 1 for path in self.area_paths(permission))

    @property
    def roles(self) -> tuple[str, ...]:
        """Codes of the roles held, each once."""
        return tuple(dict.fromkeys(holding.role for holding in self.holdings))


def view_as(account: Account, *, on: date, today: date) -> Viewer:
    """The viewer that an account is: posts are those in force on the real day, facts are seen on `on`."""
    posts = (
        Post.objects.filter(account=account, valid_from__lte=today)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .select_related("area")
        .order_by("id")
    )
    holdings = tuple(
        Holding(
            role=post.role,
            area_path=post.area.path if post.area else None,
            area_code=post.area.code if post.area else None,
            area_name=post.area.name if post.area else None,
            organisation_id=post.organisation_id,
            unit_name=post.unit_name,
        )
        for post in posts
    )
    return Viewer(account_id=account.pk, name=account.display_name, on=on, holdings=holdings)


def system_viewer(command: str, *, on: date) -> Viewer:
    """The platform itself, acting for a command line or a worker; its acts carry the command's name."""
    return Viewer(account_id=None, name=command, on=on, holdings=(), system=command)


def within(viewer: Viewer, permission: str, *, field: str, or_nowhere: bool = False) -> Q:
    """The condition that a region foreign key lies within the viewer's areas for a permission.

    `or_nowhere` adds what stands nowhere, for whoever sees the whole tree.
    """
    paths = viewer.area_paths(permission)
    if "" in paths:
        # Not an empty Q: joined with another condition by "or", that would vanish and leave the other alone.
        return ~Q(pk__in=())
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__path__startswith": path})
    if or_nowhere and viewer.covers_everything(permission):
        condition |= Q(**{f"{field}__isnull": True})
    return condition
