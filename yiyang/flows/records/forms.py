"""Forms of elders and contracts. What may not be is decided by the domains' rules, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.domains.contracts.queries import end_reason_choices
from yiyang.domains.elders.queries import sex_choices
from yiyang.kernel.phrases import phrase
from yiyang.ui.forms import CodeField, DayField, OnceForm, TextField

ADDRESS_LENGTH, NAME_LENGTH, NUMBER_LENGTH, PHONE_LENGTH, SEARCH_LENGTH = 120, 60, 40, 30, 60
CHOOSE = ("", _("Please choose"))
DAY_MISSING = {"required": _("The day is empty; enter it as year-month-day.")}


def _sentence(code: str) -> dict[str, Any]:
    return {"required": _(phrase(code))}


class SearchForm(forms.Form):
    """What somebody types to find an elder."""

    text = forms.CharField(
        max_length=SEARCH_LENGTH,
        label=_("Find an elder"),
        error_messages={"required": _("Enter a number, a name or its pinyin to search for.")},
    )


class RegisterForm(OnceForm):
    """A person to be entered in the register."""

    name = TextField(label=_("Full name"), max_length=NAME_LENGTH, error_messages=_sentence("name_missing"))
    identity_kind = forms.ChoiceField(label=_("Kind of document"))
    identity_number = CodeField(
        label=_("Identity number"),
        max_length=NUMBER_LENGTH,
        error_messages=_sentence("identity_missing"),
        help_text=_("Sex and birth date are taken from a resident identity number."),
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    birth_date = DayField(label=_("Birth date"), required=False)
    phone = CodeField(label=_("Phone"), required=False, max_length=PHONE_LENGTH)
    village = forms.ChoiceField(label=_("Village or community"), error_messages=_sentence("village_missing"))
    address = TextField(label=_("Address"), required=False, max_length=ADDRESS_LENGTH)

    def __init__(
        self, *args: Any, villages: list[tuple[str, str]], documents: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [CHOOSE, *villages]
        self.fields["identity_kind"].choices = documents
        self.fields["sex"].choices = [("", _("As in the identity number")), *sex_choices()]


class EditForm(OnceForm):
    """Details of an elder that may be corrected. The phone on record is not shown here."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TextField(label=_("Full name"), max_length=NAME_LENGTH, error_messages=_sentence("name_missing"))
    phone = CodeField(label=_("New phone"), required=False, max_length=PHONE_LENGTH)
    remove_phone = forms.BooleanField(label=_("The phone on record is no longer right"), required=False)
    address = TextField(label=_("Address"), required=False, max_length=ADDRESS_LENGTH)


class MoveForm(OnceForm):
    """Where an elder lives from a day on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    village = forms.ChoiceField(
        label=_("New village or community"), error_messages=_sentence("village_missing")
    )
    valid_from = DayField(label=_("Lives there from"), error_messages=DAY_MISSING)
    replace_later = forms.BooleanField(
        label=_("This corrects the register: entries after that day give way"), required=False
    )

    def __init__(self, *args: Any, villages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [CHOOSE, *villages]


class OpenRecordForm(OnceForm):
    """Opening the health record of an elder."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    valid_from = DayField(label=_("Opened on"), error_messages=DAY_MISSING)


class SignForm(OnceForm):
    """A family-doctor contract to be signed."""

    team = forms.ChoiceField(
        label=_("Team"), error_messages={"required": _("No team is chosen; choose the elder's team.")}
    )
    package = forms.ChoiceField(
        label=_("Package"), error_messages={"required": _("No package is chosen; choose one.")}
    )
    signed_on = DayField(label=_("Signed on"), error_messages=DAY_MISSING)
    valid_from = DayField(label=_("First day"), error_messages=DAY_MISSING)
    last_day = DayField(label=_("Last day"), error_messages=DAY_MISSING)

    def __init__(
        self, *args: Any, teams: list[tuple[str, str]], packages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams if len(teams) == 1 else [CHOOSE, *teams]
        self.fields["package"].choices = [CHOOSE, *packages]


class EndForm(OnceForm):
    """The early end of a contract."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_day = DayField(label=_("Last day in force"), error_messages=DAY_MISSING)
    reason = forms.ChoiceField(label=_("Reason"), error_messages=_sentence("reason_missing"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [CHOOSE, *end_reason_choices()]
