"""Services that people are due by a category or an age, and which of them are missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yiyang.kernel.rule_table import RuleRow, RuleTable

TABLE = RuleTable.load(Path(__file__).parent / "tables" / "entitlement.toml", required=("label", "service"))
SERVICES = {
    "contract": "Family-doctor contract",
    "health_record": "Health record",
    "check_up": "Check-up of the year",
    "home_sickbed": "Home sickbed",
    "home_visit": "Care at home",
}
"""Label of each service as a msgid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A service that somebody is due, by which clause, and where it stands: served, missing or not_recorded."""

    code: str
    service: str
    label: str
    clause: str
    standing: str


def rows_on(on: date, *, recorded: bool | None = None) -> tuple[RuleRow, ...]:
    """The rows in force on a day; only those whose service is recorded here, or is not, where asked."""
    rows = TABLE.rows_on(on)
    return tuple(row for row in rows if recorded is None or is_recorded(row) == recorded)


def is_recorded(row: RuleRow) -> bool:
    """Whether the platform records the service, so that it can be missing."""
    return bool(row.values.get("recorded", True))


def categories_of(row: RuleRow) -> tuple[str, ...]:
    """The categories whose members are due the service; empty where an age decides."""
    return tuple(row.values.get("categories", ()))  # type: ignore[arg-type]


def age_of(row: RuleRow) -> int | None:
    """The age from which everybody is due the service; None where categories decide."""
    age = row.values.get("min_age")
    return None if age is None else int(str(age))


def days_of(row: RuleRow) -> int:
    """How many days back a service still counts as given."""
    return int(str(row.values.get("within_days", 1)))


def services_due(
    *, age: int, categories: Collection[str], served: Collection[str], on: date
) -> tuple[Due, ...]:
    """What an elder is due on a day; `served` names the recorded services that are there."""
    found = []
    for row in rows_on(on):
        least = age_of(row)
        is_due = age >= least if least is not None else bool(set(categories_of(row)) & set(categories))
        if is_due:
            service = str(row["service"])
            standing = "served" if service in served else "missing"
            found.append(
                Due(
                    code=row.code,
                    service=service,
                    label=str(row["label"]),
                    clause=row.source,
                    standing=standing if is_recorded(row) else "not_recorded",
                )
            )
    return tuple(found)
