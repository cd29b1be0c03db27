"""Form fields that forgive how people type, and what the form macros need to draw a field."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

TOKEN_LENGTH = 32
_FULL_WIDTH_WORDS = {
    code: code - 0xFEE0
    for span in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for code in span
}
_FULL_WIDTH_ALL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = {0x200B: None, 0x200C: None, 0x200D: None, 0xFEFF: None, 0x3000: " ", 0xA0: " "}
_DAY = re.compile(
    r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)


def normalise_text(text: str) -> str:
    """Full-width letters and digits made half-width, inner runs of spaces made one, ends stripped.

    Chinese punctuation stays as typed: （） belongs to the names of institutions.
    """
    return " ".join(text.translate(_INVISIBLE).translate(_FULL_WIDTH_WORDS).split())


def normalise_code(text: str) -> str:
    """A number or code as machines keep it: half-width, upper case, without spaces and hyphens."""
    half_width = text.translate(_INVISIBLE).translate(_FULL_WIDTH_ALL)
    return re.sub(r"[\s\-‐‑–—]", "", half_width).upper()


def read_day(text: str) -> date:
    """The day meant by 2018-09-30, 2018/9/30, 2018.9.30, 2018年9月30日 or 20180930.

    Raises ValueError when the text is none of these or names a day the calendar does not have.
    """
    found = _DAY.fullmatch(text.translate(_INVISIBLE).translate(_FULL_WIDTH_ALL).strip())
    if found is None:
        raise ValueError(f"not a day: {text!r}")
    year, month, day = (part for part in found.groups() if part is not None)
    return date(int(year), int(month), int(day))


class TextField(forms.CharField):
    """A line of text, kept as `normalise_text` writes it."""

    def to_python(self, value: object) -> str:
        """The normalised text; empty input is the field's empty value."""
        text = super().to_python(value)
        return normalise_text(text) if text else text


class CodeField(forms.CharField):
    """An identity number, credit code, phone or other code, kept as `normalise_code` writes it."""

    def to_python(self, value: object) -> str:
        """The normalised code; empty input is the field's empty value."""
        text = super().to_python(value)
        return normalise_code(text) if text else text


class DayField(forms.DateField):
    """A day typed in any of the ways `read_day` knows; no calendar pop-up is needed."""

    default_error_messages = {
        "invalid": _("Enter a real day as year-month-day, for example 2018-09-30."),
    }

    def to_python(self, value: object) -> date | None:
        """The day, or None for empty input; raises ValidationError for anything else."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return read_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class TokenField(forms.CharField):
    """A hidden random token; the action stores it, so the same form sent twice has one effect."""

    widget = forms.HiddenInput
    default_error_messages = {
        "invalid": _("This form is too old. Open the page again and repeat the entry."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", lambda: secrets.token_hex(TOKEN_LENGTH // 2))
        super().__init__(**kwargs)
        self.error_messages["required"] = self.error_messages["invalid"]

    def clean(self, value: object) -> str:
        """The token; raises ValidationError when it is not one of ours in form."""
        token = super().clean(value)
        if not re.fullmatch(rf"[0-9a-f]{{{TOKEN_LENGTH}}}", token):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return token


class PlainForm(forms.Form):
    """A form that says in plain words what is missing; the error summary adds which field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.error_messages["required"] = _("Choose one.") if is_choice else _("Fill this in.")


class OnceForm(PlainForm):
    """A form whose `cleaned_data["token"]` is the idempotency key of what it asks for."""

    token = TokenField()


_KINDS = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.DateInput, "day"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.SelectMultiple, "select_multiple"),
    (forms.Select, "select"),
    (forms.TextInput, "text"),
)
_DRAWN_BY_MACRO = {"class", "style", "id", "name", "type", "value", "required"}


def field_kind(bound: BoundField) -> str:
    """Which macro draws the field; raises ValueError for a widget that none draws."""
    for widget, kind in _KINDS:
        if isinstance(bound.field.widget, widget):
            return kind
    raise ValueError(f"no macro draws {type(bound.field.widget).__name__} of field {bound.name}")


def attributes_of(bound: BoundField, extra: Mapping[str, object] | None = None) -> dict[str, object]:
    """The widget's own attributes (maxlength, inputmode, autocomplete…) without those the macro writes.

    `extra` wins over the widget's; None removes an attribute.
    """
    widget = bound.field.widget
    merged = widget.attrs | bound.field.widget_attrs(widget) | dict(extra or {})
    return {name: value for name, value in merged.items() if name not in _DRAWN_BY_MACRO}


@dataclass(frozen=True)
class Option:
    """One choice of a select, radio or checkbox group; `id` is unique on the page."""

    value: str
    label: str
    selected: bool
    id: str


def options_of(bound: BoundField) -> list[Option]:
    """The choices of a field in order, groups flattened, with what is chosen marked."""
    value = bound.value()
    chosen = {str(each) for each in (value if isinstance(value, list | tuple | set) else [value])}
    return [
        Option(
            str(code), str(label), str(code) in chosen or (code in ("", None) and value in ("", None)), key
        )
        for key, code, label in _numbered(bound)
    ]


def _numbered(bound: BoundField) -> Iterator[tuple[str, Any, Any]]:
    index = 0
    for code, label in bound.field.widget.choices:
        pairs = label if isinstance(label, list | tuple) else [(code, label)]
        for inner_code, inner_label in pairs:
            yield f"{bound.auto_id}_{index}", "" if inner_code is None else inner_code, inner_label
            index += 1


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary; `target` is the id of the field to mend, empty for the whole form."""

    message: str
    target: str
    label: str


def error_summary(form: forms.BaseForm) -> list[ErrorLink]:
    """Every error of the form in field order, those of the whole form first, with the same wording."""
    if not form.is_bound:
        return []
    lines = [ErrorLink(str(message), "", "") for message in form.non_field_errors()]
    for bound in form:
        kind = field_kind(bound)
        target = f"{bound.auto_id}_0" if kind in ("radios", "checkboxes") else bound.auto_id
        lines += [
            ErrorLink(
                str(message), "" if kind == "hidden" else target, "" if kind == "hidden" else bound.label
            )
            for message in bound.errors
        ]
    return lines
