"""Writes of organisations: each one transaction with its act."""

from yiyang.domains.institutions.actions.facts import set_beds, set_capability
from yiyang.domains.institutions.actions.profiles import ProfileEntry, change_profile, close_organisation
from yiyang.domains.institutions.actions.register import (
    OrganisationEntry,
    change_contacts,
    register_organisation,
)

__all__ = [
    "OrganisationEntry",
    "ProfileEntry",
    "change_contacts",
    "change_profile",
    "close_organisation",
    "register_organisation",
    "set_beds",
    "set_capability",
]
