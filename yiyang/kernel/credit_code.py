"""Unified social credit codes (GB 32100-2015) and the organisation codes inside them (GB 11714-1997)."""

import re
from dataclasses import dataclass

from stdnum.cn import uscc

from yiyang.kernel.identity import normalise_identity_number
from yiyang.kernel.refused import Reason, Refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18

_FIELD = "credit_code"
_DIGITS = "0123456789"
_AREA = range(3, 9)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_MODULUS = 11


@dataclass(frozen=True, slots=True)
class CreditCodeVerdict:
    """What a credit code says and whether it may be recorded.

    Attributes:
        normalised: half-width, without blanks and hyphens, in capitals; what is stored.
        registering_body: first character, "1" public institutions, "5" civil affairs, "9" trade.
        entity_type: second character; its meaning depends on the first.
        area6: area of the registering body.
        organisation_code: the nine characters after GB 11714.
        errors: reasons not to record it; the parts are None when there is one.
        warnings: reasons to look again, such as an organisation code that fails its own check.
    """

    normalised: str
    registering_body: str | None = None
    entity_type: str | None = None
    area6: str | None = None
    organisation_code: str | None = None
    errors: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def accepted(self) -> bool:
        """True when there is no error; warnings do not matter."""
        return not self.errors

    def require(self) -> "CreditCodeVerdict":
        """Return the verdict itself; raises `Refused` with all errors unless it is accepted."""
        if self.errors:
            raise Refused(*self.errors)
        return self


def check_credit_code(text: str) -> CreditCodeVerdict:
    """Judge a unified social credit code as typed or imported.

    It has at most one error, the first in the order of length, characters, check character. The first two
    characters may be letters (GB 32100, table 1), which python-stdnum does not know.
    """
    code = normalise_identity_number(text).replace("-", "")
    fault = _credit_code_fault(code)
    if fault is not None:
        return CreditCodeVerdict(code, errors=(fault,))
    organisation = code[8:17]
    warnings: tuple[Reason, ...] = ()
    if organisation[-1] != organisation_check_character(organisation[:-1]):
        warnings = (_organisation_reason("organisation_code_check_character", organisation),)
    return CreditCodeVerdict(code, code[0], code[1], code[2:8], organisation, warnings=warnings)


def check_organisation_code(text: str) -> str:
    """Return the nine characters of a valid organisation code, a hyphen before the last allowed.

    Raises:
        Refused: "organisation_code_format" or "organisation_code_check_character" (GB 11714).
    """
    code = normalise_identity_number(text).replace("-", "")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        raise Refused(_organisation_reason("organisation_code_format", code))
    if code[-1] != organisation_check_character(code[:-1]):
        raise Refused(_organisation_reason("organisation_code_check_character", code))
    return code


def organisation_check_character(first8: str) -> str:
    """Return the check character of eight digits or capital letters (GB 11714, modulus 11)."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % _ORGANISATION_MODULUS]


def make_credit_code(*, registering_body: str, entity_type: str, area6: str, organisation8: str) -> str:
    """Return a code with both check characters right, for synthetic organisations only.

    Raises:
        ValueError: a part has the wrong length or a character outside the alphabet.
    """
    organisation = organisation8 + organisation_check_character(organisation8)
    first17 = f"{registering_body}{entity_type}{area6}{organisation}"
    code: str = first17 + uscc.calc_check_digit(first17)
    fault = _credit_code_fault(code)
    if fault is not None:
        raise ValueError(fault.text())
    return code


def _credit_code_fault(code: str) -> Reason | None:
    if not code:
        return _reason("credit_code_missing")
    if len(code) != LENGTH:
        return _reason("credit_code_length", length=len(code))
    for position, character in enumerate(code, start=1):
        if character not in (_DIGITS if position in _AREA else ALPHABET):
            return _reason("credit_code_characters", character=character, position=position)
    if code[-1] != uscc.calc_check_digit(code[:-1]):
        return _reason("credit_code_check_character")
    return None


def _reason(code: str, **params: object) -> Reason:
    return Reason(code, field=_FIELD, params=params, clause="GB 32100-2015")


def _organisation_reason(reason_code: str, organisation: str) -> Reason:
    return Reason(
        reason_code, field="organisation_code", params={"code": organisation}, clause="GB 11714-1997"
    )
