"""Codes of changed facts in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from yiyang.domains.contracts.queries import agreement_state_choices
from yiyang.domains.institutions import queries as institutions


def describe_changes(changes: dict[str, list[Any]]) -> str:
    """Field: then → now, for every changed fact of an organisation or agreement."""
    labels, values = _field_labels(), _value_labels()
    return "; ".join(
        f"{labels.get(field, field)}: {_say(before, values)} → {_say(after, values)}"
        for field, (before, after) in changes.items()
    )


def _field_labels() -> dict[str, str]:
    fields = {
        "name": _("Name"),
        "credit_code": _("Unified social credit code"),
        "address": _("Address"),
        "contact_phone": _("Office telephone"),
        "kind": _("Kind"),
        "level": _("Level"),
        "ownership": _("Ownership"),
        "area": _("Area"),
        "closed_from": _("First day closed"),
        "valid_from": _("From"),
        "state": _("State"),
        "last_day": _("Last day"),
    }
    codes = [*institutions.capability_choices(), *institutions.bed_choices()]
    return {code: str(label) for code, label in codes} | fields


def _value_labels() -> dict[Any, str]:
    lists = (
        institutions.kind_choices(),
        institutions.ownership_choices(),
        agreement_state_choices(),
    )
    return {code: str(label) for choices in lists for code, label in choices}


def _say(value: Any, labels: dict[Any, str]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return labels.get(value, str(value))
