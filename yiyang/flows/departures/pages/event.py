"""The page of one event, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions.events import (
    withdraw_event,
)
from yiyang.domains.elders.events import (
    events_of,
    moved_out_event,
)
from yiyang.flows.departures.forms import WithdrawForm
from yiyang.flows.departures.queries import (
    fresh_version,
    may_write,
    place_name,
    require_event,
    where_to,
)
from yiyang.flows.departures.wording import effect_lines, kept_lines
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once


@requires(ELDERS, objects="elders.LifeEvent")
@require_GET
def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: what happened, who said so, what it ended, what became of it."""
    event = require_event(viewer=request.viewer, pk=pk)
    record_reading(viewer=request.viewer, elder_ids=[event.elder_id], page="event_page")
    return _show(request, event, form=None, status=DONE)


@requires(ELDERS_WRITE, objects="elders.LifeEvent")
@require_http_methods(["GET", "POST"])
def event_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an event did not happen; everything it ended is as before."""
    viewer = request.viewer
    event = require_event(viewer=viewer, pk=pk, permission=ELDERS_WRITE)
    form = WithdrawForm(request.POST or None, initial={"version": event.version})
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            outcome, status = send_once(
                form,
                viewer=viewer,
                scope=f"event.withdraw:{event.pk}",
                effect=lambda: _withdraw(request, event, form.cleaned_data),
                fresh_version=lambda: fresh_version(event),
            )
            if status == DONE:
                _say_withdrawn(request, outcome)
                return HttpResponseRedirect(reverse("event_page", args=[event.pk]))
    record_reading(viewer=viewer, elder_ids=[event.elder_id], page="event_withdraw")
    return _show(request, event, form=form, status=status)


def _withdraw(request: HttpRequest, event: Any, asked: dict[str, Any]) -> dict[str, Any]:
    _event, reversal = withdraw_event(
        viewer=request.viewer, event=event, version=asked["version"], reason=asked["reason"]
    )
    return {"event": event.pk, "restored": reversal.restored, "kept": len(reversal.kept)}


def _say_withdrawn(request: HttpRequest, outcome: dict[str, Any]) -> None:
    messages.success(request, _("The event is withdrawn; what it ended is open again."))
    if outcome["kept"]:
        messages.warning(
            request, _("Some entries were edited since; they stay as they are and are listed below.")
        )


def _show(request: HttpRequest, event: Any, *, form: Any, status: int) -> HttpResponse:
    elder = event.elder
    others = [other for other in events_of(elder=elder) if other.pk != event.pk]
    is_latest = event.state == "effective" and not any(
        other.state == "effective" and other.pk > event.pk for other in others
    )
    is_away = moved_out_event(elder) is not None
    writable = may_write(request.viewer, event)
    title = _("%(event)s on %(day)s") % {
        "event": event.get_kind_display(),
        "day": event.occurred_on.isoformat(),
    }
    has_record = elder.village is not None
    return render(
        request,
        "departures/event.html",
        title=title,
        subtitle=elder.name,
        breadcrumbs=[
            Crumb(_("Deaths and moves"), reverse("event_list")),
            Crumb(elder.name, reverse("elder_record", args=[elder.public_id]) if has_record else ""),
            Crumb(title),
        ],
        context={
            "event": event,
            "elder": elder,
            "lived_in": place_name(event.village),
            "where_to": where_to(event),
            "effects": effect_lines(event.ended),
            "kept": kept_lines(event.withdrawal.get("kept", [])),
            "others": others,
            "form": form,
            "may_take_back": writable and is_latest and event.act_id is not None,
            "may_return": writable and is_away and elder.death_date is None,
            "cancel_url": reverse("event_page", args=[event.pk]),
            "has_record": has_record,
        },
        status=status,
    )
