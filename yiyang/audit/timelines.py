"""Time-valid rows: which hold on a day, and stating a fact from a day on.

Rows of one timeline never overlap. Whatever a statement takes away is returned, so that the act can keep it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from yiyang.kernel.intervals import valid_on as holds_on
from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused

register_phrases(
    {
        "later_entry_stands": (
            "An entry of %(present)s stands after %(on)s; choose a later day, or tick that this corrects "
            "the register."
        ),
    }
)
Values = dict[str, Any]


def valid_on(on: date) -> models.Q:
    """The condition that a time-valid row holds on a day."""
    open_or_later = models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=on)
    return models.Q(valid_from__lte=on) & open_or_later


def interval_check(name: str) -> models.CheckConstraint:
    """The constraint that an interval ends after it begins, or not at all."""
    is_ordered = models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from"))
    return models.CheckConstraint(condition=is_ordered, name=name)


def open_row(rows: models.QuerySet) -> Any:
    """The row of a timeline that has no end, or None."""
    return rows.filter(valid_to__isnull=True).first()


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What held on the day before the statement, what holds since, and the later entries it replaced.

    None among the values means that nothing held. `replaced` has one plain dict a row.
    """

    before: Values | None
    after: Values | None
    replaced: tuple[dict[str, Any], ...] = ()
    is_change: bool = True


def state_from(
    rows: models.QuerySet,
    *,
    valid_from: date,
    key: dict[str, Any],
    values: Values | None,
    fields: tuple[str, ...],
    replace_later: bool = False,
) -> Statement:
    """State that `values` hold from a day on (None: nothing holds from that day on).

    `rows` are the rows of one timeline, `key` names it, `fields` are the fields that carry the values.
    A statement for the first day of an entry takes its place. Entries that begin or end after the day stand
    in the way: Refused ("later_entry_stands"), unless `replace_later` says that they are to be replaced.
    """
    timeline = list(rows.order_by("valid_from"))
    later = [row for row in timeline if row.valid_from > valid_from]
    held = next((row for row in timeline if holds_on(row.valid_from, row.valid_to, valid_from)), None)
    before = _values(held, fields)
    boundaries = [row.valid_from for row in later]
    boundaries += [row.valid_to for row in (held, *later) if row is not None and row.valid_to is not None]
    if not boundaries and before == values:
        return Statement(before=before, after=values, is_change=False)
    if boundaries and not replace_later:
        raise Refused.because(
            "later_entry_stands",
            field="valid_from",
            on=valid_from.isoformat(),
            present=max(boundaries).isoformat(),
        )
    replaced = tuple(_entry(row, fields) for row in later)
    for row in later:
        row.delete()
    if held is not None:
        _end(held, on=valid_from)
    if values is not None:
        _begin(rows, valid_from=valid_from, key=key, values=values, fields=fields)
    return Statement(before=before, after=values, replaced=replaced)


def _values(row: Any, fields: tuple[str, ...]) -> Values | None:
    return None if row is None else {field: getattr(row, field) for field in fields}


def _entry(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in fields}
    plain = {field: value.pk if isinstance(value, models.Model) else value for field, value in values.items()}
    end = row.valid_to.isoformat() if row.valid_to else None
    return plain | {"valid_from": row.valid_from.isoformat(), "valid_to": end}


def _end(row: Any, *, on: date) -> None:
    if row.valid_from == on:
        row.delete()
        return
    row.valid_to = on
    row.save(update_fields=["valid_to"])


def _begin(
    rows: models.QuerySet, *, valid_from: date, key: dict[str, Any], values: Values, fields: tuple[str, ...]
) -> None:
    previous = rows.filter(valid_to=valid_from).first()
    if previous is not None and _values(previous, fields) == values:
        previous.valid_to = None
        previous.save(update_fields=["valid_to"])
        return
    fresh = rows.model(valid_from=valid_from, **key, **values)
    fresh.full_clean(validate_unique=False, validate_constraints=False)
    fresh.save()
