"""Columns that several logical tables share."""

from __future__ import annotations

from yiyang.measures.model.tables import ColumnSpec, ValueType

ELDER_ID = ColumnSpec(
    name="elder_id",
    type=ValueType.INTEGER,
    doc="The elder whom the row is about.",
    label="elder",
    label_zh="老年人",
)
ORGANISATION_ID = ColumnSpec(
    name="organisation_id",
    type=ValueType.INTEGER,
    doc="The organisation whom the row is about.",
    label="organisation",
    label_zh="机构",
)
VALIDITY = (
    ColumnSpec(
        name="valid_from",
        type=ValueType.DATE,
        doc="The first day on which the row holds.",
        label="valid from",
        label_zh="生效日期",
    ),
    ColumnSpec(
        name="valid_to",
        type=ValueType.DATE,
        doc="The first day on which the row holds no more; empty while no end is known.",
        label="valid to",
        label_zh="失效日期",
        nullable=True,
    ),
)


def area_column(doc: str) -> ColumnSpec:
    """The 12-digit code of an area, with its own sentence."""
    return ColumnSpec(name="area", type=ValueType.TEXT, doc=doc, label="area", label_zh="地区")
