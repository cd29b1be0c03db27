"""The kinds of time-valid facts that are stated about an elder, and what each one asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from yiyang.domains.elders.models import (
    Allergy,
    CategoryCode,
    Condition,
    Contact,
    ElderCategory,
    Insurance,
    InsuranceKind,
    Medicine,
    Stated,
)


@dataclass(frozen=True, kw_only=True)
class FactKind:
    """One kind of fact.

    `fields` may be stated, `required` must be; of rows with equal `unique_by` only one holds a day (empty: any
    number may). `choices` are the known codes of a field; `derives` tells that categories follow from it.
    """

    code: str
    model: type[Stated]
    fields: tuple[str, ...]
    required: tuple[str, ...]
    unique_by: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derives: bool = False
    is_health: bool = True


def _kind(code: str, model: Any, **more: Any) -> FactKind:
    return FactKind(code=code, model=model, **more)


KINDS = {
    kind.code: kind
    for kind in (
        _kind(
            "contact",
            Contact,
            fields=("name", "relation", "phone", "is_guardian"),
            required=("name", "relation"),
            unique_by=("name", "relation"),
            is_health=False,
        ),
        _kind(
            "insurance",
            Insurance,
            fields=("kind",),
            required=("kind",),
            unique_by=("kind",),
            choices={"kind": tuple(InsuranceKind.values)},
            is_health=False,
        ),
        _kind(
            "category",
            ElderCategory,
            fields=("code", "evidence"),
            required=("code",),
            unique_by=("code",),
            choices={"code": tuple(CategoryCode.values)},
            derives=True,
            is_health=False,
        ),
        _kind(
            "allergy",
            Allergy,
            fields=("allergen", "detail"),
            required=("allergen",),
            unique_by=("allergen", "detail"),
        ),
        _kind(
            "medicine",
            Medicine,
            fields=("name", "dose"),
            required=("name",),
            unique_by=("name",),
        ),
        _kind(
            "condition",
            Condition,
            fields=("icd10", "display"),
            required=("icd10", "display"),
            unique_by=("icd10",),
            derives=True,
        ),
    )
}


def kind_of(fact: models.Model) -> FactKind:
    """The kind of a row. Raises LookupError for a model that is none."""
    for kind in KINDS.values():
        if isinstance(fact, kind.model):
            return kind
    raise LookupError(f"{type(fact).__name__} is no stated fact")
