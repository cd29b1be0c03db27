"""Where a person practises from a day on, and ending it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.domains.workforce.actions.register import site_refusals
from yiyang.domains.workforce.actions.scope import lock_staff, may_write_at, save_change
from yiyang.domains.workforce.models import Practice, Staff
from yiyang.domains.workforce.rules.practising import Site, practice_refusals
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Reason, Refused

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation


@dataclass(frozen=True, kw_only=True)
class PracticeEntry:
    """A registration at an organisation; `is_main` False is a further site (多点执业)."""

    organisation: "Organisation"
    is_main: bool
    hours_week: int
    valid_from: date
    grassroots_hours: int = 0
    last_day: date | None = None


@transaction.atomic
def add_practice(*, viewer: Viewer, staff: Staff, version: int, entry: PracticeEntry) -> Practice:
    """Register a person at one more site, or at a new main site. Raises Refused or Stale."""
    locked = lock_staff(staff, version=version, viewer=viewer)
    reasons: list[Reason] = []
    if not may_write_at(viewer, entry.organisation):
        reasons.append(Reason("outside_your_organisations", field="organisation"))
    reasons += site_refusals(entry.organisation, valid_from=entry.valid_from, viewer=viewer)
    proposed = Site(
        organisation_id=entry.organisation.pk,
        name=entry.organisation.name,
        is_main=entry.is_main,
        hours_week=entry.hours_week,
        valid_from=entry.valid_from,
        valid_to=from_last_day(entry.last_day),
    )
    reasons += practice_refusals(proposed, standing=_sites(locked), grassroots_hours=entry.grassroots_hours)
    if reasons:
        raise Refused(*reasons)
    made = Practice.objects.create(
        staff=locked,
        organisation=entry.organisation,
        is_main=entry.is_main,
        hours_week=entry.hours_week,
        grassroots_hours=entry.grassroots_hours,
        valid_from=entry.valid_from,
        valid_to=from_last_day(entry.last_day),
    )
    changes: dict[str, list[Any]] = {"practice": [None, _line(made)]}
    save_change(locked, viewer=viewer, kind="staff.practice.add", since=entry.valid_from, changes=changes)
    return made


@transaction.atomic
def end_practice(*, viewer: Viewer, practice: Practice, version: int, last: date) -> Practice:
    """End a practice with a last day. Raises Refused or Stale.

    A main site cannot end while further sites run beyond the day.
    """
    locked = lock_staff(practice.staff, version=version, viewer=viewer)
    present = Practice.objects.select_related("organisation__area").get(pk=practice.pk)
    if reasons := _end_refusals(present, viewer=viewer, last=last):
        raise Refused(*reasons)
    before = _line(present)
    present.valid_to = from_last_day(last)
    present.save(update_fields=["valid_to"])
    changes: dict[str, list[Any]] = {"practice": [before, _line(present)]}
    since = present.valid_to or last
    save_change(locked, viewer=viewer, kind="staff.practice.end", since=since, changes=changes)
    return present


def _end_refusals(present: Practice, *, viewer: Viewer, last: date) -> list[Reason]:
    reasons: list[Reason] = []
    if not may_write_at(viewer, present.organisation):
        reasons.append(Reason("outside_your_organisations"))
    until = last_day(present.valid_to)
    if until is not None and until < viewer.on:
        reasons.append(Reason("practice_ended", field="last_day", params={"last": until.isoformat()}))
    if last < present.valid_from:
        params = {"last": last.isoformat(), "first": present.valid_from.isoformat()}
        reasons.append(Reason("practice_order", field="last_day", params=params))
    if present.is_main:
        beyond = [
            site.name
            for site in _sites(present.staff)
            if not site.is_main and (site.valid_to is None or site.valid_to > (from_last_day(last) or last))
        ]
        if beyond:
            names = {"names": tuple(beyond)}
            reasons.append(Reason("further_sites_stand", field="last_day", params=names))
    return reasons


@transaction.atomic
def end_practices_at(*, viewer: Viewer, organisation: "Organisation", closed_from: date) -> int:
    """End every practice at an organisation that closes, and say how many; called by the flow that closes it.

    Practices that would begin later are taken back.
    """
    count = 0
    found = Practice.objects.filter(organisation=organisation).exclude(valid_to__lte=closed_from)
    for practice in found.select_related("staff", "organisation").order_by("staff_id", "pk"):
        staff = Staff.objects.select_for_update().get(pk=practice.staff_id)
        before = _line(practice)
        if practice.valid_from >= closed_from:
            practice.delete()
            after = None
        else:
            practice.valid_to = closed_from
            practice.save(update_fields=["valid_to"])
            after = _line(practice)
        staff.version += 1
        staff.save(update_fields=["version"])
        record_act(
            viewer=viewer,
            kind="staff.practice.end",
            changed=staff,
            since=closed_from,
            detail={"version": staff.version, "changes": {"practice": [before, after]}},
        )
        count += 1
    return count


def _sites(staff: Staff) -> tuple[Site, ...]:
    return tuple(
        Site(
            organisation_id=practice.organisation_id,
            name=practice.organisation.name,
            is_main=practice.is_main,
            hours_week=practice.hours_week,
            valid_from=practice.valid_from,
            valid_to=practice.valid_to,
        )
        for practice in staff.practices.select_related("organisation").order_by("valid_from", "pk")
    )


def _line(practice: Practice) -> str:
    last = last_day(practice.valid_to)
    return f"{practice.organisation.name} {practice.hours_week} h {practice.valid_from}…{last or ''}"
