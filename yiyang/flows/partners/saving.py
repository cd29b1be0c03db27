"""Answering a posted form: one effect a token, every refusal in the form, a later change told field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from yiyang.audit.requests import OtherRequest, once
from yiyang.audit.versions import Stale
from yiyang.kernel.refused import Reason, Refused
from yiyang.ui.refusals import show_refusal

REFUSED, CHANGED = 422, 409
Describe = Callable[[dict[str, list[Any]]], str]
Effect = Callable[[], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What came of a post: the outcome of the effect, or None and the status to answer with."""

    outcome: dict[str, Any] | None
    status: int = 200


def save_once(
    request: HttpRequest,
    form: forms.Form,
    *,
    scope: str,
    effect: Effect,
    present_version: Callable[[], int] | None = None,
    describe: Describe | None = None,
) -> Saved:
    """Run the effect once for the form's token; a refused form carries its reasons.

    After a change by somebody else the form gets the present version, so that it can be saved again.
    """
    if not form.is_valid():
        return Saved(outcome=None, status=REFUSED)
    content = {name: getattr(value, "pk", value) for name, value in form.cleaned_data.items()}
    try:
        outcome, _is_first = once(
            scope=f"{scope}:{request.viewer.account_id}",
            key=form.cleaned_data["token"],
            content=content,
            effect=effect,
        )
    except Stale as stale:
        show_refusal(form, _in_words(stale, describe))
        if present_version is not None:
            form.data = form.data.copy()
            form.data["version"] = str(present_version())
        return Saved(outcome=None, status=CHANGED)
    except Refused as refused:
        show_refusal(form, refused)
        return Saved(outcome=None, status=REFUSED)
    except OtherRequest:
        form.add_error(None, _("This form was sent before with other entries. Open the page again."))
        return Saved(outcome=None, status=REFUSED)
    return Saved(outcome=outcome)


def _in_words(stale: Stale, describe: Describe | None) -> Refused:
    if describe is None or not stale.changes:
        return stale
    reason = stale.reasons[0]
    return Refused(Reason(reason.code, params={**reason.params, "changes": describe(stale.changes)}))


def text_of(reason: Reason) -> str:
    """A reason in the reader's language."""
    return reason.text(gettext)
