"""The record of an elder: what is known on the day, and what was before."""

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import CONTRACTS_WRITE, ELDERS, ELDERS_HEALTH, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.contracts.queries import package_label
from yiyang.domains.elders.actions import reveal_elder
from yiyang.flows.departures.elsewhere import elsewhere_url
from yiyang.flows.records import sections
from yiyang.flows.records.forms import OpenRecordForm
from yiyang.flows.records.queries import ElderRecord, elder_record, require_elder
from yiyang.flows.records.timeline import by_year, kind_choices, read_timeline
from yiyang.kernel.masking import mask_identity_number, mask_phone
from yiyang.ui.forms import read_day
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED


@requires(ELDERS, objects="elders.Elder")
@require_GET
def elder_record_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The record with identity number and phone masked, as of a day the address may name."""
    viewer = request.viewer
    try:
        elder = require_elder(viewer=viewer, public_id=public_id)
    except Http404:
        # A record merged into another leads to that one, a person who moved out to the move.
        if address := elsewhere_url(viewer=viewer, public_id=public_id):
            return HttpResponseRedirect(address)
        raise
    record_reading(viewer=viewer, elder_ids=[elder.pk], page="elder_record")
    typed = request.GET.get("as_of", "").strip()
    on, fault = _read_as_of(typed, today=viewer.on, birth=elder.birth_date)
    record = elder_record(viewer=viewer, elder=elder, on=on)
    return _show(request, record, revealed=None, as_of=typed, fault=fault)


def _read_as_of(typed: str, *, today: date, birth: date) -> tuple[date, str]:
    """The day to look at and what is wrong with what was typed; today where it cannot be used."""
    if not typed:
        return today, ""
    try:
        day = read_day(typed)
    except ValueError:
        return today, _("Enter a real day as year-month-day, for example 2018-09-30.")
    if not birth <= day <= today:
        return today, _("Choose a day from the birth to today.")
    return day, ""


@requires(ELDERS, objects="elders.Elder")
@require_POST
def elder_reveal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The record with identity number and phone in full, this once; who saw them is recorded."""
    elder = require_elder(viewer=request.viewer, public_id=public_id)
    revealed = reveal_elder(viewer=request.viewer, elder=elder)
    return _show(request, elder_record(viewer=request.viewer, elder=elder), revealed=revealed)


def _show(
    request: HttpRequest,
    record: ElderRecord,
    *,
    revealed: tuple[str, str] | None,
    as_of: str = "",
    fault: str = "",
) -> HttpResponse:
    viewer, elder = request.viewer, record.elder
    path = elder.village.path
    number, phone = revealed or (mask_identity_number(elder.identity_number), mask_phone(elder.phone or ""))
    may_write = viewer.covers(path, ELDERS_WRITE) and elder.death_date is None
    may_sign = viewer.covers(path, CONTRACTS_WRITE) and elder.death_date is None
    sees_health = viewer.covers(path, ELDERS_HEALTH)
    active = next((each for each in record.contracts if each.state == "active"), None)
    running = active is not None and active.valid_to > viewer.on
    kinds = kind_choices(with_health=sees_health)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(kinds) else ""
    return render(
        request,
        "records/record.html",
        title=elder.name,
        subtitle=_("%(sex)s, %(age)s years, %(village)s")
        % {"sex": elder.get_sex_display(), "age": record.age, "village": elder.village.name},
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(elder.name)],
        context={
            "record": record,
            "elder": elder,
            "say": _,
            "on": record.on,
            "is_past": record.on < viewer.on,
            "fields": sections.person_fields(record, number=number, phone=phone),
            "tags": sections.category_tags(record),
            "is_revealed": revealed is not None,
            "may_write": may_write,
            "may_sign": may_sign and not running,
            "may_end": viewer.covers(path, CONTRACTS_WRITE) and running,
            "sees_health": sees_health,
            "open_form": OpenRecordForm(
                initial={"version": elder.version, "valid_from": viewer.on}, auto_id="open_%s"
            ),
            "current_package": _(package_label(record.current.package)) if record.current else "",
            "tier": sections.tier_words(record),
            **_lines(record, may_write=may_write, sees_health=sees_health),
            "years": by_year(read_timeline(record, with_health=sees_health, kind=kind)),
            "kinds": kinds,
            "kind": kind,
            "as_of": as_of or record.on.isoformat(),
            "fault": fault,
        },
        status=REFUSED if fault else DONE,
    )


def _lines(record: ElderRecord, *, may_write: bool, sees_health: bool) -> dict[str, Any]:
    """The lines of every section that the viewer may see; those of health are empty for others."""
    facts = record.facts
    shown: dict[str, Any] = {
        "household": sections.household_lines(record, may_write=may_write),
        "contacts": sections.fact_lines("contact", facts.holding(facts.contacts), may_write=may_write),
        "insurances": sections.fact_lines("insurance", facts.holding(facts.insurances), may_write=may_write),
        "stated": sections.fact_lines("category", facts.holding(facts.stated), may_write=may_write),
    }
    for kind, name in (("condition", "conditions"), ("allergy", "allergies"), ("medicine", "medicines")):
        rows = facts.holding(getattr(facts, name)) if sees_health else ()
        shown[name] = sections.fact_lines(kind, rows, may_write=may_write)
    shown["check_ups"] = sections.check_up_lines(record, may_write=may_write) if sees_health else []
    return shown
