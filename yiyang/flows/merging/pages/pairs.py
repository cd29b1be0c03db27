"""Pages of pairs of records that may mean one person, and the doubles shown while somebody is registered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS, ELDERS_WRITE, MERGE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions.merging import decide_distinct, propose_merge, reopen_pair
from yiyang.domains.elders.duplicates import list_pairs, merges_of_pair, pair_state_choices
from yiyang.flows.merging.compare import (
    choice_options,
    compare_records,
    evidence_lines,
    place_name,
    require_pair,
)
from yiyang.flows.merging.forms import NoteForm, ProposeForm, ReopenForm
from yiyang.flows.merging.near import read_entry
from yiyang.flows.records.queries import area_filter
from yiyang.gateways.spreadsheets.writing import write_workbook
from yiyang.ui.forms import error_summary
from yiyang.ui.pages import Crumb, render, render_part
from yiyang.ui.submission import DONE, REFUSED, send_once
from yiyang.ui.tables import Column, Pager

PAGE_SIZE, EXPORT_MOST = 50, 5000
STEPS = (60, 70, 80, 90, 100)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(ELDERS)
@require_GET
def pair_list(request: HttpRequest) -> HttpResponse:
    """The queue of pairs, the likeliest first, narrowed by area, state and points."""
    asked, found = _find(request, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    record_reading(viewer=request.viewer, elder_ids=_ids(shown), page="pair_list")
    address = reverse("pair_list")
    query = request.GET.copy()
    query.pop("after", None)
    following = query.copy()
    following["after"] = f"{shown[-1].score}-{shown[-1].pk}" if shown else ""
    return render(
        request,
        "merging/pairs.html",
        title=_("Duplicate records"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Duplicate records"))],
        context={
            "rows": shown,
            "columns": _columns(linked=True),
            "asked": asked,
            "area": asked["area_filter"],
            "states": pair_state_choices(),
            "steps": [(str(step), _("%(points)s points or more") % {"points": step}) for step in STEPS],
            "pager": Pager(
                shown=len(shown),
                first_url=f"{address}?{query.urlencode()}" if request.GET.get("after") else "",
                next_url=f"{address}?{following.urlencode()}" if len(found) > PAGE_SIZE else "",
            ),
            "export_url": f"{reverse('pair_export')}?{query.urlencode()}",
        },
    )


@requires(ELDERS)
@require_GET
def pair_export(request: HttpRequest) -> HttpResponse:
    """The queue as a workbook, at most 5,000 rows."""
    _asked, found = _find(request, limit=EXPORT_MOST)
    record_reading(viewer=request.viewer, elder_ids=_ids(found), page="pair_export")
    columns = _columns(linked=False)
    rows = [[str(column.label) for column in columns]]
    rows += [[str(column.read(pair) or "") for column in columns] for pair in found]
    answer = HttpResponse(write_workbook(rows, sheet="duplicates"), content_type=WORKBOOK)
    answer["Content-Disposition"] = 'attachment; filename="duplicates.xlsx"'
    return answer


def _find(request: HttpRequest, *, limit: int) -> tuple[dict[str, Any], list[Any]]:
    state = request.GET.get("state", "open")
    least = request.GET.get("least", "")
    area = request.GET.get("area", "")
    asked: dict[str, Any] = {
        "state": state if state in dict(pair_state_choices()) else "",
        "least": least if least in {str(step) for step in STEPS} else "",
        "area": area,
        "area_filter": area_filter(viewer=request.viewer, code=area),
    }
    found = list_pairs(
        viewer=request.viewer,
        state=asked["state"],
        area_path=asked["area_filter"].path if area else "",
        least=int(asked["least"] or 0),
        after=_read_place(request.GET.get("after", "")),
        limit=limit,
    )
    return asked, found


def _read_place(text: str) -> tuple[int, int] | None:
    score, _dash, pk = text.partition("-")
    fits = score.isdecimal() and pk.isdecimal() and max(len(score), len(pk)) < 19  # noqa: PLR2004 - fits a key
    return (int(score), int(pk)) if fits else None


def _ids(pairs: list[Any]) -> list[int]:
    return list(dict.fromkeys(pk for pair in pairs for pk in (pair.first_id, pair.second_id)))


def _columns(*, linked: bool) -> list[Column]:
    return [
        Column(
            label=_("First record"),
            value=lambda pair: pair.first.name,
            url=(lambda pair: reverse("pair_page", args=[pair.pk])) if linked else "",
        ),
        Column(label=_("Birth date"), value=lambda pair: pair.first.birth_date, kind="day"),
        Column(label=_("Village or community"), value=lambda pair: place_name(pair.first)),
        Column(label=_("Second record"), value=lambda pair: pair.second.name),
        Column(label=_("Birth date"), value=lambda pair: pair.second.birth_date, kind="day"),
        Column(label=_("Village or community"), value=lambda pair: place_name(pair.second)),
        Column(label=_("Points"), value="score", kind="number"),
        Column(label=_("Why"), value=lambda pair: "; ".join(line.label for line in evidence_lines(pair))),
        Column(label=_("State"), value=lambda pair: pair.get_state_display()),
    ]


@requires(ELDERS, objects="elders.DuplicatePair")
@require_GET
def pair_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records side by side, why they were paired, and what can be decided."""
    return show_pair(request, require_pair(viewer=request.viewer, pk=pk))


