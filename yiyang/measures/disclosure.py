from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yiyang.measures.catalogue import get_indicator
from yiyang.measures.engines.base import Result
from yiyang.measures.sources import ELDER

MINIMUM_CELL = 10
"""The smallest number of persons that may be shown outside the offices in charge."""


@dataclass(frozen=True, kw_only=True)
class PublicResult:
    """A result as it may be published: a hidden number is None and `is_suppressed` is true."""

    indicator: str
    area: str
    level: str
    on: date
    numerator: int | None
    denominator: int | None
    value: float | None
    is_suppressed: bool


def suppress_small_cells(results: Iterable[Result], *, minimum: int = MINIMUM_CELL) -> list[PublicResult]:
    """Hide numbers by which a person could be recognised; organisations are public and stay.

    A denominator of 1 to minimum-1 hides everything; a numerator, or a rest (denominator - numerator), of
    that size hides the numerator and the value. This hides single cells only: a hidden village can be
    worked out from its town and the other villages, so publish one level or keep sums away.
    """
    return [suppress(result, minimum=minimum) for result in results]


def suppress(result: Result, *, minimum: int) -> PublicResult:
    """One result with its small cells hidden."""
    counts_persons = get_indicator(result.indicator).subject == ELDER
    small = range(1, minimum)
    hides_all = counts_persons and result.denominator in small
    rest = result.denominator - result.numerator
    hides_part = hides_all or (counts_persons and (result.numerator in small or rest in small))
    return PublicResult(
        indicator=result.indicator,
        area=result.area,
        level=result.level,
        on=result.on,
        numerator=None if hides_part else result.numerator,
        denominator=None if hides_all else result.denominator,
        value=None if hides_part else result.value,
        is_suppressed=hides_part,
    )
