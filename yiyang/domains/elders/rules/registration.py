"""Who may be entered in the register, and why not (ELD-1)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from yiyang.domains.elders.rules import phrases  # noqa: F401
from yiyang.kernel.age import age_on
from yiyang.kernel.identity import check_identity_number
from yiyang.kernel.refused import Reason, Refused

REGISTER_AGE = 60
OLDEST_AGE = 130
PHONE_FORM = re.compile(r"\+?\d{7,14}")
COUNTRY_PREFIX = re.compile(r"(?:\+|00)86(?=1\d{10}$)")
CITIZEN_CARD = "01"
SEXES = ("0", "1", "2", "9")
NAME_LENGTH, ADDRESS_LENGTH = 60, 120


@dataclass(frozen=True, kw_only=True)
class ElderEntry:
    """What somebody states about a person; birth date and sex may be left to the identity number."""

    name: str
    identity_number: str
    identity_kind: str = CITIZEN_CARD
    birth_date: date | None = None
    sex: str | None = None
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedElder:
    """An entry found in order, with every value in its normal form."""

    name: str
    identity_number: str
    identity_kind: str
    birth_date: date
    sex: str
    phone: str
    address: str


def normalise_name(text: str) -> str:
    """A name without signs that do not print; blanks stay only between words of letters."""
    words = _printable(text).split()
    return (" " if "".join(words).isascii() else "").join(words)


def normalise_phone(text: str) -> str:
    """A telephone number as its digits, half-width, without separators and China's own prefix."""
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    return COUNTRY_PREFIX.sub("", plain)


def normalise_address(text: str) -> str:
    """An address on one line without signs that do not print."""
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def check_entry(entry: ElderEntry, *, on: date) -> CheckedElder:
    """Check an entry on a day and complete it from its identity number.

    Raises Refused with every reason at once.
    """
    name, phone = normalise_name(entry.name), normalise_phone(entry.phone)
    address = normalise_address(entry.address)
    reasons = check_details(name=name, phone=phone, address=address)
    verdict = check_identity_number(entry.identity_number, on=on, kind=entry.identity_kind)
    reasons += [Reason(error.code, field="identity_number", params=error.params) for error in verdict.errors]
    birth = entry.birth_date or verdict.birth_date
    if birth is not None:
        reasons += _check_birth(birth, on=on)
    elif not verdict.errors:
        reasons.append(Reason("birth_missing", field="birth_date"))
    if verdict.birth_date and entry.birth_date and verdict.birth_date != entry.birth_date:
        reasons.append(
            Reason("birth_differs", field="birth_date", params={"birth": verdict.birth_date.isoformat()})
        )
    reasons += _check_sex(entry.sex, on_card=verdict.sex)
    if reasons or birth is None:
        raise Refused(*reasons)
    return CheckedElder(
        name=name,
        identity_number=verdict.normalised,
        identity_kind=entry.identity_kind,
        birth_date=birth,
        sex=verdict.sex or entry.sex or "0",
        phone=phone,
        address=address,
    )


def check_details(*, name: str | None, phone: str | None, address: str | None) -> list[Reason]:
    """What is wrong with details in their normal form; None is not checked."""
    reasons = []
    if name is not None and not name:
        reasons.append(Reason("name_missing", field="name"))
    if name is not None and len(name) > NAME_LENGTH:
        reasons.append(Reason("text_too_long", field="name", params={"most": NAME_LENGTH}))
    if phone and not PHONE_FORM.fullmatch(phone):
        reasons.append(Reason("phone_format", field="phone"))
    if address is not None and len(address) > ADDRESS_LENGTH:
        reasons.append(Reason("text_too_long", field="address", params={"most": ADDRESS_LENGTH}))
    return reasons


def _check_sex(sex: str | None, *, on_card: str | None) -> list[Reason]:
    if sex and sex not in SEXES:
        return [Reason("unknown_code", field="sex", params={"text": sex, "known": SEXES})]
    if on_card and sex in {"1", "2"} and on_card != sex:
        return [Reason("sex_differs", field="sex")]
    return []


def _check_birth(birth: date, *, on: date) -> list[Reason]:
    if birth > on:
        return [
            Reason(
                "birth_in_future",
                field="birth_date",
                params={"birth": birth.isoformat(), "on": on.isoformat()},
            )
        ]
    age = age_on(birth, on)
    if age > OLDEST_AGE:
        return [Reason("birth_too_early", field="birth_date", params={"birth": birth.isoformat()})]
    if age < REGISTER_AGE:
        return [
            Reason(
                "too_young",
                field="birth_date",
                params={"age": age, "on": on.isoformat(), "minimum": REGISTER_AGE},
                clause="ELD-1",
            )
        ]
    return []
