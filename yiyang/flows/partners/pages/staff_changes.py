"""What changes about a person: name and phone, title, certificates, sites."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yiyang.access import roles
from yiyang.access.policy import requires
from yiyang.domains.workforce import actions
from yiyang.domains.workforce import queries as workforce
from yiyang.domains.workforce.rules.registration import CertificateEntry
from yiyang.flows.partners import staffing
from yiyang.flows.partners.forms.staff import PersonForm, PracticeForm, QualificationForm, TitleForm
from yiyang.flows.partners.forms.standing import EndForm
from yiyang.flows.partners.pages.facts import FORM_METHODS
from yiyang.flows.partners.pages.staff import SIZES, find_staff_or_404, staff_crumbs
from yiyang.flows.partners.saving import Effect, Saved, save_once
from yiyang.flows.partners.wording import describe_changes
from yiyang.kernel.intervals import last_day
from yiyang.ui.pages import Crumb, render

if TYPE_CHECKING:
    from yiyang.domains.workforce.models import Staff

CERTIFICATE = ("kind", "number", "authority", "issued_on", "last_day")


@requires(roles.STAFF_WRITE, objects="workforce.Staff")
@require_http_methods(FORM_METHODS)
def staff_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name and phone."""
    staff = find_staff_or_404(request, public_id, permission=roles.STAFF_WRITE)
    initial = {"name": staff.name, "phone": staff.phone or "", "version": staff.version}
    form = PersonForm(request.POST or None, initial=initial)

    def change() -> None:
        data = form.cleaned_data
        actions.change_staff(
            viewer=request.viewer,
            staff=staff,
            version=data["version"],
            name=data["name"],
            phone=data["phone"],
        )

    return _answer(request, staff, form, change, title=_("Change name or phone"), done=_("Saved."))


