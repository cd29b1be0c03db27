from datetime import date

import pytest

from tests.factories import (
    BORN,
    make_account,
    make_elder,
    make_number,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.access.sealed import blind_index
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.actions.duplicates import search_duplicates
from yiyang.domains.elders.duplicates import near_entry
from yiyang.domains.elders.models import IDENTITY_COLUMN, DuplicatePair, DuplicateRun, Elder
from yiyang.domains.elders.rules.duplicates import (
    EVIDENCE,
    LISTED_FROM,
    WEIGHTS,
    Candidate,
    compare,
)
from yiyang.kernel.identity import upgrade_legacy_number


def person(**values):
    base = {
        "pk": 1,
        "name": "张淑芬",
        "sound": "zhangshufen",
        "birth": date(1945, 5, 6),
        "sex": "2",
        "kind": "01",
        "village": 7,
        "address": "荷叶村 12 号",
        "phone": None,
    }
    return Candidate(**(base | values))


ONE, OTHER = "442099194505060021", "442099194505060048"
ROWS = [
    ({}, None, ["same_name", "same_birth", "same_village", "near_address", "name_birth_village"], 100),
    ({}, (ONE, OTHER), ["other_number", "same_name", "same_birth", "same_village", "near_address"], 90),
    ({"village": 8, "address": ""}, (ONE, OTHER), ["other_number", "same_name", "same_birth"], 50),
    ({"kind": "03", "village": 8, "address": ""}, None, ["same_name", "same_birth", "other_document"], 90),
    ({"name": "张淑芳", "sound": "zhangshufang"}, None, ["near_name", "same_birth"], 75),
    ({"name": "章书芬"}, (ONE, OTHER), ["other_number", "same_sound", "same_birth"], 63),
    ({"birth": date(1945, 6, 5), "address": ""}, None, ["same_name", "swapped_birth"], 70),
    ({"birth": date(1946, 5, 6)}, None, ["same_name", "near_birth"], 75),
    ({"sex": "1"}, None, ["same_name", "same_birth", "same_village", "near_address", "other_sex"], 70),
    ({"name": "李梅", "sound": "limei"}, None, ["same_birth", "same_village", "near_address"], 55),
    ({"birth": date(1951, 1, 1)}, None, ["same_name", "same_village", "near_address"], 55),
]


@pytest.mark.parametrize(("differs", "numbers", "evidence", "score"), ROWS)
def test_evidence_adds_up(differs, numbers, evidence, score):
    found = compare(person(), person(pk=2, **differs), numbers=numbers)
    assert found.score == score
    assert set(evidence) <= set(found.evidence)
    assert found.score == max(0, min(100, sum(WEIGHTS[code] for code in found.evidence)))


@pytest.mark.parametrize(("differs", "numbers", "evidence", "score"), ROWS)
def test_comparing_does_not_depend_on_the_order(differs, numbers, evidence, score):
    other = person(pk=2, **differs)
    turned = numbers and numbers[::-1]
    assert compare(person(), other, numbers=numbers) == compare(other, person(), numbers=turned)


def test_the_number_of_the_old_card_is_the_number_of_the_new_one():
    found = compare(person(), person(pk=2), numbers=("442099450506002", OTHER))
    assert "same_number" not in found.evidence
    found = compare(
        person(), person(pk=2), numbers=("442099450506002", upgrade_legacy_number("442099450506002"))
    )
    assert ("same_number" in found.evidence, found.score, found.is_exact) == (True, 100, True)


def test_house_numbers_of_one_street_are_two_houses():
    found = compare(person(), person(pk=2, address="荷叶村 13 号"))
    assert "near_address" not in found.evidence


def test_every_evidence_cites_a_source_and_name_alone_is_not_listed():
    assert [row.code for row in EVIDENCE.rows if not row.source] == []
    assert WEIGHTS["same_name"] + WEIGHTS["same_village"] < LISTED_FROM


@pytest.fixture
def world(db):
    return make_world()


def pairs():
    return [
        (pair.first_id, pair.second_id, pair.score, pair.is_exact, pair.state)
        for pair in DuplicatePair.objects.order_by("first_id", "second_id")
    ]


def test_a_search_finds_pairs_and_the_same_again(world):
    first, second = make_elder(world.village), make_elder(world.village)
    make_elder(world.village, name="李梅", birth=date(1950, 1, 1))
    summary = search_duplicates()
    assert (summary.is_whole, summary.looked_at, summary.listed, summary.new) == (True, 3, 1, 1)
    found = pairs()
    assert found == [(first.pk, second.pk, 80, True, "open")]
    again = search_duplicates(whole=True)
    assert (again.new, again.changed, again.gone, pairs()) == (0, 0, 0, found)


def test_what_changed_since_is_looked_at_alone(world):
    first, second = make_elder(world.village), make_elder(world.village)
    search_duplicates()
    change_elder(viewer=platform_viewer(), elder=second, version=1, changes={"name": "赵金莲"})
    summary = search_duplicates()
    assert (summary.is_whole, summary.looked_at, summary.gone, pairs()) == (False, 1, 1, [])
    third = make_elder(world.village)
    summary = search_duplicates()
    assert (summary.is_whole, summary.looked_at, summary.new) == (False, 1, 1)
    assert pairs() == [(first.pk, third.pk, 80, True, "open")]
    assert search_duplicates().looked_at == 0
    assert DuplicateRun.objects.count() == 4


def test_a_search_of_changes_finds_what_a_whole_one_finds(world):
    make_elder(world.village, phone="13800000001")
    search_duplicates()
    make_elder(world.village, name="章书芬", phone="13800000001")
    make_elder(world.villages[2], phone="13800000001")
    make_elder(world.village, name="张淑芳", birth=date(1945, 6, 5))
    search_duplicates()
    bit_by_bit = pairs()
    DuplicatePair.objects.all().delete()
    search_duplicates(whole=True)
    assert (len(bit_by_bit), pairs()) == (3, bit_by_bit)


def test_an_old_and_a_new_number_of_one_person_are_one(world):
    new = make_elder(world.village)
    old = make_elder(world.villages[2], name="张淑芳", phone="13800000001")
    number = new.identity_number
    old.identity_number = number[:6] + number[8:17]
    old.identity_index = blind_index(old.identity_number, column=IDENTITY_COLUMN)
    old.save()
    search_duplicates()
    assert pairs() == []
    Elder.objects.filter(pk=old.pk).update(name="张淑芬", name_full=new.name_full)
    search_duplicates(whole=True)
    assert pairs() == [(new.pk, old.pk, 100, True, "open")]


def test_likely_doubles_of_an_entry_are_shown_before_saving(world):
    here = make_elder(world.village, phone="13800000001")
    make_elder(world.villages[2])
    make_elder(world.village, name="李梅", birth=date(1950, 1, 1))
    doctor = viewer_of(make_account("doctor", "family_doctor", world.towns[0]))
    near = near_entry(viewer=doctor, name=" 张 淑芬", birth=BORN, village_id=world.village.pk)
    assert [(each.row["id"], each.likeness.score) for each in near.shown] == [(here.pk, 100)]
    assert near.elsewhere == 1
    assert near_entry(viewer=doctor, name="", birth=BORN).shown == ()
    assert near_entry(viewer=doctor, name="无此人", birth=date(1940, 1, 1)).elsewhere == 0


def test_a_search_that_forgets_the_phone_is_seen(world, monkeypatch):
    """The twin: without the block of phones a pair in two villages with two birth dates is missed."""
    from yiyang.domains.elders import duplicates
    from yiyang.domains.elders.actions import duplicates as search

    make_elder(world.village, phone="13800000001")
    make_elder(world.villages[2], phone="13800000001", birth=date(1946, 5, 6))
    assert search_duplicates(whole=True).listed == 1
    blocks = tuple(key for key in duplicates.BLOCKS if key != ("phone_index",))
    monkeypatch.setattr(search, "BLOCKS", blocks)
    assert search_duplicates(whole=True).listed == 0


def test_numbers_are_unique(world):
    assert make_number() != make_number()
