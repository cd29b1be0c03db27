from datetime import date

import pytest

from tests.domains.elders.test_merging import dump
from tests.factories import (
    BORN,
    TODAY,
    make_account,
    make_contract,
    make_elder,
    make_team,
    make_world,
    viewer_of,
)
from yiyang.audit.versions import Stale
from yiyang.domains.contracts.actions.handover import end_contracts
from yiyang.domains.contracts.models import Contract
from yiyang.domains.elders.actions import change_elder
from yiyang.domains.elders.actions.events import (
    correct_event,
    preview_event,
    record_event,
    withdraw_event,
)
from yiyang.domains.elders.actions.rows import end_rows
from yiyang.domains.elders.events import find_moved_out, moved_out_event
from yiyang.domains.elders.models import (
    Condition,
    Elder,
    ElderCategory,
    HealthRecord,
    LifeEvent,
    LivingArrangement,
    Residence,
)
from yiyang.domains.elders.queries import list_elders, search_elders
from yiyang.domains.elders.rules.departures import EventEntry
from yiyang.kernel.refused import Refused

ENDERS = (end_rows, end_contracts)
DAY = date(2018, 8, 1)


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def doctor(world):
    return viewer_of(make_account("doctor", "family_doctor", world.towns[0]))


@pytest.fixture
def elder(world):
    """A person with one row in every table."""
    elder = make_elder(world.village)
    HealthRecord.objects.create(elder=elder, valid_from=date(2017, 1, 1))
    ElderCategory.objects.create(elder=elder, code="dementia", valid_from=date(2017, 1, 1))
    Condition.objects.create(elder=elder, icd10="I10", display="高血压", valid_from=date(2017, 1, 1))
    make_contract(elder, make_team(world.towns[0]))
    return elder


def entry(kind="death", on=DAY, **values):
    base = {"source": "family", "destination": "南宁市" if kind == "move_out" else ""}
    return EventEntry(kind=kind, occurred_on=on, **(base | values))


def record(doctor, elder, what, **options):
    elder = Elder.objects.get(pk=elder.pk)
    return record_event(
        viewer=doctor, elder=elder, version=elder.version, entry=what, enders=ENDERS, **options
    )


def ends(model):
    return list(model.objects.order_by("pk").values_list("valid_to", flat=True))


FACTS = (Residence, LivingArrangement, HealthRecord, ElderCategory, Condition, Contract)


def test_a_death_ends_everything_on_its_day_and_says_so(doctor, elder):
    event = record(doctor, elder, entry())
    assert [ends(model) for model in FACTS] == [[DAY]] * len(FACTS)
    contract = Contract.objects.get()
    assert (contract.state, contract.end_reason) == ("ended", "died")
    elder.refresh_from_db()
    assert (elder.death_date, elder.village.name) == (DAY, "荷叶村")
    assert [(row["table"], row["name"], row["how"]) for row in event.ended] == [
        ("elders.elder.death_date", "", "set"),
        ("elders.residence", "荷叶村", "ended"),
        ("elders.livingarrangement", "home", "ended"),
        ("elders.eldercategory", "dementia", "ended"),
        ("elders.healthrecord", "", "ended"),
        ("elders.condition", "高血压 I10", "ended"),
        ("contracts.contract", "荷花团队", "ended"),
    ]
    assert event.act.elder_ids == [elder.pk]


def test_a_withdrawn_death_reopens_everything_exactly(doctor, elder):
    before = dump()
    event = record(doctor, elder, entry())
    withdrawn, reversal = withdraw_event(viewer=doctor, event=event, version=1, reason="认错人")
    assert (withdrawn.state, reversal.kept, dump() == before) == ("withdrawn", (), True)
    assert record(doctor, elder, entry()).state == "effective"


