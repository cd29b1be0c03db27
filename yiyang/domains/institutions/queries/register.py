"""Reads of organisations, narrowed by the caller's scope: lists, one organisation, what holds about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from yiyang.access.roles import INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.models import (
    CONTENTS,
    BedCapacity,
    BedKind,
    Capability,
    CapabilityCode,
    HospitalLevel,
    Kind,
    Organisation,
    OrganisationProfile,
    OrganisationQuerySet,
    Ownership,
)
from yiyang.domains.institutions.queries.papers import combined_on
from yiyang.domains.institutions.rules.kinds import GROUPS

PAGE_SIZE = 50
Choices = list[tuple[Any, Any]]
GROUP_LABELS = {
    "medical": _("Medical institutions"),
    "homes": _("Care homes"),
    "community": _("Community centres"),
    "others": _("Bureaus, insurers and schools"),
}


def kind_choices() -> Choices:
    """(code, label) of every kind of organisation."""
    return list(Kind.choices)


def group_choices() -> Choices:
    """(code, label) of the groups of kinds that lists filter by."""
    return [(code, GROUP_LABELS[code]) for code in GROUPS]


def level_choices() -> Choices:
    """(number, label) of the levels of hospitals; 0 is ungraded."""
    return list(HospitalLevel.choices)


def ownership_choices() -> Choices:
    """(code, label) of who runs an organisation."""
    return list(Ownership.choices)


def bed_choices() -> Choices:
    """(code, label) of the kinds of beds."""
    return list(BedKind.choices)


def capability_choices() -> Choices:
    """(code, label) of the capabilities."""
    return list(CapabilityCode.choices)


def contents_choices(code: str) -> Choices:
    """(code, label) of what a capability consists of; empty for one without contents."""
    return list(CONTENTS[code].choices) if code in CONTENTS else []


def contents_labels(capability: Capability) -> list[str]:
    """What a stated capability consists of, in words."""
    labels = dict(contents_choices(capability.code))
    return [str(labels[code]) for code in capability.contents]


def list_organisations(
    *,
    viewer: Viewer,
    kinds: tuple[str, ...] = (),
    area_path: str = "",
    text: str = "",
    open_on: date | None = None,
    capability: str = "",
    is_combined: bool = False,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[Organisation]:
    """Organisations in scope by id, at most `limit`; `after` is the last id of the page before.

    `open_on` keeps those that have a profile on that day; `capability` those that have it on the viewer's day,
    `is_combined` those that hold both papers on that day.
    """
    found = _filtered(
        viewer=viewer,
        kinds=kinds,
        area_path=area_path,
        text=text,
        open_on=open_on,
        capability=capability,
        is_combined=is_combined,
    )
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.select_related("area__parent").order_by("pk")[:limit])


def count_by_area(
    *,
    viewer: Viewer,
    kinds: tuple[str, ...] = (),
    area_path: str = "",
    text: str = "",
    open_on: date | None = None,
    capability: str = "",
    is_combined: bool = False,
) -> dict[str, int]:
    """Path of the area → how many of the organisations that `list_organisations` would find stand there."""
    found = _filtered(
        viewer=viewer,
        kinds=kinds,
        area_path=area_path,
        text=text,
        open_on=open_on,
        capability=capability,
        is_combined=is_combined,
    )
    return dict(found.order_by("area__path").values_list("area__path").annotate(Count("pk")))


def _filtered(
    *,
    viewer: Viewer,
    kinds: tuple[str, ...],
    area_path: str,
    text: str,
    open_on: date | None,
    capability: str = "",
    is_combined: bool = False,
) -> OrganisationQuerySet:
    found = Organisation.objects.visible_to(viewer, permission=INSTITUTIONS)
    if kinds:
        found = found.filter(kind__in=kinds)
    if area_path:
        found = found.filter(area__path__startswith=area_path)
    if text:
        found = found.filter(name__contains=text.replace("\x00", ""))
    if open_on is not None:
        profiles = OrganisationProfile.objects.filter(valid_on(open_on), organisation=OuterRef("pk"))
        found = found.filter(Exists(profiles))
    if capability:
        held = Capability.objects.filter(valid_on(viewer.on), organisation=OuterRef("pk"), code=capability)
        found = found.filter(Exists(held))
    if is_combined:
        found = found.filter(combined_on(viewer.on))
    return found


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


def organisation_choices(
    *, viewer: Viewer, kinds: tuple[str, ...], open_on: date | None = None
) -> QuerySet[Organisation]:
    """Organisations of some kinds in scope, by name, to choose from in a form."""
    found = _filtered(viewer=viewer, kinds=kinds, area_path="", text="", open_on=open_on)
    return found.select_related("area").order_by("name")


def lock_organisation(pk: int) -> Organisation:
    """The organisation's row, locked until the transaction ends; the caller has checked the scope."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("area").get(pk=pk)


