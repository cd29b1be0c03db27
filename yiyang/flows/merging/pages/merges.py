"""Pages of merges: what awaits a second person, what was decided, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS, MERGE_CONFIRM
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions.merging import (
    changes_after,
    confirm_merge,
    preview_merge,
    preview_undo,
    reject_merge,
    undo_merge,
)
from yiyang.domains.elders.duplicates import list_merges, merge_state_choices
from yiyang.flows.departures.handlers import ABSORBERS
from yiyang.flows.departures.wording import act_words, effect_lines, kept_lines
from yiyang.flows.merging.compare import compare_records, place_name, require_merge
from yiyang.flows.merging.forms import LABELS, ConfirmForm, NoteForm
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once
from yiyang.ui.tables import Column, Pager

PAGE_SIZE = 50


@requires(ELDERS)
@require_GET
def merge_list(request: HttpRequest) -> HttpResponse:
    """Merges in scope, the latest first, narrowed by state."""
    state = request.GET.get("state", "")
    state = state if state in dict(merge_state_choices()) else ""
    after = request.GET.get("after", "")
    found = list_merges(
        viewer=request.viewer,
        state=state,
        after=int(after) if after.isdecimal() and len(after) < 19 else None,  # noqa: PLR2004 - fits a key
        limit=PAGE_SIZE + 1,
    )
    shown = found[:PAGE_SIZE]
    ids = [pk for merge in shown for pk in (merge.kept_id, merge.merged_id)]
    record_reading(viewer=request.viewer, elder_ids=ids, page="merge_list")
    query = request.GET.copy()
    query.pop("after", None)
    following = query.copy()
    following["after"] = str(shown[-1].pk) if shown else ""
    address = reverse("merge_list")
    return render(
        request,
        "merging/merges.html",
        title=_("Merges"),
        breadcrumbs=[
            Crumb(_("Registers")),
            Crumb(_("Duplicate records"), reverse("pair_list")),
            Crumb(_("Merges")),
        ],
        context={
            "rows": shown,
            "columns": _columns(),
            "state": state,
            "states": merge_state_choices(),
            "pager": Pager(
                shown=len(shown),
                first_url=f"{address}?{query.urlencode()}" if after else "",
                next_url=f"{address}?{following.urlencode()}" if len(found) > PAGE_SIZE else "",
            ),
        },
    )


def _columns() -> list[Column]:
    return [
        Column(
            label=_("Kept record"),
            value=lambda merge: merge.kept.name,
            url=lambda merge: reverse("merge_page", args=[merge.pk]),
        ),
        Column(label=_("Village or community"), value=lambda merge: place_name(merge.kept)),
        Column(label=_("Merged record"), value=lambda merge: merge.merged.name),
        Column(label=_("Proposed by"), value="proposer"),
        Column(label=_("Proposed on"), value="proposed_on", kind="day"),
        Column(label=_("Decided by"), value="decider"),
        Column(label=_("State"), value=lambda merge: merge.get_state_display()),
    ]


@requires(ELDERS, objects="elders.Merge")
@require_GET
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: the two records, what follows or followed, and what can be decided."""
    return _show(request, require_merge(viewer=request.viewer, pk=pk))


def _show(
    request: HttpRequest, merge: Any, *, confirm: Any = None, refuse: Any = None, status: int = DONE
) -> HttpResponse:
    viewer = request.viewer
    record_reading(viewer=viewer, elder_ids=[merge.kept_id, merge.merged_id], page="merge_page")
    is_own = viewer.account_id is not None and viewer.account_id == merge.proposed_by_id
    may_decide = _may_decide(request, merge)
    is_proposed, is_confirmed = merge.state == "proposed", merge.state == "confirmed"
    undo = preview_undo(merge) if is_confirmed and may_decide else None
    title = _("Merge of two records")
    return render(
        request,
        "merging/merge.html",
        title=title,
        subtitle=f"{merge.kept.name} · {merge.merged.name}",
        breadcrumbs=[
            Crumb(_("Duplicate records"), reverse("pair_list")),
            Crumb(_("Merges"), reverse("merge_list")),
            Crumb(title),
        ],
        context={
            "merge": merge,
            "lines": compare_records(merge.kept, merge.merged, viewer=viewer),
            "choices": [
                (LABELS[field], _("Kept record") if side == "kept" else _("Merged record"))
                for field, side in merge.choices.items()
            ],
            "effects": _effects(request, merge),
            "kept_rows": kept_lines(merge.outcome) if merge.state == "undone" else [],
            "would_keep": kept_lines(row.as_json() for row in undo.kept) if undo else [],
            "since": [
                {**act, "what": act_words(act["kind"])}
                for act in (changes_after(merge) if is_confirmed and may_decide else [])
            ],
            "is_own": is_own,
            "confirm": confirm
            or (_confirm_form(merge) if is_proposed and may_decide and not is_own else None),
            "reject": (refuse or _note_form(merge)) if is_proposed and (may_decide or is_own) else None,
            "undo": (refuse or _note_form(merge)) if is_confirmed and may_decide else None,
            "cancel_url": reverse("merge_list"),
        },
        status=status,
    )


