"""How near the end of a paper or a qualification is, and its light."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from yiyang.kernel.intervals import last_day
from yiyang.kernel.rule_table import RuleTable

EXPIRY = RuleTable.load(Path(__file__).parent / "tables" / "expiry.toml", required=("days", "light"))
OPEN_ENDED, LATER, LAPSED, UPCOMING = "open_ended", "later", "lapsed", "upcoming"


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """Where a paper stands on a day.

    Attributes:
        step: a code of the table, or `open_ended`, `later`, `lapsed`, `upcoming`.
        light: green, amber, red, or grey for what has not begun.
        days_left: days after `on` until the last day; 0 on the last day, below 0 afterwards; None without an end.
    """

    step: str
    light: str
    days_left: int | None


def expiry_of(valid_from: date, valid_to: date | None, *, on: date) -> Expiry:
    """The step and light of something that holds on `valid_from <= day < valid_to`."""
    last = last_day(valid_to)
    left = None if last is None else (last - on).days
    if left is not None and left < 0:
        return Expiry(step=LAPSED, light="red", days_left=left)
    if valid_from > on:
        return Expiry(step=UPCOMING, light="grey", days_left=left)
    if left is None:
        return Expiry(step=OPEN_ENDED, light="green", days_left=None)
    rows = sorted(EXPIRY.rows_on(on), key=lambda row: int(str(row["days"])))
    for row in rows:
        if left <= int(str(row["days"])):
            return Expiry(step=row.code, light=str(row["light"]), days_left=left)
    return Expiry(step=LATER, light="green", days_left=left)


def warned_until(on: date) -> date:
    """The first stored end (`valid_to`) that no step of the table warns of on a day."""
    widest = max(int(str(row["days"])) for row in EXPIRY.rows_on(on))
    return on + timedelta(days=widest + 2)
