"""Writing of blocks into the database: binary COPY on PostgreSQL, prepared statements on SQLite."""

from collections.abc import Iterable
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from yiyang.flows.demo.binary import HEADER, TRAILER
from yiyang.flows.demo.columns import Block, plain_values

MODELS = {
    "elders_elder": "elders.Elder",
    "elders_residence": "elders.Residence",
    "elders_livingarrangement": "elders.LivingArrangement",
    "elders_eldercategory": "elders.ElderCategory",
    "elders_healthrecord": "elders.HealthRecord",
    "elders_condition": "elders.Condition",
    "elders_household": "elders.Household",
    "elders_householdmember": "elders.HouseholdMember",
    "elders_contact": "elders.Contact",
    "elders_insurance": "elders.Insurance",
    "elders_allergy": "elders.Allergy",
    "elders_medicine": "elders.Medicine",
    "elders_checkup": "elders.CheckUp",
    "elders_fieldsource": "elders.FieldSource",
    "contracts_contract": "contracts.Contract",
}
REFERRED = "elders_elder"
_BATCH = 10_000


def is_postgresql() -> bool:
    """Whether the database takes binary COPY."""
    return connection.vendor == "postgresql"


def first_free_id(table: str) -> int:
    """The lowest id of a table that is above every id in use."""
    last = apps.get_model(MODELS[table]).objects.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def copy_rows(*, table: str, columns: Iterable[str], rows: bytes) -> None:
    """Send rows in the binary format to a table of PostgreSQL."""
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT BINARY)') as copy,
    ):
        copy.write(HEADER)
        copy.write(rows)
        copy.write(TRAILER)


def insert_rows(block: Block) -> None:
    """Write a block by prepared statements, for SQLite."""
    names = ", ".join(f'"{name}"' for name in block.columns)
    marks = ", ".join("?" for _ in block.columns)
    rows = zip(*(plain_values(column) for column in block.columns.values()), strict=True)
    connection.ensure_connection()
    statement = f'INSERT INTO "{block.table}" ({names}) VALUES ({marks})'  # noqa: S608 - own names
    while batch := list(islice(rows, _BATCH)):
        connection.connection.executemany(statement, batch)


def prepare_transaction() -> None:
    """Let a long load check foreign keys as it goes, and wait for its own computing."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def finish_load() -> None:
    """Move the id sequences behind the ids that were given."""
    models = [apps.get_model(label) for label in MODELS.values()]
    statements = connection.ops.sequence_reset_sql(no_style(), models)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def analyse_tables(*tables: str) -> None:
    """Refresh PostgreSQL's statistics of tables.

    The table that others refer to needs it as soon as it has rows: while it counts as empty, checks of foreign keys
    may be planned on an index that does not begin with the id, and read all of it for every row.
    """
    if is_postgresql():
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f'ANALYZE "{table}"')
