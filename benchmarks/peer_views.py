"""The rows of the elder list and of the search as bare JSON: same policy, scope, query and reading audit."""

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.queries import PAGE_SIZE, list_elders, search_elders
from yiyang.flows.records.queries import elder_rows, read_place


@requires(ELDERS)
@require_GET
def elder_rows_json(request: HttpRequest) -> HttpResponse:
    """What `elder_list` shows."""
    paths = request.viewer.area_paths(ELDERS)
    whole = paths[0] if len(paths) == 1 else ""
    after = read_place(request.GET.get("after", ""))
    found = list_elders(viewer=request.viewer, area_path=whole, after=after, limit=PAGE_SIZE + 1)
    return answer(request, found, page="elder_list")


@requires(ELDERS)
@require_POST
def elder_search_json(request: HttpRequest) -> HttpResponse:
    """What `elder_search` shows."""
    found = search_elders(viewer=request.viewer, text=request.POST["text"], limit=PAGE_SIZE + 1)
    return answer(request, found, page="elder_search")


def answer(request: HttpRequest, found: list[dict], *, page: str) -> HttpResponse:
    """The rows and whether more follow."""
    shown = found[:PAGE_SIZE]
    record_reading(viewer=request.viewer, elder_ids=[row["id"] for row in shown], page=page)
    content = {"elders": elder_rows(shown, on=request.viewer.on), "more": len(found) > PAGE_SIZE}
    return HttpResponse(msgspec.json.encode(content), content_type="application/json")
