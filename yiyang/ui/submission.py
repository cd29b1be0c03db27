"""One way to send a form: what it asks for happens once, and a refusal stands in the form."""

import secrets
from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from yiyang.access.viewer import Viewer
from yiyang.audit.requests import OtherRequest, once
from yiyang.audit.versions import Stale
from yiyang.kernel.refused import Refused
from yiyang.ui.forms import TOKEN_LENGTH
from yiyang.ui.refusals import show_refusal

DONE, REFUSED, CHANGED = 200, 422, 409
Outcome = dict[str, Any]


def send_once(
    form: Form,
    *,
    viewer: Viewer,
    scope: str,
    effect: Callable[[], Outcome],
    fresh_version: Callable[[], int] | None = None,
) -> tuple[Outcome, int]:
    """Carry out what a valid form asks for, once for each token.

    Returns the outcome with DONE, or an empty one with REFUSED or CHANGED and the reasons in the form. After a
    change by somebody else the form holds the present version, so that sending it again overwrites knowingly.
    """
    content = {name: value for name, value in form.cleaned_data.items() if name not in {"token", "version"}}
    try:
        outcome, _first = once(
            scope=f"{scope}:{viewer.account_id}",
            key=form.cleaned_data["token"],
            content=content,
            effect=effect,
        )
    except Stale as stale:
        show_refusal(form, stale)
        if fresh_version is not None:
            _replace(form, "version", str(fresh_version()))
        return {}, CHANGED
    except Refused as refused:
        show_refusal(form, refused)
        return {}, REFUSED
    except OtherRequest:
        form.add_error(
            None, _("This form was sent before with other content. Check it below and send it again.")
        )
        _replace(form, "token", secrets.token_hex(TOKEN_LENGTH // 2))
        return {}, CHANGED
    return outcome, DONE


def _replace(form: Form, name: str, value: str) -> None:
    data = form.data.copy()
    data[form.add_prefix(name)] = value
    form.data = data
