"""What the rules ask of a care home of its size, as advice with the clause (WM-5; MH, part 3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.kernel.rule_table import RuleRow, RuleTable

FACILITIES = RuleTable.load(
    Path(__file__).parent / "tables" / "home_facilities.toml", required=("place", "capability", "asks")
)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """One row that speaks to a home of its size, and whether the register shows what it asks for."""

    row: RuleRow
    is_met: bool


def facility_advice(*, kind: str, beds: int, capabilities: Collection[str], on: date) -> tuple[Advice, ...]:
    """Every row in force on the day that speaks to the home; empty for other kinds.

    `beds` are the usable beds of all kinds. Raises ValueError for a home without beds: its size is unknown.
    """
    if kind not in HOME_KINDS:
        return ()
    if beds < 1:
        raise ValueError("the size of a home without registered beds is unknown")
    return tuple(
        Advice(row=row, is_met=row["capability"] in capabilities)
        for row in FACILITIES.rows_on(on)
        if _speaks_to(row, beds)
    )


def _speaks_to(row: RuleRow, beds: int) -> bool:
    below, least = row.values.get("below_beds"), row.values.get("from_beds")
    return (below is None or beds < int(str(below))) and (least is None or beds >= int(str(least)))
