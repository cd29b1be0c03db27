"""Writes of organisations: each one transaction with its act."""

from yiyang.domains.institutions.actions.batches import (
    Contacts,
    known_organisations,
    restore_beds,
    restore_contacts,
    withdraw_organisations,
)
from yiyang.domains.institutions.actions.facts import set_beds, set_capability
from yiyang.domains.institutions.actions.links import LinkEntry, end_link, link_organisations
from yiyang.domains.institutions.actions.location import set_location
from yiyang.domains.institutions.actions.papers import PaperEntry, add_paper, correct_paper, end_paper
from yiyang.domains.institutions.actions.profiles import ProfileEntry, change_profile, close_organisation
from yiyang.domains.institutions.actions.register import (
    OrganisationEntry,
    change_contacts,
    register_organisation,
)

__all__ = [
    "Contacts",
    "LinkEntry",
    "OrganisationEntry",
    "PaperEntry",
    "ProfileEntry",
    "add_paper",
    "change_contacts",
    "change_profile",
    "close_organisation",
    "correct_paper",
    "end_link",
    "end_paper",
    "known_organisations",
    "link_organisations",
    "register_organisation",
    "restore_beds",
    "restore_contacts",
    "set_beds",
    "set_capability",
    "set_location",
    "withdraw_organisations",
]
