"""Forms of cooperation agreements."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.contracts.queries import content_choices, form_choices
from yiyang.flows.partners.forms.organisations import VersionedForm
from yiyang.ui.forms import DayField, OnceForm

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AgreementForm(OnceForm):
    """A new agreement of a home or centre with a medical institution."""

    receiver = forms.ModelChoiceField(label=_("Home or centre"), queryset=None, empty_label=_("Choose"))
    provider = forms.ModelChoiceField(label=_("Medical institution"), queryset=None, empty_label=_("Choose"))
    form = forms.ChoiceField(label=_("Form of cooperation"))
    contents = forms.MultipleChoiceField(
        label=_("Contents"), widget=forms.CheckboxSelectMultiple, required=False
    )
    valid_from = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("The last day in force; nothing renews itself"))

    def __init__(
        self, *args: Any, receivers: "QuerySet[Any]", providers: "QuerySet[Any]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers
        self.fields["provider"].queryset = providers
        self.fields["form"].choices = form_choices()
        self.fields["contents"].choices = content_choices()


class TerminateForm(VersionedForm):
    """An agreement's early end."""

    last_day = DayField(label=_("Last day in force"))
