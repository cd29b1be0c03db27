"""Resident identity numbers (GB 11643-1999) and the other documents of CV02.01.101.

18 characters: area (6, GB/T 2260), birth date (8), serial (3; odd is male), check character (ISO 7064
MOD 11-2). The province must exist; the county is never checked, because cards keep the code of their first
issue and half of the elders' codes are abolished (ADR 0002). Residence permits of Hong Kong, Macao and Taiwan
have the same form with the areas 810000, 820000 and 830000.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yiyang.kernel.age import age_on
from yiyang.kernel.areas import PROVINCES
from yiyang.kernel.refused import Reason, Refused

Form = Literal["resident_card", "residence_permit", "legacy_card", "other"]

RESIDENT_CARD = "01"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LENGTH = 18
LEGACY_LENGTH = 15
EARLIEST_YEAR = 1800
ELDEST_PLAUSIBLE_AGE = 120
PERMIT_AREAS = frozenset({"810000", "820000", "830000"})
AREA_PREFIXES = frozenset(PROVINCES) | {"83"}

_FIELD = "identity_number"
_CLAUSE = "GB 11643-1999"
_FULL_WIDTH_OFFSET = 0xFF01 - 0x21
_NORMALISE = {code: chr(code - _FULL_WIDTH_OFFSET) for code in range(0xFF01, 0xFF5F)}
_NORMALISE |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\x00"), "")


@dataclass(frozen=True, slots=True)
class _Document:
    pattern: re.Pattern[str]
    form: str


_DOCUMENTS = {
    "02": _Document(re.compile(r"[0-9A-Z]{1,18}"), "up to 18 letters and digits"),
    "03": _Document(re.compile(r"[0-9A-Z]{5,17}"), "5 to 17 letters and digits"),
    "04": _Document(
        re.compile(r"[\u4e00-\u9fff]{1,4}字第[0-9]{4,8}号?|[0-9A-Z]{6,18}"),
        "a prefix and 4 to 8 digits, or 6 to 18 letters and digits",
    ),
    "05": _Document(re.compile(r"[0-9]{12}|[0-9]{17}[0-9X]"), "12 digits, or the 18 of the identity number"),
    "06": _Document(re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"), "H or M and 8 or 10 digits"),
    "07": _Document(
        re.compile(r"[0-9]{8}|[0-9]{10}(?:\([0-9A-Z]\))?"), "8 digits, or 10 and a sign in brackets"
    ),
    "99": _Document(
        re.compile(r"[0-9A-Z()/-]{4,30}"), "4 to 30 letters, digits, brackets, strokes or hyphens"
    ),
}

DOCUMENT_KINDS = (RESIDENT_CARD, *_DOCUMENTS)


@dataclass(frozen=True, slots=True)
class IdentityVerdict:
    """What a document number says and whether it may be recorded.

    Attributes:
        kind: the document kind (CV02.01.101).
        normalised: half-width, without blanks, in capitals; what is stored.
        form: "resident_card", "residence_permit" (Hong Kong, Macao, Taiwan), "legacy_card" (15 digits) or
            "other".
        birth_date: the date in the number, None where there is none or it is wrong.
        sex: GB/T 2261.1, "1" male or "2" female; None where the number does not tell.
        area6: the six area digits, None where there are none.
        errors: reasons not to record it; empty when accepted.
        warnings: reasons to look again.
    """

    kind: str
    normalised: str
    form: Form
    birth_date: date | None = None
    sex: str | None = None
    area6: str | None = None
    errors: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def accepted(self) -> bool:
        """True when there is no error; warnings do not matter."""
        return not self.errors

    def require(self) -> "IdentityVerdict":
        """Return the verdict itself; raises `Refused` with all errors unless it is accepted."""
        if self.errors:
            raise Refused(*self.errors)
        return self


def normalise_identity_number(text: str) -> str:
    """Return the number in half-width capitals without blanks or a spreadsheet's leading apostrophe."""
    return "".join(text.translate(_NORMALISE).split()).lstrip("'").upper()


