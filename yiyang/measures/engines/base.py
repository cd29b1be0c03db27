from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiyang.measures.model.errors import MissingListError
from yiyang.measures.model.indicator import Indicator
from yiyang.measures.model.tables import Subject


class UnknownAreaError(LookupError):
    """The published tree has no such area."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One indicator in one area on one day; `value` is numerator / denominator, None when that is 0."""

    indicator: str
    area: str
    level: str
    on: date
    numerator: int
    denominator: int
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one subject adds to its area, and through it to every area that contains it."""

    subject_id: int
    area: str
    denominator: int
    numerator: int


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A subject counted nowhere: its area is None without a valid row, else a code the tree does not know."""

    subject_id: int
    area: str | None


@dataclass(frozen=True, kw_only=True)
class Restriction:
    """Count only these subjects, and only those standing in one of these areas; None restricts nothing.

    An area stands for everything below it ("in the five pilot towns").
    """

    subjects: frozenset[int] | None = None
    areas: frozenset[str] | None = None


NO_RESTRICTION = Restriction()


class Engine(ABC):
    """The contract of every engine.

    `area` limits the answer to one area and raises UnknownAreaError when the tree has no such area.
    `restrict_to` limits who is counted. Only facts that hold on the day `on` are read.
    """

    def results(
        self,
        indicators: Sequence[Indicator],
        *,
        on: date,
        area: str | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[Result]:
        """Every indicator in every area of every level (or in one area), by indicator as given, then area.

        Areas without subjects have denominator 0 and value None.
        """
        found: dict[str, list[Result]] = {}
        for group in group_by_subject(indicators).values():
            rows = self.count_areas(group, on=on, area=area, restrict_to=restrict_to)
            for code, results in rows.items():
                found[code] = sorted(results, key=lambda result: result.area)
        return [result for indicator in indicators for result in found[indicator.code]]

    @abstractmethod
    def count_areas(
        self,
        indicators: Sequence[Indicator],
        *,
        on: date,
        area: str | None,
        restrict_to: Restriction,
    ) -> dict[str, list[Result]]:
        """Results by indicator code, for indicators of one subject, in one pass over that subject."""

    @abstractmethod
    def contributions(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[Contribution]:
        """What each subject adds, by subject id; subjects that add 0 to both lines are left out."""

    @abstractmethod
    def missing(
        self,
        indicator: Indicator,
        *,
        on: date,
        area: str,
        after: int | None = None,
        limit: int | None = None,
        restrict_to: Restriction = NO_RESTRICTION,
    ) -> list[int]:
        """Ids, ascending from `after` (left out), of the area's subjects that count only below the line.

        Of a share: those that its `missing` rule names; MissingListError when it has none.
        """

    @abstractmethod
    def missing_count(
        self, indicator: Indicator, *, on: date, area: str, restrict_to: Restriction = NO_RESTRICTION
    ) -> int:
        """The length of the whole missing list."""

    @abstractmethod
    def is_known(self, area: str) -> bool:
        """Whether the tree holds the area."""

    def require_areas(self, area: str | None, restrict_to: Restriction) -> None:
        """Raise UnknownAreaError for an area, asked or restricted to, that the tree does not hold."""
        for code in (*(() if area is None else (area,)), *sorted(restrict_to.areas or ())):
            if not self.is_known(code):
                raise UnknownAreaError(f"expected an area of the published tree, got {code!r}")

    @abstractmethod
    def unplaced(self, subject: Subject, *, on: date) -> list[Unplaced]:
        """Every subject that no area counts on the day, by id; also who left the region or closed."""


def group_by_subject(indicators: Sequence[Indicator]) -> dict[Subject, list[Indicator]]:
    """Indicators by the subject they count, each once, in the order given."""
    groups: dict[Subject, list[Indicator]] = {}
    for indicator in dict.fromkeys(indicators):
        groups.setdefault(indicator.subject, []).append(indicator)
    return groups


def make_result(
    indicator: Indicator, *, area: str, level: str, on: date, numerator: int, denominator: int
) -> Result:
    """A result with its value."""
    value = numerator / denominator if denominator else None
    return Result(
        indicator=indicator.code,
        area=area,
        level=level,
        on=on,
        numerator=numerator,
        denominator=denominator,
        value=value,
    )


def require_missing_list(indicator: Indicator) -> None:
    """Raise MissingListError for an indicator that names nobody as missing."""
    if not indicator.has_missing_list:
        raise MissingListError(f"{indicator.code}: expected an indicator with a rule for the single subject")
