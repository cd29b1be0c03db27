"""Adding, correcting and ending the facts stated about an elder; one set of pages for every kind."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yiyang.access.policy import requires
from yiyang.access.roles import ELDERS_WRITE
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.actions import Provenance, add_fact, change_fact, end_fact
from yiyang.domains.elders.queries import find_fact
from yiyang.domains.elders.rules.diagnoses import common_diagnoses, read_diagnosis
from yiyang.flows.records.fact_forms import FORMS, EndFactForm, FactForm
from yiyang.flows.records.queries import require_elder
from yiyang.flows.records.words import (
    allergen_words,
    provenance_words,
    relation_words,
    table_language,
)
from yiyang.kernel.intervals import last_day
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.refused import Refused
from yiyang.ui.pages import Crumb, render
from yiyang.ui.submission import DONE, REFUSED, send_once

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Titles:
    """What the three pages of a kind are called, and its part of their addresses."""

    path: str
    model: str
    add: Any
    change: Any
    end: Any


TITLES = {
    "contact": Titles(
        path="contacts",
        model="elders.Contact",
        add=gettext_lazy("Add a contact"),
        change=gettext_lazy("Correct a contact"),
        end=gettext_lazy("End a contact"),
    ),
    "insurance": Titles(
        path="insurances",
        model="elders.Insurance",
        add=gettext_lazy("Add an insurance"),
        change=gettext_lazy("Correct an insurance"),
        end=gettext_lazy("End an insurance"),
    ),
    "category": Titles(
        path="categories",
        model="elders.ElderCategory",
        add=gettext_lazy("State a category"),
        change=gettext_lazy("Correct a stated category"),
        end=gettext_lazy("End a stated category"),
    ),
    "allergy": Titles(
        path="allergies",
        model="elders.Allergy",
        add=gettext_lazy("Add an allergy"),
        change=gettext_lazy("Correct an allergy"),
        end=gettext_lazy("End an allergy"),
    ),
    "medicine": Titles(
        path="medicines",
        model="elders.Medicine",
        add=gettext_lazy("Add a medicine"),
        change=gettext_lazy("Correct a medicine"),
        end=gettext_lazy("End a medicine"),
    ),
    "condition": Titles(
        path="conditions",
        model="elders.Condition",
        add=gettext_lazy("Add a condition"),
        change=gettext_lazy("Correct a condition"),
        end=gettext_lazy("End a condition"),
    ),
}


def make_views(kind: str) -> tuple[View, View, View]:
    """The pages that add, correct and end facts of a kind."""
    titles = TITLES[kind]

    @requires(ELDERS_WRITE, objects="elders.Elder")
    @require_http_methods(["GET", "POST"])
    def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        elder = require_elder(viewer=request.viewer, public_id=public_id, permission=ELDERS_WRITE)
        initial = {"valid_from": request.viewer.on, "source": "desk"}
        form = FORMS[kind](request.POST or None, initial=initial)
        return save_form(
            request,
            elder,
            form,
            title=str(titles.add),
            scope=f"{kind}.add:{elder.pk}",
            effect=lambda: _add(request, elder, kind, form),
        )

    @requires(ELDERS_WRITE, objects=titles.model)
    @require_http_methods(["GET", "POST"])
    def change(request: HttpRequest, pk: int) -> HttpResponse:
        fact = _require(request, kind, pk)
        form = FORMS[kind](request.POST or None, initial=_shown(kind, fact))
        return save_form(
            request,
            fact.elder,
            form,
            title=str(titles.change),
            scope=f"{kind}.change:{pk}",
            effect=lambda: _change(request, fact, kind, form),
            fresh_version=lambda: type(fact).objects.values_list("version", flat=True).get(pk=pk),
        )

    @requires(ELDERS_WRITE, objects=titles.model)
    @require_http_methods(["GET", "POST"])
    def end(request: HttpRequest, pk: int) -> HttpResponse:
        fact = _require(request, kind, pk)
        form = EndFactForm(
            request.POST or None, initial={"version": fact.version, "last_day": request.viewer.on}
        )
        return save_form(
            request,
            fact.elder,
            form,
            title=str(titles.end),
            scope=f"{kind}.end:{pk}",
            effect=lambda: _end(request, fact, form),
            fresh_version=lambda: type(fact).objects.values_list("version", flat=True).get(pk=pk),
            pairs=_told(kind, fact),
            danger=True,
        )

    return add, change, end


def save_form(
    request: HttpRequest,
    elder: Any,
    form: Any,
    *,
    title: str,
    scope: str,
    effect: Callable[[], dict[str, Any]],
    fresh_version: Callable[[], int] | None = None,
    pairs: list[tuple[str, Any]] | None = None,
    danger: bool = False,
) -> HttpResponse:
    """Show a form about an elder or carry out what it asks for; done, the record says so."""
    status = DONE
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            _outcome, status = send_once(
                form, viewer=request.viewer, scope=scope, effect=effect, fresh_version=fresh_version
            )
            if status == DONE:
                messages.success(request, _("The record is changed."))
                return HttpResponseRedirect(reverse("elder_record", args=[elder.public_id]))
    record_reading(viewer=request.viewer, elder_ids=[elder.pk], page=scope.partition(":")[0])
    address = reverse("elder_record", args=[elder.public_id])
    language = table_language()
    return render(
        request,
        "records/fact.html",
        title=title,
        subtitle=elder.name,
        breadcrumbs=[Crumb(_("Elders"), reverse("elder_list")), Crumb(elder.name, address), Crumb(title)],
        context={
            "form": form,
            "cancel_url": address,
            "pairs": pairs or [],
            "danger": danger,
            "save_label": title if danger else _("Save"),
            "diagnoses": [
                f"{code} {words[0] if language == 'zh' else words[1]}"
                for code, words in common_diagnoses().items()
            ]
            if "diagnosis" in form.fields
            else [],
        },
        status=status,
    )


def _require(request: HttpRequest, kind: str, pk: int) -> Any:
    fact = find_fact(viewer=request.viewer, kind=kind, pk=pk, permission=ELDERS_WRITE) if pk < 2**63 else None
    if fact is None:
        raise Http404("no such fact")
    return fact


def fact_values(kind: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The values of a fact from what a form or a program sent; a diagnosis becomes code and words.

    Raises Refused (`diagnosis_unknown`).
    """
    if kind == "condition":
        found = read_diagnosis(asked["diagnosis"])
        if found is None:
            raise Refused.because("diagnosis_unknown", field="diagnosis", text=asked["diagnosis"])
        return {"icd10": found[0], "display": found[1] or found[0]}
    plain = {"token", "version", "valid_from", "source", "stated_by"}
    return {field: value for field, value in asked.items() if field not in plain}


