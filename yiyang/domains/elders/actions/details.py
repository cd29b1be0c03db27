"""What every writing of an elder shares: the person's own columns, the lock, the checks of place and day."""

from datetime import date

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.models import (
    PHONE_COLUMN,
    Elder,
)
from yiyang.domains.elders.rules.registration import (
    normalise_address,
    normalise_name,
    normalise_phone,
)
from yiyang.kernel.pinyin import name_keys
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Level, Region

NORMALISE = {"name": normalise_name, "phone": normalise_phone, "address": normalise_address}
SEALED = {"phone"}


def assign(elder: Elder, values: dict[str, str]) -> None:
    """Set name, phone or address with the columns by which they are searched."""
    for field, value in values.items():
        setattr(elder, field, value or None if field == "phone" else value)
    if "name" in values:
        keys = name_keys(values["name"])
        elder.name_full = keys.full[: Elder._meta.get_field("name_full").max_length]
        elder.name_initials = keys.initials[: Elder._meta.get_field("name_initials").max_length]
    if "phone" in values:
        phone = values["phone"]
        elder.phone_index = blind_index(phone, column=PHONE_COLUMN) if phone else None


def lock(elder: Elder, *, version: int, viewer: Viewer) -> Elder:
    """The elder's row locked at a version. Raises Stale, and Refused (`outside_your_villages`)."""
    locked: Elder = lock_version(elder, version=version)
    place = locked.village.path if locked.village else ""
    if not (viewer.covers(place, ELDERS_WRITE) or (not place and viewer.covers_everything(ELDERS_WRITE))):
        raise Refused(Reason("outside_your_villages", field="village"))
    return locked


def lock_in_scope(elder: Elder, *, viewer: Viewer) -> Elder:
    """The elder's row locked, whatever its version. Raises Refused (`outside_your_villages`)."""
    locked = Elder.objects.select_for_update(of=("self",)).select_related("village").get(pk=elder.pk)
    if locked.village is None or not viewer.covers(locked.village.path, ELDERS_WRITE):
        raise Refused(Reason("outside_your_villages", field="village"))
    return locked


def check_village(village: Region | None, *, viewer: Viewer, permission: str) -> list[Reason]:
    """Why the viewer may not put an elder in this village; empty when nothing stands against it."""
    if village is None:
        return [Reason("village_missing", field="village")]
    if not viewer.covers(village.path, permission):
        return [Reason("outside_your_villages", field="village")]
    if village.level != Level.VILLAGE:
        return [Reason("not_a_village", field="village", params={"name": village.name})]
    return []


def check_past(day: date, *, viewer: Viewer) -> list[Reason]:
    """Why a day cannot be stated yet; empty for today and the past."""
    if day <= viewer.on:
        return []
    params = {"valid_from": day.isoformat(), "on": viewer.on.isoformat()}
    return [Reason("move_in_future", field="valid_from", params=params)]
