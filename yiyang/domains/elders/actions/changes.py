"""Changes of a person's own details, and who saw the sealed ones."""

from typing import Any

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.models import Act
from yiyang.domains.elders.actions.details import NORMALISE, SEALED, assign, lock
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance, write_field_sources
from yiyang.domains.elders.models import Elder
from yiyang.domains.elders.rules.registration import check_details
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.refused import Refused


@transaction.atomic
def change_elder(
    *,
    viewer: Viewer,
    elder: Elder,
    version: int,
    changes: dict[str, str],
    provenance: Provenance = AT_THE_DESK,
) -> Elder:
    """Change name, phone or address. Raises Stale when somebody else changed the record first."""
    if unknown := changes.keys() - NORMALISE.keys():
        raise LookupError(f"{sorted(unknown)} are not changed by this act")
    locked = lock(elder, version=version, viewer=viewer)
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
    assign(locked, values)
    locked.version += 1
    locked.save()
    shown = {
        field: [mask_phone(value) if field in SEALED and value else value for value in pair]
        for field, pair in differing.items()
    }
    act = record_act(
        viewer=viewer,
        kind="elder.change",
        changed=locked,
        elder_ids=[locked.pk],
        since=viewer.on,
        detail={"version": locked.version, "changes": shown},
    )
    write_field_sources(viewer=viewer, elder=locked, act=act, provenance=provenance, fields=values)
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
