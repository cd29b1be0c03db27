"""Forms of organisations: outside input into clean values; what is allowed is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.institutions import queries as institutions
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField

MOST_DIGITS_OF_BEDS = 5
SHORT = {"inputmode": "numeric", "autocomplete": "off"}


class VersionedForm(OnceForm):
    """A form that says which version of the record it was filled in for."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ContactFields(forms.Form):
    """Name, code and contacts of an organisation."""

    name = TextField(label=_("Name"), max_length=120, help_text=_("As printed on the licence"))
    credit_code = CodeField(
        label=_("Unified social credit code"),
        max_length=30,
        required=False,
        help_text=_("18 characters; leave empty while it is not known"),
    )
    address = TextField(label=_("Address"), max_length=200, required=False)
    contact_phone = TextField(label=_("Office telephone"), max_length=30, required=False)


class ProfileFields(forms.Form):
    """What an organisation is and where it stands."""

    kind = forms.ChoiceField(label=_("Kind"))
    level = forms.TypedChoiceField(
        label=_("Hospital level"), coerce=int, help_text=_("Only hospitals have a level")
    )
    ownership = forms.ChoiceField(label=_("Ownership"), widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("Town or village"))

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blank = [("", _("Choose"))]
        self.fields["kind"].choices = blank + institutions.kind_choices()
        self.fields["level"].choices = institutions.level_choices()
        self.fields["ownership"].choices = institutions.ownership_choices()
        self.fields["area"].choices = blank + areas


class RegisterForm(ProfileFields, ContactFields, OnceForm):
    """A new organisation."""

    opened_on = DayField(label=_("First day open"))
    field_order = ("token", "name", "kind", "level", "ownership", "area", "opened_on")


class ContactsForm(ContactFields, VersionedForm):
    """Name, code and contacts of a registered organisation."""


class FactForm(VersionedForm):
    """A fact from a day on."""

    valid_from = DayField(label=_("Holds from"))
    replace_later = forms.BooleanField(
        label=_("This corrects the register: entries after that day give way"), required=False
    )


class ProfileForm(ProfileFields, FactForm):
    """Kind, level, ownership and place from a day on."""

    field_order = ("token", "version", "kind", "level", "ownership", "area", "valid_from", "replace_later")


class BedsForm(FactForm):
    """Numbers of beds by kind from a day on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in institutions.bed_choices():
            self.fields[f"beds_{code}"] = forms.IntegerField(
                label=label,
                widget=forms.TextInput(attrs={**SHORT, "maxlength": MOST_DIGITS_OF_BEDS + 1}),
                error_messages={"invalid": _("Enter a whole number of beds, 0 or more.")},
            )
        self.order_fields(["token", "version", *self.bed_fields, "valid_from", "replace_later"])

    @property
    def bed_fields(self) -> list[str]:
        """Names of the fields that hold numbers of beds."""
        return [f"beds_{code}" for code, _label in institutions.bed_choices()]

    def beds(self) -> dict[str, int]:
        """Kind of bed → number, as typed."""
        return {name.removeprefix("beds_"): self.cleaned_data[name] for name in self.bed_fields}


class CapabilityForm(FactForm):
    """A capability present or absent from a day on."""

    code = forms.ChoiceField(label=_("Capability"))
    present = forms.TypedChoiceField(
        label=_("State"),
        widget=forms.RadioSelect,
        choices=[("1", _("Present")), ("0", _("No longer present"))],
        coerce=lambda text: text == "1",
        empty_value=None,
    )
    evidence = TextField(
        label=_("Evidence"),
        max_length=200,
        required=False,
        help_text=_("The document with its number, or the inspection that shows it"),
    )
    contents = forms.MultipleChoiceField(
        label=_("Consists of"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("For a green channel and for an own medical institution; leave empty for others"),
    )
    field_order = (
        "token",
        "version",
        "code",
        "present",
        "contents",
        "evidence",
        "valid_from",
        "replace_later",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = institutions.capability_choices()
        self.fields["code"].choices = [("", _("Choose")), *choices]
        self.fields["contents"].choices = [
            (part, f"{label}: {name}")
            for code, label in choices
            for part, name in institutions.contents_choices(code)
        ]


class CloseForm(VersionedForm):
    """Closing of an organisation."""

    closed_from = DayField(label=_("First day closed"))
