"""Forms of papers, links and places of organisations."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.institutions import queries as institutions
from yiyang.flows.partners.forms.organisations import SHORT, VersionedForm
from yiyang.ui.forms import DayField, TextField

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PaperForm(VersionedForm):
    """What stands on a paper."""

    kind = forms.ChoiceField(label=_("Kind of paper"))
    number = TextField(label=_("Number"), max_length=60)
    authority = TextField(label=_("Issued by"), max_length=80)
    valid_from = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty for a paper without an end")
    )
    scope = TextField(
        label=_("Scope"), max_length=200, required=False, help_text=_("What the paper allows, as printed")
    )
    evidence = TextField(
        label=_("Evidence"), max_length=200, required=False, help_text=_("Where a copy of the paper is kept")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *institutions.paper_choices()]


class EndForm(VersionedForm):
    """The last day of something that ends."""

    last_day = DayField(label=_("Last day in force"))


class LinkForm(VersionedForm):
    """A link of the record's organisation with another one."""

    kind = forms.ChoiceField(label=_("Kind of link"))
    other = forms.ModelChoiceField(label=_("Other organisation"), queryset=None, empty_label=_("Choose"))
    leads = forms.TypedChoiceField(
        label=_("Part of this one"),
        widget=forms.RadioSelect,
        choices=[("1", _("It leads or runs the other, or is the medical side")), ("0", _("The other does"))],
        coerce=lambda text: text == "1",
        empty_value=None,
    )
    valid_from = DayField(label=_("First day"))
    evidence = TextField(
        label=_("Evidence"), max_length=200, help_text=_("The document with its number that shows it")
    )

    def __init__(self, *args: Any, others: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *institutions.link_kind_choices()]
        self.fields["other"].queryset = others


class LocationForm(VersionedForm):
    """A point on the map and the service radius."""

    lon = forms.FloatField(
        label=_("Degrees east"),
        required=False,
        help_text=_("For example 113.38, in WGS 84"),
        widget=forms.TextInput,
    )
    lat = forms.FloatField(
        label=_("Degrees north"), required=False, help_text=_("For example 22.52"), widget=forms.TextInput
    )
    service_radius_m = forms.IntegerField(
        label=_("Service radius in metres"),
        required=False,
        help_text=_("How far its service reaches; leave empty where none is set"),
        widget=forms.TextInput(attrs=SHORT),
    )
