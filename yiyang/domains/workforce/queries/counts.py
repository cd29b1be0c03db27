"""How many people of which qualification there are; an expired qualification counts for nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yiyang.access.roles import STAFF
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.rules.duties import StaffCounts
from yiyang.domains.institutions.rules.expiry import warned_until
from yiyang.domains.workforce.models import Practice, Qualification, QualificationKind, StaffTitle
from yiyang.domains.workforce.rules.titles import NURSE_IN_CHARGE, SENIOR_DOCTOR, titles_from
from yiyang.kernel.age import age_on

DOCTORS = (QualificationKind.LICENSED_DOCTOR, QualificationKind.TCM_DOCTOR)
PRACTISED_YEARS = 5
"""Years since the licence after which a doctor may lead an infirmary (国卫办医发〔2014〕57号)."""


def staff_counts(*, ids: Iterable[int], on: date) -> dict[int, StaffCounts]:
    """Organisation id → persons of each group on a day, for those where anybody was ever registered by then."""
    chosen = list(ids)
    places: dict[int, set[int]] = {}
    rows = Practice.objects.filter(valid_from__lte=on, organisation_id__in=chosen)
    for organisation, staff, end in rows.values_list("organisation_id", "staff_id", "valid_to"):
        present = places.setdefault(organisation, set())
        if end is None or end > on:
            present.add(staff)
    groups = _groups({staff for present in places.values() for staff in present}, on=on)
    return {
        organisation: StaffCounts(**{group: len(members & present) for group, members in groups.items()})
        for organisation, present in places.items()
    }


def _groups(staff_ids: set[int], *, on: date) -> dict[str, set[int]]:
    held: dict[str, set[int]] = defaultdict(set)
    seasoned: set[int] = set()
    rows = Qualification.objects.filter(valid_on(on), staff_id__in=staff_ids)
    for staff, kind, issued in rows.values_list("staff_id", "kind", "valid_from"):
        held[kind].add(staff)
        if kind in DOCTORS and age_on(issued, on) >= PRACTISED_YEARS:
            seasoned.add(staff)
    titles = dict(
        StaffTitle.objects.filter(valid_on(on), staff_id__in=staff_ids).values_list("staff_id", "title")
    )
    doctors = held[QualificationKind.LICENSED_DOCTOR] | held[QualificationKind.TCM_DOCTOR]
    nurses = held[QualificationKind.NURSE]
    return {
        "doctors": doctors,
        "doctors_five_years": seasoned,
        "tcm_doctors": held[QualificationKind.TCM_DOCTOR],
        "senior_doctors": _titled(doctors, titles, SENIOR_DOCTOR),
        "nurses": nurses,
        "nurses_in_charge": _titled(nurses, titles, NURSE_IN_CHARGE),
        "therapists": held[QualificationKind.THERAPIST],
        "carers": held[QualificationKind.CARER],
    }


def _titled(members: set[int], titles: dict[int, str], least: str) -> set[int]:
    high = titles_from(least)
    return {staff for staff in members if titles.get(staff) in high}


def counts_by_kind(*, organisation_id: int, on: date) -> list[dict[str, Any]]:
    """A row a qualification held at an organisation: persons who hold it on the day, and of how many it ends soon
    or has ended."""
    present = Practice.objects.filter(valid_on(on), staff=OuterRef("staff"), organisation_id=organisation_id)
    rows = Qualification.objects.filter(Exists(present), valid_from__lte=on)
    valid: dict[str, set[int]] = defaultdict(set)
    ending: dict[str, set[int]] = defaultdict(set)
    lapsed: dict[str, set[int]] = defaultdict(set)
    for staff, kind, end in rows.values_list("staff_id", "kind", "valid_to"):
        if end is None or end > on:
            valid[kind].add(staff)
            if end is not None and end < warned_until(on):
                ending[kind].add(staff)
        else:
            lapsed[kind].add(staff)
    return [
        {
            "code": code,
            "label": label,
            "valid": len(valid[code]),
            "ending": len(ending[code]),
            "lapsed": len(lapsed[code] - valid[code]),
        }
        for code, label in QualificationKind.choices
        if valid[code] or lapsed[code]
    ]


def expiring_qualifications(
    *,
    viewer: Viewer,
    area_path: str = "",
    kind: str = "",
    lapsed_since: date | None = None,
    limit: int | None = None,
) -> list[Qualification]:
    """Certificates, of staff in scope who practise on the viewer's day, that the table of steps warns of.

    The next to end first. `lapsed_since` adds those that ended on that day or later. A certificate that
    another of its kind follows is left out.
    """
    practices = Practice.objects.filter(valid_on(viewer.on), staff=OuterRef("staff_id"))
    if area_path:
        practices = practices.filter(organisation__area__path__startswith=area_path)
    followed = Qualification.objects.filter(
        staff=OuterRef("staff_id"), kind=OuterRef("kind"), valid_from__lte=OuterRef("valid_to")
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")))
    found = Qualification.objects.visible_to(viewer, permission=STAFF).filter(
        Exists(practices),
        ~Exists(followed),
        valid_from__lte=viewer.on,
        valid_to__lt=warned_until(viewer.on),
        valid_to__gt=viewer.on if lapsed_since is None else lapsed_since,
    )
    if kind:
        found = found.filter(kind=kind)
    found = found.select_related("staff").prefetch_related("staff__practices__organisation")
    return list(found.order_by("valid_to", "pk")[:limit])
