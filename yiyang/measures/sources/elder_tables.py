"""Logical tables about elders."""

from __future__ import annotations

from yiyang.measures.model.tables import CodeList, ColumnSpec, Table, ValueType
from yiyang.measures.sources.codes import ELDER_CATEGORIES, FINDING_GROUPS, LIVING_ARRANGEMENTS, SEXES
from yiyang.measures.sources.columns import ELDER_ID, ORGANISATION_ID, VALIDITY, area_column


def code_column(name: str, *, doc: str, label: str, label_zh: str, codes: CodeList) -> ColumnSpec:
    """A text column that holds codes of a list."""
    return ColumnSpec(name=name, type=ValueType.TEXT, doc=doc, label=label, label_zh=label_zh, codes=codes)


ELDERS = Table(
    name="elders",
    doc="One row per registered elder, living or dead.",
    row_label="an elder",
    row_label_zh="老年人",
    columns=(
        ELDER_ID,
        code_column("sex", doc="Sex as coded by GB/T 2261.1.", label="sex", label_zh="性别", codes=SEXES),
        ColumnSpec(
            name="birth_date",
            type=ValueType.DATE,
            doc="The day of birth.",
            label="date of birth",
            label_zh="出生日期",
        ),
        ColumnSpec(
            name="death_date",
            type=ValueType.DATE,
            doc="The day of death; empty while the elder lives. On that day the elder counts as dead.",
            label="date of death",
            label_zh="死亡日期",
            nullable=True,
        ),
    ),
)

RESIDENCES = Table(
    name="residences",
    doc="Where an elder lives (常住), one place a day.",
    row_label="a residence",
    row_label_zh="常住地",
    columns=(
        ELDER_ID,
        area_column("Code of the village, or of the town when the village is unknown."),
        *VALIDITY,
    ),
    time_valid=True,
    one_per=("elder_id",),
)

LIVING = Table(
    name="living_arrangements",
    doc="Whether an elder lives at home, in community care or in an institution, one form a day.",
    row_label="a living arrangement",
    row_label_zh="养老方式",
    columns=(
        ELDER_ID,
        code_column(
            "kind",
            doc="The form of living.",
            label="living arrangement",
            label_zh="养老方式",
            codes=LIVING_ARRANGEMENTS,
        ),
        *VALIDITY,
    ),
    time_valid=True,
    one_per=("elder_id",),
)

CATEGORIES = Table(
    name="elder_categories",
    doc="Categories an elder belongs to for a time; several may hold at once.",
    row_label="a category",
    row_label_zh="人员类别",
    columns=(
        ELDER_ID,
        code_column(
            "category",
            doc="The category; the list is open.",
            label="category",
            label_zh="类别",
            codes=ELDER_CATEGORIES,
        ),
        *VALIDITY,
    ),
    time_valid=True,
)

HEALTH_RECORDS = Table(
    name="health_records",
    doc="Health records (健康档案) that are open, from the day of opening to the day of closing.",
    row_label="a health record",
    row_label_zh="健康档案",
    columns=(ELDER_ID, *VALIDITY),
    time_valid=True,
)

CONTRACTS = Table(
    name="family_doctor_contracts",
    doc="Family-doctor contracts in force, from the day of signing to the day of expiry or ending.",
    row_label="a family-doctor contract",
    row_label_zh="家庭医生签约",
    columns=(
        ELDER_ID,
        ORGANISATION_ID,
        ColumnSpec(
            name="team_id",
            type=ValueType.INTEGER,
            doc="The family-doctor team that signed.",
            label="team",
            label_zh="家庭医生团队",
        ),
        *VALIDITY,
    ),
    time_valid=True,
)

FINDINGS = Table(
    name="elder_findings",
    doc="What checks of data quality found wrong about an elder, from the day seen to the day mended.",
    row_label="a finding of data quality",
    row_label_zh="数据质量问题",
    columns=(
        ELDER_ID,
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

CHECK_UPS = Table(
    name="check_ups",
    doc="Yearly check-ups, each from its day to the end of the calendar year whose check-up it is.",
    row_label="a check-up of the year",
    row_label_zh="年度健康体检",
    columns=(
        ELDER_ID,
        ColumnSpec(
            name="self_care_assessed",
            type=ValueType.INTEGER,
            doc="1 when self-care was assessed, else 0.",
            label="self-care assessed",
            label_zh="已评估生活自理能力",
        ),
        ColumnSpec(
            name="guided",
            type=ValueType.INTEGER,
            doc="1 when health guidance was given, else 0.",
            label="guidance given",
            label_zh="已给予健康指导",
        ),
        *VALIDITY,
    ),
    time_valid=True,
)
