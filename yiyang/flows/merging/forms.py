"""Forms of pairs and merges. What may not be is decided by the rules, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.elders.rules.merging import FIELDS, NOTE_LENGTH
from yiyang.kernel.phrases import phrase
from yiyang.ui.forms import OnceForm, TextField

SIDES = ("first", "second")
LABELS = {
    "name": _("Name"),
    "phone": _("Phone"),
    "address": _("Address"),
    "village": _("Village or community"),
}
REASON = {"required": _(phrase("reason_needed"))}


class ProposeForm(OnceForm):
    """Which record is kept, and of each field that differs whose value stays: first or second.

    `options` has for each such field the two values as people read them.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    kept = forms.ChoiceField(label=_("Which record is kept"), widget=forms.RadioSelect)
    reason = TextField(label=_("Why they are one person"), max_length=NOTE_LENGTH, error_messages=REASON)

    def __init__(
        self, *args: Any, records: tuple[str, str], options: dict[str, tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = list(zip(SIDES, records, strict=True))
        for field, values in options.items():
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                widget=forms.RadioSelect,
                choices=list(zip(SIDES, values, strict=True)),
                required=False,
            )
        self.order_fields(["token", "version", "kept", *options, "reason"])

    def choices(self) -> dict[str, str]:
        """Field → kept or merged, as the act takes it."""
        kept = self.cleaned_data["kept"]
        return {
            field: "kept" if self.cleaned_data[field] == kept else "merged"
            for field in FIELDS
            if self.cleaned_data.get(field)
        }


class NoteForm(OnceForm):
    """A decision with its reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = TextField(label=_("Why"), max_length=NOTE_LENGTH, error_messages=REASON)


class ConfirmForm(OnceForm):
    """The second person's yes; the versions are those of the two records that were compared."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    merged_version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(OnceForm):
    """Taking back that two records are two persons."""

    version = forms.IntegerField(widget=forms.HiddenInput)
