from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yiyang.measures.catalogue import get_indicator
from yiyang.measures.engines.base import NO_RESTRICTION, Engine, Restriction, Result


def calculate(
    engine: Engine,
    codes: Sequence[str],
    *,
    on: date | Sequence[date],
    area: str | None = None,
    restrict_to: Restriction = NO_RESTRICTION,
) -> list[Result]:
    """The numbers of these indicators on one day or several, in every area of every level or in one.

    Ordered by day as given, indicator as given, area. Indicators that count the same subject are computed
    in one pass. Raises UnknownIndicatorError with near matches, and UnknownAreaError.
    """
    days = [on] if isinstance(on, date) else list(on)
    indicators = [get_indicator(code) for code in codes]
    return [
        result
        for day in days
        for result in engine.results(indicators, on=day, area=area, restrict_to=restrict_to)
    ]
