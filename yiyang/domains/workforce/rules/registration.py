"""Who may be entered in the register of staff, and why not (STF-1)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from yiyang.domains.workforce.rules import phrases  # noqa: F401
from yiyang.kernel.age import age_on
from yiyang.kernel.identity import check_identity_number
from yiyang.kernel.refused import Reason, Refused

WORKING_AGE = 16
NAME_LENGTH = 60
PHONE_FORM = re.compile(r"\+?\d{7,14}")
CITIZEN_CARD = "01"
SEXES = ("0", "1", "2", "9")


@dataclass(frozen=True, kw_only=True)
class PersonEntry:
    """What somebody states about a person; birth date and sex may be left to the identity number."""

    name: str
    identity_number: str
    birth_date: date | None = None
    sex: str | None = None
    phone: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedPerson:
    """An entry found in order, with every value in its normal form."""

    name: str
    identity_number: str
    birth_date: date
    sex: str
    phone: str
    title: str


@dataclass(frozen=True, kw_only=True)
class CertificateEntry:
    """What stands on a certificate; `last_day` None for one without an end."""

    kind: str
    number: str
    authority: str
    issued_on: date
    last_day: date | None = None


def check_person(entry: PersonEntry, *, on: date, titles: Collection[str]) -> CheckedPerson:
    """Check an entry on a day and complete it from its identity number. Raises Refused with every reason."""
    name, phone = " ".join(entry.name.split()), re.sub(r"[\s\-()]", "", entry.phone)
    reasons = [*detail_refusals(name=name, phone=phone)]
    verdict = check_identity_number(entry.identity_number, on=on, kind=CITIZEN_CARD)
    reasons += [Reason(error.code, field="identity_number", params=error.params) for error in verdict.errors]
    birth, sex = entry.birth_date or verdict.birth_date, entry.sex or verdict.sex
    is_readable = not verdict.errors
    if birth is None and is_readable:
        reasons.append(Reason("staff_birth_missing", field="birth_date"))
    elif birth is not None and age_on(birth, on) < WORKING_AGE:
        params = {"least": WORKING_AGE, "on": on.isoformat()}
        reasons.append(Reason("staff_too_young", field="birth_date", params=params))
    if sex is None and is_readable:
        reasons.append(Reason("staff_sex_missing", field="sex"))
    elif sex is not None and sex not in SEXES:
        reasons.append(Reason("staff_not_in_list", field="sex", params={"code": sex, "known": SEXES}))
    if entry.title and entry.title not in titles:
        known = {"code": entry.title, "known": tuple(titles)}
        reasons.append(Reason("staff_not_in_list", field="title", params=known))
    if reasons or birth is None or sex is None:
        raise Refused(*reasons)
    return CheckedPerson(
        name=name,
        identity_number=verdict.normalised,
        birth_date=birth,
        sex=sex,
        phone=phone,
        title=entry.title,
    )


def detail_refusals(*, name: str | None, phone: str | None) -> tuple[Reason, ...]:
    """What is wrong with a name or a telephone; None leaves it out."""
    reasons = []
    if name is not None and not name:
        reasons.append(Reason("staff_name_missing", field="name"))
    elif name is not None and len(name) > NAME_LENGTH:
        reasons.append(Reason("staff_name_too_long", field="name", params={"most": NAME_LENGTH}))
    if phone and not PHONE_FORM.fullmatch(phone):
        reasons.append(Reason("staff_phone_format", field="phone"))
    return tuple(reasons)


def certificate_refusals(
    entry: CertificateEntry, *, on: date, kinds: Collection[str], lengths: dict[str, int]
) -> tuple[Reason, ...]:
    """Every reason against a certificate, apart from its being registered already."""
    reasons = []
    if entry.kind not in kinds:
        known = {"code": entry.kind, "known": tuple(kinds)}
        reasons.append(Reason("staff_not_in_list", field="kind", params=known))
    for field, most in lengths.items():
        text = getattr(entry, field)
        if not text.strip():
            reasons.append(Reason("qualification_text_missing", field=field))
        elif len(text) > most:
            params = {"length": len(text), "most": most}
            reasons.append(Reason("qualification_too_long", field=field, params=params))
    if entry.issued_on > on:
        day = {"day": entry.issued_on.isoformat()}
        reasons.append(Reason("qualification_in_future", field="issued_on", params=day))
    if entry.last_day is not None and entry.last_day < entry.issued_on:
        days = {"last": entry.last_day.isoformat(), "first": entry.issued_on.isoformat()}
        reasons.append(Reason("qualification_order", field="last_day", params=days))
    return tuple(reasons)