def _may_decide(request: HttpRequest, merge: Any) -> bool:
    villages = [elder.village for elder in (merge.kept, merge.merged) if elder.village is not None]
    return bool(villages) and all(request.viewer.covers(village.path, MERGE_CONFIRM) for village in villages)


def _effects(request: HttpRequest, merge: Any) -> list[Any]:
    if merge.state == "confirmed":
        return effect_lines(merge.outcome)
    if merge.state != "proposed":
        return []
    found = preview_merge(
        viewer=request.viewer,
        kept=merge.kept,
        merged=merge.merged,
        choices=merge.choices,
        absorbers=ABSORBERS,
    )
    return effect_lines(effect.as_json() for effect in found)


def _confirm_form(merge: Any, data: Any = None) -> ConfirmForm:
    return ConfirmForm(
        data,
        initial={
            "version": merge.version,
            "kept_version": merge.kept.version,
            "merged_version": merge.merged.version,
        },
        auto_id="confirm_%s",
    )


def _note_form(merge: Any, data: Any = None) -> NoteForm:
    return NoteForm(data, initial={"version": merge.version}, auto_id="note_%s")


@requires(MERGE_CONFIRM, objects="elders.Merge")
@require_POST
def merge_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes: the records become one."""
    viewer = request.viewer
    merge = require_merge(viewer=viewer, pk=pk, permission=MERGE_CONFIRM)
    form, status = _confirm_form(merge, request.POST), REFUSED
    if form.is_valid():
        asked = form.cleaned_data
        _outcome, status = send_once(
            form,
            viewer=viewer,
            scope=f"merge.confirm:{merge.pk}",
            effect=lambda: {
                "merge": confirm_merge(
                    viewer=viewer,
                    merge=merge,
                    version=asked["version"],
                    seen=(asked["kept_version"], asked["merged_version"]),
                    absorbers=ABSORBERS,
                ).pk
            },
        )
        if status == DONE:
            messages.success(request, _("The two records are one now; this can be taken apart again."))
            return HttpResponseRedirect(reverse("merge_page", args=[merge.pk]))
    _take_fresh_versions(form, merge)
    return _show(request, require_merge(viewer=viewer, pk=pk), confirm=form, status=status)


def _take_fresh_versions(form: ConfirmForm, merge: Any) -> None:
    """After a change by somebody else the comparison below is fresh; confirming again means this one."""
    fresh = require_fresh(merge)
    data = form.data.copy()
    data["version"] = str(fresh.version)
    data["kept_version"], data["merged_version"] = str(fresh.kept.version), str(fresh.merged.version)
    form.data = data


def require_fresh(merge: Any) -> Any:
    """The merge with its two records as they are now."""
    return type(merge).objects.select_related("kept", "merged").get(pk=merge.pk)


@requires(ELDERS, objects="elders.Merge")
@require_POST
def merge_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a proposed merge down, or take the own proposal back."""
    viewer = request.viewer
    merge = require_merge(viewer=viewer, pk=pk)
    return _decide(
        request,
        merge,
        scope="merge.reject",
        done=_("The merge is rejected; the pair is open again."),
        effect=lambda asked: (
            reject_merge(viewer=viewer, merge=merge, version=asked["version"], note=asked["note"]).pk
        ),
    )


@requires(MERGE_CONFIRM, objects="elders.Merge")
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge apart; both records are as before it."""
    viewer = request.viewer
    merge = require_merge(viewer=viewer, pk=pk, permission=MERGE_CONFIRM)
    return _decide(
        request,
        merge,
        scope="merge.undo",
        done=_("The merge is taken apart; both records are as they were, but for what is listed below."),
        effect=lambda asked: (
            undo_merge(viewer=viewer, merge=merge, version=asked["version"], note=asked["note"])[0].pk
        ),
    )


def _decide(request: HttpRequest, merge: Any, *, scope: str, done: str, effect: Any) -> HttpResponse:
    form, status = _note_form(merge, request.POST), REFUSED
    if form.is_valid():
        _outcome, status = send_once(
            form,
            viewer=request.viewer,
            scope=f"{scope}:{merge.pk}",
            effect=lambda: {"merge": effect(form.cleaned_data)},
            fresh_version=lambda: require_fresh(merge).version,
        )
        if status == DONE:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("merge_page", args=[merge.pk]))
    return _show(request, require_merge(viewer=request.viewer, pk=merge.pk), refuse=form, status=status)