@dataclass(frozen=True, kw_only=True)
class OpenDays:
    """When an organisation opened, and the first day it is closed (None while it is open)."""

    opened_on: date | None
    closed_from: date | None


def open_days(organisation: Organisation) -> OpenDays:
    """The first day of the first profile and the end of the last."""
    rows = list(organisation.profiles.order_by("valid_from").values_list("valid_from", "valid_to"))
    if not rows:
        return OpenDays(opened_on=None, closed_from=None)
    return OpenDays(opened_on=rows[0][0], closed_from=rows[-1][1])


def is_open(organisation: Organisation, *, on: date) -> bool:
    """Whether an organisation has a profile on a day."""
    return organisation.profiles.filter(valid_on(on)).exists()


def beds_by_organisation(*, ids: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """Organisation id → {kind of bed: number} on a day, for those of the ids that have beds."""
    rows = BedCapacity.objects.filter(valid_on(on), organisation_id__in=list(ids))
    beds: dict[int, dict[str, int]] = {}
    for pk, kind, count in rows.values_list("organisation_id", "kind").annotate(Sum("beds")):
        beds.setdefault(pk, {})[kind] = count
    return beds


def ids_with_capability(*, ids: Iterable[int], code: str, on: date) -> set[int]:
    """Those of the ids that have a capability on a day."""
    rows = Capability.objects.filter(valid_on(on), organisation_id__in=list(ids), code=code)
    return set(rows.values_list("organisation_id", flat=True))


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What holds about an organisation on a day, and its history."""

    profile: OrganisationProfile | None
    beds: dict[str, int]
    total_beds: int
    capabilities: tuple[Capability, ...]
    history: tuple[dict[str, Any], ...]

    @property
    def nursing_share(self) -> float | None:
        """Nursing beds among all usable beds; None without beds."""
        return self.beds.get(BedKind.NURSING, 0) / self.total_beds if self.total_beds else None


def organisation_facts(organisation: Organisation, *, on: date) -> OrganisationFacts:
    """Profile, beds and capabilities on a day, with every change of beds and capabilities."""
    beds = dict(organisation.beds.filter(valid_on(on)).values_list("kind", "beds"))
    history = [
        {"label": BedKind(row.kind).label, "value": row.beds, "from": row.valid_from, "to": row.valid_to}
        for row in organisation.beds.order_by("valid_from", "id")
    ]
    return OrganisationFacts(
        profile=organisation.profiles.filter(valid_on(on)).select_related("area__parent").first(),
        beds=beds,
        total_beds=sum(beds.values()),
        capabilities=tuple(organisation.capabilities.filter(valid_on(on)).order_by("code")),
        history=tuple(history),
    )


def profiles_of(organisation: Organisation) -> list[OrganisationProfile]:
    """Every profile of an organisation, the latest first."""
    return list(organisation.profiles.select_related("area__parent").order_by("-valid_from"))


def capabilities_of(organisation: Organisation) -> list[Capability]:
    """Every entry of a capability, past ones included, by code and the latest first."""
    return list(organisation.capabilities.order_by("code", "-valid_from"))


def ids_by_names(names: list[str]) -> list[int]:
    """Ids of organisations with one of these names, for targets that name institutions."""
    return list(Organisation.objects.filter(name__in=names).values_list("pk", flat=True))
