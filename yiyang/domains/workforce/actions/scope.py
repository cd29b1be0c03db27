"""Who may write about whom: the post must reach the organisation."""

from typing import TYPE_CHECKING, Any

from django.db import models

from yiyang.access.roles import STAFF_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.workforce.models import Staff
from yiyang.domains.workforce.rules import phrases  # noqa: F401
from yiyang.kernel.refused import Reason, Refused

if TYPE_CHECKING:
    from datetime import date

    from yiyang.domains.institutions.models import Organisation


def may_write_at(viewer: Viewer, organisation: "Organisation") -> bool:
    """Whether the viewer keeps the staff of an organisation: by its area, or by a post at it."""
    return viewer.covers(organisation.area.path, STAFF_WRITE) or organisation.pk in viewer.organisation_ids(
        STAFF_WRITE
    )


def lock_staff(staff: Staff, *, version: int, viewer: Viewer) -> Staff:
    """The person's row, locked at its version. Raises Stale, or Refused for a person outside the scope."""
    locked: Staff = lock_version(staff, version=version)
    seen = Staff.objects.visible_to(viewer, permission=STAFF_WRITE).filter(pk=locked.pk)
    if not seen.exists():
        raise Refused(Reason("outside_your_organisations"))
    return locked


def save_change(
    locked: Staff,
    *,
    viewer: Viewer,
    kind: str,
    since: "date",
    changes: dict[str, list[Any]],
    update_fields: tuple[str, ...] = (),
    detail: dict[str, Any] | None = None,
) -> None:
    """Count the version up, save the fields named, and record the act."""
    locked.version += 1
    locked.save(update_fields=[*update_fields, "version"])
    told = {**(detail or {}), "version": locked.version, "changes": changes}
    record_act(viewer=viewer, kind=kind, changed=locked, since=since, detail=told)


def length_of(model: type[models.Model], field: str) -> int:
    """The greatest length of a text field."""
    return int(model._meta.get_field(field).max_length or 0)
