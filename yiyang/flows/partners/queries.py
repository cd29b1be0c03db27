"""Reads of the partners' pages: organisations with what other domains know of them, and areas to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import (
    agreements_of,
    content_choices,
    form_choices,
    receivers_in_force,
)
from yiyang.domains.contracts.rules.partnering import RECEIVER_KINDS, standing
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.flows.partners.tables import standing_words
from yiyang.flows.supervision.queries import area_steps, find_visible_area, first_area
from yiyang.regions.models import Region
from yiyang.regions.queries import NoSuchRegion, regions_below

if TYPE_CHECKING:
    from yiyang.domains.contracts.models import Agreement
    from yiyang.domains.institutions.models import Organisation

OWN_CLINIC = "own_medical_institution"
MOST_AREAS = 800
PAGE_SIZE = 50
IN_FORCE = ("in_force", "ending_soon")
STANDING_LIGHTS = {"in_force": "green", "ending_soon": "amber", "upcoming": "grey", "ended": "grey"}


@dataclass(frozen=True, kw_only=True)
class AreaFilter:
    """The area a list is narrowed to, the steps down to it, and the areas below it to choose from."""

    area: Region | None
    path: str
    steps: list[Region]
    children: list[Region]


def area_filter(*, viewer: Viewer, code: str) -> AreaFilter:
    """The chosen area, or the viewer's own. Raises Http404 for an area outside the viewer's."""
    area = find_area(viewer=viewer, code=code) if code else first_area(viewer, roles.INSTITUTIONS)
    if area is None:
        return AreaFilter(area=None, path="", steps=[], children=[])
    return AreaFilter(
        area=area,
        path=area.path if code else "",
        steps=area_steps(viewer=viewer, area=area, permission=roles.INSTITUTIONS),
        children=list(area.children.order_by("code")),
    )


def area_choices(area: AreaFilter, *, code: str) -> list[tuple[str, str]]:
    """(code, name) of the area shown, under the code asked for, and of the areas next below it."""
    here = (code, area.area.name if area.area else _("All areas"))
    return [here, *((child.code, child.name) for child in area.children)]


def find_area(*, viewer: Viewer, code: str, permission: str = roles.INSTITUTIONS) -> Region:
    """The area of this code if it lies in the viewer's areas. Raises Http404 otherwise."""
    try:
        area = find_visible_area(viewer, code, permission)
    except NoSuchRegion:
        raise Http404(code) from None
    if area is None:
        raise Http404(code)
    return area


def area_options(*, viewer: Viewer, base_code: str = "") -> list[tuple[str, str]]:
    """(code, name) of the towns and villages below an area in which the viewer may register organisations.

    Where there are too many for one list, only the units next below the area.
    """
    base = (
        find_area(viewer=viewer, code=base_code, permission=roles.INSTITUTIONS_WRITE)
        if base_code
        else first_area(viewer, roles.INSTITUTIONS_WRITE)
    )
    if base is None:
        return []
    below = regions_below(base.path).select_related("parent").order_by("code")
    if below.count() > MOST_AREAS:
        below = base.children.select_related("parent").order_by("code")
    return [(region.code, place_name(region)) for region in below]


def place_name(region: Region) -> str:
    """A village with its town before it; other units by their own name."""
    if region.level == "village" and region.parent is not None:
        return f"{region.parent.name} {region.name}"
    return region.name


def organisation_rows(*, organisations: list["Organisation"], on: date) -> list[dict[str, Any]]:
    """The rows of the list: beds, nursing share of homes, and whether an agreement is in force."""
    ids = [organisation.pk for organisation in organisations]
    beds = institutions.beds_by_organisation(ids=ids, on=on)
    partnered = receivers_in_force(ids=ids, on=on)
    own = institutions.ids_with_capability(ids=ids, code=OWN_CLINIC, on=on)
    combined = institutions.combined_ids(ids=ids, on=on)
    return [
        _row(organisation, beds=beds.get(organisation.pk, {}), partnered=partnered, own=own, on=on)
        | {"combined": organisation.pk in combined}
        for organisation in organisations
    ]


def _row(
    organisation: "Organisation",
    *,
    beds: dict[str, int],
    partnered: dict[int, date],
    own: set[int],
    on: date,
) -> dict[str, Any]:
    total = sum(beds.values())
    is_home = organisation.kind in HOME_KINDS
    light = agreement_light(
        kind=organisation.kind,
        until=partnered.get(organisation.pk),
        has_own_clinic=organisation.pk in own,
        on=on,
    )
    return {
        "pk": organisation.pk,
        "name": organisation.name,
        "kind": organisation.get_kind_display(),
        "area": place_name(organisation.area),
        "beds": total or None,
        "nursing": beds.get("nursing", 0) / total if is_home and total else None,
        "light": light,
        "until": partnered.get(organisation.pk),
    }


def agreement_light(*, kind: str, until: date | None, has_own_clinic: bool, on: date) -> str:
    """The light of a home's or centre's agreement: green, amber, red, grey (not needed) or "" (no party)."""
    if kind not in RECEIVER_KINDS:
        return ""
    if until is not None:
        return STANDING_LIGHTS[standing(valid_from=on, valid_to=until, on=on)]
    return "grey" if has_own_clinic else "red"


def agreement_rows(agreements: Iterable["Agreement"], *, on: date) -> list[dict[str, Any]]:
    """Agreements as rows with their standing, light and contents in words."""
    contents, forms, words = dict(content_choices()), dict(form_choices()), standing_words()
    rows = []
    for agreement in agreements:
        stand = standing(valid_from=agreement.valid_from, valid_to=agreement.valid_to, on=on)
        is_void = agreement.valid_to <= agreement.valid_from
        rows.append(
            {
                "pk": agreement.pk,
                "receiver": agreement.receiver,
                "provider": agreement.provider,
                "form": str(forms[agreement.form]),
                "contents": _(", ").join(str(contents[code]) for code in agreement.contents),
                "first": agreement.valid_from,
                "valid_to": agreement.valid_to,
                "standing": stand,
                "light": STANDING_LIGHTS[stand],
                "words": _("Cancelled") if is_void else words[stand],
                "can_end": agreement.state == "active" and stand != "ended",
            }
        )
    return rows


def agreements_on_record(
    *, viewer: Viewer, organisation_id: int, on: date
) -> dict[str, list[dict[str, Any]]]:
    """The agreements of a record page, those received and those provided apart."""
    rows = agreement_rows(agreements_of(viewer=viewer, organisation_id=organisation_id), on=on)
    return {
        "received": [row for row in rows if row["receiver"].pk == organisation_id],
        "provided": [row for row in rows if row["provider"].pk == organisation_id],
    }


def read_cursor(text: str) -> tuple[date, int] | None:
    """The end and id of the last agreement of the page before; None for anything unreadable."""
    end, _bar, pk = text.partition("_")
    try:
        return date.fromisoformat(end), int(pk)
    except ValueError:
        return None


def cursor_of(agreement: "Agreement") -> str:
    """Where the page after this agreement begins."""
    return f"{agreement.valid_to.isoformat()}_{agreement.pk}"