def test_a_corrected_death_holds_on_the_other_day(doctor, elder):
    before = dump()
    event = record(doctor, elder, entry())
    other = date(2018, 7, 1)
    correction = correct_event(viewer=doctor, event=event, version=1, entry=entry(on=other), enders=ENDERS)
    assert [ends(model) for model in FACTS] == [[other]] * len(FACTS)
    event.refresh_from_db()
    assert (event.state, correction.event.replaces_id, correction.kept) == ("corrected", event.pk, ())
    withdraw_event(viewer=doctor, event=correction.event, version=1, reason="认错人")
    assert dump() == before


def test_what_was_edited_since_is_kept_and_listed(doctor, elder):
    event = record(doctor, elder, entry())
    Contract.objects.update(valid_to=date(2018, 7, 1))
    _event, reversal = withdraw_event(viewer=doctor, event=event, version=1, reason="认错人")
    assert [(row.table, row.why, row.changes) for row in reversal.kept] == [
        ("contracts.contract", "edited", {"valid_to": ["2018-08-01", "2018-07-01"]})
    ]
    assert Contract.objects.get().state == "ended"
    assert Elder.objects.get().death_date is None


def test_a_move_out_leaves_the_lists_and_can_be_found_for_a_return(world, doctor, elder):
    record(doctor, elder, entry("move_out"))
    assert [ends(model) for model in FACTS] == [[DAY]] * len(FACTS)
    assert Contract.objects.get().end_reason == "moved"
    assert list_elders(viewer=doctor) == []
    found = search_elders(viewer=doctor, text=elder.identity_number)
    assert [row["id"] for row in found] == [elder.pk]
    sibling = viewer_of(make_account("sibling", "family_doctor", world.towns[1]))
    assert search_elders(viewer=sibling, text=elder.identity_number) == []
    assert find_moved_out(viewer=doctor, public_id=elder.public_id) == elder
    assert find_moved_out(viewer=sibling, public_id=elder.public_id) is None
    back = date(2018, 9, 1)
    record(doctor, elder, entry("return", back), to_village=world.villages[1])
    elder.refresh_from_db()
    assert (elder.village, moved_out_event(elder)) == (world.villages[1], None)
    assert ends(Residence) == [DAY, None]
    assert ends(LivingArrangement) == [DAY, None]


def test_a_move_within_the_platform_hands_over(world, doctor, elder):
    event = record(doctor, elder, entry("move_in"), to_village=world.villages[1])
    assert {(row["table"], row["how"]) for row in event.ended} == {
        ("elders.residence", "ended"),
        ("elders.residence", "begun"),
        ("elders.livingarrangement", "handed_over"),
        ("elders.eldercategory", "handed_over"),
        ("elders.healthrecord", "handed_over"),
        ("elders.condition", "handed_over"),
        ("contracts.contract", "handed_over"),
    }
    assert Contract.objects.get().state == "active"
    assert list(Residence.objects.order_by("pk").values_list("area__name", "valid_to")) == [
        ("荷叶村", DAY),
        ("藕塘村", None),
    ]


def test_a_move_to_another_town_ends_the_contract_and_is_undone_exactly(world, doctor, elder):
    before = dump()
    event = record(doctor, elder, entry("move_in"), to_village=world.villages[2])
    contract = Contract.objects.get()
    assert (contract.state, contract.end_reason, contract.valid_to) == ("ended", "moved", DAY)
    withdraw_event(viewer=doctor, event=event, version=1, reason="没有搬")
    assert dump() == before


def test_a_preview_is_what_happens_and_writes_nothing(doctor, elder):
    before = dump()
    effects = preview_event(viewer=doctor, elder=elder, entry=entry(), enders=ENDERS)
    assert dump() == before
    event = record(doctor, elder, entry())
    assert [effect.as_json() for effect in effects] == event.ended


REFUSED = [
    (entry(on=date(2018, 10, 1)), ["event_in_future"]),
    (entry(on=date(1940, 1, 1)), ["event_before_birth"]),
    (entry(source="rumour"), ["source_missing"]),
    (entry("move_out", destination=" "), ["destination_missing"]),
    (entry("move_in"), ["target_missing"]),
    (entry("return"), ["not_moved_out"]),
    (entry("vanished"), ["event_kind_unknown"]),
]


