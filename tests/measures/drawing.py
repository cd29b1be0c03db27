"""Tables drawn as text, and a small world around them, for specifications of measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yiyang.measures.model.tables import Table, ValueType
from yiyang.measures.sources import TABLES

TREE = """
    area | ancestor | ancestor_level
    V1   | V1       | village
    V1   | T1       | town
    V1   | C        | city
    V2   | V2       | village
    V2   | T1       | town
    V2   | C        | city
    V3   | V3       | village
    V3   | T2       | town
    V3   | K        | county
    V3   | C        | city
    T1   | T1       | town
    T1   | C        | city
    T2   | T2       | town
    T2   | K        | county
    T2   | C        | city
    K    | K        | county
    K    | C        | city
    C    | C        | city
"""
"""City C holds town T1 (villages V1, V2) directly, and county K with town T2 (village V3)."""

DEFAULTS = {
    "valid_from": date(2000, 1, 1),
    "valid_to": None,
    "sex": "1",
    "birth_date": date(1940, 6, 15),
    "death_date": None,
    "area": "V1",
    "organisation_id": 900,
    "team_id": 1,
    "partner_id": 901,
    "level": 0,
    "ownership": "public",
    "self_care_assessed": 1,
    "guided": 1,
}
BY_NAME = {table.name: table for table in TABLES}


def read_cell(table: Table, name: str, text: str) -> Any:
    """The value of one drawn cell; `-` is empty."""
    if text == "-":
        return None
    kind = table.column(name).type
    if kind is ValueType.INTEGER:
        return int(text)
    return date.fromisoformat(text) if kind is ValueType.DATE else text


def read_table(table: Table, text: str) -> list[dict[str, Any]]:
    """The rows of a drawn table; columns left out take their default."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names, rows = lines[0], []
    for cells in lines[1:]:
        assert len(cells) == len(names), f"{table.name}: expected {names}, got {cells}"
        drawn = {name: read_cell(table, name, cell) for name, cell in zip(names, cells, strict=True)}
        rows.append({c.name: drawn.get(c.name, DEFAULTS.get(c.name)) for c in table.columns})
    return rows


def read_world(**drawn: str) -> dict[str, list[dict[str, Any]]]:
    """Every logical table: the drawn ones, the small tree, and the rest empty."""
    world: dict[str, list[dict[str, Any]]] = {table.name: [] for table in TABLES}
    for name, text in {"areas": TREE, **drawn}.items():
        world[name] = read_table(BY_NAME[name], text)
    return world


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What one indicator must yield over drawn tables.

    `results` holds (numerator, denominator) by area; areas left out must have (0, 0). `missing` lists the
    missing subjects of the whole city, or is None for an indicator without a missing list.
    """

    on: str
    tables: dict[str, str]
    results: dict[str, tuple[int, int]]
    missing: list[int] | None = field(default=None)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)
