"""Links between institutions, and where one stands on the map."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import actions
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.flows.partners.forms.standing import EndForm, LinkForm, LocationForm
from yiyang.flows.partners.pages.facts import FORM_METHODS, answer_form
from yiyang.flows.partners.pages.organisations import find_or_404

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation, OrganisationLink


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def link_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Link an institution with another one."""
    organisation = find_or_404(request, pk)
    kinds = MEDICAL_KINDS + HOME_KINDS + COMMUNITY_KINDS
    others = institutions.organisation_choices(viewer=request.viewer, kinds=kinds, open_on=request.day)
    initial = {"version": organisation.version, "leads": "1" if organisation.kind in MEDICAL_KINDS else "0"}
    form = LinkForm(request.POST or None, others=others.exclude(pk=pk), initial=initial)

    def link() -> dict[str, Any]:
        data = form.cleaned_data
        sides = (organisation, data["other"]) if data["leads"] else (data["other"], organisation)
        entry = actions.LinkEntry(
            kind=data["kind"],
            lead=sides[0],
            member=sides[1],
            valid_from=data["valid_from"],
            evidence=data["evidence"],
        )
        actions.link_organisations(
            viewer=request.viewer, organisation=organisation, version=data["version"], entry=entry
        )
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        link,
        title=_("Link with another organisation"),
        done=_("The link is entered; it stands on both records."),
        hint=_("A consortium is one link for each member, all with the same lead."),
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.OrganisationLink")
@require_http_methods(FORM_METHODS)
def link_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link; `?record=` names the side whose record was open."""
    link = institutions.find_link(viewer=request.viewer, pk=pk, permission=roles.INSTITUTIONS_WRITE)
    if link is None:
        raise Http404(pk)
    organisation = _side(request, link)
    form = EndForm(request.POST or None, initial={"version": organisation.version})

    def end() -> dict[str, Any]:
        data = form.cleaned_data
        actions.end_link(
            viewer=request.viewer,
            organisation=organisation,
            version=data["version"],
            link=link,
            last=data["last_day"],
        )
        return {"pk": organisation.pk}

    return answer_form(
        request,
        organisation,
        form,
        end,
        title=_("End the link"),
        done=_("The link is ended on both records."),
        hint=f"{link.get_kind_display()}: {link.lead.name} – {link.member.name}",
        scope=f"link_end.{pk}",
    )


def _side(request: HttpRequest, link: "OrganisationLink") -> "Organisation":
    """The side whose record was open if it is in scope, else the one that is."""
    asked = request.GET.get("record", "")
    sides = sorted((link.lead, link.member), key=lambda side: str(side.pk) != asked)
    for side in sides:
        found = institutions.find_organisation(viewer=request.viewer, pk=side.pk)
        if found is not None:
            return found
    raise Http404(link.pk)


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def organisation_location(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an institution stands and how far its service reaches."""
    organisation = find_or_404(request, pk)
    fields = ("lon", "lat", "service_radius_m")
    initial = {field: getattr(organisation, field) for field in fields}
    form = LocationForm(request.POST or None, initial=initial | {"version": organisation.version})

    def change() -> dict[str, Any]:
        data = form.cleaned_data
        actions.set_location(
            viewer=request.viewer,
            organisation=organisation,
            version=data["version"],
            **{field: data[field] for field in fields},
        )
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        change,
        title=_("State place and radius"),
        done=_("Place and radius are saved."),
        hint=_("Without a point the institution stands at its town's point on the map."),
    )
