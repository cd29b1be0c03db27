"""The list of institutions and the record of one."""

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.kinds import GROUPS
from yiyang.domains.workforce.actions import may_write_at
from yiyang.flows.partners import queries, record_tables, tables
from yiyang.flows.partners.exports import export_table, export_url, wants_export
from yiyang.flows.partners.landscape import draw_landscape, reach_words
from yiyang.flows.partners.record import build_record
from yiyang.ui.forms import normalise_text, read_day
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Pager

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation

STATES = ("open", "all")
VIEWS = ("list", "map")


@requires(roles.INSTITUTIONS)
@require_GET
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Institutions in scope as a list or a map, narrowed by area, kind, state and name."""
    asked = _read_filters(request)
    area = queries.area_filter(viewer=request.viewer, code=asked["area"])
    narrowed: dict[str, Any] = {
        "viewer": request.viewer,
        "kinds": _kinds(asked["kind"]),
        "area_path": area.path,
        "text": asked["text"],
        "open_on": request.day if asked["state"] == "open" else None,
        "capability": asked["capability"],
        "is_combined": asked["combined"] == "yes",
    }
    if wants_export(request):
        return _export(request, narrowed)
    context = {
        "asked": asked,
        "area": area,
        "areas": queries.area_choices(area, code=asked["area"]),
        "steps": _steps(area, asked),
        "kinds": [*institutions.group_choices(), *institutions.kind_choices()],
        "capabilities": institutions.capability_choices(),
        "export_url": export_url(request),
        "state_choices": [("open", _("Open")), ("all", _("Open and closed"))],
        "views": _view_links(asked),
        "reset_url": reverse("organisation_list"),
        "register_url": _register_url(request, asked),
    }
    context |= (
        _map_context(narrowed, asked, area) if asked["view"] == "map" else _list_context(request, narrowed)
    )
    return render(
        request,
        "partners/organisations.html",
        title=_("Institutions"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Institutions"))],
        context=context,
    )


def _export(request: HttpRequest, narrowed: dict[str, Any]) -> HttpResponse:
    found = institutions.list_organisations(**narrowed, limit=None)
    rows = queries.organisation_rows(organisations=found, on=request.day)
    columns = tables.organisation_columns()
    return export_table(columns, rows, name="institutions", title=_("Institutions"))


def _read_filters(request: HttpRequest) -> dict[str, str]:
    names = ("area", "kind", "state", "view", "capability", "combined")
    asked = {name: request.GET.get(name, "") for name in names}
    asked["text"] = normalise_text(request.GET.get("text", ""))
    asked["state"] = asked["state"] if asked["state"] in STATES else STATES[0]
    asked["view"] = asked["view"] if asked["view"] in VIEWS else VIEWS[0]
    if asked["kind"] not in GROUPS and asked["kind"] not in dict(institutions.kind_choices()):
        asked["kind"] = ""
    if asked["capability"] not in dict(institutions.capability_choices()):
        asked["capability"] = ""
    asked["combined"] = "yes" if asked["combined"] == "yes" else ""
    return asked


def _kinds(code: str) -> tuple[str, ...]:
    if not code:
        return ()
    return GROUPS.get(code, (code,))


def _address(asked: dict[str, str], **changed: str) -> str:
    wanted = {name: value for name, value in {**asked, **changed}.items() if value}
    defaults = {"state": STATES[0], "view": VIEWS[0]}
    kept = {name: value for name, value in wanted.items() if defaults.get(name) != value}
    return f"{reverse('organisation_list')}{'?' + urlencode(kept) if kept else ''}"


def _view_links(asked: dict[str, str]) -> list[dict[str, Any]]:
    words = {"list": _("List"), "map": _("Map")}
    return [
        {"label": words[view], "url": _address(asked, view=view), "is_here": asked["view"] == view}
        for view in VIEWS
    ]


def _steps(area: queries.AreaFilter, asked: dict[str, str]) -> list[Crumb]:
    return [
        Crumb(step.name, "" if step == area.area else _address(asked, area=step.code)) for step in area.steps
    ]


def _register_url(request: HttpRequest, asked: dict[str, str]) -> str:
    if not request.viewer.can(roles.INSTITUTIONS_WRITE):
        return ""
    query = f"?{urlencode({'area': asked['area']})}" if asked["area"] else ""
    return reverse("organisation_register") + query


def _list_context(request: HttpRequest, narrowed: dict[str, Any]) -> dict[str, Any]:
    after = request.GET.get("after", "")
    found = institutions.list_organisations(
        **narrowed, after=int(after) if after.isdecimal() else None, limit=institutions.PAGE_SIZE + 1
    )
    shown = found[: institutions.PAGE_SIZE]
    query = request.GET.copy()
    query.pop("after", None)
    first = f"?{query.urlencode()}"
    following = query.copy()
    if len(found) > len(shown):
        following["after"] = str(shown[-1].pk)
    pager = Pager(
        shown=len(shown),
        first_url=first if after else "",
        next_url=f"?{following.urlencode()}" if len(found) > len(shown) else "",
    )
    rows = queries.organisation_rows(organisations=shown, on=request.day)
    return {"rows": rows, "columns": tables.organisation_columns(), "pager": pager}


def _map_context(narrowed: dict[str, Any], asked: dict[str, str], area: queries.AreaFilter) -> dict[str, Any]:
    found = institutions.list_organisations(**narrowed, limit=None)
    landscape = draw_landscape(
        organisations=found,
        path=area.area.path if area.area else "",
        address_of=lambda code: _address(asked, view="list", area=code),
        title=_("Institutions by place"),
    )
    return {
        "landscape": landscape,
        "total": len(found),
        "reach_note": reach_words(landscape.reach) if landscape.reach else "",
    }


@requires(roles.INSTITUTIONS, objects="institutions.Organisation")
@require_GET
def organisation_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds about an institution on a day, what held before, and what is due."""
    organisation = find_or_404(request, pk)
    on, is_unread = _day_asked(request)
    record = build_record(viewer=request.viewer, organisation=organisation, on=on)
    can_write = request.viewer.covers(organisation.area.path, roles.INSTITUTIONS_WRITE)
    can_agree = request.viewer.covers(organisation.area.path, roles.AGREEMENTS_WRITE)
    return render(
        request,
        "partners/organisation.html",
        title=organisation.name,
        subtitle=_subtitle(record),
        breadcrumbs=[*list_crumbs(), Crumb(organisation.name)],
        context={
            **record,
            "organisation": organisation,
            "on": on,
            "is_past": on != request.day,
            "is_unread": is_unread,
            "light_word": tables.light_words().get(record["light"], ""),
            "bed_total": {"label": _("Total"), "beds": record["facts"].total_beds, "share": 1.0},
            "bed_columns": tables.bed_columns(),
            "history_columns": tables.history_columns(),
            "profile_columns": tables.profile_columns(),
            "point": _point(organisation),
            "combined_tag": _combined_tag(record),
            "part_tag": _part_tag,
            "paper_columns": record_tables.paper_columns(can_write=can_write),
            "mode_columns": record_tables.mode_columns(),
            "link_columns": record_tables.link_columns(can_write=can_write),
            "duty_columns": record_tables.duty_columns(),
            "staff_count_columns": record_tables.staff_count_columns(),
            "team_columns": record_tables.team_columns(),
            "act_columns": record_tables.history_columns(),
            "capability_columns": tables.capability_columns(),
            "received_columns": tables.record_agreement_columns(partner="provider", can_end=can_agree),
            "provided_columns": tables.record_agreement_columns(partner="receiver", can_end=can_agree),
            "can_write": can_write,
            "can_agree": can_agree,
            "can_staff": may_write_at(request.viewer, organisation),
        },
    )


