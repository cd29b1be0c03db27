"""Showing a refusal in the form it answers: each reason beside its field, in the reader's language."""

from __future__ import annotations

from django.forms import BaseForm
from django.utils.translation import gettext

from yiyang.kernel.refused import Refused


def show_refusal(form: BaseForm, refused: Refused) -> None:
    """Add every reason to the field it names, or to the whole form when the form lacks that field."""
    for reason in refused.reasons:
        field = reason.field if reason.field in form.fields else None
        form.add_error(field, reason.text(gettext))


def refusal_lines(refused: Refused) -> list[dict[str, str]]:
    """The reasons as plain values for programs: code, field, message, clause."""
    return [
        {
            "code": reason.code,
            "field": reason.field or "",
            "message": reason.text(gettext),
            "clause": reason.clause or "",
        }
        for reason in refused.reasons
    ]
