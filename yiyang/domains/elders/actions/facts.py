"""Facts stated about an elder from a day on: where they live, whether they have a health record."""

from datetime import date

from django.db import transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import state_from
from yiyang.domains.elders.actions.details import check_past, check_village, lock
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance, write_field_sources
from yiyang.domains.elders.models import Elder, HealthRecord, Residence
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Region


@transaction.atomic
def move_elder(
    *,
    viewer: Viewer,
    elder: Elder,
    version: int,
    village: Region | None,
    valid_from: date,
    replace_later: bool = False,
    provenance: Provenance = AT_THE_DESK,
) -> Elder:
    """Record that an elder lives in another village from a day on; the earlier residence keeps its days.

    Raises Refused (`later_entry_stands` when the day lies before the present residence, unless `replace_later`
    says that this corrects the register) or Stale.
    """
    locked = lock(elder, version=version, viewer=viewer)
    reasons = check_village(village, viewer=viewer, permission=ELDERS_WRITE)
    reasons += check_past(valid_from, viewer=viewer)
    if reasons or village is None:
        raise Refused(*reasons)
    stated = state_from(
        Residence.objects.filter(elder=locked).select_related("area"),
        valid_from=valid_from,
        key={"elder": locked},
        values={"area": village},
        fields=("area",),
        replace_later=replace_later,
    )
    if not stated.is_change:
        return locked
    locked.village = village
    locked.version += 1
    locked.save(update_fields=["village", "version"])
    act = record_act(
        viewer=viewer,
        kind="elder.move",
        changed=locked,
        elder_ids=[locked.pk],
        since=valid_from,
        detail={
            "version": locked.version,
            "changes": {"residence": [stated.before["area"].name if stated.before else "", village.name]},
            **({"replaced": list(stated.replaced)} if stated.replaced else {}),
        },
    )
    write_field_sources(viewer=viewer, elder=locked, act=act, provenance=provenance, fields=("village",))
    derive_memberships([locked.pk], with_housemates=False)
    return locked


@transaction.atomic
def open_health_record(*, viewer: Viewer, elder: Elder, version: int, valid_from: date) -> Elder:
    """Open the elder's health record on a day (ZS-19); an open one stays as it is."""
    locked = lock(elder, version=version, viewer=viewer)
    if HealthRecord.objects.filter(elder=locked, valid_to__isnull=True).exists():
        return locked
    if valid_from > viewer.on:
        raise Refused.because(
            "record_in_future",
            field="valid_from",
            valid_from=valid_from.isoformat(),
            on=viewer.on.isoformat(),
        )
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
