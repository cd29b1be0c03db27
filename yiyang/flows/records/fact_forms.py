"""Forms of the facts stated about an elder: one form a kind, for adding and for correcting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.elders.queries import (
    fact_choices,
    insurance_choices,
    relation_choices,
    self_care_choices,
    source_choices,
)
from yiyang.flows.records.forms import (
    ADDRESS_LENGTH,
    CHOOSE,
    DAY_MISSING,
    NAME_LENGTH,
    NUMBER_LENGTH,
    PHONE_LENGTH,
)
from yiyang.flows.records.words import allergens, table_language
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField

SHORT = 60


class FactForm(OnceForm):
    """What every statement tells: from which day, and who said so. `version` is empty for a new fact."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    valid_from = DayField(label=_("Holds from"), error_messages=DAY_MISSING)
    source = forms.ChoiceField(label=_("Source"), choices=source_choices)
    stated_by = TextField(label=_("Stated by"), required=False, max_length=SHORT, help_text=_("Empty: you."))
    last_fields = ("valid_from", "last_day", "source", "stated_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name not in {"token", "version", *self.last_fields}]
        self.order_fields(["token", "version", *own, *self.last_fields])

    def choose(self, field: str, choices: Any) -> None:
        """Offer the choices of a field after the request to choose."""
        self.fields[field].choices = [CHOOSE, *choices]


class ContactForm(FactForm):
    """Next of kin or guardian."""

    name = TextField(label=_("Full name"), max_length=NAME_LENGTH)
    relation = forms.ChoiceField(label=_("Relation to the elder"))
    phone = CodeField(label=_("Phone"), required=False, max_length=PHONE_LENGTH)
    is_guardian = forms.BooleanField(label=_("Guardian"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("relation", relation_choices(table_language()))


class InsuranceForm(FactForm):
    """An insurance."""

    kind = forms.ChoiceField(label=_("Insurance"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("kind", insurance_choices())


class CategoryForm(FactForm):
    """What an office states of an elder."""

    code = forms.ChoiceField(label=_("Category"))
    evidence = TextField(
        label=_("Evidence"),
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text=_("Number of the certificate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("code", fact_choices())


class AllergyForm(FactForm):
    """Something that an elder does not bear, or that nothing is known."""

    allergen = forms.ChoiceField(label=_("Allergen"))
    detail = TextField(label=_("Detail"), required=False, max_length=ADDRESS_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("allergen", allergens())


class MedicineForm(FactForm):
    """A medicine with its dose."""

    name = TextField(label=_("Medicine"), max_length=SHORT)
    dose = TextField(
        label=_("Dose"), required=False, max_length=SHORT, help_text=_("For example 5 mg once a day.")
    )


class ConditionForm(FactForm):
    """A disease by its ICD-10 code or its words."""

    diagnosis = TextField(
        label=_("Condition"),
        max_length=ADDRESS_LENGTH,
        help_text=_(
            "Type an ICD-10 code or words and choose; a code that is not offered is typed with its words."
        ),
        widget=forms.TextInput(attrs={"list": "diagnoses", "autocomplete": "off"}),
    )


class EndFactForm(OnceForm):
    """The last day on which a fact held, or that it never did."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_day = DayField(label=_("Last day"), required=False)
    is_mistake = forms.BooleanField(label=_("It never held: it was entered by mistake"), required=False)


class HouseholdForm(FactForm):
    """The household that an elder keeps."""

    relation = forms.ChoiceField(label=_("The elder's relation to the head"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = relation_choices(table_language())


class MemberForm(FactForm):
    """Somebody who lives in the household."""

    name = TextField(label=_("Full name"), required=False, max_length=NAME_LENGTH)
    identity_number = CodeField(
        label=_("Identity number"),
        required=False,
        max_length=NUMBER_LENGTH,
        help_text=_("If the person is an elder of the register; the name may then be left empty."),
    )
    relation = forms.ChoiceField(label=_("Relation to the head"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("relation", relation_choices(table_language()))


class LeaveForm(OnceForm):
    """The last day of somebody in a household."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_day = DayField(label=_("Last day"), error_messages=DAY_MISSING)


class CheckUpForm(FactForm):
    """What a check-up found; what was not measured stays empty."""

    valid_from = None
    occurred_on = DayField(label=_("Day"), error_messages=DAY_MISSING)
    organisation = forms.ChoiceField(label=_("Institution"), required=False)
    systolic = forms.IntegerField(
        label=_("Systolic pressure"), required=False, widget=forms.TextInput, help_text=_("In mmHg.")
    )
    diastolic = forms.IntegerField(
        label=_("Diastolic pressure"), required=False, widget=forms.TextInput, help_text=_("In mmHg.")
    )
    glucose = forms.DecimalField(
        label=_("Fasting glucose"),
        required=False,
        decimal_places=1,
        max_digits=4,
        widget=forms.TextInput,
        help_text=_("In mmol/l."),
    )
    bmi = forms.DecimalField(
        label=_("Body mass index"), required=False, decimal_places=1, max_digits=4, widget=forms.TextInput
    )
    self_care = forms.ChoiceField(label=_("Self-care grade"), required=False)
    guidance = forms.BooleanField(label=_("Guidance given"), required=False)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("Not stated")), *organisations]
        self.fields["self_care"].choices = [("", _("Not assessed")), *self_care_choices(table_language())]


FORMS: dict[str, type[FactForm]] = {
    "contact": ContactForm,
    "insurance": InsuranceForm,
    "category": CategoryForm,
    "allergy": AllergyForm,
    "medicine": MedicineForm,
    "condition": ConditionForm,
}