def _point(organisation: "Organisation") -> str:
    if organisation.lon is None or organisation.lat is None:
        return ""
    return f"{organisation.lon:.4f}, {organisation.lat:.4f}"


def _combined_tag(record: dict[str, Any]) -> Any:
    if record["combined"].holds:
        return tables.light_tag("green", _("Combined institution: holds both papers"))
    return tables.light_tag("grey", _("No combined institution"))


def _part_tag(part: Any) -> Any:
    sentence = str(part.row["asks"])
    return tables.light_tag("green" if part.is_met else "grey", _(sentence))


def list_crumbs() -> list[Crumb]:
    """The breadcrumbs down to the list."""
    return [Crumb(_("Registers")), Crumb(_("Institutions"), reverse("organisation_list"))]


def find_or_404(request: HttpRequest, pk: int) -> "Organisation":
    """The organisation in the viewer's scope. Raises Http404."""
    organisation = institutions.find_organisation(viewer=request.viewer, pk=pk)
    if organisation is None:
        raise Http404(pk)
    return organisation


def _day_asked(request: HttpRequest) -> tuple[date, bool]:
    """The day of the facts shown, and whether a day was asked for that cannot be shown."""
    text = request.GET.get("on", "").strip()
    if not text:
        return request.day, False
    try:
        asked = read_day(text)
    except ValueError:
        return request.day, True
    return (asked, False) if asked <= request.day else (request.day, True)


def _subtitle(record: dict[str, Any]) -> str:
    profile = record["facts"].profile
    return f"{profile.get_kind_display()} · {record['place']}" if profile else _("Closed")
