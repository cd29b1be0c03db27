"""Writes of elders: each one transaction with its act."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.models import Act
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
from yiyang.domains.elders.rules.registration import (
    CheckedElder,
    ElderEntry,
    check_details,
    check_entry,
    normalise_address,
    normalise_name,
    normalise_phone,
)
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.pinyin import name_keys
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Level, Region

NORMALISE = {"name": normalise_name, "phone": normalise_phone, "address": normalise_address}
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
    reasons += _check_village(village, viewer=viewer, permission=permission)
    index = blind_index(checked.identity_number, column=IDENTITY_COLUMN) if checked else None
    if index is not None and Elder.objects.filter(identity_index=index).exists():
        reasons.append(Reason("elder_exists", field="identity_number"))
    if reasons or checked is None or index is None:
        raise Refused(*reasons)
    elder = _create(checked, index=index, village=village)
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


def _check_village(village: Region | None, *, viewer: Viewer, permission: str) -> list[Reason]:
    if village is None:
        return [Reason("village_missing", field="village")]
    if not viewer.covers(village.path, permission):
        return [Reason("outside_your_villages", field="village")]
    if village.level != Level.VILLAGE:
        return [Reason("not_a_village", field="village", params={"name": village.name})]
    return []


def _create(checked: CheckedElder, *, index: bytes, village: Region | None) -> Elder:
    elder = Elder(
        sex=checked.sex,
        birth_date=checked.birth_date,
        identity_kind=checked.identity_kind,
        identity_number=checked.identity_number,
        identity_index=index,
        village=village,
    )
    _assign(elder, {"name": checked.name, "phone": checked.phone, "address": checked.address})
    # Two desks may register one person at once; the unique index decides and the second is told so.
    try:
        with transaction.atomic():
            elder.save()
    except IntegrityError:
        if not Elder.objects.filter(identity_index=index).exists():
            raise
        raise Refused(Reason("elder_exists", field="identity_number")) from None
    return elder


def _assign(elder: Elder, values: dict[str, str]) -> None:
    for field, value in values.items():
        setattr(elder, field, value or None if field == "phone" else value)
    if "name" in values:
        keys = name_keys(values["name"])
        elder.name_full = keys.full[: Elder._meta.get_field("name_full").max_length]
        elder.name_initials = keys.initials[: Elder._meta.get_field("name_initials").max_length]
    if "phone" in values:
        phone = values["phone"]
        elder.phone_index = blind_index(phone, column=PHONE_COLUMN) if phone else None


@transaction.atomic
def change_elder(*, viewer: Viewer, elder: Elder, version: int, changes: dict[str, str]) -> Elder:
    """Change name, phone or address. Raises Stale when somebody else changed the record first."""
    if unknown := changes.keys() - NORMALISE.keys():
        raise LookupError(f"{sorted(unknown)} are not changed by this act")
    locked = _lock(elder, version=version, viewer=viewer)
    wanted = {field: NORMALISE[field](value) for field, value in changes.items()}
    differing: dict[str, list[Any]] = {
        field: [getattr(locked, field) or "", value]
        for field, value in wanted.items()
        if (getattr(locked, field) or "") != value
    }
    if not differing:
        return locked
    values = {field: after for field, (_before, after) in differing.items()}
    details = {field: values.get(field) for field in NORMALISE}
    if reasons := check_details(**details):
        raise Refused(*reasons)
    _assign(locked, values)
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


def _lock(elder: Elder, *, version: int, viewer: Viewer) -> Elder:
    locked: Elder = lock_version(elder, version=version)
    if locked.village is None or not viewer.covers(locked.village.path, ELDERS_WRITE):
        raise Refused(Reason("outside_your_villages", field="village"))
    return locked


@transaction.atomic
def move_elder(
    *, viewer: Viewer, elder: Elder, version: int, village: Region | None, valid_from: date
) -> Elder:
    """Record that an elder lives in another village from a day on; the earlier residence keeps its days.

    Raises Refused (`before_present_fact` when the day lies before the present residence) or Stale.
    """
    locked = _lock(elder, version=version, viewer=viewer)
    reasons = _check_village(village, viewer=viewer, permission=ELDERS_WRITE)
    reasons += _check_past(valid_from, viewer=viewer)
    if reasons or village is None:
        raise Refused(*reasons)
    before, now = supersede(
        Residence.objects.filter(elder=locked).select_related("area"),
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
            "changes": {"residence": [before.area.name if before else "", village.name]},
        },
    )
    return locked


def _check_past(day: date, *, viewer: Viewer) -> list[Reason]:
    if day <= viewer.on:
        return []
    params = {"valid_from": day.isoformat(), "on": viewer.on.isoformat()}
    return [Reason("move_in_future", field="valid_from", params=params)]


@transaction.atomic
def open_health_record(*, viewer: Viewer, elder: Elder, version: int, valid_from: date) -> Elder:
    """Open the elder's health record on a day (ZS-19); an open one stays as it is."""
    locked = _lock(elder, version=version, viewer=viewer)
    if HealthRecord.objects.filter(elder=locked, valid_to__isnull=True).exists():
        return locked
    if valid_from < locked.birth_date:
        raise Refused.because("record_before_birth", field="valid_from", valid_from=valid_from.isoformat())
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


def reveal_elder(*, viewer: Viewer, elder: Elder) -> tuple[str, str]:
    """The full identity number and phone, with the act that says who saw them."""
    Act.objects.create(
        account_id=viewer.account_id,
        actor=viewer.name,
        kind="elder.reveal",
        object_type="elder_record",
        object_id=elder.pk,
        elder_ids=[elder.pk],
    )
    return elder.identity_number, elder.phone or ""
