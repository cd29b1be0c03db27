"""Forms of the register of staff."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yiyang.domains.workforce import queries as workforce
from yiyang.flows.partners.forms.organisations import SHORT, VersionedForm
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _title_options() -> list[tuple[str, str]]:
    return [("", _now("No title")), *((code, _now(label)) for code, label in workforce.title_choices())]


class HoursFields(forms.Form):
    """Hours at a site."""

    hours_week = forms.IntegerField(label=_("Hours a week"), widget=forms.TextInput(attrs=SHORT))
    grassroots_hours = forms.IntegerField(
        label=_("Hours given to the grassroots"),
        required=False,
        min_value=0,
        help_text=_("Of the hours a week, those worked at a town clinic, a home or a community centre"),
        widget=forms.TextInput(attrs=SHORT),
    )


class CertificateFields(forms.Form):
    """What stands on a certificate."""

    kind = forms.ChoiceField(label=_("Qualification"))
    number = TextField(label=_("Certificate number"), max_length=60)
    authority = TextField(label=_("Issued by"), max_length=80)
    issued_on = DayField(label=_("Issued on"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty for a certificate without an end")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *workforce.qualification_choices()]


class StaffForm(HoursFields, OnceForm):
    """A new person with the main site; the certificate follows on the record."""

    name = TextField(label=_("Full name"), max_length=60, help_text=_("As printed on the identity card"))
    identity_number = CodeField(label=_("Identity number"), max_length=30)
    phone = CodeField(label=_("Phone"), max_length=20, required=False)
    title = forms.ChoiceField(label=_("Professional title"), required=False)
    organisation = forms.ModelChoiceField(label=_("Main site"), queryset=None, empty_label=_("Choose"))
    valid_from = DayField(label=_("First day"))
    field_order = (
        "token",
        "name",
        "identity_number",
        "phone",
        "title",
        "organisation",
        "valid_from",
        "hours_week",
        "grassroots_hours",
    )

    def __init__(self, *args: Any, organisations: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["title"].choices = _title_options()


class PersonForm(VersionedForm):
    """Name and phone of a registered person."""

    name = TextField(label=_("Full name"), max_length=60)
    phone = CodeField(label=_("Phone"), max_length=20, required=False)


class TitleForm(VersionedForm):
    """The professional title from a day on."""

    title = forms.ChoiceField(label=_("Professional title"), required=False)
    valid_from = DayField(label=_("Holds from"))
    replace_later = forms.BooleanField(
        label=_("This corrects the register: entries after that day give way"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].choices = _title_options()


class QualificationForm(CertificateFields, VersionedForm):
    """A certificate of a registered person."""

    field_order = ("token", "version", "kind", "number", "authority", "issued_on", "last_day")


class PracticeForm(HoursFields, VersionedForm):
    """One more site of a registered person."""

    organisation = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=_("Choose"))
    is_main = forms.TypedChoiceField(
        label=_("Kind of site"),
        widget=forms.RadioSelect,
        choices=[("0", _("Further site")), ("1", _("Main site"))],
        coerce=lambda text: text == "1",
        empty_value=None,
    )
    valid_from = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Leave empty while no end is known"))
    field_order = (
        "token",
        "version",
        "organisation",
        "is_main",
        "hours_week",
        "grassroots_hours",
        "valid_from",
        "last_day",
    )

    def __init__(self, *args: Any, organisations: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
