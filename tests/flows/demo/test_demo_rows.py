import struct
from dataclasses import replace
from datetime import date

import numpy as np
from django.conf import settings

from yiyang.flows.demo.binary import pack_block
from yiyang.flows.demo.columns import Block, Column, day_number, plain_values
from yiyang.flows.demo.localities import find_locality
from yiyang.flows.demo.parts import make_parts
from yiyang.flows.demo.places import survey_place
from yiyang.flows.demo.population import make_population
from yiyang.flows.demo.setting import Setting

DAY = date(2018, 9, 30)
DAYS_FROM_2000 = (DAY - date(2000, 1, 1)).days


def field(content):
    return struct.pack(">i", -1) if content is None else struct.pack(">i", len(content)) + content


def row(*contents):
    return struct.pack(">h", len(contents)) + b"".join(field(content) for content in contents)


def fixed_block():
    return Block(
        table="t",
        columns={
            "id": Column(kind="int8", values=np.array([1, 2, 3])),
            "day": Column(
                kind="date",
                values=np.array([day_number(DAY)] * 3),
                null=np.array([False, True, False]),
            ),
            "code": Column(kind="label", values=np.array([1, 0, 0]), labels=("", "低保")),
            "version": Column(kind="int4", values=np.array([7, 8, 9])),
        },
    )


def expected_rows():
    day = struct.pack(">i", DAYS_FROM_2000)
    return [
        row(struct.pack(">q", 1), day, "低保".encode(), struct.pack(">i", 7)),
        row(struct.pack(">q", 2), None, b"", struct.pack(">i", 8)),
        row(struct.pack(">q", 3), day, b"", struct.pack(">i", 9)),
    ]


def test_rows_of_equal_form_are_packed_together():
    first, second, third = expected_rows()
    assert pack_block(fixed_block()) == third + first + second


def test_rows_with_free_texts_are_joined_one_by_one():
    public = np.arange(48, dtype=np.uint8).reshape(3, 16)
    block = fixed_block()
    block.columns["name"] = Column(kind="text", values=["王秀英", "", "李强"])
    block.columns["sealed"] = Column(
        kind="bytes", values=[b"a\x00", b"", b"\xff"], null=np.array([False, True, False])
    )
    block.columns["public_id"] = Column(kind="uuid", values=public)
    ends = [("王秀英".encode(), b"a\x00"), (b"", None), ("李强".encode(), b"\xff")]
    joined = b""
    for begin, (name, sealed), key in zip(expected_rows(), ends, public, strict=True):
        joined += struct.pack(">h", 7) + begin[2:] + field(name) + field(sealed) + field(key.tobytes())
    assert pack_block(block) == joined


def test_no_rows_pack_to_nothing():
    empty = Block(table="t", columns={"id": Column(kind="int8", values=np.array([], dtype=np.int64))})
    assert pack_block(empty) == b""


def test_plain_values_are_what_an_embedded_database_takes():
    columns = fixed_block().columns
    assert plain_values(columns["day"]) == ["2018-09-30", None, "2018-09-30"]
    assert plain_values(columns["code"]) == ["低保", "", ""]
    uuid = Column(kind="uuid", values=np.arange(16, dtype=np.uint8).reshape(1, 16))
    assert plain_values(uuid) == ["000102030405060708090a0b0c0d0e0f"]


def packed_of(found):
    """The packed rows of tables without sealed values, whose nonces differ each time."""
    return [rows.packed for rows in found if rows.table not in {"elders_elder", "elders_contact"}]


def test_other_processes_make_the_same_rows():
    locality = find_locality("menghai", counties=(), seed=2)
    place = survey_place(locality, seed=2)
    people = make_population(place, elders=300, seed=2, on=DAY)
    towns = len(place.towns)
    setting = Setting(
        place=place,
        seed=2,
        today=day_number(DAY),
        first_elder=1,
        village_ids=np.arange(len(place.villages)),
        team_first=np.arange(towns) * 3,
        team_count=np.full(towns, 3),
        homes=np.arange(1, 4),
        home_weights=np.full(3, 1 / 3),
        institution_share=0.03,
        keys=replace(settings.KEYS),
        binary=True,
    )
    here = [rows for part in make_parts(setting, people, processes=1) for rows in part]
    there = [rows for part in make_parts(setting, people, processes=2, spread_from=1) for rows in part]
    assert [(rows.table, rows.count) for rows in here] == [(rows.table, rows.count) for rows in there]
    assert packed_of(here) == packed_of(there)
    assert here[0].packed != there[0].packed
    assert settings.KEYS.sealing[1].hex() not in repr(setting)
