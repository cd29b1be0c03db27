"""The logical tables that indicators read, the subjects they count, and the Parquet files that carry them."""

from __future__ import annotations

from yiyang.measures.model.tables import Subject, Table
from yiyang.measures.sources import area_tables, elder_tables, organisation_tables

TABLES: tuple[Table, ...] = (
    elder_tables.ELDERS,
    elder_tables.RESIDENCES,
    elder_tables.LIVING,
    elder_tables.CATEGORIES,
    elder_tables.HEALTH_RECORDS,
    elder_tables.CHECK_UPS,
    elder_tables.CONTRACTS,
    elder_tables.FINDINGS,
    organisation_tables.ORGANISATIONS,
    organisation_tables.PROFILES,
    organisation_tables.CAPABILITY_ROWS,
    organisation_tables.BEDS,
    organisation_tables.AGREEMENTS,
    organisation_tables.FINDINGS,
    area_tables.AREAS,
)

AREAS = area_tables.AREAS

ELDER = Subject(
    name="elder",
    label="elder",
    label_zh="老年人",
    table=elder_tables.ELDERS,
    key="elder_id",
    place_table=elder_tables.RESIDENCES,
    place_column="area",
)

ORGANISATION = Subject(
    name="organisation",
    label="organisation",
    label_zh="机构",
    table=organisation_tables.ORGANISATIONS,
    key="organisation_id",
    place_table=organisation_tables.PROFILES,
    place_column="area",
)

SUBJECTS: tuple[Subject, ...] = (ELDER, ORGANISATION)