@requires(roles.STAFF_WRITE, objects="workforce.Staff")
@require_http_methods(FORM_METHODS)
def staff_title(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The professional title from a day on."""
    staff = find_staff_or_404(request, public_id, permission=roles.STAFF_WRITE)
    held = next((each.title for each in staff.titles.all() if each.valid_to is None), "")
    form = TitleForm(request.POST or None, initial={"version": staff.version, "title": held})

    def change() -> None:
        data = form.cleaned_data
        actions.set_title(
            viewer=request.viewer,
            staff=staff,
            version=data["version"],
            title=data["title"],
            valid_from=data["valid_from"],
            replace_later=data["replace_later"],
        )

    return _answer(request, staff, form, change, title=_("State the title"), done=_("The title is saved."))


@requires(roles.STAFF_WRITE, objects="workforce.Staff")
@require_http_methods(FORM_METHODS)
def qualification_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new certificate."""
    staff = find_staff_or_404(request, public_id, permission=roles.STAFF_WRITE)
    form = QualificationForm(request.POST or None, initial={"version": staff.version})

    def add() -> None:
        actions.add_qualification(
            viewer=request.viewer,
            staff=staff,
            version=form.cleaned_data["version"],
            entry=_certificate(form),
        )

    return _answer(
        request,
        staff,
        form,
        add,
        title=_("Enter a qualification"),
        done=_("The qualification is entered."),
        hint=_("A renewal is a certificate of its own with its own days. An expired one counts no more."),
    )


@requires(roles.STAFF_WRITE, objects="workforce.Qualification")
@require_http_methods(FORM_METHODS)
def qualification_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was copied wrongly from a certificate."""
    held = _qualification_or_404(request, pk)
    initial = {
        "kind": held.kind,
        "number": held.number,
        "authority": held.authority,
        "issued_on": held.valid_from,
        "last_day": last_day(held.valid_to),
        "version": held.staff.version,
    }
    form = QualificationForm(request.POST or None, initial=initial)

    def correct() -> None:
        actions.correct_qualification(
            viewer=request.viewer,
            qualification=held,
            version=form.cleaned_data["version"],
            entry=_certificate(form),
        )

    return _answer(
        request,
        held.staff,
        form,
        correct,
        title=_("Correct the qualification"),
        done=_("The qualification is corrected."),
        scope=f"qualification_correct.{pk}",
    )


@requires(roles.STAFF_WRITE, objects="workforce.Qualification")
@require_http_methods(FORM_METHODS)
def qualification_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a certificate before its time."""
    held = _qualification_or_404(request, pk)
    form = EndForm(request.POST or None, initial={"version": held.staff.version})

    def end() -> None:
        data = form.cleaned_data
        actions.end_qualification(
            viewer=request.viewer, qualification=held, version=data["version"], last=data["last_day"]
        )

    return _answer(
        request,
        held.staff,
        form,
        end,
        title=_("End the qualification"),
        done=_("The qualification is ended."),
        hint=f"{held.get_kind_display()} {held.number}",
        scope=f"qualification_end.{pk}",
    )


@requires(roles.STAFF_WRITE, objects="workforce.Staff")
@require_http_methods(FORM_METHODS)
def practice_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One more site, or a new main site."""
    staff = find_staff_or_404(request, public_id, permission=roles.STAFF_WRITE)
    form = PracticeForm(
        request.POST or None,
        organisations=staffing.site_choices(request.viewer, permission=roles.STAFF_WRITE),
        initial={"version": staff.version, "is_main": "0"},
    )

    def add() -> None:
        data = form.cleaned_data
        entry = actions.PracticeEntry(
            organisation=data["organisation"],
            is_main=data["is_main"],
            hours_week=data["hours_week"],
            grassroots_hours=data["grassroots_hours"] or 0,
            valid_from=data["valid_from"],
            last_day=data["last_day"],
        )
        actions.add_practice(viewer=request.viewer, staff=staff, version=data["version"], entry=entry)

    return _answer(
        request,
        staff,
        form,
        add,
        title=_("Enter a practice site"),
        done=_("The practice site is entered."),
        hint=_("One main site; further sites lie within its days. Hours count over all sites."),
    )


@requires(roles.STAFF_WRITE, objects="workforce.Practice")
@require_http_methods(FORM_METHODS)
def practice_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a practice at a site."""
    practice = workforce.find_practice(viewer=request.viewer, pk=pk, permission=roles.STAFF_WRITE)
    if practice is None:
        raise Http404(pk)
    form = EndForm(request.POST or None, initial={"version": practice.staff.version})

    def end() -> None:
        data = form.cleaned_data
        actions.end_practice(
            viewer=request.viewer, practice=practice, version=data["version"], last=data["last_day"]
        )

    return _answer(
        request,
        practice.staff,
        form,
        end,
        title=_("End the practice"),
        done=_("The practice is ended."),
        hint=practice.organisation.name,
        scope=f"practice_end.{pk}",
    )


def _certificate(form: QualificationForm) -> CertificateEntry:
    return CertificateEntry(**{field: form.cleaned_data[field] for field in CERTIFICATE})


def _qualification_or_404(request: HttpRequest, pk: int) -> Any:
    found = workforce.find_qualification(viewer=request.viewer, pk=pk, permission=roles.STAFF_WRITE)
    if found is None:
        raise Http404(pk)
    return found


def _answer(
    request: HttpRequest,
    staff: "Staff",
    form: forms.Form,
    change: Any,
    *,
    title: str,
    done: str,
    hint: str = "",
    scope: str = "",
) -> HttpResponse:
    """Save a posted form of a person and go to the record, or show the form (again)."""
    saved = Saved(outcome=None)
    if request.method == "POST":
        saved = save_once(
            request,
            form,
            scope=scope or f"{request.resolver_match.url_name}.{staff.pk}",
            effect=_effect(staff, change),
            present_version=lambda: find_staff_or_404(request, staff.public_id).version,
            describe=describe_changes,
        )
    record_url = reverse("staff_record", args=[staff.public_id])
    if saved.outcome:
        messages.success(request, done)
        return HttpResponseRedirect(record_url)
    return render(
        request,
        "partners/form.html",
        title=title,
        subtitle=staff.name,
        breadcrumbs=[*staff_crumbs(), Crumb(staff.name, record_url), Crumb(title)],
        context={
            "form": form,
            "sizes": SIZES,
            "submit_label": title,
            "cancel_url": record_url,
            "hint": hint,
        },
        status=saved.status,
    )


def _effect(staff: "Staff", change: Any) -> Effect:
    def run() -> dict[str, Any]:
        change()
        return {"pk": staff.pk}

    return run
