"""Registering an institution and stating what holds about it from a day on."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import actions
from yiyang.domains.institutions import queries as institutions
from yiyang.flows.partners.closing import close_with_agreements, what_closing_ends
from yiyang.flows.partners.forms.organisations import (
    BedsForm,
    CapabilityForm,
    CloseForm,
    ContactsForm,
    ProfileForm,
    RegisterForm,
)
from yiyang.flows.partners.pages.organisations import find_or_404, list_crumbs
from yiyang.flows.partners.queries import agreement_rows, area_options, find_area, place_name
from yiyang.flows.partners.saving import Effect, Saved, save_once
from yiyang.flows.partners.tables import agreement_columns
from yiyang.flows.partners.wording import describe_changes
from yiyang.ui.pages import Crumb, render

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation

SIZES = {
    "credit_code": "medium",
    "contact_phone": "medium",
    "lon": "short",
    "lat": "short",
    "service_radius_m": "short",
} | {f"beds_{code}": "short" for code, _label in institutions.bed_choices()}
FORM_METHODS = ["GET", "POST"]


@requires(roles.INSTITUTIONS_WRITE)
@require_http_methods(FORM_METHODS)
def organisation_register(request: HttpRequest) -> HttpResponse:
    """A new institution with its first profile."""
    areas = area_options(viewer=request.viewer, base_code=request.GET.get("area", ""))
    form = RegisterForm(request.POST or None, areas=areas, initial={"level": 0})
    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(
            request, form, scope="organisation.register", effect=lambda: _register(request, form)
        )
    if saved.outcome:
        return _done(request, saved.outcome["pk"], _("The institution is registered."))
    return render(
        request,
        "partners/form.html",
        title=_("Register an institution"),
        breadcrumbs=[*list_crumbs(), Crumb(_("Register an institution"))],
        context={
            "form": form,
            "sizes": SIZES,
            "submit_label": _("Register"),
            "cancel_url": reverse("organisation_list"),
            "hint": _("An institution that is registered stays; it can be closed from a day on."),
        },
        status=saved.status,
    )


def _register(request: HttpRequest, form: RegisterForm) -> dict[str, Any]:
    data = {name: value for name, value in form.cleaned_data.items() if name not in ("token", "area")}
    area = find_area(viewer=request.viewer, code=form.cleaned_data["area"])
    entry = actions.OrganisationEntry(area=area, **data)
    return {"pk": actions.register_organisation(viewer=request.viewer, entry=entry).pk}


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, credit code, address and telephone."""
    organisation = find_or_404(request, pk)
    fields = ("name", "credit_code", "address", "contact_phone")
    initial = {field: getattr(organisation, field) or "" for field in fields}
    form = ContactsForm(request.POST or None, initial={**initial, "version": organisation.version})

    def change() -> dict[str, Any]:
        wanted = {field: form.cleaned_data[field] for field in fields}
        version = form.cleaned_data["version"]
        actions.change_contacts(
            viewer=request.viewer, organisation=organisation, version=version, changes=wanted
        )
        return {"pk": pk}

    return answer_form(
        request, organisation, form, change, title=_("Change contacts"), done=_("The contacts are saved.")
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Kind, level, ownership and place from a day on; opens a closed institution again."""
    organisation = find_or_404(request, pk)
    latest = institutions.profiles_of(organisation)[0]
    areas = area_options(viewer=request.viewer)
    if latest.area.code not in dict(areas):
        areas = [(latest.area.code, place_name(latest.area)), *areas]
    initial = {
        "kind": latest.kind,
        "level": latest.level,
        "ownership": latest.ownership,
        "area": latest.area.code,
        "version": organisation.version,
    }
    form = ProfileForm(request.POST or None, areas=areas, initial=initial)

    def change() -> dict[str, Any]:
        data = form.cleaned_data
        entry = actions.ProfileEntry(
            kind=data["kind"],
            level=data["level"],
            ownership=data["ownership"],
            area=find_area(viewer=request.viewer, code=data["area"]),
        )
        actions.change_profile(
            viewer=request.viewer,
            organisation=organisation,
            version=data["version"],
            entry=entry,
            valid_from=data["valid_from"],
            replace_later=data["replace_later"],
        )
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        change,
        title=_("Change kind or place"),
        done=_("Kind and place are saved."),
        hint=_("What held before the day stays as it is; numbers of earlier days do not change."),
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_beds(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers of beds by kind from a day on."""
    organisation = find_or_404(request, pk)
    present = institutions.organisation_facts(organisation, on=request.day).beds
    numbers = {f"beds_{code}": present.get(code, 0) for code, _label in institutions.bed_choices()}
    form = BedsForm(request.POST or None, initial={**numbers, "version": organisation.version})

    def change() -> dict[str, Any]:
        data = form.cleaned_data
        actions.set_beds(
            viewer=request.viewer,
            organisation=organisation,
            version=data["version"],
            beds=form.beds(),
            valid_from=data["valid_from"],
            replace_later=data["replace_later"],
        )
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        change,
        title=_("Change beds"),
        done=_("The beds are saved."),
        hint=_("Each bed is of one kind; enter the numbers that hold from the day on, 0 for none."),
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_capability(request: HttpRequest, pk: int) -> HttpResponse:
    """A capability present or absent from a day on."""
    organisation = find_or_404(request, pk)
    initial = {"present": "1", "code": request.GET.get("code", ""), "version": organisation.version}
    form = CapabilityForm(request.POST or None, initial=initial)

    def change() -> dict[str, Any]:
        data = form.cleaned_data
        actions.set_capability(
            viewer=request.viewer,
            organisation=organisation,
            version=data["version"],
            code=data["code"],
            present=data["present"],
            valid_from=data["valid_from"],
            evidence=data["evidence"],
            contents=tuple(data["contents"]),
            replace_later=data["replace_later"],
        )
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        change,
        title=_("State a capability"),
        done=_("The capability is saved."),
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an institution from a day on, with everything that ends by it."""
    organisation = find_or_404(request, pk)
    ending = what_closing_ends(organisation, on=request.day)
    form = CloseForm(request.POST or None, initial={"version": organisation.version})

    def close() -> dict[str, Any]:
        ended = close_with_agreements(
            viewer=request.viewer,
            organisation=organisation,
            version=form.cleaned_data["version"],
            closed_from=form.cleaned_data["closed_from"],
        )
        return {
            "pk": pk,
            "beds": ended.facts.total_beds,
            "capabilities": len(ended.facts.capabilities),
            "agreements": len(ended.agreements),
            "practices": ended.practices,
        }

    return answer_form(
        request,
        organisation,
        form,
        close,
        title=_("Close the institution"),
        done=_(
            "The institution is closed. Ended: beds %(beds)s, capabilities %(capabilities)s, "
            "agreements %(agreements)s, practice sites of staff %(practices)s."
        ),
        template="partners/close.html",
        more={
            "ending": ending,
            "ending_rows": agreement_rows(ending.agreements, on=request.day),
            "ending_columns": agreement_columns(can_end=False),
        },
    )


def answer_form(
    request: HttpRequest,
    organisation: "Organisation",
    form: forms.Form,
    effect: Effect,
    *,
    title: str,
    done: str,
    hint: str = "",
    template: str = "partners/form.html",
    more: dict[str, Any] | None = None,
    scope: str = "",
) -> HttpResponse:
    """Save a posted form of an organisation and go to its record, or show the form (again)."""
    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(
            request,
            form,
            scope=scope or f"{request.resolver_match.url_name}.{organisation.pk}",
            effect=effect,
            present_version=lambda: find_or_404(request, organisation.pk).version,
            describe=describe_changes,
        )
    if saved.outcome:
        return _done(request, organisation.pk, done % saved.outcome)
    record_url = reverse("organisation_record", args=[organisation.pk])
    context = {
        "form": form,
        "sizes": SIZES,
        "organisation": organisation,
        "submit_label": title,
        "cancel_url": record_url,
        "hint": hint,
    }
    return render(
        request,
        template,
        title=title,
        subtitle=organisation.name,
        breadcrumbs=[*list_crumbs(), Crumb(organisation.name, record_url), Crumb(title)],
        context=context | (more or {}),
        status=saved.status,
    )


def _done(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("organisation_record", args=[pk]))
