"""Forms of the import centre."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yiyang.domains.intake.queries import choice_choices
from yiyang.domains.intake.rules.findings import column_letters
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.ui.forms import OnceForm

COLUMN = "column_"
ACCEPTED = ".xlsx,.xls,.et,.csv,.txt"


class UploadForm(OnceForm):
    """A table to be sent."""

    kind = forms.ChoiceField(label=_("Kind of table"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("No file is chosen; choose a .xlsx, .xls or .csv file.")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, kinds: list[SheetKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, gettext(kind.label)) for kind in kinds]


class ColumnsForm(OnceForm):
    """Which column of the file holds what, and whether hidden rows are wanted."""

    take_hidden = forms.BooleanField(label=_("Take the hidden rows as well"), required=False)

    def __init__(self, *args: Any, batch: Any, kind: SheetKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = batch.header["headings"]
        offered = [
            (str(place), f"{column_letters(place)}　{heading}" if heading else column_letters(place))
            for place, heading in enumerate(headings)
        ]
        proposed = batch.mapping | batch.header["proposals"]
        for column in kind.columns:
            doubt = column.field in batch.header["proposals"] and column.field not in batch.mapping
            self.fields[COLUMN + column.field] = forms.ChoiceField(
                label=column.heading,
                required=column.required,
                choices=[("", _("Not in this table")), *offered],
                initial=str(proposed.get(column.field, "")),
                help_text=gettext("Proposed, as the heading is similar: please check.") if doubt else "",
                error_messages={"required": _("This column is needed; choose where it stands.")},
            )
        if not batch.header["hidden_rows"]:
            del self.fields["take_hidden"]

    @property
    def places(self) -> dict[str, int]:
        """Field to place of the column, as chosen."""
        return {
            name.removeprefix(COLUMN): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(COLUMN) and value != ""
        }


class SheetForm(forms.Form):
    """Another sheet of the file."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args: Any, batch: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(name, name) for name in batch.sheets]
        self.fields["sheet"].initial = batch.sheet


class ApplyForm(OnceForm):
    """What to do with a checked table."""

    choice = forms.ChoiceField(label=_("What shall be imported"), widget=forms.RadioSelect)
    take_suspects = forms.BooleanField(label=_("Import suspected duplicates as well"), required=False)

    def __init__(self, *args: Any, suspects: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choice_choices()
        self.fields["choice"].initial = "valid_only"
        if not suspects:
            del self.fields["take_suspects"]


class UndoForm(OnceForm):
    """Taking a batch back: how many rows that are is typed, to show that it is meant."""

    count = forms.IntegerField(
        label=_("Number of rows to be taken back"),
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Type the number of rows that is shown above."),
            "invalid": _("Type the number of rows that is shown above."),
            "min_value": _("Type the number of rows that is shown above."),
        },
    )
