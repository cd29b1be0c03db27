"""Whether an organisation holds both papers on a day (两证齐全): worked out, never typed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiyang.kernel.rule_table import RuleRow, RuleTable

TWO_PAPERS = RuleTable.load(Path(__file__).parent / "tables" / "two_papers.toml", required=("asks", "one_of"))


@dataclass(frozen=True, kw_only=True)
class PaperPart:
    """One row of the table with the papers held that meet it."""

    row: RuleRow
    held: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether a paper of the row is held."""
        return bool(self.held)


@dataclass(frozen=True, kw_only=True)
class Combined:
    """The answer with its parts: it holds when every part is met."""

    parts: tuple[PaperPart, ...]

    @property
    def holds(self) -> bool:
        """Whether both papers are complete; never without any rule in force."""
        return bool(self.parts) and all(part.is_met for part in self.parts)


def combined_answer(held: Collection[str], *, on: date) -> Combined:
    """Judge the kinds of papers held on a day by the rows in force on that day."""
    return Combined(
        parts=tuple(
            PaperPart(row=row, held=tuple(kind for kind in paper_kinds(row) if kind in held))
            for row in TWO_PAPERS.rows_on(on)
        )
    )


def paper_kinds(row: RuleRow) -> tuple[str, ...]:
    """The kinds of papers that meet a row."""
    kinds = row["one_of"]
    if not isinstance(kinds, list):
        raise TypeError(f"{row.code}: one_of is a list of kinds of papers, not {kinds!r}")
    return tuple(str(kind) for kind in kinds)
