"""The record of an elder: what is known on the day, and what was before."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import CONTRACTS_WRITE, ELDERS, ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.contracts.queries import package_label
from yiyang.domains.elders.actions import reveal_elder
from yiyang.flows.departures.elsewhere import elsewhere_url
from yiyang.flows.records.forms import OpenRecordForm
from yiyang.flows.records.queries import ElderRecord, elder_record, require_elder
from yiyang.kernel.intervals import last_day
from yiyang.kernel.masking import mask_identity_number, mask_phone
from yiyang.ui.pages import Crumb, render
from yiyang.ui.timeline import TimelineEntry


@requires(ELDERS, objects="elders.Elder")
@require_GET
def elder_record_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The record with identity number and phone masked."""
    try:
        elder = require_elder(viewer=request.viewer, public_id=public_id)
    except Http404:
        # A record merged into another leads to that one, a person who moved out to the move.
        if address := elsewhere_url(viewer=request.viewer, public_id=public_id):
            return HttpResponseRedirect(address)
        raise
    record_reading(viewer=request.viewer, elder_ids=[elder.pk], page="elder_record")
    return _show(request, elder_record(viewer=request.viewer, elder=elder), revealed=None)


@requires(ELDERS, objects="elders.Elder")
@require_POST
def elder_reveal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The record with identity number and phone in full, this once; who saw them is recorded."""
    elder = require_elder(viewer=request.viewer, public_id=public_id)
    revealed = reveal_elder(viewer=request.viewer, elder=elder)
    return _show(request, elder_record(viewer=request.viewer, elder=elder), revealed=revealed)


def _show(request: HttpRequest, record: ElderRecord, *, revealed: tuple[str, str] | None) -> HttpResponse:
    viewer, elder = request.viewer, record.elder
    path = elder.village.path
    number, phone = revealed or (mask_identity_number(elder.identity_number), mask_phone(elder.phone or ""))
    may_write = viewer.covers(path, ELDERS_WRITE) and elder.death_date is None
    may_sign = viewer.covers(path, CONTRACTS_WRITE) and elder.death_date is None
    active = next((each for each in record.contracts if each.state == "active"), None)
    running = active is not None and active.valid_to > viewer.on
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
            "on": viewer.on,
            "category_names": [row.get_code_display() for row in record.facts.categories],
            "number": number,
            "phone": phone,
            "is_revealed": revealed is not None,
            "may_write": may_write,
            "may_sign": may_sign and not running,
            "may_end": viewer.covers(path, CONTRACTS_WRITE) and running,
            "open_form": OpenRecordForm(
                initial={"version": elder.version, "valid_from": viewer.on}, auto_id="open_%s"
            ),
            "current_package": _(package_label(record.current.package)) if record.current else "",
            "timeline": _timeline(record),
        },
    )


def _timeline(record: ElderRecord) -> list[TimelineEntry]:
    facts = record.facts
    entries = [
        *(_entry(row, _("Lives in %(place)s") % {"place": _place(row.area)}) for row in facts.residences),
        *(_entry(row, _("Health record opened")) for row in facts.record_history),
        *(
            _entry(row, _("Category: %(category)s") % {"category": row.get_code_display()})
            for row in facts.category_history
        ),
        *(
            _entry(row, _("Contract with %(team)s") % {"team": row.team.name}, detail=_contract_words(row))
            for row in record.contracts
        ),
    ]
    if record.elder.death_date:
        entries.append(TimelineEntry(day=record.elder.death_date, title=_("Died")))
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _place(area: Any) -> str:
    return f"{area.parent.name} · {area.name}" if area.parent else area.name


def _contract_words(contract: Any) -> str:
    words = f"{_(package_label(contract.package))} · {contract.get_state_display()}"
    return f"{words} · {contract.get_end_reason_display()}" if contract.end_reason else words


def _entry(row: Any, title: str, *, detail: str = "") -> TimelineEntry:
    if row.valid_to is not None:
        until = _("until %(last)s") % {"last": last_day(row.valid_to).isoformat()}
        detail = f"{until} · {detail}" if detail else until
    return TimelineEntry(day=row.valid_from, title=title, detail=detail)
