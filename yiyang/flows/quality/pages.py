"""Data quality: how the registers stand, who keeps them how well, and the lists to correct."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import QUALITY, REFRESH
from yiyang.access.viewer import system_viewer
from yiyang.domains.quality import queries as quality_facts
from yiyang.domains.quality.actions import run_checks
from yiyang.domains.quality.rules.checks import Check, find_check
from yiyang.flows.quality.queries import (
    MOST_EXPORTED,
    CheckRow,
    FindingPage,
    check_rows,
    finding_page,
    group_shares,
)
from yiyang.flows.supervision.queries import area_steps
from yiyang.flows.supervision.request import Asked, read_asked
from yiyang.kernel.phrases import phrase
from yiyang.kernel.refused import Refused
from yiyang.regions.queries import children_on
from yiyang.ui.charts import Chart, Series, line_chart
from yiyang.ui.exports import export_list
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Column, Pager

SHOWN_KEEPERS = 20


@requires(QUALITY)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Every check with its share, the course over time, and who keeps the records."""
    asked = read_asked(request, permission=QUALITY)
    checked = quality_facts.checked_day(on=asked.on)
    context: dict[str, Any] = {"checked": checked, "can_run": request.viewer.can(REFRESH)}
    if checked is not None:
        rows = check_rows(viewer=request.viewer, area=asked.area, on=checked)
        keepers = quality_facts.shares_by_keeper(viewer=request.viewer, on=checked, area_path=asked.area.path)
        context |= {
            "groups": group_shares(rows),
            "rows": rows,
            "columns": _check_columns(asked),
            "chart": _course(request, asked),
            "keepers": [share for share in keepers if share.key is not None][:SHOWN_KEEPERS],
            "keeper_columns": _keeper_columns(),
            "unkept": next((share for share in keepers if share.key is None), None),
        }
    return _render(request, asked, "quality/overview.html", _("Data quality"), [], context)


@requires(QUALITY)
@require_GET
def quality_check(request: HttpRequest, check: str) -> HttpResponse:
    """Who fails one check: the list to correct."""
    found, asked = _require_check(check), read_asked(request, permission=QUALITY)
    keeper, after = _number(request, "keeper"), _number(request, "after") or 0
    page = _page(request, found, asked, keeper=keeper, after=after)
    question = {"area": asked.area.code, "on": asked.on.isoformat()} | ({"keeper": keeper} if keeper else {})
    address = reverse("quality_check", args=[check])
    pager = Pager(
        shown=len(page.rows),
        total=page.total,
        first_url=f"{address}?{urlencode(question)}" if after else "",
        next_url=f"{address}?{urlencode(question | {'after': page.last})}" if page.last else "",
    )
    keepers = quality_facts.shares_by_keeper(
        viewer=request.viewer,
        on=quality_facts.checked_day(on=asked.on) or asked.on,
        area_path=asked.area.path,
        codes=(check,),
    )
    context = {
        "check": CheckRow(check=found, share=None),
        "mend": _(phrase(f"quality_{found.code}")),
        "rows": page.rows,
        "columns": _finding_columns(),
        "pager": pager,
        "keeper": keeper or "",
        "keeper_choices": [(share.key, share.name) for share in keepers if share.key and share.failed],
        "file_url": f"{reverse('quality_check_file', args=[check])}?{urlencode(question)}",
    }
    crumbs = [Crumb(_("Data quality"), reverse("quality") + asked.query())]
    return _render(request, asked, "quality/check.html", _(found.label), crumbs, context)


@requires(QUALITY)
@require_GET
def quality_check_file(request: HttpRequest, check: str) -> HttpResponse:
    """The list to correct as a workbook."""
    found, asked = _require_check(check), read_asked(request, permission=QUALITY)
    page = _page(request, found, asked, keeper=_number(request, "keeper"), after=0, limit=MOST_EXPORTED)
    return export_list(
        _finding_columns(), page.rows, sheet=_(found.label), file_name=f"{check}-{asked.area.code}-{asked.on}"
    )


@requires(REFRESH)
@require_POST
def quality_run(request: HttpRequest) -> HttpResponse:
    """Check the registers now."""
    try:
        done = run_checks(viewer=_checker(request), on=request.viewer.on)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts(_)))
    else:
        messages.success(
            request,
            _("%(subjects)s records were checked: %(opened)s new findings, %(closed)s mended.")
            % {"subjects": f"{done.subjects:,}", "opened": f"{done.opened:,}", "closed": f"{done.closed:,}"},
        )
    return HttpResponseRedirect(reverse("quality"))


def _checker(request: HttpRequest) -> Any:
    # The whole register is checked whoever asks; the act names the person.
    return system_viewer(request.viewer.name, on=request.viewer.on)


def _page(
    request: HttpRequest, check: Check, asked: Asked, *, keeper: int | None, after: int, **limit: int
) -> FindingPage:
    return finding_page(
        viewer=request.viewer, check=check, area=asked.area, on=asked.on, keeper=keeper, after=after, **limit
    )


def _render(
    request: HttpRequest,
    asked: Asked,
    template: str,
    title: str,
    crumbs: list[Crumb],
    context: dict[str, Any],
) -> HttpResponse:
    steps = area_steps(viewer=request.viewer, area=asked.area, permission=QUALITY)
    below = [(child.code, child.name) for child in children_on(asked.area, on=asked.on)]
    context |= {
        "asked": asked,
        "areas": [*((step.code, step.name) for step in steps), *below],
        "reset_url": request.path,
    }
    return render(request, template, title=title, breadcrumbs=[*crumbs, Crumb(title)], context=context)


def _course(request: HttpRequest, asked: Asked) -> Chart | None:
    shares = quality_facts.shares_over_time(viewer=request.viewer, until=asked.on, area_path=asked.area.path)
    if len(shares) < 2:  # noqa: PLR2004 - one point is no line
        return None
    points = tuple((share.key, share.sound) for share in shares)
    title = _("Share of passed checks")
    return line_chart(key="course", title=title, series=[Series(label=asked.area.name, points=points)])


def _check_columns(asked: Asked) -> tuple[Column, ...]:
    def to_list(row: CheckRow) -> str:
        return reverse("quality_check", args=[row.check.code]) + asked.query()

    return (
        Column(label=_("Check"), value="label", url=to_list),
        Column(label=_("Group"), value="group"),
        Column(label=_("Examines"), value="subject"),
        Column(label=_("Examined"), value=lambda row: row.share and row.share.examined, kind="number"),
        Column(label=_("Failed"), value=lambda row: row.share and row.share.failed, kind="number"),
        Column(label=_("Passed"), value=lambda row: row.share and row.share.sound, kind="percent"),
    )


def _keeper_columns() -> tuple[Column, ...]:
    return (
        Column(
            label=_("Institution"),
            value="name",
            url=lambda row: reverse("organisation_record", args=[row.key]),
        ),
        Column(label=_("Examined"), value="examined", kind="number"),
        Column(label=_("Failed"), value="failed", kind="number"),
        Column(label=_("Passed"), value="sound", kind="percent"),
    )


def _finding_columns() -> tuple[Column, ...]:
    return (
        Column(label=_("Name"), value="name", url="url"),
        Column(label=_("Place"), value="place"),
        Column(label=_("Seen since"), value="since", kind="day"),
    )


def _require_check(code: str) -> Check:
    try:
        return find_check(code)
    except LookupError:
        raise Http404(code) from None


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() else None
