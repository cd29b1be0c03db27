from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.measures.drawing import read_world
from yiyang.measures.catalogue import get_indicator
from yiyang.measures.engines.embedded import EmbeddedEngine
from yiyang.measures.engines.reference import ReferenceEngine
from yiyang.measures.sources import TABLES, elder_tables
from yiyang.measures.sources.published import SourceError, read_tables, table_path, write_table

WORLD = read_world(
    elders="elder_id\n 1\n 2",
    residences="elder_id | area\n 1 | V1\n 2 | V1",
    family_doctor_contracts="elder_id | valid_from | valid_to\n 1 | 2018-01-01 | 2019-01-01",
)
RATE_65 = get_indicator("family_doctor_rate_65")
ON = date(2018, 9, 30)


@pytest.fixture
def folder(tmp_path):
    for table in TABLES:
        assert write_table(tmp_path, table, WORLD[table.name]) == len(WORLD[table.name])
    return tmp_path


def test_tables_come_back_as_written(folder):
    assert read_tables(folder) == WORLD


def test_both_engines_read_the_same_folder(folder):
    embedded = EmbeddedEngine(folder).results([RATE_65], on=ON)
    assert ReferenceEngine.from_folder(folder).results([RATE_65], on=ON) == embedded


def test_a_replaced_file_is_seen_also_when_rows_now_overlap(folder):
    engine = EmbeddedEngine(folder)
    assert engine.results([RATE_65], on=ON, area="V1")[0].denominator == 2
    twice = [*WORLD["residences"], {**WORLD["residences"][0], "area": "V3"}]
    write_table(folder, elder_tables.RESIDENCES, twice)
    assert engine.results([RATE_65], on=ON, area="V1")[0].denominator == 1
    assert engine.results([RATE_65], on=ON, area="C")[0].denominator == 2


def test_an_absent_file_is_named(folder):
    table_path(folder, elder_tables.CONTRACTS).unlink()
    with pytest.raises(SourceError, match="family_doctor_contracts"):
        EmbeddedEngine(folder)
    with pytest.raises(SourceError, match="family_doctor_contracts"):
        ReferenceEngine.from_folder(folder)


def test_a_column_of_another_type_is_named(folder):
    other = pa.table({"elder_id": [1], "sex": ["1"], "birth_date": ["1950-01-01"], "death_date": [None]})
    pq.write_table(other, table_path(folder, elder_tables.ELDERS))
    with pytest.raises(SourceError, match="expected birth_date as DATE, found VARCHAR"):
        EmbeddedEngine(folder)


def test_a_lacking_column_is_named(folder):
    pq.write_table(pa.table({"elder_id": [1]}), table_path(folder, elder_tables.ELDERS))
    with pytest.raises(SourceError, match="expected sex as VARCHAR, found no such column"):
        EmbeddedEngine(folder)
    with pytest.raises(SourceError, match="expected the columns"):
        ReferenceEngine.from_folder(folder)


@pytest.mark.parametrize("change", [{"birth_date": None}, {"birth_date": "1950"}, {"elder_id": "one"}])
def test_a_wrong_value_is_not_written(tmp_path, change):
    with pytest.raises(SourceError, match="elders: expected"):
        write_table(tmp_path, elder_tables.ELDERS, [{**WORLD["elders"][0], **change}])


def test_a_folder_that_reads_as_a_pattern_is_refused(tmp_path):
    odd = tmp_path / "a*b"
    odd.mkdir()
    for table in TABLES:
        write_table(odd, table, WORLD[table.name])
    with pytest.raises(SourceError, match="without"):
        EmbeddedEngine(odd)
