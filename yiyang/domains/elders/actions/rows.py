"""The tables of facts about an elder, and what a merge, a death or a move does to the rows of each.

A new table of facts is a new line of `ROWS`; a test fails for a model that points to elders without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction

from yiyang.audit.journal import Journal
from yiyang.domains.elders.models import (
    Allergy,
    CheckUp,
    Condition,
    Contact,
    Elder,
    ElderCategory,
    FieldSource,
    HealthRecord,
    HouseholdMember,
    Insurance,
    LifeEvent,
    LivingArrangement,
    LivingKind,
    Medicine,
    Residence,
)
from yiyang.domains.elders.rules.departures import (
    BEGUN,
    DEATH,
    ENDED,
    HANDED_OVER,
    MOVE_IN,
    MOVE_OUT,
    MOVED,
    REMOVED,
    RETURN,
    STAYED,
    Effect,
)
from yiyang.domains.elders.rules.statements import NO_ALLERGY
from yiyang.kernel.code_tables import code_table
from yiyang.kernel.intervals import overlaps
from yiyang.regions.models import Region


@dataclass(frozen=True, kw_only=True)
class RowKind:
    """One table of facts.

    Attributes:
        model: the table; it has a foreign key `elder`.
        key: the fields that with the elder name one timeline; None for a table without time.
        name: what people call a row.
        ends_by: events on whose day the rows end; on any other event they stay with the person.
        goes_along: says of a row that it is handed over although its event ends such rows.
    """

    model: type[models.Model]
    key: tuple[str, ...] | None
    name: Callable[[Any], str]
    ends_by: tuple[str, ...] = ()
    goes_along: Callable[[Any], bool] = lambda _row: False

    @property
    def label(self) -> str:
        """The table's label."""
        return self.model._meta.label_lower


def _allergen(code: str) -> str:
    return "" if code == NO_ALLERGY else code_table("allergen").display(code)


ROWS = (
    RowKind(
        model=Residence,
        key=(),
        name=lambda row: row.area.name,
        ends_by=(DEATH, MOVE_OUT, MOVE_IN),
    ),
    RowKind(
        model=LivingArrangement,
        key=(),
        name=lambda row: f"{row.kind}" + (f" · {row.organisation.name}" if row.organisation else ""),
        ends_by=(DEATH, MOVE_OUT, MOVE_IN),
        goes_along=lambda row: row.kind == LivingKind.HOME,
    ),
    RowKind(model=ElderCategory, key=("code",), name=lambda row: row.code, ends_by=(DEATH, MOVE_OUT)),
    RowKind(model=HealthRecord, key=(), name=lambda _row: "", ends_by=(DEATH, MOVE_OUT)),
    RowKind(
        model=Condition,
        key=("icd10",),
        name=lambda row: f"{row.display} {row.icd10}",
        ends_by=(DEATH, MOVE_OUT),
    ),
    RowKind(
        model=HouseholdMember,
        key=(),
        name=lambda row: row.household.number,
        ends_by=(DEATH, MOVE_OUT, MOVE_IN),
    ),
    RowKind(model=Contact, key=("name", "relation"), name=lambda row: row.name, ends_by=(DEATH, MOVE_OUT)),
    RowKind(model=Insurance, key=("kind",), name=lambda row: row.kind, ends_by=(DEATH, MOVE_OUT)),
    RowKind(
        model=Allergy,
        key=("allergen", "detail"),
        name=lambda row: row.detail or _allergen(row.allergen),
        ends_by=(DEATH, MOVE_OUT),
    ),
    RowKind(model=Medicine, key=("name",), name=lambda row: row.name, ends_by=(DEATH, MOVE_OUT)),
    RowKind(model=CheckUp, key=None, name=lambda row: row.occurred_on.isoformat()),
    RowKind(model=FieldSource, key=None, name=lambda row: row.field),
    RowKind(model=LifeEvent, key=None, name=lambda row: row.kind),
)
HANDLED = frozenset(kind.label for kind in ROWS)
"""Tables that this domain merges, ends or hands over."""
NOT_FACTS = {
    "elders.duplicatepair": "a pair is about two records, not about the person",
    "elders.merge": "a merge is about two records; it stays as history of both",
    "elders.membership": "memberships follow from the facts and are derived again after the change",
    "elders.elder": "the link of a record merged into another, set by the merge itself",
}
"""Tables that point to elders and are left alone, with the reason."""


def absorb_rows(*, kept: Elder, merged: Elder, on: date, journal: Journal) -> list[Effect]:
    """Give the kept record the rows of the merged one; what overlaps a row there stays behind as history."""
    effects: list[Effect] = []
    for kind in ROWS:
        for row in kind.model._base_manager.filter(elder=merged).order_by("pk"):
            how = MOVED if _move(kind, row, kept=kept, journal=journal) else STAYED
            effects.append(_effect(kind, row, how=how))
    return effects


def _move(kind: RowKind, row: Any, *, kept: Elder, journal: Journal) -> bool:
    if kind.key is not None:
        fellows = kind.model._base_manager.filter(
            elder=kept, **{field: getattr(row, field) for field in kind.key}
        )
        spans = fellows.values_list("valid_from", "valid_to")
        if any(overlaps(row.valid_from, row.valid_to, since, until) for since, until in spans):
            return False
    try:
        with transaction.atomic():
            journal.update(row, elder=kept)
    except IntegrityError:
        return False
    return True


def end_rows(*, elder: Elder, on: date, event: str, village: Region | None, journal: Journal) -> list[Effect]:
    """End or hand over the person's rows on the day of an event, and begin what follows from it.

    A row that holds on the day ends on it; one that begins on or after the day is removed.
    """
    effects: list[Effect] = []
    for kind in ROWS:
        if kind.key is None:
            continue
        rows = kind.model._base_manager.filter(elder=elder).order_by("valid_from", "pk")
        effects += [
            effect for row in rows if (effect := _end(kind, row, on=on, event=event, journal=journal))
        ]
    return effects + _begin(elder, on=on, event=event, village=village, journal=journal)


def _end(kind: RowKind, row: Any, *, on: date, event: str, journal: Journal) -> Effect | None:
    if row.valid_to is not None and row.valid_to <= on:
        return None
    if event not in kind.ends_by or (event == MOVE_IN and kind.goes_along(row)):
        return _effect(kind, row, how=HANDED_OVER) if event == MOVE_IN else None
    if row.valid_from >= on:
        effect = _effect(kind, row, how=REMOVED)
        journal.delete(row)
        return effect
    journal.update(row, valid_to=on)
    return _effect(kind, row, how=ENDED)


def _begin(elder: Elder, *, on: date, event: str, village: Region | None, journal: Journal) -> list[Effect]:
    if village is None or event not in (MOVE_IN, RETURN):
        return []
    residence = journal.create(Residence(elder=elder, area=village, valid_from=on))
    effects = [_effect(ROWS[0], residence, how=BEGUN)]
    if not LivingArrangement.objects.filter(elder=elder, valid_to__isnull=True).exists():
        home = journal.create(LivingArrangement(elder=elder, kind=LivingKind.HOME, valid_from=on))
        effects.append(_effect(ROWS[1], home, how=BEGUN))
    return effects


def _effect(kind: RowKind, row: Any, *, how: str) -> Effect:
    has_time = kind.key is not None
    return Effect(
        table=kind.label,
        name=kind.name(row),
        how=how,
        since=row.valid_from if has_time else None,
        until=row.valid_to if has_time else None,
    )
