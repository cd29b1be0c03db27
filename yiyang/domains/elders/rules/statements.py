"""What is wrong with a fact somebody states about an elder (ELD-1, ELD-3)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yiyang.domains.elders.rules.registration import PHONE_FORM, normalise_name, normalise_phone
from yiyang.kernel.code_tables import code_table
from yiyang.kernel.icd10 import icd10_head
from yiyang.kernel.intervals import last_day
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason, Refused

register_phrases(
    {
        "value_missing": "Nothing is entered; enter it, or leave the fact out.",
        "before_birth": "The day %(day)s lies before the birth, %(birth)s; correct it.",
        "in_future": "The day %(day)s lies after today, %(on)s; enter it when it has come.",
        "ends_before_it_begins": "The last day %(last)s lies before the first, %(first)s; correct one of them.",
        "fact_overlaps": (
            "The same is recorded already from %(first)s%(until)s; end or change that entry instead."
        ),
        "value_out_of_range": "%(value)s is not possible; enter a value from %(least)s to %(most)s.",
        "pressures_order": "The systolic pressure must be higher than the diastolic; compare both.",
        "pressure_alone": "One of the two pressures is missing; enter both or none.",
        "check_up_exists": "A check-up of %(day)s is recorded already; change that one instead.",
        "no_household": "No household is recorded on %(day)s; record the household first.",
        "in_household_already": "%(name)s is in a household already on that day; end that entry first.",
        "unknown_elder": "No elder of your area has this identity number; search for the person first.",
        "unknown_organisation": "There is no such institution; choose one of the list.",
        "diagnosis_unknown": (
            "'%(text)s' is neither an ICD-10 code nor one of the offered diseases; choose one, or type the code "
            "with its words."
        ),
        "after_death": "The day %(day)s lies after the death, %(death)s; correct it.",
    }
)
RANGES = {
    "systolic": (60, 300),
    "diastolic": (30, 200),
    "glucose": (Decimal("1.0"), Decimal("60.0")),
    "bmi": (Decimal("8.0"), Decimal("80.0")),
}
"""Values that a living person can have; what lies beyond is a slip of the pen."""
NO_ALLERGY = "0"
"""Our code for "no known allergy"; the national table has none."""
TABLES = {
    "relation": "family_relation",
    "allergen": "allergen",
    "self_care": "selfcare_self_rating",
}


def normalise_text(text: str) -> str:
    """A text on one line, half-width where that is the same sign, without signs that do not print."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def normalise_icd10(text: str) -> str:
    """An ICD-10 code as it came but for blanks, capitals and full-width signs."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


NORMALISE = {
    "name": normalise_name,
    "phone": normalise_phone,
    "icd10": normalise_icd10,
    "display": normalise_text,
    "dose": normalise_text,
    "detail": normalise_text,
    "evidence": normalise_text,
    "source": normalise_text,
}


def normalise(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a fact in their normal form."""
    return {
        field: NORMALISE[field](value) if field in NORMALISE and isinstance(value, str) else value
        for field, value in values.items()
    }


def check_days(
    *,
    valid_from: date | None,
    valid_to: date | None = None,
    birth: date,
    death: date | None,
    on: date,
    field: str = "valid_from",
) -> list[Reason]:
    """Why a fact cannot hold from a day on (until another): birth, today and death bound it."""
    if valid_from is None:
        return [Reason("value_missing", field=field)]
    shown = valid_from.isoformat()
    if valid_from < birth:
        return [Reason("before_birth", field=field, params={"day": shown, "birth": birth.isoformat()})]
    if valid_from > on:
        return [Reason("in_future", field=field, params={"day": shown, "on": on.isoformat()})]
    if death is not None and valid_from >= death:
        return [Reason("after_death", field=field, params={"day": shown, "death": death.isoformat()})]
    if valid_to is not None and valid_to <= valid_from:
        params = {"last": str(last_day(valid_to)), "first": shown}
        return [Reason("ends_before_it_begins", field="last_day", params=params)]
    return []


def check_values(values: Mapping[str, Any], *, required: tuple[str, ...]) -> list[Reason]:
    """What is wrong with the values of a fact in their normal form, field by field."""
    reasons = [Reason("value_missing", field=field) for field in required if values.get(field) in (None, "")]
    for field, value in values.items():
        if value in (None, ""):
            continue
        if field == "allergen" and value == NO_ALLERGY:
            continue
        if field in TABLES and value not in code_table(TABLES[field]).codes:
            known = tuple(code_table(TABLES[field]).codes)
            reasons.append(Reason("unknown_code", field=field, params={"text": value, "known": known}))
        elif field == "icd10":
            reasons += _check_icd10(str(value))
        elif field == "phone" and not PHONE_FORM.fullmatch(str(value)):
            reasons.append(Reason("phone_format", field=field))
        elif field in RANGES:
            reasons += _check_range(field, value)
    return reasons


def check_choice(field: str, value: Any, known: tuple[str, ...]) -> list[Reason]:
    """That a value is one of the known codes."""
    if value in (None, "") or value in known:
        return []
    return [Reason("unknown_code", field=field, params={"text": value, "known": known})]


def check_pressures(values: Mapping[str, Any]) -> list[Reason]:
    """That both pressures are there or none, and the systolic is the higher."""
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    if (systolic is None) != (diastolic is None):
        return [Reason("pressure_alone", field="diastolic" if diastolic is None else "systolic")]
    if systolic is not None and diastolic is not None and systolic <= diastolic:
        return [Reason("pressures_order", field="systolic")]
    return []


def year_end(day: date) -> date:
    """The first day of the next calendar year, until which a check-up counts as the year's."""
    return date(day.year + 1, 1, 1)


def _check_icd10(code: str) -> list[Reason]:
    try:
        icd10_head(code)
    except Refused as refused:
        return [Reason(each.code, field="icd10", params=each.params) for each in refused.reasons]
    return []


def _check_range(field: str, value: Any) -> list[Reason]:
    least, most = RANGES[field]
    if least <= value <= most:
        return []
    return [Reason("value_out_of_range", field=field, params={"value": value, "least": least, "most": most})]
