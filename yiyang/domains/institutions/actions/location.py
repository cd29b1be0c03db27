"""Where an organisation stands on the map, and how far its service reaches."""

from typing import Any

from django.db import transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.models import Organisation
from yiyang.domains.institutions.rules.placing import place_refusals
from yiyang.kernel.refused import Reason, Refused


@transaction.atomic
def set_location(
    *,
    viewer: Viewer,
    organisation: Organisation,
    version: int,
    lon: float | None,
    lat: float | None,
    service_radius_m: int | None,
) -> Organisation:
    """State degrees east and north (WGS 84) and the service radius in metres; None where unknown.

    Raises Refused or Stale.
    """
    locked: Organisation = lock_version(organisation, version=version)
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    reasons += place_refusals(lon=lon, lat=lat, radius=service_radius_m)
    if reasons:
        raise Refused(*reasons)
    wanted: dict[str, Any] = {"lon": lon, "lat": lat, "service_radius_m": service_radius_m}
    changes = {
        field: [getattr(locked, field), value]
        for field, value in wanted.items()
        if getattr(locked, field) != value
    }
    if not changes:
        return locked
    for field, value in wanted.items():
        setattr(locked, field, value)
    locked.version += 1
    locked.save(update_fields=[*changes, "version"])
    record_act(
        viewer=viewer,
        kind="organisation.location",
        changed=locked,
        since=viewer.on,
        detail={"version": locked.version, "changes": changes},
    )
    return locked
