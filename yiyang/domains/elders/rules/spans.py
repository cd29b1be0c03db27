"""Sets of days as ordered spans that do not touch, half-open; `FAR` is an open end."""

from collections.abc import Iterable
from datetime import date

FAR = date.max
Span = tuple[date, date]
Spans = list[Span]


def span(valid_from: date, valid_to: date | None) -> Span:
    """A stored interval as a span."""
    return valid_from, valid_to or FAR


def end_of(day: date) -> date | None:
    """The stored end of a span."""
    return None if day == FAR else day


def union(spans: Iterable[Span]) -> Spans:
    """The days that lie in any of the spans."""
    joined: Spans = []
    given = [each for each in spans if each[0] < each[1]]
    if len(given) < 2:  # noqa: PLR2004
        return given
    for first, last in sorted(given):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def intersect(one: Spans, other: Spans) -> Spans:
    """The days that lie in both sets."""
    found: Spans = []
    mine = theirs = 0
    while mine < len(one) and theirs < len(other):
        first = max(one[mine][0], other[theirs][0])
        last = min(one[mine][1], other[theirs][1])
        if first < last:
            found.append((first, last))
        if one[mine][1] < other[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return found


def subtract(spans: Spans, taken: Spans) -> Spans:
    """The days of the first set that the second lacks."""
    return intersect(spans, complement(taken))


def complement(spans: Spans) -> Spans:
    """All other days of the calendar."""
    edges = [date.min, *(day for each in spans for day in each), FAR]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]
