"""Codes of changed facts in the reader's words."""

from typing import Any

from django.utils.translation import gettext as _

from yiyang.domains.contracts.queries import agreement_state_choices
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.workforce import queries as workforce


def describe_changes(changes: dict[str, list[Any]]) -> str:
    """Field: then → now, for every changed fact of an organisation, agreement or person of the staff."""
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
        "lon": _("Degrees east"),
        "lat": _("Degrees north"),
        "service_radius_m": _("Service radius in metres"),
        "phone": _("Phone"),
        "title": _("Professional title"),
        "practice": _("Practice site"),
    }
    codes = [*institutions.capability_choices(), *institutions.bed_choices()]
    codes += [(f"paper_{code}", label) for code, label in institutions.paper_choices()]
    codes += [(f"link_{code}", label) for code, label in institutions.link_kind_choices()]
    codes += [(f"qualification_{code}", label) for code, label in workforce.qualification_choices()]
    return {code: str(label) for code, label in codes} | fields


def _value_labels() -> dict[Any, str]:
    lists = (
        institutions.kind_choices(),
        institutions.ownership_choices(),
        agreement_state_choices(),
    )
    words = {code: str(label) for choices in lists for code, label in choices}
    return words | {code: _(label) for code, label in workforce.title_choices()}


def _say(value: Any, labels: dict[Any, str]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return labels.get(value, str(value))
