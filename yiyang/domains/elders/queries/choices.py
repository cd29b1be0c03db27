"""Codes and labels to choose from in forms; labels of tables come in the language asked for."""

from typing import Any

from yiyang.domains.elders.models import CategoryCode, InsuranceKind, SourceKind
from yiyang.domains.elders.rules.categories import RULES
from yiyang.domains.elders.rules.reasons import category_label
from yiyang.domains.elders.rules.statements import NO_ALLERGY
from yiyang.kernel.code_tables import code_table

Choices = list[tuple[str, Any]]


def category_choices() -> list[tuple[str, str]]:
    """Code and label (a msgid) of every category that rules derive."""
    return [(code, category_label(code)) for code in RULES.codes]


def fact_choices() -> Choices:
    """Code and label of what an office can state."""
    return list(CategoryCode.choices)


def insurance_choices() -> Choices:
    """Code and label of the kinds of insurance."""
    return list(InsuranceKind.choices)


def source_choices() -> Choices:
    """Code and label of where a statement comes from."""
    return list(SourceKind.choices)


def relation_choices(language: str) -> list[tuple[str, str]]:
    """Code and text of the relations of GB/T 4761."""
    return list(code_table("family_relation").choices(language))


def allergen_choices(language: str, *, none: str) -> list[tuple[str, str]]:
    """Code and text of the allergens of CV05.01.038, with the words for "no known allergy" first."""
    return [(NO_ALLERGY, none), *code_table("allergen").choices(language)]


def self_care_choices(language: str) -> list[tuple[str, str]]:
    """Code and text of the grades of self-care of CV04.01.014."""
    return list(code_table("selfcare_self_rating").choices(language))
