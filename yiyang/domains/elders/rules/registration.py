"""Who may be entered in the register, and why not (ELD-1)."""

import re
from dataclasses import dataclass
from datetime import date

from yiyang.domains.elders.rules import phrases  # noqa: F401
from yiyang.kernel.age import age_on
from yiyang.kernel.identity import check_identity_number
from yiyang.kernel.refused import Reason, Refused

REGISTER_AGE = 60
OLDEST_AGE = 130
PHONE_FORM = re.compile(r"\+?\d{7,14}")
CITIZEN_CARD = "01"


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


def check_entry(entry: ElderEntry, *, on: date) -> CheckedElder:
    """Check an entry on a day and complete it from its identity number.

    Raises Refused with every reason at once.
    """
    reasons: list[Reason] = []
    name = "".join(entry.name.split()) if entry.name.isascii() is False else " ".join(entry.name.split())
    if not name:
        reasons.append(Reason("name_missing", field="name"))
    verdict = check_identity_number(entry.identity_number, on=on, kind=entry.identity_kind)
    reasons += [Reason(error.code, field="identity_number", params=error.params) for error in verdict.errors]
    birth = entry.birth_date or verdict.birth_date
    sex = entry.sex or verdict.sex
    if birth is None and not verdict.errors:
        reasons.append(Reason("impossible_date", field="birth_date", params={"text": ""}))
    if birth is not None:
        reasons += _check_birth(birth, on=on)
    if verdict.birth_date and entry.birth_date and verdict.birth_date != entry.birth_date:
        reasons.append(
            Reason("birth_differs", field="birth_date", params={"birth": verdict.birth_date.isoformat()})
        )
    if verdict.sex and entry.sex in {"1", "2"} and verdict.sex != entry.sex:
        reasons.append(Reason("sex_differs", field="sex"))
    phone = re.sub(r"[\s\-()（）]", "", entry.phone)
    if phone and not PHONE_FORM.fullmatch(phone):
        reasons.append(Reason("phone_format", field="phone", params={"phone": entry.phone}))
    if reasons or birth is None:
        raise Refused(*reasons)
    return CheckedElder(
        name=name,
        identity_number=verdict.normalised,
        identity_kind=entry.identity_kind,
        birth_date=birth,
        sex=sex or "0",
        phone=phone,
        address=entry.address.strip(),
    )


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
