"""Writing of time-valid rows: a new fact ends the one before it on the same day, and nothing is overwritten."""

from datetime import date
from typing import Any

from django.db import models

from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Refused

register_phrases(
    {
        "before_present_fact": (
            "The day %(valid_from)s lies before %(present)s, from which the present entry holds; "
            "choose a later day, or correct the present entry."
        ),
    }
)


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


def supersede(
    rows: models.QuerySet, *, valid_from: date, key: dict[str, Any], values: dict[str, Any] | None
) -> tuple[Any, Any]:
    """End the open row of a timeline on a day and begin one with other values (None: begin none).

    `rows` are the rows of one timeline, `key` names it. Returns (row before, row now); equal when nothing
    changed. A second statement for the same first day takes the place of the first. Raises Refused
    (`before_present_fact`) when the open row begins later than the day.
    """
    present = open_row(rows)
    if present is not None and values is not None and _same(present, values):
        return present, present
    if present is None and values is None:
        return None, None
    if present is not None:
        if valid_from < present.valid_from:
            raise Refused.because(
                "before_present_fact",
                field="valid_from",
                valid_from=valid_from.isoformat(),
                present=present.valid_from.isoformat(),
            )
        if valid_from == present.valid_from:
            present.delete()
        else:
            present.valid_to = valid_from
            present.save(update_fields=["valid_to"])
    if values is None:
        return present, None
    fresh = rows.model(valid_from=valid_from, **key, **values)
    fresh.full_clean(validate_unique=False, validate_constraints=False)
    fresh.save()
    return present, fresh


def _same(row: Any, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())