@pytest.mark.parametrize(("what", "codes"), REFUSED)
def test_events_that_cannot_be_are_refused(doctor, elder, what, codes):
    before = dump()
    with pytest.raises(Refused) as refused:
        record(doctor, elder, what)
    assert list(refused.value.codes) == codes
    assert dump() == before


def test_a_second_death_and_a_move_of_the_dead_are_refused(doctor, elder):
    record(doctor, elder, entry())
    for what in (entry(on=date(2018, 9, 1)), entry("move_out", date(2018, 9, 1))):
        with pytest.raises(Refused) as refused:
            record(doctor, elder, what)
        assert refused.value.codes == ("died_already",)


def test_moving_out_twice_is_refused_and_a_death_elsewhere_is_recorded(doctor, elder):
    record(doctor, elder, entry("move_out"))
    with pytest.raises(Refused) as refused:
        record(doctor, elder, entry("move_out", date(2018, 9, 1)))
    assert refused.value.codes == ("moved_out_already",)
    with pytest.raises(Refused) as refused:
        record(doctor, elder, entry("death", date(2018, 7, 1)))
    assert refused.value.codes == ("moved_out_later",)
    event = record(doctor, elder, entry("death", date(2018, 9, 1)))
    assert [row["table"] for row in event.ended] == ["elders.elder.death_date"]


def test_the_same_village_is_no_move(world, doctor, elder):
    with pytest.raises(Refused) as refused:
        record(doctor, elder, entry("move_in"), to_village=world.village)
    assert refused.value.codes == ("target_same",)


def test_entries_after_the_day_are_listed_and_go_only_knowingly(world, doctor, elder):
    early = date(2017, 6, 1)
    before = dump()
    with pytest.raises(Refused) as refused:
        record(doctor, elder, entry(on=early))
    assert [(each.code, each.params["count"], each.params["names"]) for each in refused.value.reasons] == [
        ("later_entries_stand", 1, "2018-01-01 荷花团队")
    ]
    assert dump() == before
    event = record(doctor, elder, entry(on=early), replace_later=True)
    contract = Contract.objects.get()
    assert (contract.state, contract.valid_to) == ("ended", contract.valid_from)
    withdraw_event(viewer=doctor, event=event, version=1, reason="认错人")
    assert dump() == before


def test_only_the_latest_event_is_taken_back(world, doctor, elder):
    first = record(doctor, elder, entry("move_out"))
    record(doctor, elder, entry("return", date(2018, 9, 1)), to_village=world.village)
    with pytest.raises(Refused) as refused:
        withdraw_event(viewer=doctor, event=first, version=1, reason="没有搬")
    assert refused.value.codes == ("later_event_stands",)


def test_an_event_on_a_record_that_changed_is_stale(doctor, elder):
    change_elder(viewer=doctor, elder=elder, version=1, changes={"address": "新街 2 号"})
    with pytest.raises(Stale) as stale:
        record_event(viewer=doctor, elder=elder, version=1, entry=entry(), enders=ENDERS)
    assert stale.value.changes == {"address": ["", "新街 2 号"]}


def test_a_stranger_records_nothing(world, elder):
    stranger = viewer_of(make_account("sibling", "family_doctor", world.towns[1]))
    with pytest.raises(Refused) as refused:
        record(stranger, elder, entry())
    assert (refused.value.codes, LifeEvent.objects.count()) == (("outside_your_villages",), 0)


def test_a_death_on_the_day_of_birth_and_today_are_possible(doctor, elder):
    assert record(doctor, elder, entry(on=TODAY)).occurred_on == TODAY
    assert BORN < TODAY


def test_a_domain_that_ends_nothing_is_seen(doctor, elder):
    """The twin: a death recorded without the handler of contracts leaves one running."""
    record_event(viewer=doctor, elder=elder, version=1, entry=entry(), enders=(end_rows,))
    assert Contract.objects.get().state == "active"
