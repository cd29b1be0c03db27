"""Recording and correcting the check-ups of an elder."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_WRITE
from yiyang.domains.elders.actions import CheckUpEntry, add_check_up, change_check_up
from yiyang.domains.elders.queries import find_check_up
from yiyang.domains.institutions.queries import organisation_choices
from yiyang.domains.institutions.rules.kinds import MEDICAL_KINDS
from yiyang.flows.records.fact_forms import CheckUpForm
from yiyang.flows.records.pages.facts import provenance_of, save_form
from yiyang.flows.records.queries import require_elder

VALUES = ("systolic", "diastolic", "glucose", "bmi")


def medical_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Id and name of the medical institutions in scope."""
    found = organisation_choices(viewer=request.viewer, kinds=MEDICAL_KINDS, open_on=request.viewer.on)
    return [(str(each.pk), each.name) for each in found]


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def check_up_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record a check-up."""
    elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
    form = CheckUpForm(
        request.POST or None,
        organisations=medical_choices(request),
        initial={"occurred_on": request.viewer.on, "source": "clinic"},
    )

    def effect() -> dict[str, Any]:
        asked = form.cleaned_data
        made = add_check_up(
            viewer=request.viewer, elder=elder, entry=_entry(asked), provenance=provenance_of(asked)
        )
        return {"check_up": made.pk}

    return save_form(
        request, elder, form, title=_("Record a check-up"), scope=f"check_up.add:{elder.pk}", effect=effect
    )


@requires(ELDERS_WRITE, objects="elders.CheckUp")
@require_http_methods(["GET", "POST"])
def check_up_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a check-up."""
    viewer = request.viewer
    check_up = find_check_up(viewer=viewer, pk=pk, permission=ELDERS_WRITE) if pk < 2**63 else None
    if check_up is None:
        raise Http404("no such check-up")
    initial = {name: getattr(check_up, name) for name in (*VALUES, "self_care", "guidance", "occurred_on")}
    initial |= {"organisation": check_up.organisation_id or "", "version": check_up.version, "source": "desk"}
    choices = medical_choices(request)
    own = check_up.organisation
    if own is not None and str(own.pk) not in dict(choices):
        choices.append((str(own.pk), own.name))
    form = CheckUpForm(request.POST or None, organisations=choices, initial=initial)

    def effect() -> dict[str, Any]:
        asked = form.cleaned_data
        changed = change_check_up(
            viewer=viewer,
            check_up=check_up,
            version=asked["version"] or 0,
            entry=_entry(asked),
            provenance=provenance_of(asked),
        )
        return {"check_up": changed.pk, "version": changed.version}

    return save_form(
        request,
        check_up.elder,
        form,
        title=_("Correct a check-up"),
        scope=f"check_up.change:{pk}",
        effect=effect,
        fresh_version=lambda: type(check_up).objects.values_list("version", flat=True).get(pk=pk),
    )


def _entry(asked: dict[str, Any]) -> CheckUpEntry:
    return CheckUpEntry(
        occurred_on=asked["occurred_on"],
        organisation_id=int(asked["organisation"]) if asked["organisation"] else None,
        self_care=asked["self_care"],
        guidance=asked["guidance"],
        **{name: asked[name] for name in VALUES},
    )
