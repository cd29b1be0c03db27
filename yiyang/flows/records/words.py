"""Codes of facts as words in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yiyang.domains.elders.queries import allergen_choices, relation_choices, self_care_choices
from yiyang.domains.elders.rules.reasons import category_label, explain
from yiyang.kernel.refused import Reason


def table_language() -> str:
    """The language of code tables for the reader: zh or en."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def relation_words(code: str) -> str:
    """A relation of GB/T 4761."""
    return dict(relation_choices(table_language())).get(code, code)


def allergen_words(code: str) -> str:
    """An allergen of CV05.01.038, or that none is known."""
    return dict(allergens()).get(code, code)


def allergens() -> list[tuple[str, str]]:
    """Code and words of the allergens."""
    return allergen_choices(table_language(), none=_("No known allergy"))


def self_care_words(code: str) -> str:
    """A grade of self-care; empty for none."""
    return dict(self_care_choices(table_language())).get(code, "")


def category_words(code: str) -> str:
    """A category."""
    return _(category_label(code))


def reason_words(reasons: Iterable[Reason]) -> list[str]:
    """Sentences of reasons."""
    return [reason.text(_) for reason in reasons]


def because_words(because: dict[str, Any]) -> list[str]:
    """Why somebody belongs to a category, sentence by sentence."""
    return reason_words(explain(because))


def provenance_words(row: Any) -> str:
    """Who said so, when and from which source, on one line; empty where nobody noted it."""
    if row is None:
        return ""
    day = row.stated_on.isoformat() if row.stated_on else ""
    return " · ".join(part for part in (row.source_words(), row.stated_by, day) if part)
