"""Writes of elders: each one transaction with its act."""

from datetime import date
from typing import Any

from django.db import transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import supersede
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.models import (
    IDENTITY_COLUMN,
    PHONE_COLUMN,
    Elder,
    HealthRecord,
    LivingArrangement,
    LivingKind,
    Residence,
)
from yiyang.domains.elders.rules.registration import PHONE_FORM, ElderEntry, check_entry
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.pinyin import name_keys
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Region

SEALED = {"phone"}


@transaction.atomic
def register_elder(
    *, viewer: Viewer, entry: ElderEntry, village: Region | None, permission: str = ELDERS_WRITE
) -> Elder:
    """Enter a person in the register with residence and living arrangement from the viewer's day on.

    Raises Refused with every reason at once, among them `elder_exists`.
    """
    reasons: list[Reason] = []
    checked = None
    try:
        checked = check_entry(entry, on=viewer.on)
    except Refused as refused:
        reasons += refused.reasons
    if village is None:
        reasons.append(Reason("village_missing", field="village"))
    elif not viewer.covers(village.path, permission):
        reasons.append(Reason("outside_your_villages", field="village"))
    index = blind_index(checked.identity_number, column=IDENTITY_COLUMN) if checked else None
    if index is not None and Elder.objects.filter(identity_index=index).exists():
        reasons.append(Reason("elder_exists", field="identity_number"))
    if reasons or checked is None:
        raise Refused(*reasons)
    keys = name_keys(checked.name)
    elder = Elder(
        name=checked.name,
        name_full=keys.full,
        name_initials=keys.initials,
        sex=checked.sex,
        birth_date=checked.birth_date,
        identity_kind=checked.identity_kind,
        identity_number=checked.identity_number,
        identity_index=index,
        phone=checked.phone or None,
        phone_index=blind_index(checked.phone, column=PHONE_COLUMN) if checked.phone else None,
        address=checked.address,
        village=village,
    )
    elder.full_clean(exclude=["identity_number", "phone", "identity_index", "phone_index"])
    elder.save()
    Residence.objects.create(elder=elder, area=village, valid_from=viewer.on)
    LivingArrangement.objects.create(elder=elder, kind=LivingKind.HOME, valid_from=viewer.on)
    record_act(
        viewer=viewer,
        kind="elder.register",
        changed=elder,
        elder_ids=[elder.pk],
        since=viewer.on,
        detail={"version": elder.version},
    )
    return elder


@transaction.atomic
def change_elder(*, viewer: Viewer, elder: Elder, version: int, changes: dict[str, str]) -> Elder:
    """Change name, phone or address. Raises Stale when somebody else changed the record first."""
    locked: Elder = lock_version(elder, version=version)
    differing: dict[str, list[Any]] = {}
    for field, value in changes.items():
        if field not in {"name", "phone", "address"}:
            raise LookupError(f"{field} is not changed by this act")
        before = getattr(locked, field) or ""
        if before != value:
            differing[field] = [before, value]
    if not differing:
        return locked
    if "name" in differing and not differing["name"][1]:
        raise Refused(Reason("name_missing", field="name"))
    if differing.get("phone", ["", ""])[1] and not PHONE_FORM.fullmatch(differing["phone"][1]):
        raise Refused.because("phone_format", field="phone", phone=differing["phone"][1])
    _assign(locked, {field: after for field, (_before, after) in differing.items()})
    locked.version += 1
    locked.save()
    shown = {
        field: [mask_phone(value) if field in SEALED and value else value for value in pair]
        for field, pair in differing.items()
    }
    record_act(
        viewer=viewer,
        kind="elder.change",
        changed=locked,
        elder_ids=[locked.pk],
        since=viewer.on,
        detail={"version": locked.version, "changes": shown},
    )
    return locked


def _assign(elder: Elder, values: dict[str, str]) -> None:
    for field, value in values.items():
        setattr(elder, field, value or None if field == "phone" else value)
    if "name" in values:
        keys = name_keys(values["name"])
        elder.name_full, elder.name_initials = keys.full, keys.initials
    if "phone" in values:
        phone = values["phone"]
        elder.phone_index = blind_index(phone, column=PHONE_COLUMN) if phone else None


@transaction.atomic
def move_elder(*, viewer: Viewer, elder: Elder, version: int, village: Region, valid_from: date) -> Elder:
    """Record that an elder lives in another village from a day on; the earlier residence keeps its days."""
    locked: Elder = lock_version(elder, version=version)
    if not viewer.covers(village.path, ELDERS_WRITE):
        raise Refused(Reason("outside_your_villages", field="village"))
    before, now = supersede(
        Residence.objects.filter(elder=locked),
        valid_from=valid_from,
        key={"elder": locked},
        values={"area": village},
    )
    if before is now:
        return locked
    locked.village = village
    locked.version += 1
    locked.save(update_fields=["village", "version"])
    record_act(
        viewer=viewer,
        kind="elder.move",
        changed=locked,
        elder_ids=[locked.pk],
        since=valid_from,
        detail={
            "version": locked.version,
            "changes": {"village": [before.area.name if before else "", village.name]},
        },
    )
    return locked


@transaction.atomic
def open_health_record(*, viewer: Viewer, elder: Elder, version: int, valid_from: date) -> Elder:
    """Open the elder's health record on a day (ZS-19); an open one stays as it is."""
    locked: Elder = lock_version(elder, version=version)
    if HealthRecord.objects.filter(elder=locked, valid_to__isnull=True).exists():
        return locked
    HealthRecord.objects.create(elder=locked, valid_from=valid_from)
    locked.version += 1
    locked.save(update_fields=["version"])
    record_act(
        viewer=viewer,
        kind="elder.open_record",
        changed=locked,
        elder_ids=[locked.pk],
        since=valid_from,
        detail={"version": locked.version},
    )
    return locked
