"""The list of elders and the search in it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.queries import PAGE_SIZE, place_of, read_search, search_elders
from yiyang.flows.records.exports import STEP, export_elders
from yiyang.flows.records.filters import filter_choices, filtered_elders, read_filter
from yiyang.flows.records.forms import SearchForm
from yiyang.flows.records.queries import area_filter, elder_rows, read_place, write_place
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import REFUSED
from yiyang.ui.tables import Pager


@requires(ELDERS)
@require_GET
def elder_list(request: HttpRequest) -> HttpResponse:
    """Elders in the viewer's scope or in one area of it, by village, narrowed by the filters of the address."""
    viewer = request.viewer
    area = area_filter(viewer=viewer, code=request.GET.get("area", ""))
    asked = read_filter(request.GET)
    after = read_place(request.GET.get("after", ""))
    shown, following = filtered_elders(viewer=viewer, area_path=area.path, asked=asked, after=after)
    record_reading(viewer=viewer, elder_ids=[row["id"] for row in shown], page="elder_list")
    address = reverse("elder_list")
    kept = ({"area": area.code} if area.has_place else {}) | asked.query
    pager = Pager(
        shown=len(shown),
        first_url=_address(address, kept) if after else "",
        next_url=_address(address, {**kept, "after": write_place(following)}) if following else "",
    )
    return render(
        request,
        "records/list.html",
        title=_("Elders"),
        context={
            "rows": elder_rows(shown, on=viewer.on),
            "record_base": address,
            "area": area,
            "asked": asked,
            "choices": filter_choices(),
            "pager": pager,
            "search": SearchForm(),
            "export_url": _address(reverse("elder_export"), kept),
        },
    )


@requires(ELDERS)
@require_GET
def elder_export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    viewer = request.viewer
    area = area_filter(viewer=viewer, code=request.GET.get("area", ""))
    asked = read_filter(request.GET)
    return export_elders(
        viewer=viewer,
        step=lambda after: filtered_elders(
            viewer=viewer, area_path=area.path, asked=asked, after=after, limit=STEP
        ),
        page="elder_export",
        title=_("Elders"),
    )


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


@requires(ELDERS)
@require_POST
def elder_search(request: HttpRequest) -> HttpResponse:
    """Elders whom a text means; by POST, so that no address holds a name or a number."""
    viewer = request.viewer
    form = SearchForm(request.POST)
    search = read_search(form.cleaned_data["text"]) if form.is_valid() else None
    found = []
    if search is not None:
        after = read_place(request.POST.get("after", ""))
        found = search_elders(viewer=viewer, text=form.cleaned_data["text"], after=after, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    record_reading(viewer=viewer, elder_ids=[row["id"] for row in shown], page="elder_search")
    return render(
        request,
        "records/search.html",
        title=_("Search for elders"),
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(_("Search for elders"))],
        context={
            "rows": elder_rows(shown, on=viewer.on),
            "record_base": reverse("elder_list"),
            "search": form,
            "understood": search,
            "next_place": write_place(place_of(shown[-1])) if len(found) > PAGE_SIZE else "",
        },
        status=200 if search is not None else REFUSED,
    )
