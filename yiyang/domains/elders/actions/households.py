"""Who keeps house together: opening a household, members coming and going; living alone follows from it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.timelines import valid_on
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.actions.details import lock_in_scope
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance
from yiyang.domains.elders.models import IDENTITY_COLUMN, Elder, Household, HouseholdMember
from yiyang.domains.elders.rules.registration import NAME_LENGTH, normalise_name
from yiyang.domains.elders.rules.statements import check_days, check_values
from yiyang.kernel.intervals import from_last_day
from yiyang.kernel.refused import Reason, Refused

HEAD = "02"


@transaction.atomic
def open_household(
    *,
    viewer: Viewer,
    elder: Elder,
    relation: str,
    valid_from: date | None,
    provenance: Provenance = AT_THE_DESK,
) -> HouseholdMember:
    """Record that an elder keeps house from a day on; with nobody else added the elder lives alone.

    Raises Refused, among others `in_household_already`.
    """
    locked = lock_in_scope(elder, viewer=viewer)
    reasons = check_values({"relation": relation}, required=("relation",))
    reasons += _check_day(valid_from, elder=locked, viewer=viewer)
    if not reasons and valid_from is not None and _stays_after(locked, valid_from):
        reasons.append(Reason("in_household_already", field="valid_from", params={"name": locked.name}))
    if reasons or valid_from is None:
        raise Refused(*reasons)
    member = HouseholdMember.objects.create(
        household=Household.objects.create(),
        elder=locked,
        relation=relation,
        valid_from=valid_from,
        **provenance.columns(viewer),
    )
    _record(viewer, member, locked, act="open", changes={"relation": ["", relation]})
    return member


@transaction.atomic
def add_member(
    *,
    viewer: Viewer,
    elder: Elder,
    name: str,
    relation: str,
    valid_from: date | None,
    identity_number: str = "",
    provenance: Provenance = AT_THE_DESK,
) -> HouseholdMember:
    """Add somebody to the household an elder is in on a day: an elder found by number, or a person by name.

    Raises Refused: `no_household`, `unknown_elder`, `in_household_already` and what is wrong with the values.
    """
    locked = lock_in_scope(elder, viewer=viewer)
    other = _find(identity_number, viewer=viewer) if identity_number else None
    plain = normalise_name(name)
    reasons = check_values(
        {"relation": relation, "name": plain},
        required=("relation",) if identity_number else ("relation", "name"),
    )
    if len(plain) > NAME_LENGTH:
        reasons.append(Reason("text_too_long", field="name", params={"most": NAME_LENGTH}))
    if identity_number and (other is None or other == locked):
        reasons.append(Reason("unknown_elder", field="identity_number"))
    reasons += _check_day(valid_from, elder=locked, viewer=viewer)
    if reasons or valid_from is None:
        raise Refused(*reasons)
    home = HouseholdMember.objects.filter(valid_on(valid_from), elder=locked).first()
    if home is None:
        raise Refused.because("no_household", field="valid_from", day=valid_from.isoformat())
    if other is not None and _stays_after(other, valid_from):
        raise Refused.because("in_household_already", field="identity_number", name=other.name)
    member = HouseholdMember.objects.create(
        household_id=home.household_id,
        elder=other,
        name="" if other else plain,
        relation=relation,
        valid_from=valid_from,
        **provenance.columns(viewer),
    )
    changes = {"name": ["", other.name if other else plain], "relation": ["", relation]}
    _record(viewer, member, locked, act="join", changes=changes)
    return member


@transaction.atomic
def end_member(
    *, viewer: Viewer, elder: Elder, member: HouseholdMember, version: int, last: date | None
) -> HouseholdMember:
    """Say somebody's last day in the household of an elder. Raises Refused, or Stale after another's change."""
    locked_elder = lock_in_scope(elder, viewer=viewer)
    locked = lock_version(member, version=version)
    valid_to = from_last_day(last)
    reasons = [] if last is not None else [Reason("value_missing", field="last_day")]
    reasons += check_days(
        valid_from=locked.valid_from,
        valid_to=valid_to,
        birth=locked.valid_from,
        death=None,
        on=viewer.on,
    )
    if last is not None and last > viewer.on:
        params = {"day": last.isoformat(), "on": viewer.on.isoformat()}
        reasons.append(Reason("in_future", field="last_day", params=params))
    if reasons:
        raise Refused(*reasons)
    locked.valid_to = valid_to
    locked.version += 1
    locked.save(update_fields=["valid_to", "version"])
    _record(viewer, locked, locked_elder, act="leave", changes={"valid_to": ["", str(last)]})
    return locked


def _check_day(valid_from: date | None, *, elder: Elder, viewer: Viewer) -> list[Reason]:
    return check_days(valid_from=valid_from, birth=elder.birth_date, death=elder.death_date, on=viewer.on)


def _stays_after(elder: Elder, day: date) -> bool:
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return HouseholdMember.objects.filter(later, elder=elder).exists()


def _find(identity_number: str, *, viewer: Viewer) -> Elder | None:
    index = blind_index("".join(identity_number.split()).upper(), column=IDENTITY_COLUMN)
    found: Elder | None = (
        Elder.objects.visible_to(viewer, permission=ELDERS_WRITE).filter(identity_index=index).first()
    )
    return found


def _record(
    viewer: Viewer, member: HouseholdMember, elder: Elder, *, act: str, changes: dict[str, list[Any]]
) -> None:
    touched = sorted({elder.pk, member.elder_id or elder.pk})
    record_act(
        viewer=viewer,
        kind=f"household.{act}",
        changed=member,
        elder_ids=touched,
        since=member.valid_from,
        detail={"version": member.version, "changes": changes},
    )
    derive_memberships(touched)