def show_pair(
    request: HttpRequest, pair: Any, *, propose: Any = None, distinct: Any = None, status: int = DONE
) -> HttpResponse:
    """The page of a pair, with the form that was refused if one was."""
    viewer = request.viewer
    record_reading(viewer=viewer, elder_ids=[pair.first_id, pair.second_id], page="pair_page")
    merges = merges_of_pair(pair)
    is_open = pair.state == "open" and not any(merge.state in {"proposed", "confirmed"} for merge in merges)
    gone = pair.first.merged_into_id is not None or pair.second.merged_into_id is not None
    may_decide = _may_decide(request, pair)
    title = _("Are these one person?")
    return render(
        request,
        "merging/pair.html",
        title=title,
        subtitle=f"{pair.first.name} · {pair.second.name}",
        breadcrumbs=[
            Crumb(_("Registers")),
            Crumb(_("Duplicate records"), reverse("pair_list")),
            Crumb(title),
        ],
        context={
            "pair": pair,
            "lines": compare_records(pair.first, pair.second, viewer=viewer),
            "evidence": evidence_lines(pair),
            "merges": merges,
            "propose": propose or (_propose_form(pair) if may_decide and is_open and not gone else None),
            "distinct": distinct
            or (_note_form(pair) if may_decide and pair.state == "open" and is_open else None),
            "reopen": ReopenForm(initial={"version": pair.version}, auto_id="reopen_%s")
            if may_decide and pair.state == "distinct"
            else None,
            "cancel_url": reverse("pair_list"),
        },
        status=status,
    )


def _may_decide(request: HttpRequest, pair: Any) -> bool:
    villages = [elder.village for elder in (pair.first, pair.second) if elder.village is not None]
    return bool(villages) and all(request.viewer.covers(village.path, MERGE) for village in villages)


def _propose_form(pair: Any, data: Any = None) -> ProposeForm:
    words = tuple(
        _("%(name)s, %(birth)s, %(place)s")
        % {"name": elder.name, "birth": elder.birth_date.isoformat(), "place": place_name(elder) or "–"}
        for elder in (pair.first, pair.second)
    )
    return ProposeForm(
        data,
        records=(f"{_('First record')}: {words[0]}", f"{_('Second record')}: {words[1]}"),
        options=choice_options(pair.first, pair.second),
        initial={"version": pair.version},
    )


def _note_form(pair: Any, data: Any = None) -> NoteForm:
    return NoteForm(data, initial={"version": pair.version}, auto_id="distinct_%s")


@requires(MERGE, objects="elders.DuplicatePair")
@require_POST
def pair_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a merge of the pair; another person decides."""
    viewer = request.viewer
    pair = require_pair(viewer=viewer, pk=pk, permission=MERGE)
    form, status = _propose_form(pair, request.POST), REFUSED
    if form.is_valid():
        kept = pair.first_id if form.cleaned_data["kept"] == "first" else pair.second_id
        outcome, status = send_once(
            form,
            viewer=viewer,
            scope=f"merge.propose:{pair.pk}",
            effect=lambda: {
                "merge": propose_merge(
                    viewer=viewer,
                    pair=pair,
                    version=form.cleaned_data["version"],
                    kept_id=kept,
                    choices=form.choices(),
                    reason=form.cleaned_data["reason"],
                ).pk
            },
            fresh_version=lambda: _fresh_version(pair),
        )
        if status == DONE:
            messages.success(request, _("The merge is proposed; another person has to confirm it."))
            return HttpResponseRedirect(reverse("merge_page", args=[outcome["merge"]]))
    return show_pair(request, pair, propose=form, status=status)


@requires(MERGE, objects="elders.DuplicatePair")
@require_POST
def pair_distinct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the two records are two persons."""
    viewer = request.viewer
    pair = require_pair(viewer=viewer, pk=pk, permission=MERGE)
    form, status = _note_form(pair, request.POST), REFUSED
    if form.is_valid():
        _outcome, status = send_once(
            form,
            viewer=viewer,
            scope=f"pair.distinct:{pair.pk}",
            effect=lambda: {
                "pair": decide_distinct(
                    viewer=viewer,
                    pair=pair,
                    version=form.cleaned_data["version"],
                    note=form.cleaned_data["note"],
                ).pk
            },
            fresh_version=lambda: _fresh_version(pair),
        )
        if status == DONE:
            messages.success(request, _("Two persons: the pair is not shown again."))
            return HttpResponseRedirect(reverse("pair_list"))
    return show_pair(request, pair, distinct=form, status=status)


@requires(MERGE, objects="elders.DuplicatePair")
@require_POST
def pair_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a pair that was decided back on the list."""
    viewer = request.viewer
    pair = require_pair(viewer=viewer, pk=pk, permission=MERGE)
    form, status = ReopenForm(request.POST), REFUSED
    if form.is_valid():
        _outcome, status = send_once(
            form,
            viewer=viewer,
            scope=f"pair.reopen:{pair.pk}",
            effect=lambda: {
                "pair": reopen_pair(viewer=viewer, pair=pair, version=form.cleaned_data["version"]).pk
            },
        )
    if status == DONE:
        messages.success(request, _("The pair is open again."))
    for line in error_summary(form):
        messages.error(request, line.message)
    return HttpResponseRedirect(reverse("pair_page", args=[pair.pk]))


def _fresh_version(pair: Any) -> int:
    return type(pair).objects.values_list("version", flat=True).get(pk=pair.pk)


@requires(ELDERS_WRITE)
@require_POST
def near_part(request: HttpRequest) -> HttpResponse:
    """People already registered who may be the one being entered; by POST, so that no address holds a name."""
    near = read_entry(viewer=request.viewer, asked=request.POST, today=timezone.localdate())
    shown = near.shown if near is not None else ()
    record_reading(viewer=request.viewer, elder_ids=[each.row["id"] for each in shown], page="near_part")
    return render_part(request, "merging/near_part.html", context={"near": near})
