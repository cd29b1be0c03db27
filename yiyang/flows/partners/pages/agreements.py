"""The list of cooperation agreements, a new one, and an early end."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.contracts import actions
from yiyang.domains.contracts import queries as contracts
from yiyang.domains.contracts.rules.partnering import RECEIVER_KINDS
from yiyang.domains.institutions.queries import organisation_choices
from yiyang.domains.institutions.rules.kinds import MEDICAL_KINDS
from yiyang.flows.partners import queries, tables
from yiyang.flows.partners.forms.agreements import AgreementForm, TerminateForm
from yiyang.flows.partners.pages.facts import FORM_METHODS
from yiyang.flows.partners.saving import Saved, save_once
from yiyang.flows.partners.wording import describe_changes
from yiyang.ui.pages import Crumb, render
from yiyang.ui.tables import Pager


def agreement_crumbs() -> list[Crumb]:
    """The breadcrumbs down to the list of agreements."""
    return [Crumb(_("Registers")), Crumb(_("Cooperation agreements"), reverse("agreement_list"))]


@requires(roles.INSTITUTIONS)
@require_GET
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Agreements in scope, the next to end first, narrowed by state and area."""
    choices = [*tables.standing_words().items(), ("all", _("All agreements"))]
    state = request.GET.get("state", "")
    state = state if state in dict(choices) else choices[0][0]
    code = request.GET.get("area", "")
    area = queries.area_filter(viewer=request.viewer, code=code)
    found = contracts.list_agreements(
        viewer=request.viewer,
        standing="" if state == "all" else state,
        area_path=area.path,
        after=queries.read_cursor(request.GET.get("after", "")),
        limit=queries.PAGE_SIZE + 1,
    )
    shown = found[: queries.PAGE_SIZE]
    return render(
        request,
        "partners/agreements.html",
        title=_("Cooperation agreements"),
        breadcrumbs=[Crumb(_("Registers")), Crumb(_("Cooperation agreements"))],
        context={
            "rows": queries.agreement_rows(shown, on=request.day),
            "columns": tables.agreement_columns(can_end=request.viewer.can(roles.AGREEMENTS_WRITE)),
            "pager": _pager(request, shown, has_more=len(found) > queries.PAGE_SIZE),
            "areas": queries.area_choices(area, code=code),
            "steps": [
                Crumb(step.name, "" if step == area.area else _address(state=state, area=step.code))
                for step in area.steps
            ],
            "code": code,
            "state": state,
            "state_choices": choices,
            "can_make": request.viewer.can(roles.AGREEMENTS_WRITE),
        },
    )


def _address(**wanted: str) -> str:
    kept = urlencode({name: value for name, value in wanted.items() if value})
    return f"{reverse('agreement_list')}{'?' + kept if kept else ''}"


def _pager(request: HttpRequest, shown: list[Any], *, has_more: bool) -> Pager:
    query = request.GET.copy()
    was_paged = bool(query.pop("after", None))
    first_url = f"?{query.urlencode()}" if was_paged else ""
    if not has_more:
        return Pager(shown=len(shown), first_url=first_url)
    query["after"] = queries.cursor_of(shown[-1])
    return Pager(shown=len(shown), first_url=first_url, next_url=f"?{query.urlencode()}")


@requires(roles.AGREEMENTS_WRITE)
@require_http_methods(FORM_METHODS)
def agreement_make(request: HttpRequest) -> HttpResponse:
    """A new agreement; `?receiver=` names the home or centre."""
    viewer = request.viewer
    form = AgreementForm(
        request.POST or None,
        receivers=organisation_choices(viewer=viewer, kinds=RECEIVER_KINDS, open_on=request.day),
        providers=organisation_choices(viewer=viewer, kinds=MEDICAL_KINDS, open_on=request.day),
        initial={"receiver": request.GET.get("receiver", ""), "form": "signed"},
    )

    def make() -> dict[str, Any]:
        data = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        terms = actions.AgreementTerms(**{**data, "contents": tuple(data["contents"])})
        agreement = actions.make_agreement(viewer=viewer, terms=terms)
        return {"pk": agreement.pk, "receiver": agreement.receiver_id}

    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(request, form, scope="agreement.make", effect=make)
    if saved.outcome:
        messages.success(request, _("The agreement is recorded."))
        return HttpResponseRedirect(reverse("organisation_record", args=[saved.outcome["receiver"]]))
    return render(
        request,
        "partners/form.html",
        title=_("Record an agreement"),
        breadcrumbs=[*agreement_crumbs(), Crumb(_("Record an agreement"))],
        context={
            "form": form,
            "sizes": {},
            "submit_label": _("Record the agreement"),
            "cancel_url": reverse("agreement_list"),
            "hint": _("The agreement counts from its first to its last day; nothing renews itself."),
        },
        status=saved.status,
    )


@requires(roles.AGREEMENTS_WRITE, objects="contracts.Agreement")
@require_http_methods(FORM_METHODS)
def agreement_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement before its term."""
    agreement = _find_or_404(request, pk)
    form = TerminateForm(request.POST or None, initial={"version": agreement.version})

    def terminate() -> dict[str, Any]:
        data = form.cleaned_data
        actions.terminate_agreement(
            viewer=request.viewer, agreement=agreement, version=data["version"], last=data["last_day"]
        )
        return {"receiver": agreement.receiver_id}

    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(
            request,
            form,
            scope=f"agreement_terminate.{pk}",
            effect=terminate,
            present_version=lambda: _find_or_404(request, pk).version,
            describe=describe_changes,
        )
    if saved.outcome:
        messages.success(request, _("The agreement is terminated."))
        return HttpResponseRedirect(reverse("organisation_record", args=[agreement.receiver_id]))
    row = queries.agreement_rows([agreement], on=request.day)[0]
    return render(
        request,
        "partners/terminate.html",
        title=_("Terminate the agreement"),
        subtitle=f"{agreement.receiver.name} – {agreement.provider.name}",
        breadcrumbs=[*agreement_crumbs(), Crumb(_("Terminate the agreement"))],
        context={
            "form": form,
            "row": row,
            "state_tag": tables.light_tag(row["light"], row["words"]),
            "submit_label": _("Terminate the agreement"),
            "cancel_url": reverse("organisation_record", args=[agreement.receiver_id]),
        },
        status=saved.status,
    )


def _find_or_404(request: HttpRequest, pk: int) -> Any:
    agreement = contracts.find_agreement(viewer=request.viewer, pk=pk)
    if agreement is None:
        raise Http404(pk)
    return agreement
