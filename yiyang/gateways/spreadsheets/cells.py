"""What may stand in a cell, and how a person would read it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

EXACT_INTEGER = 10**15


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell without a value: `text` is what the program shows, such as #N/A, or "=" for a formula never computed."""

    text: str


Cell = str | float | int | bool | date | datetime | time | timedelta | CellFault


def plain_text(cell: Cell) -> str:
    """A cell as text: whole numbers as digits, days as 1950-03-07, numbers that a program rounded as 1.10101E+17."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number_text(cell)
    if isinstance(cell, CellFault):
        return cell.text
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_INTEGER:
        mantissa, exponent = f"{number:.14E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return str(int(number)) if float(number).is_integer() else f"{number:.15g}"
