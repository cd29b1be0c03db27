"""The list of staff, one person, and who works at an organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from yiyang.access.roles import STAFF
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.models import Act
from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.rules.expiry import warned_until
from yiyang.domains.workforce.models import (
    IDENTITY_COLUMN,
    Practice,
    Qualification,
    Staff,
    StaffQuerySet,
    StaffTitle,
)
from yiyang.kernel.identity import normalise_identity_number

PAGE_SIZE = 50
ACTS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class StaffFilter:
    """What a list of staff is narrowed to.

    Attributes:
        text: the beginning of a name or of its pinyin.
        organisation_id: those who practise there on the viewer's day.
        area_path: those who practise in the area on that day.
        kind: those who hold this qualification on that day.
        is_expiring: those of whom a qualification ends soon or has ended.
        with_past: also those who practise nowhere any more.
    """

    text: str = ""
    organisation_id: int | None = None
    area_path: str = ""
    kind: str = ""
    is_expiring: bool = False
    with_past: bool = False


def list_staff(
    *, viewer: Viewer, narrowed: StaffFilter, after: int | None = None, limit: int | None = PAGE_SIZE
) -> list[Staff]:
    """Staff in scope by id with titles, qualifications and practices at hand; `after` is the last id before."""
    found = _narrow(Staff.objects.visible_to(viewer, permission=STAFF), narrowed, on=viewer.on)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(_with_rows(found).order_by("pk")[:limit])


def _narrow(found: StaffQuerySet, narrowed: StaffFilter, *, on: date) -> StaffQuerySet:
    if narrowed.text:
        found = found.filter(_named(narrowed.text))
    practices = Practice.objects.filter(valid_on(on), staff=OuterRef("pk"))
    if narrowed.organisation_id is not None:
        practices = practices.filter(organisation_id=narrowed.organisation_id)
    if narrowed.area_path:
        practices = practices.filter(organisation__area__path__startswith=narrowed.area_path)
    if not narrowed.with_past or narrowed.organisation_id is not None or narrowed.area_path:
        found = found.filter(Exists(practices))
    held = Qualification.objects.filter(staff=OuterRef("pk"))
    if narrowed.kind:
        held = held.filter(kind=narrowed.kind)
        if not narrowed.is_expiring:
            held = held.filter(valid_on(on))
    if narrowed.is_expiring:
        held = held.filter(valid_from__lte=on, valid_to__lt=warned_until(on))
    if narrowed.kind or narrowed.is_expiring:
        found = found.filter(Exists(held))
    return found


def _named(text: str) -> Q:
    letters = text.lower().replace(" ", "").replace("\x00", "")
    if letters.isascii():
        return Q(name_initials__startswith=letters) | Q(name_full__startswith=letters)
    return Q(name__startswith=text.replace("\x00", ""))


def _with_rows(found: StaffQuerySet) -> StaffQuerySet:
    return found.prefetch_related(
        Prefetch("titles", queryset=StaffTitle.objects.order_by("-valid_from")),
        Prefetch("qualifications", queryset=Qualification.objects.order_by("kind", "-valid_from")),
        Prefetch(
            "practices",
            queryset=Practice.objects.select_related("organisation__area").order_by(
                "-is_main", "-valid_from"
            ),
        ),
    )


def find_staff(*, viewer: Viewer, public_id: UUID, permission: str = STAFF) -> Staff | None:
    """The person with titles, qualifications and practices if in scope, else None."""
    found = Staff.objects.visible_to(viewer, permission=permission).filter(public_id=public_id)
    return _with_rows(found).first()


def staff_by_id(*, viewer: Viewer, pk: int, permission: str = STAFF) -> Staff:
    """The person of a row id in scope. Raises Staff.DoesNotExist."""
    return _with_rows(Staff.objects.visible_to(viewer, permission=permission)).get(pk=pk)


def staff_by_numbers(
    *, viewer: Viewer, numbers: Iterable[str], permission: str = STAFF
) -> dict[str, Staff | None]:
    """Normalised identity number → the person, of those that are registered; None for one outside the scope."""
    wanted = {
        blind_index(number, column=IDENTITY_COLUMN): number
        for number in map(normalise_identity_number, numbers)
    }
    known = Staff.objects.filter(identity_index__in=list(wanted))
    found: dict[str, Staff | None] = {
        wanted[bytes(index)]: None for index in known.values_list("identity_index", flat=True)
    }
    seen = Staff.objects.visible_to(viewer, permission=permission).filter(identity_index__in=list(wanted))
    return found | {wanted[bytes(staff.identity_index)]: staff for staff in _with_rows(seen)}


def find_qualification(*, viewer: Viewer, pk: int, permission: str = STAFF) -> Qualification | None:
    """The certificate if its person is in scope, else None."""
    found = Qualification.objects.visible_to(viewer, permission=permission)
    return found.select_related("staff").filter(pk=pk).first()


def find_practice(*, viewer: Viewer, pk: int, permission: str = STAFF) -> Practice | None:
    """The practice if its person is in scope, else None."""
    found = Practice.objects.visible_to(viewer, permission=permission)
    return found.select_related("staff", "organisation__area").filter(pk=pk).first()


def staff_at(*, organisation_id: int, on: date, limit: int) -> list[Staff]:
    """Who practises at an organisation on a day, by id; the caller has checked the scope."""
    practices = Practice.objects.filter(valid_on(on), staff=OuterRef("pk"), organisation_id=organisation_id)
    return list(_with_rows(Staff.objects.filter(Exists(practices))).order_by("pk")[:limit])


def acts_of(staff: Staff) -> list[Act]:
    """The latest acts on a person's record, the last first."""
    found = Act.objects.filter(object_type=Staff._meta.label_lower, object_id=staff.pk)
    return list(found.order_by("-id")[:ACTS_SHOWN])
