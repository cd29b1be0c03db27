"""Reads of organisations, narrowed by the caller's scope, and the facts that numbers count.

`LOGICAL_TABLES` names the time-valid facts this domain owns, as selections a snapshot can run.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yiyang.access.roles import INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.models import BedKind, Capability, Organisation, OrganisationProfile

PAGE_SIZE = 50


def list_organisations(
    *,
    viewer: Viewer,
    kinds: tuple[str, ...] = (),
    area_path: str = "",
    text: str = "",
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Organisation]:
    """Organisations in scope by id, at most `limit`; `after` is the last id of the page before."""
    found = Organisation.objects.visible_to(viewer, permission=INSTITUTIONS).select_related("area")
    if kinds:
        found = found.filter(kind__in=kinds)
    if area_path:
        found = found.filter(area__path__startswith=area_path)
    if text:
        found = found.filter(name__contains=text)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("pk")[:limit])


def find_organisation(*, viewer: Viewer, pk: int) -> Organisation | None:
    """The organisation if it is in scope, else None."""
    return (
        Organisation.objects.visible_to(viewer, permission=INSTITUTIONS)
        .select_related("area", "area__parent")
        .filter(pk=pk)
        .first()
    )


def organisations_by_ids(*, viewer: Viewer, ids: list[int]) -> list[Organisation]:
    """Those of the ids that are in scope, by id."""
    found = Organisation.objects.visible_to(viewer, permission=INSTITUTIONS).select_related("area")
    return list(found.filter(pk__in=ids).order_by("pk"))


def organisation_choices(*, viewer: Viewer, kinds: tuple[str, ...]) -> QuerySet[Organisation]:
    """Organisations of some kinds in scope, by name, to choose from in a form."""
    return (
        Organisation.objects.visible_to(viewer, permission=INSTITUTIONS)
        .filter(kind__in=kinds)
        .order_by("name")
    )


def lock_organisation(pk: int) -> Organisation:
    """The organisation's row, locked until the transaction ends; the caller has checked the scope."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("area").get(pk=pk)


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What holds about an organisation on a day, and its history."""

    profile: OrganisationProfile | None
    beds: dict[str, int]
    total_beds: int
    capabilities: tuple[Capability, ...]
    history: tuple[dict[str, Any], ...]


def valid_on(on: date) -> Q:
    """The condition that a time-valid row holds on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def organisation_facts(organisation: Organisation, *, on: date) -> OrganisationFacts:
    """Profile, beds and capabilities on a day, with every change of beds and capabilities."""
    beds = dict(organisation.beds.filter(valid_on(on)).values_list("kind", "beds"))
    history = [
        {"label": BedKind(row.kind).label, "value": row.beds, "from": row.valid_from, "to": row.valid_to}
        for row in organisation.beds.order_by("valid_from", "id")
    ]
    return OrganisationFacts(
        profile=organisation.profiles.filter(valid_on(on)).first(),
        beds=beds,
        total_beds=sum(beds.values()),
        capabilities=tuple(organisation.capabilities.filter(valid_on(on)).order_by("code")),
        history=tuple(history),
    )


LOGICAL_TABLES = {
    "organisations": "SELECT id AS organisation_id FROM institutions_organisation",
    "organisation_profiles": """
        SELECT p.organisation_id, p.kind, p.level, p.ownership, r.code AS area, p.valid_from, p.valid_to
        FROM institutions_organisationprofile p JOIN regions_region r ON r.id = p.area_id""",
    "capabilities": """
        SELECT organisation_id, code AS capability, valid_from, valid_to FROM institutions_capability""",
    "bed_capacities": """
        SELECT organisation_id, kind AS bed_kind, beds, valid_from, valid_to FROM institutions_bedcapacity""",
}


def ids_by_names(names: list[str]) -> list[int]:
    """Ids of organisations with one of these names, for targets that name institutions."""
    return list(Organisation.objects.filter(name__in=names).values_list("pk", flat=True))
