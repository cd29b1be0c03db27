"""Signing and ending family-doctor contracts."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import CONTRACTS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.contracts.actions import ContractTerms, end_contract, sign_contract
from yiyang.domains.contracts.queries import package_choices, package_label, serving_teams
from yiyang.domains.contracts.rules.signing import same_day_later
from yiyang.flows.records.forms import EndForm, SignForm
from yiyang.flows.records.queries import require_contract, require_elder
from yiyang.kernel.age import age_on
from yiyang.kernel.intervals import last_day
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once


@requires(CONTRACTS_WRITE, objects="elders.Elder")
@require_http_methods(["GET", "POST"])
def contract_sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sign a family-doctor contract with an elder."""
    viewer = request.viewer
    elder = require_elder(viewer=viewer, public_id=public_id, permission=CONTRACTS_WRITE)
    teams = {str(team.pk): team for team in serving_teams(path=elder.village.path, on=viewer.on)}
    form = SignForm(
        request.POST or None,
        teams=[(key, f"{team.name} · {team.organisation.name}") for key, team in teams.items()],
        packages=[(code, _(label)) for code, label in package_choices(on=viewer.on)],
        initial={
            "signed_on": viewer.on,
            "valid_from": viewer.on,
            "last_day": same_day_later(viewer.on, years=1) - timedelta(days=1),
        },
    )
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            _outcome, status = send_once(
                form,
                viewer=viewer,
                scope=f"contract.sign:{elder.pk}",
                effect=lambda: _sign(request, elder, teams, form.cleaned_data),
            )
            if status == DONE:
                messages.success(request, _("The contract is signed."))
                return HttpResponseRedirect(reverse("elder_record", args=[elder.public_id]))
    return _show(
        request,
        elder,
        "records/sign.html",
        title=_("Sign a family-doctor contract"),
        status=status,
        context={"form": form, "has_teams": bool(teams), "age": age_on(elder.birth_date, viewer.on)},
    )


def _sign(request: HttpRequest, elder: Any, teams: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    terms = ContractTerms(
        team=teams[asked["team"]],
        package=asked["package"],
        signed_on=asked["signed_on"],
        valid_from=asked["valid_from"],
        last_day=asked["last_day"],
    )
    return {"contract": sign_contract(viewer=request.viewer, elder=elder, terms=terms).pk}


@requires(CONTRACTS_WRITE, objects="contracts.Contract")
@require_http_methods(["GET", "POST"])
def contract_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a contract before its term; the page says what follows."""
    viewer = request.viewer
    contract = require_contract(viewer=viewer, pk=pk, permission=CONTRACTS_WRITE)
    elder = contract.elder
    form = EndForm(request.POST or None, initial={"version": contract.version, "last_day": viewer.on})
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            _outcome, status = send_once(
                form,
                viewer=viewer,
                scope=f"contract.end:{contract.pk}",
                effect=lambda: _end(request, contract, form.cleaned_data),
                fresh_version=lambda: type(contract).objects.values_list("version", flat=True).get(pk=pk),
            )
            if status == DONE:
                messages.success(request, _("The contract ends on the day entered."))
                return HttpResponseRedirect(reverse("elder_record", args=[elder.public_id]))
    return _show(
        request,
        elder,
        "records/end.html",
        title=_("End the contract early"),
        status=status,
        context={
            "form": form,
            "contract": contract,
            "package": _(package_label(contract.package)),
            "until": last_day(contract.valid_to),
        },
    )


def _end(request: HttpRequest, contract: Any, asked: dict[str, Any]) -> dict[str, Any]:
    ended = end_contract(
        viewer=request.viewer,
        contract=contract,
        version=asked["version"],
        last=asked["last_day"],
        reason=asked["reason"],
    )
    return {"contract": ended.pk, "version": ended.version}


def _show(
    request: HttpRequest, elder: Any, template: str, *, title: str, status: int, context: dict[str, Any]
) -> HttpResponse:
    record_reading(viewer=request.viewer, elder_ids=[elder.pk], page=template)
    address = reverse("elder_record", args=[elder.public_id])
    return render(
        request,
        template,
        title=title,
        subtitle=elder.name,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(elder.name, address), Crumb(title)],
        context={"elder": elder, "cancel_url": address, "on": request.viewer.on, **context},
        status=status,
    )
