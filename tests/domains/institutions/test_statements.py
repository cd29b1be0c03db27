"""Timelines of beds and capabilities: statements, restatements, corrections, against a plain model."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiyang.audit.models import Act, Outbox
from yiyang.audit.versions import Stale
from yiyang.domains.institutions import actions
from yiyang.domains.institutions.models import BedCapacity, Organisation
from yiyang.domains.institutions.queries import organisation_facts
from yiyang.kernel.refused import Refused

FIRST = date(2018, 1, 1)


def state(home, viewer, beds, day, *, replace_later=False):
    version = Organisation.objects.get(pk=home.pk).version
    return actions.set_beds(
        viewer=viewer,
        organisation=home,
        version=version,
        beds={"nursing": beds},
        valid_from=day,
        replace_later=replace_later,
    )


def entries(home):
    rows = BedCapacity.objects.filter(organisation=home).order_by("valid_from")
    return [(row.beds, row.valid_from, row.valid_to) for row in rows]


def test_new_statement_ends_the_one_before(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 30, date(2018, 3, 1))
    assert entries(home) == [(20, date(2018, 1, 1), date(2018, 3, 1)), (30, date(2018, 3, 1), None)]


def test_statement_for_the_same_day_takes_the_place_of_the_first(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 30, date(2018, 3, 1))
    state(home, viewer, 35, date(2018, 3, 1))
    assert entries(home) == [(20, date(2018, 1, 1), date(2018, 3, 1)), (35, date(2018, 3, 1), None)]


def test_taking_a_change_back_on_its_day_joins_the_entries(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 30, date(2018, 3, 1))
    state(home, viewer, 20, date(2018, 3, 1))
    assert entries(home) == [(20, date(2018, 1, 1), None)]


def test_the_same_statement_again_changes_nothing(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    before = (Act.objects.count(), Organisation.objects.get().version)
    state(home, viewer, 20, date(2018, 2, 1))
    assert (Act.objects.count(), Organisation.objects.get().version) == before


def test_none_is_no_entry(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 0, date(2018, 3, 1))
    state(home, viewer, 5, date(2018, 6, 1))
    assert entries(home) == [(20, date(2018, 1, 1), date(2018, 3, 1)), (5, date(2018, 6, 1), None)]


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2018, 2, 1), date(2017, 1, 1)])
def test_a_closed_entry_is_not_overlapped(home, viewer, day):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 0, date(2018, 3, 1))
    with pytest.raises(Refused) as refusal:
        state(home, viewer, 25, day)
    assert refusal.value.codes == ("later_entry_stands",)
    assert entries(home) == [(20, date(2018, 1, 1), date(2018, 3, 1))]


def test_the_same_number_from_an_earlier_day_is_a_correction(home, viewer):
    state(home, viewer, 20, date(2018, 3, 1))
    with pytest.raises(Refused):
        state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 20, date(2018, 1, 1), replace_later=True)
    assert entries(home) == [(20, date(2018, 1, 1), None)]


def test_act_keeps_what_a_correction_replaced(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    state(home, viewer, 30, date(2018, 3, 1))
    state(home, viewer, 25, date(2018, 2, 1), replace_later=True)
    act = Act.objects.latest("id")
    assert act.detail == {
        "changes": {"nursing": [20, 25]},
        "replaced": {"nursing": [{"beds": 30, "valid_from": "2018-03-01", "valid_to": None}]},
        "version": 4,
    }
    assert Outbox.objects.latest("id").payload == {"since": "2018-02-01"}


def test_stale_version_writes_nothing(home, viewer):
    state(home, viewer, 20, date(2018, 1, 1))
    with pytest.raises(Stale) as stale:
        actions.set_beds(
            viewer=viewer, organisation=home, version=1, beds={"nursing": 9}, valid_from=date(2018, 2, 1)
        )
    assert stale.value.changes == {"nursing": [0, 20]}
    assert entries(home) == [(20, date(2018, 1, 1), None)]


@pytest.mark.parametrize("fault", [{"nursing": 5, "general": -1}, {"nursing": 5, "hammock": 1}])
def test_one_bad_number_saves_none(home, viewer, fault):
    with pytest.raises(Refused):
        actions.set_beds(viewer=viewer, organisation=home, version=1, beds=fault, valid_from=date(2018, 2, 1))
    assert entries(home) == []


statements = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.booleans()), min_size=1, max_size=8)


@given(statements)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_statements_give_what_a_day_by_day_ledger_gives(home, viewer, said):
    """The plain model keeps one number a day; a statement without correction may not meet later changes."""
    BedCapacity.objects.all().delete()
    days = [FIRST + timedelta(days=number) for number in range(14)]
    ledger = dict.fromkeys(days, 0)
    for beds, offset, replace_later in said:
        begin = FIRST + timedelta(days=offset)
        rest = [day for day in days if day >= begin]
        may = replace_later or len({ledger[day] for day in rest}) == 1
        if may:
            state(home, viewer, beds, begin, replace_later=replace_later)
            ledger |= dict.fromkeys(rest, beds)
        else:
            with pytest.raises(Refused):
                state(home, viewer, beds, begin)
    found = {day: organisation_facts(home, on=day).beds.get("nursing", 0) for day in days}
    assert found == ledger
