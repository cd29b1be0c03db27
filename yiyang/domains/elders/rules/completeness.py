"""How complete a record is: a weight for each part, every term told, and what to fill in next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from yiyang.kernel.rule_table import RuleTable

TABLE = RuleTable.load(Path(__file__).parent / "tables" / "completeness.toml", required=("label", "weight"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One part of a record: its label as a msgid, its weight, and whether it is there."""

    code: str
    label: str
    weight: int
    is_there: bool
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Completeness:
    """A share between 0 and 1 with its terms, the heaviest first, and the codes to fill in next."""

    score: float
    terms: tuple[Term, ...]
    next: tuple[Term, ...]


def measure_completeness(entries: Mapping[str, date | bool | None], *, on: date) -> Completeness:
    """Weigh what is there on a day; `entries` has for each code of the table a day of entry, True, False or None.

    A day older than the row's `within_days` counts as not there. Raises KeyError for a code that is not told.
    """
    terms = []
    for row in TABLE.rows_on(on):
        entry = entries[row.code]
        within = row.values.get("within_days")
        if isinstance(entry, date) and within is not None:
            is_there = entry > on - timedelta(days=int(str(within)))
        else:
            is_there = bool(entry)
        terms.append(
            Term(
                code=row.code,
                label=str(row["label"]),
                weight=int(str(row["weight"])),
                is_there=is_there,
                source=row.source,
            )
        )
    terms.sort(key=lambda term: (-term.weight, term.code))
    total = sum(term.weight for term in terms)
    reached = sum(term.weight for term in terms if term.is_there)
    return Completeness(
        score=reached / total,
        terms=tuple(terms),
        next=tuple(term for term in terms if not term.is_there),
    )
