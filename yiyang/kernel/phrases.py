"""The one table of sentences behind refusal codes.

A sentence is an English msgid that says what is wrong, where, and how to mend it. Domains add theirs with
`register_phrases` when they are imported, so a code without a sentence never reaches a page.
"""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

_PHRASES: dict[str, str] = {}


class UnknownPhraseError(KeyError):
    """A refusal code that no phrase table knows."""

    def __str__(self) -> str:
        return f"No phrase is registered for the code {self.args[0]!r}; add it with register_phrases."


def register_phrases(phrases: Mapping[str, str]) -> None:
    """Add refusal sentences by code.

    The same code may be registered twice with the same sentence only.

    Raises:
        ValueError: a code is not an identifier, is taken by another sentence, or the sentence does not end
            with a full stop or uses a placeholder other than ``%(name)s``.
    """
    for code, sentence in phrases.items():
        _check_phrase(code, sentence)
    _PHRASES.update(phrases)


def _check_phrase(code: str, sentence: str) -> None:
    if not code.isidentifier():
        raise ValueError(f"The phrase code {code!r} is not an identifier.")
    if not sentence.endswith("."):
        raise ValueError(f"The phrase of {code!r} must be a sentence that ends with a full stop.")
    if "%" in _PLACEHOLDER.sub("", sentence).replace("%%", ""):
        raise ValueError(f"The phrase of {code!r} may use %(name)s placeholders and %% only.")
    if _PHRASES.get(code, sentence) != sentence:
        raise ValueError(f"The code {code!r} already has another phrase.")


def phrase(code: str) -> str:
    """Return the English msgid of a refusal code; raises `UnknownPhraseError` for an unknown one."""
    try:
        return _PHRASES[code]
    except KeyError:
        raise UnknownPhraseError(code) from None


def placeholders(code: str) -> frozenset[str]:
    """Return the parameter names that the sentence of a code needs."""
    return frozenset(_PLACEHOLDER.findall(phrase(code)))


def all_phrases() -> dict[str, str]:
    """Return a copy of the whole table, for translators and for the test that every msgid is translated."""
    return dict(_PHRASES)


register_phrases(
    {
        "illegal_move": (
            "The act '%(act)s' is not possible in the state '%(state)s'; possible now: %(possible)s."
        ),
        "not_allowed_to_act": (
            "The act '%(act)s' in the state '%(state)s' is reserved for: %(who)s; ask one of them."
        ),
        "last_day_of_calendar": (
            "%(last)s stands for no end; leave an open end empty, or enter the day on which it really ends."
        ),
        "interval_order": (
            "The last day %(last)s is before the first day %(first)s; correct one of the two days."
        ),
        "area_code_format": (
            "The area code '%(code)s' is not 6, 9 or 12 digits; enter the code as it stands in the code list."
        ),
        "area_code_province": (
            "The area code '%(code)s' starts with '%(prefix)s', which is no province; check the first two"
            " digits."
        ),
        "area_code_list": (
            "The area code list '%(code_list)s' is unknown; name one of the known lists: %(known)s."
        ),
        "calendar_not_covered": (
            "The working-day calendar does not cover %(year)s; add the holidays and make-up working days "
            "of that year's State Council notice to the calendar."
        ),
        "code_unknown": (
            "The code '%(code)s' is not in the table '%(table)s' (%(title)s); choose one of its codes."
        ),
        "label_unmapped": (
            "The label '%(label)s' is not mapped in '%(table)s'; map it by hand, a code is never guessed."
        ),
        "code_needs_label": (
            "The value '%(value)s' for '%(table)s' is a bare number whose meaning differs between "
            "systems; ask the sender for the label."
        ),
        "icd10_format": (
            "The diagnosis code '%(code)s' is no ICD-10 code; enter a letter, two digits and what follows "
            "the dot, such as I10.x00."
        ),
        "identity_missing": "The identity number is empty; enter it as printed on the document.",
        "identity_kind": "The document kind '%(kind)s' is not in CV02.01.101; choose one of its codes.",
        "identity_length": (
            "The identity number has %(length)s characters; a resident identity number has 18, compare it"
            " with the card."
        ),
        "identity_characters": (
            "The identity number has a character that cannot stand at position %(position)s; only digits,"
            " and X at the end, are allowed."
        ),
        "identity_province": (
            "The identity number starts with '%(prefix)s', which no province has; compare the first two "
            "digits with the card."
        ),
        "identity_date": (
            "Digits 7 to 14 of the identity number are not a birth date; compare them with the card."
        ),
        "identity_future": (
            "The identity number gives the birth date %(birth_date)s, after %(on)s; compare digits 7 to "
            "14 with the card."
        ),
        "identity_check_digit": (
            "The last character of the identity number does not fit the other seventeen; compare every "
            "digit with the card."
        ),
        "identity_rounded": (
            "The identity number ends as a spreadsheet rounds long numbers; format the column as text and"
            " enter the number again from the card."
        ),
        "identity_legacy": (
            "The identity number is an old one of 15 digits; enter the 18 characters of the present card."
        ),
        "identity_format": (
            "The document number does not have the form of '%(kind)s' (%(form)s); compare it with the "
            "document."
        ),
        "identity_age_over_120": (
            "The identity number gives the birth date %(birth_date)s, an age over 120; check that the "
            "person is alive and the number right."
        ),
        "identity_area_unknown": (
            "The area code %(area)s of the identity number is in no list given; old cards keep abolished "
            "codes, so check it only if something else looks wrong."
        ),
        "identity_sex_differs": (
            "Digit 17 of the identity number and the recorded sex differ; compare both with the card."
        ),
        "identity_birth_differs": (
            "The identity number gives the birth date %(birth_date)s, the record %(recorded)s; compare "
            "both with the card."
        ),
        "credit_code_missing": "The unified social credit code is empty; enter it as printed on the licence.",
        "credit_code_length": (
            "The unified social credit code has %(length)s characters; it must have 18, compare it with "
            "the licence."
        ),
        "credit_code_characters": (
            "The unified social credit code has '%(character)s' at position %(position)s, which cannot "
            "stand there; the letters I, O, S, V and Z are never used."
        ),
        "credit_code_check_character": (
            "The last character of the unified social credit code does not fit the other seventeen; "
            "compare every character with the licence."
        ),
        "organisation_code_format": (
            "The organisation code '%(code)s' is not eight digits or capital letters and a check "
            "character; compare it with the certificate."
        ),
        "organisation_code_check_character": (
            "The last character of the organisation code '%(code)s' does not fit the other eight; compare"
            " it with the certificate."
        ),
        "rule_row_missing": (
            "The rule table '%(table)s' has no row '%(code)s' in force on %(on)s; add the row with its "
            "source or choose another day."
        ),
    }
)
