"""Recording and correcting an event: what would follow is shown, then it is saved."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions.events import (
    correct_event,
    later_effects,
    preview_event,
    record_event,
)
from yiyang.domains.elders.rules.departures import KINDS, Effect, EventEntry
from yiyang.flows.departures.forms import EventForm
from yiyang.flows.departures.handlers import ENDERS
from yiyang.flows.departures.queries import (
    fingerprint,
    fresh_version,
    kinds_for,
    require_event,
    require_person,
    target_village,
    village_options,
)
from yiyang.flows.departures.wording import effect_lines
from yiyang.kernel.refused import Refused
from yiyang.ui.pages import Crumb, render
from yiyang.ui.refusals import show_refusal
from yiyang.ui.submission import CHANGED, DONE, REFUSED, send_once


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record a death, a move or a return: first what it would end is shown, then it is saved."""
    viewer = request.viewer
    elder = require_person(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    # A form sent twice must find its first outcome, although that may have left nothing more to happen.
    kinds = kinds_for(elder) if request.method == "GET" else KINDS
    form = EventForm(
        request.POST or None,
        kinds=kinds,
        villages=village_options(),
        initial={
            "version": elder.version,
            "occurred_on": viewer.on,
            "kind": request.GET.get("kind", "") if len(kinds) > 1 else kinds[:1],
        },
    )

    def save(asked: dict[str, Any], entry: EventEntry, village: Any) -> dict[str, Any]:
        event = record_event(
            viewer=viewer,
            elder=elder,
            version=asked["version"],
            entry=entry,
            to_village=village,
            enders=ENDERS,
            replace_later=asked["replace_later"],
        )
        return {"event": event.pk, "kept": 0}

    return _two_steps(
        request,
        form,
        elder=elder,
        title=_("Record a death or a move"),
        scope=f"event.new:{elder.pk}",
        instead_of=None,
        save=save,
        context={"kinds": kinds, "event": None},
    )


@requires(ELDERS_WRITE, objects="elders.LifeEvent")
@require_http_methods(["GET", "POST"])
def event_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace an event by one with another day or other details."""
    viewer = request.viewer
    event = require_event(viewer=viewer, pk=pk, permission=ELDERS_WRITE)
    form = EventForm(
        request.POST or None,
        kinds=(event.kind,),
        villages=village_options(),
        initial={
            "version": event.version,
            "kind": event.kind,
            "occurred_on": event.occurred_on,
            "source": event.source,
            "evidence": event.evidence,
            "destination": event.destination,
            "to_village": event.to_village.code if event.to_village else "",
        },
    )

    def save(asked: dict[str, Any], entry: EventEntry, village: Any) -> dict[str, Any]:
        correction = correct_event(
            viewer=viewer,
            event=event,
            version=asked["version"],
            entry=entry,
            to_village=village,
            enders=ENDERS,
            replace_later=asked["replace_later"],
        )
        return {"event": correction.event.pk, "kept": len(correction.kept)}

    return _two_steps(
        request,
        form,
        elder=event.elder,
        title=_("Correct the event"),
        scope=f"event.correct:{event.pk}",
        instead_of=event,
        save=save,
        context={"kinds": (event.kind,), "event": event},
    )


def _two_steps(
    request: HttpRequest,
    form: EventForm,
    *,
    elder: Any,
    title: str,
    scope: str,
    instead_of: Any,
    save: Any,
    context: dict[str, Any],
) -> HttpResponse:
    """Show what would follow from a valid form; save when the form says that exactly this was shown."""
    status, effects = DONE, None
    if request.method == "POST":
        status, effects = REFUSED, None
        if form.is_valid():
            status, effects, outcome = _check_or_save(
                request, form, elder=elder, scope=scope, instead_of=instead_of, save=save
            )
            if outcome:
                _say_done(request, outcome)
                return HttpResponseRedirect(reverse("event_page", args=[outcome["event"]]))
    record_reading(viewer=request.viewer, elder_ids=[elder.pk], page=scope.partition(":")[0])
    back = _back_url(elder, instead_of)
    return render(
        request,
        "departures/record.html",
        title=title,
        subtitle=elder.name,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(elder.name, back), Crumb(title)],
        context={
            "form": form,
            "elder": elder,
            "cancel_url": back,
            "effects": None if effects is None else effect_lines(effect.as_json() for effect in effects),
            "has_later": bool(effects) and bool(later_effects(effects)),
            **context,
        },
        status=status,
    )


def _check_or_save(
    request: HttpRequest, form: EventForm, *, elder: Any, scope: str, instead_of: Any, save: Any
) -> tuple[int, list[Effect] | None, dict[str, Any]]:
    """The status, the consequences to show (None when nothing is to be shown), and the outcome of saving."""
    asked = form.cleaned_data
    entry = EventEntry(
        kind=asked["kind"],
        occurred_on=asked["occurred_on"],
        source=asked["source"],
        evidence=asked["evidence"],
        destination=asked["destination"],
    )
    try:
        village = target_village(asked["to_village"])
        # A form sent twice finds its first outcome, although the person has the event by now.
        effects = None
        if not asked["seen"]:
            effects = _preview(request, elder, entry, village, instead_of)
            _remember(form, fingerprint(entry, asked["to_village"], effects))
            return DONE, effects, {}
    except Refused as refused:
        show_refusal(form, refused)
        return REFUSED, None, {}

    def effect() -> dict[str, Any]:
        present = _preview(request, elder, entry, village, instead_of)
        if fingerprint(entry, asked["to_village"], present) != asked["seen"]:
            raise OtherConsequences(present)
        return save(asked, entry, village)

    try:
        outcome, status = send_once(
            form,
            viewer=request.viewer,
            scope=scope,
            effect=effect,
            fresh_version=lambda: fresh_version(instead_of or elder),
        )
    except OtherConsequences as other:
        _remember(form, fingerprint(entry, asked["to_village"], other.effects))
        return CHANGED, other.effects, {}
    if status == REFUSED:
        # What was shown still follows; ticking what is asked for is enough to save.
        return status, _preview_or_none(request, elder, entry, village, instead_of), {}
    if status == CHANGED:
        _remember(form, "")
    return status, None, outcome


def _preview_or_none(
    request: HttpRequest, elder: Any, entry: EventEntry, village: Any, instead_of: Any
) -> list[Effect] | None:
    try:
        return _preview(request, elder, entry, village, instead_of)
    except Refused:
        return None


class OtherConsequences(Exception):
    """What would follow is not what was shown before saving."""

    def __init__(self, effects: list[Effect]) -> None:
        super().__init__()
        self.effects = effects


def _preview(
    request: HttpRequest, elder: Any, entry: EventEntry, village: Any, instead_of: Any
) -> list[Effect]:
    return preview_event(
        viewer=request.viewer,
        elder=elder,
        entry=entry,
        to_village=village,
        enders=ENDERS,
        instead_of=instead_of,
    )


def _remember(form: EventForm, seen: str) -> None:
    data = form.data.copy()
    data["seen"] = seen
    form.data = data


def _say_done(request: HttpRequest, outcome: dict[str, Any]) -> None:
    messages.success(request, _("The event is recorded; what it ended is listed below."))
    if outcome["kept"]:
        messages.warning(
            request, _("Some entries were edited since and stay as they are; the earlier event lists them.")
        )


def _back_url(elder: Any, event: Any) -> str:
    if event is not None:
        return reverse("event_page", args=[event.pk])
    return reverse("elder_record", args=[elder.public_id])
