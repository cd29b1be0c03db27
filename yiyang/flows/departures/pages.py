"""Pages of deaths, moves and returns."""

import uuid
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
    correct_event,
    later_effects,
    preview_event,
    record_event,
    withdraw_event,
)
from yiyang.domains.elders.events import (
    event_kind_choices,
    event_state_choices,
    events_of,
    list_events,
    moved_out_event,
)
from yiyang.domains.elders.rules.departures import Effect, EventEntry
from yiyang.flows.departures.forms import EventForm, WithdrawForm
from yiyang.flows.departures.handlers import ENDERS
from yiyang.flows.departures.queries import (
    fingerprint,
    kinds_for,
    may_write,
    require_event,
    require_person,
    target_village,
    village_options,
)
from yiyang.flows.departures.wording import effect_lines, kept_lines
from yiyang.flows.records.queries import area_filter
from yiyang.gateways.spreadsheets.writing import write_workbook
from yiyang.kernel.refused import Refused
from yiyang.ui.pages import Crumb, render
from yiyang.ui.refusals import show_refusal
from yiyang.ui.submission import CHANGED, DONE, REFUSED, send_once
from yiyang.ui.tables import Column, Pager

PAGE_SIZE, EXPORT_MOST = 50, 5000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(ELDERS)
@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """Events in scope, the latest recorded first, narrowed by kind, state and area."""
    asked, found = _find(request, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    record_reading(viewer=request.viewer, elder_ids=[event.elder_id for event in shown], page="event_list")
    query = request.GET.copy()
    query.pop("after", None)
    address = reverse("event_list")
    following = query.copy()
    following["after"] = str(shown[-1].pk) if shown else ""
    pager = Pager(
        shown=len(shown),
        first_url=f"{address}?{query.urlencode()}" if request.GET.get("after") else "",
        next_url=f"{address}?{following.urlencode()}" if len(found) > PAGE_SIZE else "",
    )
    return render(
        request,
        "departures/events.html",
        title=_("Deaths and moves"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Deaths and moves"))],
        context={
            "rows": shown,
            "columns": _columns(linked=True),
            "asked": asked,
            "area": asked["area_filter"],
            "kinds": event_kind_choices(),
            "states": event_state_choices(),
            "pager": pager,
            "export_url": f"{reverse('event_export')}?{query.urlencode()}",
        },
    )


@requires(ELDERS)
@require_GET
def event_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, at most 5,000 rows."""
    _asked, found = _find(request, limit=EXPORT_MOST)
    record_reading(viewer=request.viewer, elder_ids=[event.elder_id for event in found], page="event_export")
    columns = _columns(linked=False)
    rows = [[str(column.label) for column in columns]]
    rows += [[str(column.read(event) or "") for column in columns] for event in found]
    answer = HttpResponse(write_workbook(rows, sheet="events"), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="deaths-and-moves.xlsx"'
    return answer


def _find(request: HttpRequest, *, limit: int) -> tuple[dict[str, Any], list[Any]]:
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("kind", "state", "area")}
    asked["kind"] = asked["kind"] if asked["kind"] in dict(event_kind_choices()) else ""
    asked["state"] = asked["state"] if asked["state"] in dict(event_state_choices()) else ""
    asked["area_filter"] = area_filter(viewer=request.viewer, code=asked["area"])
    after = request.GET.get("after", "")
    found = list_events(
        viewer=request.viewer,
        kind=asked["kind"],
        state=asked["state"],
        area_path=asked["area_filter"].path if asked["area"] else "",
        after=int(after) if after.isdecimal() and len(after) < 19 else None,  # noqa: PLR2004 - fits a key
        limit=limit,
    )
    return asked, found


def _columns(*, linked: bool) -> list[Column]:
    return [
        Column(
            label=_("Full name"),
            value=lambda event: event.elder.name,
            url=(lambda event: reverse("event_page", args=[event.pk])) if linked else "",
        ),
        Column(label=_("What happened"), value=lambda event: event.get_kind_display()),
        Column(label=_("Day"), value="occurred_on", kind="day"),
        Column(label=_("Lived in"), value=lambda event: place_name(event.village)),
        Column(label=_("Where to"), value=_where_to),
        Column(label=_("State"), value=lambda event: event.get_state_display()),
        Column(label=_("Recorded by"), value="actor"),
    ]


def place_name(village: Any) -> str:
    """A village with its town, empty for none."""
    if village is None:
        return ""
    return f"{village.parent.name} · {village.name}" if village.parent else village.name


def _where_to(event: Any) -> str:
    return place_name(event.to_village) or event.destination


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record a death, a move or a return: first what it would end is shown, then it is saved."""
    viewer = request.viewer
    elder = require_person(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    kinds = kinds_for(elder)
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
            fresh_version=lambda: _fresh_version(instead_of or elder),
        )
    except OtherConsequences as other:
        _remember(form, fingerprint(entry, asked["to_village"], other.effects))
        return CHANGED, other.effects, {}
    if status != DONE:
        _remember(form, "")
    return status, None, outcome


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


def _fresh_version(record: Any) -> int:
    return type(record)._base_manager.values_list("version", flat=True).get(pk=record.pk)


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
                fresh_version=lambda: _fresh_version(event),
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
            "where_to": _where_to(event),
            "effects": effect_lines(event.ended),
            "kept": kept_lines(event.withdrawal.get("kept", [])),
            "others": others,
            "form": form,
            "may_take_back": writable and is_latest,
            "may_return": writable and is_away and elder.death_date is None,
            "cancel_url": reverse("event_page", args=[event.pk]),
            "has_record": has_record,
        },
        status=status,
    )
