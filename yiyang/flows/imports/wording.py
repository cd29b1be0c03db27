"""What pages, answers and the command line say about a batch."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yiyang.domains.intake.rules.sheet_kind import (
    CREATED,
    FAULTY,
    KEPT,
    REFUSED,
    SAME,
    SKIPPED,
    SUSPECT,
    TWICE,
    UNCHANGED,
    UPDATE,
    UPDATED,
    WITHDRAWN,
)
from yiyang.kernel.refused import Reason, Translate

OUTCOME_LABELS = {
    FAULTY: _("Faulty"),
    TWICE: _("Twice in the table"),
    SUSPECT: _("Suspected duplicate"),
    UPDATE: _("Will update"),
    SAME: _("Already the same"),
    SKIPPED: _("Left out"),
    CREATED: _("Entered"),
    UPDATED: _("Updated"),
    UNCHANGED: _("Unchanged"),
    REFUSED: _("Refused while being imported"),
    WITHDRAWN: _("Taken back"),
    KEPT: _("Kept"),
}


def fault_of(batch: Any, translate: Translate) -> str:
    """Why a batch stands where nobody sent it; empty when nothing went wrong."""
    if not batch.fault:
        return ""
    return Reason(batch.fault["code"], params=batch.fault["params"]).text(translate)
