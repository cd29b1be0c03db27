from datetime import date

import pytest

from yiyang.kernel.refused import Refused
from yiyang.kernel.rule_table import RuleTable

TEXT = """
title = "Shares to reach"

[[rows]]
code = "signing"
in_force = 2025-01-01
source = "Document 7, clause 2"
at_least = 0.8

[[rows]]
code = "signing"
in_force = 2024-01-01
until = 2024-12-31
source = "Document 5, clause 2"
at_least = 0.7

[[rows]]
code = "visit"
in_force = 2024-06-01
source = "Document 6"
at_least = 4
"""
TABLE = RuleTable.from_text(TEXT, name="shares", required=("at_least",))


@pytest.mark.parametrize(
    ("on", "at_least"),
    [(date(2024, 1, 1), 0.7), (date(2024, 12, 31), 0.7), (date(2025, 1, 1), 0.8), (date(2099, 1, 1), 0.8)],
)
def test_the_row_in_force_that_day_decides(on, at_least):
    assert TABLE.at("signing", on)["at_least"] == at_least


@pytest.mark.parametrize(("code", "on"), [("signing", date(2023, 12, 31)), ("lunch", date(2025, 1, 1))])
def test_missing_row_is_refused(code, on):
    with pytest.raises(Refused) as refusal:
        TABLE.at(code, on)
    assert refusal.value.codes == ("rule_row_missing",)
    assert str(refusal.value) == (
        f"The rule table 'shares' has no row '{code}' in force on {on}; "
        "add the row with its source or choose another day."
    )


def test_rows_of_a_day_and_codes():
    assert TABLE.codes == ("signing", "visit")
    assert [row.source for row in TABLE.rows_on(date(2024, 5, 31))] == ["Document 5, clause 2"]
    assert [row.code for row in TABLE.rows_on(date(2025, 5, 31))] == ["signing", "visit"]
    assert TABLE.title == "Shares to reach"
    assert TABLE.at("signing", date(2024, 5, 1)).valid_to == date(2025, 1, 1)
    assert TABLE.at("visit", date(2025, 5, 1)).valid_to is None


def test_missing_value_names_the_row():
    with pytest.raises(KeyError, match="'visit' in force 2024-06-01 has no value 'at_most'"):
        TABLE.at("visit", date(2025, 1, 1))["at_most"]


def row(**changes):
    values = {"code": '"a"', "in_force": "2025-01-01", "source": '"S 1"'} | changes
    return "[[rows]]\n" + "\n".join(f"{key} = {value}" for key, value in values.items() if value) + "\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no row"),
        (row(source='" "'), "cites no source"),
        (row(source=None), r"row 1 lacks \['source'\]"),
        (row(in_force=None), "in_force"),
        (row(until="2024-12-31"), "ends before it starts"),
        (row() + row(in_force="2026-01-01"), "overlaps the row in force 2025-01-01"),
        (row(until="2026-01-01") + row(in_force="2026-01-01"), "overlaps"),
        (row(in_force='"2025-01-01"'), "are days"),
        (row(in_force="2025-01-01T00:00:00"), "are days"),
        (row(code="1"), "text"),
        ("rules = 1\n" + row(), "unknown keys"),
    ],
)
def test_faulty_tables_are_turned_down(text, message):
    with pytest.raises(ValueError, match=message):
        RuleTable.from_text(text, name="faulty")


def test_neighbouring_rows_do_not_overlap():
    table = RuleTable.from_text(row(until="2025-12-31") + row(in_force="2026-01-01"), name="two")
    assert [each.in_force for each in table.rows] == [date(2025, 1, 1), date(2026, 1, 1)]


def test_required_values_are_checked_when_loaded(tmp_path):
    path = tmp_path / "limits.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert RuleTable.load(path, required=["at_least"]).name == "limits"
    with pytest.raises(ValueError, match="at_most"):
        RuleTable.load(path, required=["at_most"])
