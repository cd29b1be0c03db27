"""The household of an elder: opening it, members coming and leaving."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_WRITE
from yiyang.domains.elders.actions import add_member, end_member, open_household
from yiyang.domains.elders.queries import find_member
from yiyang.flows.records.fact_forms import HouseholdForm, LeaveForm, MemberForm
from yiyang.flows.records.pages.facts import provenance_of, save_form
from yiyang.flows.records.queries import require_elder
from yiyang.flows.records.words import provenance_words, relation_words

HEAD = "02"


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def household_open(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record that an elder keeps house; alone until members are added."""
    elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
    initial = {"valid_from": request.viewer.on, "source": "desk", "relation": HEAD}
    form = HouseholdForm(request.POST or None, initial=initial)

    def effect() -> dict[str, Any]:
        asked = form.cleaned_data
        member = open_household(
            viewer=request.viewer,
            elder=elder,
            relation=asked["relation"],
            valid_from=asked["valid_from"],
            provenance=provenance_of(asked),
        )
        return {"member": member.pk}

    return save_form(
        request,
        elder,
        form,
        title=_("Record the household"),
        scope=f"household.open:{elder.pk}",
        effect=effect,
    )


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add somebody to the household of an elder."""
    elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
    form = MemberForm(request.POST or None, initial={"valid_from": request.viewer.on, "source": "desk"})

    def effect() -> dict[str, Any]:
        asked = form.cleaned_data
        member = add_member(
            viewer=request.viewer,
            elder=elder,
            name=asked["name"],
            identity_number=asked["identity_number"],
            relation=asked["relation"],
            valid_from=asked["valid_from"],
            provenance=provenance_of(asked),
        )
        return {"member": member.pk}

    return save_form(
        request,
        elder,
        form,
        title=_("Add a member of the household"),
        scope=f"household.join:{elder.pk}",
        effect=effect,
    )


@requires(ELDERS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def member_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say the last day of somebody in the household; `member` of the address names who."""
    viewer = request.viewer
    elder = require_elder(viewer=viewer, public_id=public_id, permission=ELDERS_WRITE)
    asked_for = request.GET.get("member", "")
    if not asked_for:
        return HttpResponseRedirect(reverse("elder_record", args=[elder.public_id]))
    is_number = asked_for.isascii() and asked_for.isdigit() and int(asked_for) < 2**63
    pk = int(asked_for) if is_number else 0
    member = find_member(viewer=viewer, elder_id=elder.pk, pk=pk, permission=ELDERS_WRITE)
    if member is None:
        raise Http404("no such member")
    initial = {"version": member.version, "last_day": viewer.on}
    form = LeaveForm(request.POST or None, initial=initial)

    def effect() -> dict[str, Any]:
        ended = end_member(
            viewer=viewer,
            elder=elder,
            member=member,
            version=form.cleaned_data["version"],
            last=form.cleaned_data["last_day"],
        )
        return {"member": ended.pk, "version": ended.version}

    name = member.elder.name if member.elder else member.name
    return save_form(
        request,
        elder,
        form,
        title=_("Leaves the household"),
        scope=f"household.leave:{member.pk}",
        effect=effect,
        fresh_version=lambda: type(member).objects.values_list("version", flat=True).get(pk=member.pk),
        pairs=[
            (_("Full name"), name),
            (_("Relation to the head"), relation_words(member.relation)),
            (_("From"), member.valid_from),
            (_("Source"), provenance_words(member)),
        ],
        danger=True,
    )
