"""Forms of deaths, moves and returns. What may not be is decided by the rules, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.elders.events import event_kind_choices, event_source_choices
from yiyang.domains.elders.rules.departures import DESTINATION_LENGTH, EVIDENCE_LENGTH
from yiyang.kernel.phrases import phrase
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField

CHOOSE = ("", _("Please choose"))
DAY_MISSING = {"required": _("The day is empty; enter it as year-month-day.")}
MOST_LISTED = 1000
CODE_LENGTH = 24


class EventForm(OnceForm):
    """What happened to a person on which day, and who said so.

    `seen` is the fingerprint of the consequences that were shown; saving needs it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    kind = forms.ChoiceField(label=_("What happened"))
    occurred_on = DayField(
        label=_("Day"),
        error_messages=DAY_MISSING,
        help_text=_("The day of death, or the first day no longer living there."),
    )
    source = forms.ChoiceField(
        label=_("Who said so"), error_messages={"required": _(phrase("source_missing"))}
    )
    evidence = TextField(
        label=_("Evidence"),
        required=False,
        max_length=EVIDENCE_LENGTH,
        help_text=_("For example the number of a certificate."),
    )
    destination = TextField(
        label=_("Where to"),
        required=False,
        max_length=DESTINATION_LENGTH,
        help_text=_("For a move out: the place as far as it is known."),
    )
    to_village = CodeField(
        label=_("New village or community"),
        required=False,
        max_length=CODE_LENGTH,
        help_text=_("For a move within the platform or a return."),
    )
    replace_later = forms.BooleanField(
        label=_("Entries that begin on or after this day were wrong and are to go"), required=False
    )

    def __init__(
        self, *args: Any, kinds: tuple[str, ...], villages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, label) for code, label in event_kind_choices() if code in kinds]
        self.fields["kind"].choices = offered if len(offered) == 1 else [CHOOSE, *offered]
        self.fields["source"].choices = [CHOOSE, *event_source_choices()]
        if villages:
            self.fields["to_village"] = forms.ChoiceField(
                label=self.fields["to_village"].label,
                help_text=self.fields["to_village"].help_text,
                required=False,
                choices=[CHOOSE, *villages],
            )


class WithdrawForm(OnceForm):
    """Why an event did not happen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("Why it did not happen"),
        max_length=EVIDENCE_LENGTH,
        error_messages={"required": _(phrase("reason_needed"))},
    )
