"""Codes of staff with their labels."""

from typing import Any

from yiyang.domains.workforce.models import QualificationKind, StaffSex
from yiyang.domains.workforce.rules.titles import TITLES


def qualification_choices() -> list[tuple[Any, Any]]:
    """(code, label) of the qualifications."""
    return list(QualificationKind.choices)


def sex_choices() -> list[tuple[Any, Any]]:
    """(code, label) of the sexes."""
    return list(StaffSex.choices)


def title_choices() -> list[tuple[str, str]]:
    """(code, label) of the titles by profession and rank; the label is a msgid."""
    rows = sorted(TITLES.rows, key=lambda row: (str(row["profession"]), int(str(row["rank"]))))
    return [(row.code, str(row["label"])) for row in rows]


def title_label(code: str) -> str:
    """The label of a title as a msgid; the code itself when the table lost it."""
    return dict(title_choices()).get(code, code)
