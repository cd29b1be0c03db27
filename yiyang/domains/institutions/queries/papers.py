"""Reads of papers, and which organisations hold both papers on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from yiyang.access.roles import INSTITUTIONS
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.domains.institutions.models import Organisation, OrganisationProfile, Paper, PaperKind
from yiyang.domains.institutions.rules.combined import TWO_PAPERS, paper_kinds
from yiyang.domains.institutions.rules.expiry import warned_until


def paper_choices() -> list[tuple[Any, Any]]:
    """(code, label) of the kinds of papers."""
    return list(PaperKind.choices)


def papers_of(organisation: Organisation) -> list[Paper]:
    """Every paper of an organisation, past ones included, by kind and the latest first."""
    return list(organisation.papers.order_by("kind", "-valid_from", "-pk"))


def find_paper(*, viewer: Viewer, pk: int, permission: str = INSTITUTIONS) -> Paper | None:
    """The paper if its organisation is in scope, else None."""
    found = Paper.objects.visible_to(viewer, permission=permission)
    return found.select_related("organisation__area").filter(pk=pk).first()


def paper_kinds_on(*, ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """Organisation id → kinds of papers in force on a day, for those of the ids that hold any."""
    rows = Paper.objects.filter(valid_on(on), organisation_id__in=list(ids))
    held: dict[int, set[str]] = {}
    for pk, kind in rows.values_list("organisation_id", "kind"):
        held.setdefault(pk, set()).add(kind)
    return held


def combined_on(on: date) -> Q:
    """The condition that an organisation holds both papers on a day, by the rows in force then."""
    rows = TWO_PAPERS.rows_on(on)
    condition = Q() if rows else Q(pk__in=())
    for row in rows:
        papers = Paper.objects.filter(valid_on(on), organisation=OuterRef("pk"), kind__in=paper_kinds(row))
        condition &= Q(Exists(papers))
    return condition


def combined_ids(*, ids: Iterable[int], on: date) -> set[int]:
    """Those of the ids that hold both papers on a day."""
    found = Organisation.objects.filter(combined_on(on), pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def expiring_papers(
    *,
    viewer: Viewer,
    area_path: str = "",
    kind: str = "",
    lapsed_since: date | None = None,
    limit: int | None = None,
) -> list[Paper]:
    """Papers of open organisations in scope that the table of steps warns of, the next to end first.

    `lapsed_since` adds those that ended on that day or later and that no paper of their kind follows.
    """
    found = Paper.objects.visible_to(viewer, permission=INSTITUTIONS).filter(
        valid_from__lte=viewer.on, valid_to__lt=warned_until(viewer.on)
    )
    begin = viewer.on if lapsed_since is None else lapsed_since
    followed = Paper.objects.filter(
        organisation=OuterRef("organisation"), kind=OuterRef("kind"), valid_from__lte=OuterRef("valid_to")
    ).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")))
    is_open = OrganisationProfile.objects.filter(valid_on(viewer.on), organisation=OuterRef("organisation"))
    found = found.filter(Exists(is_open), ~Exists(followed), valid_to__gt=begin)
    if area_path:
        found = found.filter(organisation__area__path__startswith=area_path)
    if kind:
        found = found.filter(kind=kind)
    return list(found.select_related("organisation__area").order_by("valid_to", "pk")[:limit])
