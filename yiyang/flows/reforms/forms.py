"""Forms of reforms: the order as a table pasted from a spreadsheet, and the word that puts it into force."""

import csv
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yiyang.kernel.refused import Refused
from yiyang.regions.reform import Line, read_lines
from yiyang.ui.forms import DayField, OnceForm, TextField
from yiyang.ui.refusals import show_refusal

LONGEST_TABLE = 200_000


class ReformForm(OnceForm):
    """Title, document, day and lines of a reform."""

    title = TextField(label=_("Title"), max_length=120)
    document = TextField(label=_("Document"), max_length=120, required=False)
    on = DayField(label=_("First day"), help_text=_("The first day on which the new tree holds"))
    lines = forms.CharField(
        label=_("Lines"),
        widget=forms.Textarea,
        max_length=LONGEST_TABLE,
        help_text=_(
            "Paste from a spreadsheet, five columns: act (并入, 划归, 更名, 改码, 新设), code, new code, new name, "
            "code of the target or of the unit above"
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read the pasted table; what cannot be read is said in the field and stays as typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("lines"):
            try:
                cleaned["read"] = read_table(cleaned["lines"])
            except Refused as refused:
                show_refusal(self, refused)
        return cleaned


class ApplyForm(OnceForm):
    """The number of elders who will stand elsewhere, typed by whoever puts the reform into force."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    count = forms.IntegerField(
        label=_("How many elders move"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Type the number shown above; it says that you have read it"),
    )

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_count(self) -> int:
        """The typed number, which must be the one shown."""
        count: int = self.cleaned_data["count"]
        if count != self.expected:
            raise forms.ValidationError(
                _("%(typed)s is not the number shown, %(expected)s; read the list again and type it."),
                params={"typed": count, "expected": self.expected},
            )
        return count


def read_table(text: str) -> tuple[Line, ...]:
    """Lines of a pasted table with tabs, commas or Chinese commas between the columns. Raises Refused."""
    rows = [row.replace("，", ",") for row in text.splitlines()]
    mark = "\t" if any("\t" in row for row in rows) else ","
    return read_lines(csv.reader(rows, delimiter=mark))


def write_table(lines: tuple[Line, ...]) -> str:
    """Lines as the form shows them again."""
    return "\n".join(
        "\t".join((line.act, line.code, line.new_code, line.new_name, line.into)) for line in lines
    )
