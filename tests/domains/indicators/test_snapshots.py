import datetime
import os
import threading
import time

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import make_elder, make_world
from yiyang.domains.elders.models import Elder, Residence
from yiyang.domains.indicators.snapshots import (
    ABANDONED_SECONDS,
    POINTER,
    NoSnapshot,
    current_snapshot,
    take_snapshot,
)
from yiyang.domains.institutions.models import Organisation
from yiyang.measures.sources import TABLES
from yiyang.measures.sources.published import arrow_schema, table_path
from yiyang.regions.queries import ancestor_rows

NOW = datetime.datetime(2018, 9, 30, 8, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def columns(schema):
    return [(field.name, str(field.type)) for field in schema]


def rows(snapshot, name):
    table = next(table for table in TABLES if table.name == name)
    return pq.read_table(table_path(snapshot.folder, table)).to_pylist()


def folders(root):
    return {path.name for path in root.iterdir() if path.is_dir()}


def standing(model):
    """The rows that count: those of a record merged into another are history."""
    fields = {field.name for field in model._meta.fields}
    if "merged_into" in fields:
        return model.objects.filter(merged_into=None)
    return model.objects.filter(elder__merged_into=None) if "elder" in fields else model.objects.all()


def test_every_logical_table_is_written_with_the_declared_columns(demo):
    snapshot = take_snapshot(now=NOW)
    written = {table.name: pq.read_table(table_path(snapshot.folder, table)) for table in TABLES}
    assert {name: columns(data.schema) for name, data in written.items()} == {
        table.name: columns(arrow_schema(table)) for table in TABLES
    }
    assert [name for name, data in written.items() if data.num_rows == 0] == []
    assert {path.name for path in snapshot.folder.iterdir()} == {f"{table.name}.parquet" for table in TABLES}
    kept = {
        "elders": "elders.Elder",
        "residences": "elders.Residence",
        "living_arrangements": "elders.LivingArrangement",
        "elder_categories": "elders.Membership",
        "health_records": "elders.HealthRecord",
        "check_ups": "elders.CheckUp",
        "family_doctor_contracts": "contracts.Contract",
        "organisations": "institutions.Organisation",
        "organisation_profiles": "institutions.OrganisationProfile",
        "capabilities": "institutions.Capability",
        "bed_capacities": "institutions.BedCapacity",
        "cooperation_agreements": "contracts.Agreement",
    }
    assert {name: written[name].num_rows for name in kept} == {
        name: standing(apps.get_model(model)).count() for name, model in kept.items()
    }
    assert set(written) == {*kept, "areas", "elder_findings", "organisation_findings"}


def test_the_rows_are_those_of_the_register(demo):
    snapshot = take_snapshot(now=NOW)
    people = {
        row["elder_id"]: (row["sex"], row["birth_date"], row["death_date"])
        for row in rows(snapshot, "elders")
    }
    assert people == {elder.pk: (elder.sex, elder.birth_date, elder.death_date) for elder in standing(Elder)}
    lived = {
        (row["elder_id"], row["area"], row["valid_from"], row["valid_to"])
        for row in rows(snapshot, "residences")
    }
    wanted = standing(Residence).values_list("elder_id", "area__code", "valid_from", "valid_to")
    assert lived == set(wanted)
    assert standing(Elder).count() == Elder.objects.count() - 1
    assert {row["organisation_id"] for row in rows(snapshot, "organisations")} == set(
        Organisation.objects.values_list("pk", flat=True)
    )
    assert [tuple(row.values()) for row in rows(snapshot, "areas")] == ancestor_rows()


def test_no_name_and_no_number_of_a_person_is_in_a_snapshot(demo):
    snapshot = take_snapshot(now=NOW)
    held = {str(value) for table in TABLES for row in rows(snapshot, table.name) for value in row.values()}
    elders = list(Elder.objects.all())
    assert [elder for elder in elders if elder.identity_number in held or elder.name in held] == []
    assert len(elders) > 300


def test_before_the_first_one_it_is_said_what_to_do(db):
    with pytest.raises(NoSnapshot, match="run: yiyang measure refresh"):
        current_snapshot()


def test_the_pointer_names_the_latest_whole_one(small, settings):
    first = take_snapshot(now=NOW)
    assert current_snapshot() == first
    second = take_snapshot(now=NOW + MINUTE)
    assert current_snapshot() == second
    assert (second.taken_at, second.folder.parent) == (NOW + MINUTE, settings.SNAPSHOT_DIR)
    assert folders(settings.SNAPSHOT_DIR) == {first.folder.name, second.folder.name}


def test_old_ones_are_removed_and_the_current_one_is_kept(small, settings):
    taken = [take_snapshot(now=NOW + step * MINUTE) for step in range(5)]
    assert folders(settings.SNAPSHOT_DIR) == {snapshot.folder.name for snapshot in taken[-2:]}
    assert current_snapshot() == taken[-1]
    assert len(rows(current_snapshot(), "elders")) == 3
    back = take_snapshot(now=NOW - MINUTE)
    assert current_snapshot() == back
    assert back.folder.is_dir()


def test_what_another_is_writing_is_left_alone_and_what_a_crash_left_is_removed(small, settings):
    settings.SNAPSHOT_DIR.mkdir()
    writing, left = (settings.SNAPSHOT_DIR / name for name in (".20180101T000000-a", ".20180101T000000-b"))
    for folder in (writing, left):
        folder.mkdir()
    long_ago = time.time() - ABANDONED_SECONDS - 5
    os.utime(left, (long_ago, long_ago))
    for step in range(3):
        take_snapshot(now=NOW + step * MINUTE)
    assert (writing.is_dir(), left.exists()) == (True, False)


def test_one_that_cannot_be_finished_leaves_the_current_one(small, settings):
    good = take_snapshot(now=NOW)
    blocked = settings.SNAPSHOT_DIR
    blocked.rename(blocked.with_name("aside"))
    blocked.write_text("a file in place of the folder", encoding="utf-8")
    with pytest.raises(OSError, match="File exists"):
        take_snapshot(now=NOW + MINUTE)
    blocked.unlink()
    blocked.with_name("aside").rename(blocked)
    assert current_snapshot() == good


def test_a_reader_never_sees_half_of_one(small, settings):
    take_snapshot(now=NOW)
    stop, seen, faults = threading.Event(), set(), []

    def read():
        while not stop.is_set():
            try:
                snapshot = current_snapshot()
                missing = [t.name for t in TABLES if not table_path(snapshot.folder, t).is_file()]
                # Two snapshots later a folder may go; within one it stays.
                if missing and snapshot == current_snapshot():
                    faults.append(missing)
                seen.add(snapshot.folder.name)
            except Exception as fault:
                faults.append(fault)

    reader = threading.Thread(target=read)
    reader.start()
    for step in range(12):
        take_snapshot(now=NOW + step * MINUTE)
    stop.set()
    reader.join()
    assert faults == []
    assert len(seen) > 1
    assert {path.name for path in settings.SNAPSHOT_DIR.iterdir() if path.is_file()} == {POINTER}


@pytest.mark.django_db(transaction=True)
def test_all_tables_are_of_one_moment():
    """Somebody keeps registering people, each with a residence in the same transaction."""
    world = make_world()
    stop, faults = threading.Event(), []

    def register():
        try:
            while not stop.is_set():
                make_elder(world.village)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writer = threading.Thread(target=register)
    writer.start()
    counts = []
    for _ in range(6):
        snapshot = take_snapshot(now=timezone.now())
        counts.append(
            tuple(len(rows(snapshot, name)) for name in ("elders", "residences", "living_arrangements"))
        )
        time.sleep(0.05)
    stop.set()
    writer.join()
    assert faults == []
    assert [count for count in counts if len(set(count)) > 1] == []
    assert counts[-1][0] > counts[0][0]


def test_what_is_not_committed_is_not_in_it(small):
    _world, elders, _team, _contract = small
    with transaction.atomic():
        Elder.objects.filter(pk=elders[0].pk).update(death_date=datetime.date(2018, 9, 1))
        snapshot = take_snapshot(now=NOW)
    assert {row["death_date"] for row in rows(snapshot, "elders")} == {None}
