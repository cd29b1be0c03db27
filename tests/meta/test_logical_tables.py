"""What the domains select is what the logical tables promise, column by column."""

import pytest
from django.db import connection

from yiyang.domains.contracts.queries import LOGICAL_TABLES as CONTRACT_TABLES
from yiyang.domains.elders.queries import LOGICAL_TABLES as ELDER_TABLES
from yiyang.domains.institutions.queries import LOGICAL_TABLES as INSTITUTION_TABLES
from yiyang.domains.quality.queries import LOGICAL_TABLES as QUALITY_TABLES
from yiyang.measures.sources import AREAS, TABLES

PUBLISHED = (ELDER_TABLES, INSTITUTION_TABLES, CONTRACT_TABLES, QUALITY_TABLES)
SELECTIONS = {name: selection for tables in PUBLISHED for name, selection in tables.items()}
PROMISED = {table.name: table for table in TABLES if table.name != AREAS.name}


def test_no_two_domains_select_the_same_table():
    assert len(SELECTIONS) == sum(len(tables) for tables in PUBLISHED)


def test_every_promised_table_is_selected_and_no_other():
    assert sorted(SELECTIONS) == sorted(PROMISED)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SELECTIONS))
def test_selection_has_the_promised_columns(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({SELECTIONS[name]}) AS selection")
        found = sorted(column[0] for column in cursor.description)
    assert found == sorted(column.name for column in PROMISED[name].columns)