def provenance_of(asked: dict[str, Any]) -> Provenance:
    """Who said so, as a form tells it."""
    return Provenance(source=asked["source"], stated_by=asked["stated_by"])


def _add(request: HttpRequest, elder: Any, kind: str, form: FactForm) -> dict[str, Any]:
    asked = form.cleaned_data
    fact = add_fact(
        viewer=request.viewer,
        elder=elder,
        kind=kind,
        values=fact_values(kind, asked),
        valid_from=asked["valid_from"],
        provenance=provenance_of(asked),
    )
    return {"fact": fact.pk}


def _change(request: HttpRequest, fact: Any, kind: str, form: FactForm) -> dict[str, Any]:
    asked = form.cleaned_data
    values = fact_values(kind, asked)
    if kind == "contact" and not values["phone"]:
        values.pop("phone")
    changed = change_fact(
        viewer=request.viewer,
        fact=fact,
        version=asked["version"] or 0,
        values=values,
        valid_from=asked["valid_from"],
        provenance=provenance_of(asked),
    )
    return {"fact": changed.pk, "version": changed.version}


def _end(request: HttpRequest, fact: Any, form: Any) -> dict[str, Any]:
    asked = form.cleaned_data
    end_fact(
        viewer=request.viewer,
        fact=fact,
        version=asked["version"],
        last=asked["last_day"],
        is_mistake=asked["is_mistake"],
    )
    return {"fact": fact.pk}


def _shown(kind: str, fact: Any) -> dict[str, Any]:
    """What a form of correction begins with; a phone is not shown and stays unless another is typed."""
    common = {
        "version": fact.version,
        "valid_from": fact.valid_from,
        "source": "desk",
    }
    if kind == "condition":
        return {"diagnosis": f"{fact.icd10} {fact.display}", **common}
    fields = [name for name in FORMS[kind].declared_fields if name not in FactForm.declared_fields]
    return {name: getattr(fact, name) for name in fields if name != "phone"} | common


def _told(kind: str, fact: Any) -> list[tuple[str, Any]]:
    """What the page of ending says of the fact."""
    words = {
        "contact": lambda: f"{fact.name} · {relation_words(fact.relation)} · {mask_phone(fact.phone or '')}",
        "insurance": lambda: f"{fact.get_kind_display()}",
        "category": lambda: f"{fact.get_code_display()} {fact.evidence}",
        "allergy": lambda: allergen_words(fact.allergen),
        "medicine": lambda: f"{fact.name} {fact.dose}",
        "condition": lambda: f"{fact.icd10} {fact.display}",
    }
    return [
        (_("Entry"), words[kind]()),
        (_("From"), fact.valid_from),
        (_("Until"), last_day(fact.valid_to)),
        (_("Source"), provenance_words(fact)),
    ]
