"""Professional titles by profession and rank."""

from pathlib import Path

from yiyang.kernel.rule_table import RuleTable

TITLES = RuleTable.load(
    Path(__file__).parent / "tables" / "titles.toml", required=("label", "profession", "rank")
)
NURSE_IN_CHARGE = "nurse_in_charge"
SENIOR_DOCTOR = "associate_chief_doctor"


def titles_from(code: str) -> tuple[str, ...]:
    """The titles of a profession from this one upwards. Raises LookupError for an unknown one."""
    least = next((row for row in TITLES.rows if row.code == code), None)
    if least is None:
        raise LookupError(f"no title {code!r}")
    return tuple(
        row.code
        for row in TITLES.rows
        if row["profession"] == least["profession"] and int(str(row["rank"])) >= int(str(least["rank"]))
    )
