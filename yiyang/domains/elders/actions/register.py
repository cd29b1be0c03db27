"""Entering a person in the register."""

from django.db import IntegrityError, transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.domains.elders.actions.details import assign, check_village
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance, write_field_sources
from yiyang.domains.elders.models import (
    IDENTITY_COLUMN,
    Elder,
    LivingArrangement,
    LivingKind,
    Residence,
)
from yiyang.domains.elders.rules.registration import (
    CheckedElder,
    ElderEntry,
    check_entry,
)
from yiyang.kernel.refused import Reason, Refused
from yiyang.regions.models import Region


@transaction.atomic
def register_elder(
    *,
    viewer: Viewer,
    entry: ElderEntry,
    village: Region | None,
    permission: str = ELDERS_WRITE,
    provenance: Provenance = AT_THE_DESK,
) -> Elder:
    """Enter a person in the register with residence and living arrangement from the viewer's day on.

    Raises Refused with every reason at once, among them `elder_exists`.
    """
    checked, index, reasons = judge_entry(entry, village, viewer=viewer, permission=permission)
    if index is not None and Elder.objects.filter(identity_index=index).exists():
        reasons.append(Reason("elder_exists", field="identity_number"))
    if reasons or checked is None or index is None:
        raise Refused(*reasons)
    elder = _create(checked, index=index, village=village)
    Residence.objects.create(elder=elder, area=village, valid_from=viewer.on)
    LivingArrangement.objects.create(elder=elder, kind=LivingKind.HOME, valid_from=viewer.on)
    act = record_act(
        viewer=viewer,
        kind="elder.register",
        changed=elder,
        elder_ids=[elder.pk],
        since=viewer.on,
        detail={"version": elder.version},
    )
    write_field_sources(viewer=viewer, elder=elder, act=act, provenance=provenance)
    derive_memberships([elder.pk], with_housemates=False)
    return elder


def judge_entry(
    entry: ElderEntry, village: Region | None, *, viewer: Viewer, permission: str
) -> tuple[CheckedElder | None, bytes | None, list[Reason]]:
    """The entry checked, its blind index, and every reason against it but one: that the person is there already."""
    reasons: list[Reason] = []
    checked = None
    try:
        checked = check_entry(entry, on=viewer.on)
    except Refused as refused:
        reasons += refused.reasons
    reasons += check_village(village, viewer=viewer, permission=permission)
    index = blind_index(checked.identity_number, column=IDENTITY_COLUMN) if checked else None
    return checked, index, reasons


def make_elder(checked: CheckedElder, *, index: bytes, village: Region | None) -> Elder:
    """The elder of a checked entry, not saved yet."""
    elder = Elder(
        sex=checked.sex,
        birth_date=checked.birth_date,
        identity_kind=checked.identity_kind,
        identity_number=checked.identity_number,
        identity_index=index,
        village=village,
    )
    assign(elder, {"name": checked.name, "phone": checked.phone, "address": checked.address})
    return elder


def _create(checked: CheckedElder, *, index: bytes, village: Region | None) -> Elder:
    elder = make_elder(checked, index=index, village=village)
    # Two desks may register one person at once; the unique index decides and the second is told so.
    try:
        with transaction.atomic():
            elder.save()
    except IntegrityError:
        if not Elder.objects.filter(identity_index=index).exists():
            raise
        raise Refused(Reason("elder_exists", field="identity_number")) from None
    return elder
