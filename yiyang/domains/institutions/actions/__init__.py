"""Writes of organisations: each one transaction with its act."""

from yiyang.domains.institutions.actions.batches import (
    Contacts,
    known_organisations,
    restore_beds,
    restore_contacts,
    withdraw_organisations,
)
from yiyang.domains.institutions.actions.facts import set_beds, set_capability
from yiyang.domains.institutions.actions.profiles import ProfileEntry, change_profile, close_organisation
from yiyang.domains.institutions.actions.register import (
    OrganisationEntry,
    change_contacts,
    register_organisation,
)

__all__ = [
    "Contacts",
    "OrganisationEntry",
    "ProfileEntry",
    "change_contacts",
    "change_profile",
    "close_organisation",
    "known_organisations",
    "register_organisation",
    "restore_beds",
    "restore_contacts",
    "set_beds",
    "set_capability",
    "withdraw_organisations",
]