def check_character(first17: str) -> str:
    """Return the check character of 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def check_identity_number(
    text: str,
    *,
    on: date,
    kind: str = RESIDENT_CARD,
    allow_legacy: bool = False,
    known_areas: Container[str] | None = None,
    recorded_sex: str | None = None,
    recorded_birth: date | None = None,
) -> IdentityVerdict:
    """Judge a document number as of a day.

    Args:
        text: as typed or imported.
        on: no birth date may be after this day.
        kind: CV02.01.101 code; kinds other than "01" are checked for their form only.
        allow_legacy: accept a 15-digit number, as on old paper; new records leave it False.
        known_areas: six-digit codes ever in use; an area outside warns.
        recorded_sex: GB/T 2261.1 code of the record; "1" or "2" differing from the number warns.
        recorded_birth: birth date of the record; another date in the number warns.

    Returns:
        A verdict with at most one error: the first of length, characters, province, date, check character.
        Raises `Refused` ("identity_kind") for a kind outside CV02.01.101.
    """
    number = normalise_identity_number(text)
    if kind not in DOCUMENT_KINDS:
        raise Refused.because("identity_kind", field="identity_kind", kind=kind)
    if not number:
        return IdentityVerdict(kind, number, "other", errors=(_reason("identity_missing"),))
    if kind != RESIDENT_CARD:
        return _check_other_document(number, kind)
    fault = _card_fault(number, on=on, allow_legacy=allow_legacy)
    full = _with_century(number) if len(number) == LEGACY_LENGTH else number
    read = fault is None or fault.code == "identity_legacy"
    birth = _birth_date(full) if read else None
    sex = _sex(full) if read else None
    return IdentityVerdict(
        kind,
        number,
        _card_form(number),
        birth_date=birth,
        sex=sex,
        area6=full[:6] if read else None,
        errors=() if fault is None else (fault,),
        warnings=_card_warnings(
            full, birth, sex, on=on, known_areas=known_areas, sex_on_record=recorded_sex, born=recorded_birth
        ),
    )


def make_identity_number(area6: str, birth: date, serial: int) -> str:
    """Return a number with the right check character, for synthetic people only.

    An area that was never assigned (such as 442099) keeps it from being a living person's number.

    Args:
        area6: six digits whose province exists.
        birth: 1800 or later.
        serial: 0 to 999; odd is male.

    Raises:
        ValueError: one of the parts is out of range.
    """
    if not re.fullmatch(r"[0-9]{6}", area6, re.ASCII) or area6[:2] not in AREA_PREFIXES:
        raise ValueError(f"Not an area code of six digits: {area6!r}.")
    if birth.year < EARLIEST_YEAR or not 0 <= serial <= 999:  # noqa: PLR2004 - three digits
        raise ValueError(f"Birth date or serial out of range: {birth}, {serial}.")
    first17 = f"{area6}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_character(first17)


def upgrade_legacy_number(number: str) -> str:
    """Return the 18 characters of a 15-digit number, as the cards of the change of 1999 did (birth in 19yy).

    Raises:
        Refused: "identity_length" or "identity_characters" unless it is 15 digits.
    """
    text = normalise_identity_number(number)
    if len(text) != LEGACY_LENGTH:
        raise Refused(_reason("identity_length", length=len(text)))
    fault = _character_fault(text)
    if fault:
        raise Refused(fault)
    return _with_century(text)


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, field=_FIELD, params=params, clause=_CLAUSE)


def _with_century(number: str) -> str:
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + (check_character(first17) if first17.isascii() and first17.isdigit() else "0")


def _card_fault(number: str, *, on: date, allow_legacy: bool) -> Reason | None:
    legacy = len(number) == LEGACY_LENGTH
    if re.fullmatch(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", number):
        return _reason("identity_rounded")
    if not legacy and len(number) != LENGTH:
        return _reason("identity_length", length=len(number))
    fault = _character_fault(number)
    if fault:
        return fault
    full = _with_century(number) if legacy else number
    if full[:2] not in AREA_PREFIXES:
        return _reason("identity_province", prefix=full[:2])
    birth = _birth_date(full)
    if birth is None or birth.year < EARLIEST_YEAR:
        return _reason("identity_date")
    if birth > on:
        return _reason("identity_future", birth_date=birth, on=on)
    if full[-1] != check_character(full[:-1]):
        return _reason("identity_rounded" if full.endswith("000") else "identity_check_digit")
    return _reason("identity_legacy") if legacy and not allow_legacy else None


def _character_fault(number: str) -> Reason | None:
    last_may_be_x = len(number) == LENGTH
    for position, character in enumerate(number, start=1):
        allowed = "0123456789X" if last_may_be_x and position == LENGTH else "0123456789"
        if character not in allowed:
            return _reason("identity_characters", position=position)
    return None


def _birth_date(full: str) -> date | None:
    try:
        return date(int(full[6:10]), int(full[10:12]), int(full[12:14]))
    except ValueError:
        return None


def _sex(full: str) -> str:
    return "1" if int(full[16]) % 2 else "2"


def _card_form(number: str) -> Form:
    if len(number) == LEGACY_LENGTH:
        return "legacy_card"
    return "residence_permit" if number[:6] in PERMIT_AREAS else "resident_card"


def _card_warnings(
    full: str,
    birth: date | None,
    sex: str | None,
    *,
    on: date,
    known_areas: Container[str] | None,
    sex_on_record: str | None,
    born: date | None,
) -> tuple[Reason, ...]:
    if birth is None:
        return ()
    found = []
    if age_on(birth, on) > ELDEST_PLAUSIBLE_AGE:
        found.append(_reason("identity_age_over_120", birth_date=birth))
    if known_areas is not None and full[:6] not in known_areas and full[:6] not in PERMIT_AREAS:
        found.append(_reason("identity_area_unknown", area=full[:6]))
    if sex_on_record in ("1", "2") and sex_on_record != sex:
        found.append(_reason("identity_sex_differs"))
    if born is not None and born != birth:
        found.append(_reason("identity_birth_differs", birth_date=birth, recorded=born))
    return tuple(found)


def _check_other_document(number: str, kind: str) -> IdentityVerdict:
    document = _DOCUMENTS[kind]
    if document.pattern.fullmatch(number):
        return IdentityVerdict(kind, number, "other")
    fault = Reason("identity_format", field=_FIELD, params={"kind": kind, "form": document.form})
    return IdentityVerdict(kind, number, "other", errors=(fault,))
