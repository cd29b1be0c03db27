"""Reads of links between organisations."""

from typing import Any

from django.db.models import Q

from yiyang.access.roles import INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.models import LinkKind, Organisation, OrganisationLink


def link_kind_choices() -> list[tuple[Any, Any]]:
    """(code, label) of the kinds of links."""
    return list(LinkKind.choices)


def links_of(organisation: Organisation) -> list[OrganisationLink]:
    """Every link of an organisation in scope, past ones included, the latest first."""
    found = OrganisationLink.objects.filter(Q(lead=organisation) | Q(member=organisation))
    return list(found.select_related("lead", "member").order_by("kind", "-valid_from", "-pk"))


def find_link(*, viewer: Viewer, pk: int, permission: str = INSTITUTIONS) -> OrganisationLink | None:
    """The link if one of its sides is in scope, else None."""
    found = OrganisationLink.objects.visible_to(viewer, permission=permission)
    return found.select_related("lead__area", "member__area").filter(pk=pk).first()
