"""Papers of an institution: entering, correcting, ending."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.institutions import actions
from yiyang.domains.institutions import queries as institutions
from yiyang.flows.partners.forms.standing import EndForm, PaperForm
from yiyang.flows.partners.pages.facts import FORM_METHODS, answer_form
from yiyang.flows.partners.pages.organisations import find_or_404
from yiyang.kernel.intervals import last_day

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Paper

FIELDS = ("kind", "number", "authority", "valid_from", "last_day", "scope", "evidence")


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Organisation")
@require_http_methods(FORM_METHODS)
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new paper of an institution."""
    organisation = find_or_404(request, pk)
    initial = {"version": organisation.version, "kind": request.GET.get("kind", "")}
    form = PaperForm(request.POST or None, initial=initial)

    def add() -> dict[str, Any]:
        version = form.cleaned_data["version"]
        entry = actions.PaperEntry(**_entry(form))
        actions.add_paper(viewer=request.viewer, organisation=organisation, version=version, entry=entry)
        return {"pk": pk}

    return answer_form(
        request,
        organisation,
        form,
        add,
        title=_("Enter a paper"),
        done=_("The paper is entered."),
        hint=_("A renewal is a paper of its own with its own days; the old one stays with its days."),
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Paper")
@require_http_methods(FORM_METHODS)
def paper_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was entered wrongly."""
    paper = _find_or_404(request, pk)
    organisation = paper.organisation
    initial = {field: getattr(paper, field) for field in FIELDS if field != "last_day"}
    initial |= {"last_day": last_day(paper.valid_to), "version": organisation.version}
    form = PaperForm(request.POST or None, initial=initial)

    def correct() -> dict[str, Any]:
        version = form.cleaned_data["version"]
        entry = actions.PaperEntry(**_entry(form))
        actions.correct_paper(viewer=request.viewer, paper=paper, version=version, entry=entry)
        return {"pk": organisation.pk}

    return answer_form(
        request,
        organisation,
        form,
        correct,
        title=_("Correct the paper"),
        done=_("The paper is corrected."),
        hint=_("Correct what was copied wrongly. For a renewal enter a new paper."),
        scope=f"paper_correct.{pk}",
    )


@requires(roles.INSTITUTIONS_WRITE, objects="institutions.Paper")
@require_http_methods(FORM_METHODS)
def paper_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a paper before its time."""
    paper = _find_or_404(request, pk)
    organisation = paper.organisation
    form = EndForm(request.POST or None, initial={"version": organisation.version})

    def end() -> dict[str, Any]:
        data = form.cleaned_data
        actions.end_paper(viewer=request.viewer, paper=paper, version=data["version"], last=data["last_day"])
        return {"pk": organisation.pk}

    return answer_form(
        request,
        organisation,
        form,
        end,
        title=_("End the paper"),
        done=_("The paper is ended."),
        hint=f"{paper.get_kind_display()} {paper.number}",
        scope=f"paper_end.{pk}",
    )


def _entry(form: PaperForm) -> dict[str, Any]:
    return {field: form.cleaned_data[field] for field in FIELDS}


def _find_or_404(request: HttpRequest, pk: int) -> "Paper":
    paper = institutions.find_paper(viewer=request.viewer, pk=pk, permission=roles.INSTITUTIONS_WRITE)
    if paper is None:
        raise Http404(pk)
    return paper
