"""Likely doubles of an entry, from what a form or a program has so far."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yiyang.access.viewer import Viewer
from yiyang.domains.elders.duplicates import NearEntry, near_entry
from yiyang.domains.elders.rules.registration import ADDRESS_LENGTH, CITIZEN_CARD, NAME_LENGTH
from yiyang.kernel.identity import DOCUMENT_KINDS, check_identity_number
from yiyang.regions.queries import NoSuchRegion, find_region
from yiyang.ui.forms import read_day

NUMBER_LENGTH = 40


def read_entry(*, viewer: Viewer, asked: Mapping[str, Any], today: date) -> NearEntry | None:
    """Likely doubles of a half-filled form; None while name or birth date are missing or cannot be read.

    The birth date may come from the identity number.
    """
    name = str(asked.get("name", "")).strip()
    birth, sex = _birth_and_sex(asked, today=today)
    if not name or len(name) > NAME_LENGTH or birth is None:
        return None
    kind = str(asked.get("identity_kind", "")) or CITIZEN_CARD
    return near_entry(
        viewer=viewer,
        name=name,
        birth=birth,
        sex=str(asked.get("sex", "")) or sex,
        kind=kind if kind in DOCUMENT_KINDS else CITIZEN_CARD,
        village_id=_village_id(str(asked.get("village", ""))),
        address=str(asked.get("address", ""))[:ADDRESS_LENGTH],
        phone=str(asked.get("phone", ""))[:NUMBER_LENGTH],
    )


def _birth_and_sex(asked: Mapping[str, Any], *, today: date) -> tuple[date | None, str]:
    number = str(asked.get("identity_number", ""))[:NUMBER_LENGTH]
    kind = str(asked.get("identity_kind", "")) or CITIZEN_CARD
    if number and kind == CITIZEN_CARD:
        verdict = check_identity_number(number, on=today, kind=kind)
        if verdict.birth_date is not None:
            return verdict.birth_date, verdict.sex or "0"
    try:
        return read_day(str(asked.get("birth_date", ""))), "0"
    except ValueError:
        return None, "0"


def _village_id(code: str) -> int | None:
    try:
        return find_region(code).pk if code else None
    except NoSuchRegion:
        return None
