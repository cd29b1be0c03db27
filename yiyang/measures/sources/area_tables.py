"""The tree of areas as a logical table."""

from __future__ import annotations

from yiyang.measures.model.tables import ColumnSpec, Table, ValueType
from yiyang.measures.sources.codes import AREA_LEVELS
from yiyang.measures.sources.columns import area_column
from yiyang.measures.sources.elder_tables import code_column

AREAS = Table(
    name="areas",
    doc="Every area with each of its ancestors, itself included; an area may hang on any higher level.",
    row_label="an area",
    row_label_zh="地区",
    columns=(
        area_column("Code of the area."),
        ColumnSpec(
            name="ancestor",
            type=ValueType.TEXT,
            doc="Code of an area that contains it, or its own code.",
            label="containing area",
            label_zh="上级地区",
        ),
        code_column(
            "ancestor_level",
            doc="The level of that containing area.",
            label="level",
            label_zh="层级",
            codes=AREA_LEVELS,
        ),
    ),
)
