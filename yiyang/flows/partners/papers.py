"""Papers and links of a record as rows, and what follows from them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.expiry import LAPSED, UPCOMING, expiry_of
from yiyang.kernel.intervals import valid_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yiyang.domains.institutions.models import Organisation, OrganisationLink, Paper

RUNNING_KINDS = ("one_director", "consortium", "embedded_station")
"""Links in which one side leads; in the others both stand alike."""


def paper_rows(papers: "Iterable[Paper]", *, on: date) -> list[dict[str, Any]]:
    """Papers with their light on a day."""
    rows = []
    for paper in papers:
        expiry = expiry_of(paper.valid_from, paper.valid_to, on=on)
        rows.append({"paper": paper, "expiry": expiry, "can_end": expiry.step not in (LAPSED, UPCOMING)})
    return rows


def held_kinds(papers: "Iterable[Paper]", *, on: date) -> set[str]:
    """Kinds of papers in force on a day."""
    return {paper.kind for paper in papers if valid_on(paper.valid_from, paper.valid_to, on)}


def link_rows(organisation: "Organisation", *, on: date) -> list[dict[str, Any]]:
    """Links of a record with the other side and where each stands on a day."""
    return [_link_row(link, organisation, on=on) for link in institutions.links_of(organisation)]


def _link_row(link: "OrganisationLink", organisation: "Organisation", *, on: date) -> dict[str, Any]:
    leads = link.lead_id == organisation.pk
    other = link.member if leads else link.lead
    holds = valid_on(link.valid_from, link.valid_to, on)
    part = _("Leads") if leads else _("Joined")
    return {
        "link": link,
        "other": other,
        "url": reverse("organisation_record", args=[other.pk]),
        "end_url": f"{reverse('link_end', args=[link.pk])}?record={organisation.pk}",
        "part": part if link.kind in RUNNING_KINDS else _("Alike"),
        "light": "green" if holds else "grey",
        "words": _link_words(link, on=on),
        "holds": holds,
        "can_end": holds,
    }


def _link_words(link: "OrganisationLink", *, on: date) -> str:
    if link.valid_from > on:
        return _("Not begun")
    return _("In force") if valid_on(link.valid_from, link.valid_to, on) else _("Ended")
