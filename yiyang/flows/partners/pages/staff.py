"""The register of staff: the list, a new person, the record."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.workforce import actions
from yiyang.domains.workforce import queries as workforce
from yiyang.domains.workforce.rules.registration import PersonEntry
from yiyang.flows.partners import queries, record_tables, staffing
from yiyang.flows.partners.exports import export_table, export_url, wants_export
from yiyang.flows.partners.forms.staff import StaffForm
from yiyang.flows.partners.histories import history_rows
from yiyang.flows.partners.pages.facts import FORM_METHODS
from yiyang.flows.partners.saving import Saved, save_once
from yiyang.ui.formats import mask
from yiyang.ui.forms import normalise_text
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Pager

if TYPE_CHECKING:
    from yiyang.domains.workforce.models import Staff

SIZES = {
    "identity_number": "medium",
    "phone": "medium",
    "hours_week": "short",
    "grassroots_hours": "short",
    "number": "medium",
}


@requires(roles.STAFF)
@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """Staff in scope, narrowed by name, organisation, area, qualification and expiry."""
    asked = _read_filters(request)
    area = queries.area_filter(viewer=request.viewer, code=asked["area"])
    narrowed = workforce.StaffFilter(
        text=asked["text"],
        organisation_id=int(asked["organisation"]) if asked["organisation"] else None,
        area_path=area.path,
        kind=asked["kind"],
        is_expiring=asked["expiring"] == "yes",
        with_past=asked["state"] == "all",
    )
    columns, after, is_export = staffing.staff_columns(), request.GET.get("after", ""), wants_export(request)
    found = workforce.list_staff(
        viewer=request.viewer,
        narrowed=narrowed,
        after=int(after) if after.isdecimal() and not is_export else None,
        limit=None if is_export else workforce.PAGE_SIZE + 1,
    )
    if is_export:
        rows = staffing.staff_rows(found, on=request.day)
        return export_table(columns, rows, name="staff", title=_("Staff"))
    shown = found[: workforce.PAGE_SIZE]
    return render(
        request,
        "partners/overview.html",
        title=_("Staff"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Staff"))],
        context={
            "address": reverse("staff_list"),
            "steps": None,
            "export_url": export_url(request),
            "cards": [],
            "buttons": _buttons(request, asked),
            "hint": _site_hint(request, asked),
            "selects": _selects(request, asked, area),
            "texts": [
                {
                    "name": "text",
                    "label": _("Name or pinyin begins with"),
                    "value": asked["text"],
                    "hint": "",
                }
            ],
            "columns": columns,
            "rows": staffing.staff_rows(shown, on=request.day),
            "pager": _pager(request, shown, has_more=len(found) > len(shown)),
        },
    )


def _read_filters(request: HttpRequest) -> dict[str, str]:
    names = ("area", "organisation", "kind", "expiring", "state")
    asked = {name: request.GET.get(name, "") for name in names}
    asked["text"] = normalise_text(request.GET.get("text", ""))
    if asked["kind"] not in dict(workforce.qualification_choices()):
        asked["kind"] = ""
    if not asked["organisation"].isdecimal():
        asked["organisation"] = ""
    return asked


def _selects(request: HttpRequest, asked: dict[str, str], area: queries.AreaFilter) -> list[dict[str, Any]]:
    sites = staffing.site_choices(request.viewer, permission=roles.STAFF)
    if area.path:
        sites = sites.filter(area__path__startswith=area.path)
    return [
        {
            "name": "area",
            "label": _("Area"),
            "options": queries.area_choices(area, code=asked["area"]),
            "chosen": asked["area"],
            "all": "",
        },
        {
            "name": "organisation",
            "label": _("Institution"),
            "options": [(site.pk, site.name) for site in sites],
            "chosen": asked["organisation"],
            "all": _("All"),
        },
        {
            "name": "kind",
            "label": _("Qualification"),
            "options": workforce.qualification_choices(),
            "chosen": asked["kind"],
            "all": _("All"),
        },
        {
            "name": "expiring",
            "label": _("Expiry"),
            "options": [("yes", _("Ends within 90 days or has ended"))],
            "chosen": asked["expiring"],
            "all": _("All"),
        },
        {
            "name": "state",
            "label": _("State"),
            "options": [("all", _("Also those who practise nowhere now"))],
            "chosen": asked["state"],
            "all": _("Practising"),
        },
    ]


def _site_hint(request: HttpRequest, asked: dict[str, str]) -> str:
    if not asked["organisation"]:
        return ""
    found = institutions.find_organisation(viewer=request.viewer, pk=int(asked["organisation"]))
    if found is None:
        raise Http404(asked["organisation"])
    return _("Those who practise at %(name)s.") % {"name": found.name}


def _buttons(request: HttpRequest, asked: dict[str, str]) -> list[tuple[str, str]]:
    if not request.viewer.can(roles.STAFF_WRITE):
        return []
    query = f"?organisation={asked['organisation']}" if asked["organisation"] else ""
    return [(_("Register a person"), reverse("staff_register") + query)]


def _pager(request: HttpRequest, shown: "list[Staff]", *, has_more: bool) -> Pager:
    query = request.GET.copy()
    was_paged = bool(query.pop("after", None))
    first = f"?{query.urlencode()}" if was_paged else ""
    if not has_more:
        return Pager(shown=len(shown), first_url=first)
    query["after"] = str(shown[-1].pk)
    return Pager(shown=len(shown), first_url=first, next_url=f"?{query.urlencode()}")


def staff_crumbs() -> list[Crumb]:
    """The breadcrumbs down to the list of staff."""
    return [Crumb(_("Registers")), Crumb(_("Staff"), reverse("staff_list"))]


@requires(roles.STAFF_WRITE)
@require_http_methods(FORM_METHODS)
def staff_register(request: HttpRequest) -> HttpResponse:
    """A new person with the main site; `?organisation=` names it."""
    form = StaffForm(
        request.POST or None,
        organisations=staffing.site_choices(request.viewer, permission=roles.STAFF_WRITE),
        initial={"organisation": request.GET.get("organisation", ""), "hours_week": 40},
    )

    def register() -> dict[str, Any]:
        data = form.cleaned_data
        person = PersonEntry(
            name=data["name"],
            identity_number=data["identity_number"],
            phone=data["phone"],
            title=data["title"],
        )
        entry = actions.StaffEntry(
            person=person,
            organisation=data["organisation"],
            hours_week=data["hours_week"],
            grassroots_hours=data["grassroots_hours"] or 0,
            valid_from=data["valid_from"],
        )
        staff = actions.register_staff(viewer=request.viewer, entry=entry)
        return {"public_id": str(staff.public_id)}

    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(request, form, scope="staff.register", effect=register)
    if saved.outcome:
        messages.success(request, _("The person is registered. Enter the qualifications now."))
        return HttpResponseRedirect(reverse("staff_record", args=[saved.outcome["public_id"]]))
    return render(
        request,
        "partners/form.html",
        title=_("Register a person"),
        breadcrumbs=[*staff_crumbs(), Crumb(_("Register a person"))],
        context={
            "form": form,
            "sizes": SIZES,
            "submit_label": _("Register"),
            "cancel_url": reverse("staff_list"),
            "hint": _("Sex and birth date are read from the identity number, which is kept sealed."),
        },
        status=saved.status,
    )


@requires(roles.STAFF, objects="workforce.Staff")
@require_GET
def staff_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A person with titles, qualifications, sites and history."""
    staff = find_staff_or_404(request, public_id)
    can_write = request.viewer.can(roles.STAFF_WRITE) and bool(
        workforce.find_staff(viewer=request.viewer, public_id=public_id, permission=roles.STAFF_WRITE)
    )
    row = staffing.staff_rows([staff], on=request.day)[0]
    return render(
        request,
        "partners/staff.html",
        title=staff.name,
        subtitle=row["main"],
        breadcrumbs=[*staff_crumbs(), Crumb(staff.name)],
        context={
            "staff": staff,
            "row": row,
            "can_write": can_write,
            "identity": mask(staff.identity_number),
            "phone": mask(staff.phone),
            "titles": list(staff.titles.all()),
            "title_columns": staffing.title_columns(),
            "qualifications": staffing.qualification_rows(staff, on=request.day),
            "qualification_columns": staffing.qualification_columns(can_write=can_write),
            "practices": staffing.practice_rows(staff, viewer=request.viewer),
            "practice_columns": staffing.practice_columns(can_write=can_write),
            "history": history_rows(workforce.acts_of(staff)) if can_write else None,
            "act_columns": record_tables.history_columns(),
        },
    )


def find_staff_or_404(request: HttpRequest, public_id: UUID, *, permission: str = roles.STAFF) -> "Staff":
    """The person in the viewer's scope. Raises Http404."""
    staff = workforce.find_staff(viewer=request.viewer, public_id=public_id, permission=permission)
    if staff is None:
        raise Http404(str(public_id))
    return staff
