"""Logical tables about organisations."""

from __future__ import annotations

from yiyang.measures.model.tables import ColumnSpec, Table, ValueType
from yiyang.measures.sources.codes import (
    BED_KINDS,
    CAPABILITIES,
    FINDING_GROUPS,
    ORGANISATION_KINDS,
    OWNERSHIPS,
)
from yiyang.measures.sources.columns import ORGANISATION_ID, VALIDITY, area_column
from yiyang.measures.sources.elder_tables import code_column

ORGANISATIONS = Table(
    name="organisations",
    doc="One row per registered organisation, open or closed.",
    row_label="an organisation",
    row_label_zh="机构",
    columns=(ORGANISATION_ID,),
)

PROFILES = Table(
    name="organisation_profiles",
    doc="What an organisation is and where it stands, one row a day; none when it is closed.",
    row_label="a profile",
    row_label_zh="机构信息",
    columns=(
        ORGANISATION_ID,
        code_column(
            "kind",
            doc="The kind of organisation.",
            label="kind",
            label_zh="机构类型",
            codes=ORGANISATION_KINDS,
        ),
        ColumnSpec(
            name="level",
            type=ValueType.INTEGER,
            doc="The level of a hospital: 1, 2 or 3; 0 when it has none or is no hospital.",
            label="hospital level",
            label_zh="医院等级",
        ),
        code_column(
            "ownership", doc="Who runs it.", label="ownership", label_zh="举办性质", codes=OWNERSHIPS
        ),
        area_column("Code of the area where it stands."),
        *VALIDITY,
    ),
    time_valid=True,
    one_per=("organisation_id",),
)

CAPABILITY_ROWS = Table(
    name="capabilities",
    doc="What an organisation is able or equipped to do for a time.",
    row_label="a capability",
    row_label_zh="服务能力",
    columns=(
        ORGANISATION_ID,
        code_column(
            "capability", doc="The capability.", label="capability", label_zh="能力", codes=CAPABILITIES
        ),
        *VALIDITY,
    ),
    time_valid=True,
)

BEDS = Table(
    name="bed_capacities",
    doc="Usable beds of an organisation by kind, one number per kind a day; a bed has exactly one kind.",
    row_label="a number of beds",
    row_label_zh="床位数",
    columns=(
        ORGANISATION_ID,
        code_column(
            "bed_kind", doc="The kind of bed.", label="kind of bed", label_zh="床位类型", codes=BED_KINDS
        ),
        ColumnSpec(
            name="beds",
            type=ValueType.INTEGER,
            doc="The number of usable beds of this kind.",
            label="beds",
            label_zh="床位",
        ),
        *VALIDITY,
    ),
    time_valid=True,
    one_per=("organisation_id", "bed_kind"),
)

AGREEMENTS = Table(
    name="cooperation_agreements",
    doc="Agreements of a home or centre with a medical institution, for their term.",
    row_label="a cooperation agreement",
    row_label_zh="合作协议",
    columns=(
        ORGANISATION_ID,
        ColumnSpec(
            name="partner_id",
            type=ValueType.INTEGER,
            doc="The medical institution on the other side.",
            label="partner",
            label_zh="合作医疗机构",
        ),
        *VALIDITY,
    ),
    time_valid=True,
)

FINDINGS = Table(
    name="organisation_findings",
    doc="What checks of data quality found wrong about an organisation, from the day seen to the day mended.",
    row_label="a finding of data quality",
    row_label_zh="数据质量问题",
    columns=(
        ORGANISATION_ID,
        code_column(
            "check_group",
            doc="The kind of check that failed.",
            label="kind of check",
            label_zh="检查类别",
            codes=FINDING_GROUPS,
        ),
        *VALIDITY,
    ),
    time_valid=True,
)
