"""Acts on a record in the reader's words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from yiyang.flows.partners.wording import describe_changes
from yiyang.ui.formats import moment

if TYPE_CHECKING:
    from yiyang.audit.models import Act


def act_words() -> dict[str, str]:
    """Kinds of acts on organisations and staff, in words."""
    return {
        "organisation.register": _("Registered"),
        "organisation.change": _("Contacts changed"),
        "organisation.location": _("Place and radius stated"),
        "organisation.profile": _("Kind or place changed"),
        "organisation.beds": _("Beds changed"),
        "organisation.capability": _("Capability stated"),
        "organisation.close": _("Closed"),
        "organisation.paper.add": _("Paper entered"),
        "organisation.paper.correct": _("Paper corrected"),
        "organisation.paper.end": _("Paper ended"),
        "organisation.link": _("Linked"),
        "organisation.unlink": _("Link ended"),
        "staff.register": _("Registered"),
        "staff.change": _("Name or phone changed"),
        "staff.addition.withdraw": _("Taken back with its table"),
        "staff.title": _("Title stated"),
        "staff.qualification.add": _("Qualification entered"),
        "staff.qualification.correct": _("Qualification corrected"),
        "staff.qualification.end": _("Qualification ended"),
        "staff.practice.add": _("Practice site entered"),
        "staff.practice.end": _("Practice site ended"),
    }


def history_rows(acts: "Iterable[Act]") -> list[dict[str, Any]]:
    """Acts as rows: when, what, which values, who."""
    words = act_words()
    return [
        {
            "at": moment(act.at),
            "what": words.get(act.kind, act.kind),
            "change": describe_changes(act.detail.get("changes", {})),
            "who": act.actor,
        }
        for act in acts
    ]
