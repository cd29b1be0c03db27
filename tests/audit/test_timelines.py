from datetime import date

import pytest
from django.db import IntegrityError

from tests.factories import make_elder, make_organisation, make_world
from yiyang.audit.timelines import open_row, state_from
from yiyang.domains.elders.models import Residence
from yiyang.domains.institutions.models import BedCapacity
from yiyang.kernel.refused import Refused

FIRST, THEN, LAST = date(2018, 1, 1), date(2018, 6, 1), date(2018, 9, 1)


@pytest.fixture
def home(world):
    return make_organisation(world.village, name="荷叶敬老院", kind="care_home")


def rows(home):
    return BedCapacity.objects.filter(organisation=home, kind="nursing")


def state(home, beds, *, valid_from):
    values = None if beds is None else {"beds": beds}
    stated = state_from(
        rows(home),
        valid_from=valid_from,
        key={"organisation": home, "kind": "nursing"},
        values=values,
        fields=("beds",),
    )
    return stated.before, stated.after


def course(home):
    return list(rows(home).order_by("valid_from").values_list("beds", "valid_from", "valid_to"))


def test_the_first_statement_begins_a_timeline(home):
    before, now = state(home, 10, valid_from=FIRST)
    assert (before, now) == (None, {"beds": 10})
    assert course(home) == [(10, FIRST, None)]
    assert open_row(rows(home)).beds == 10


def test_another_value_ends_the_one_before_on_the_same_day(home):
    state(home, 10, valid_from=FIRST)
    before, now = state(home, 12, valid_from=THEN)
    assert (before, now) == ({"beds": 10}, {"beds": 12})
    assert course(home) == [(10, FIRST, THEN), (12, THEN, None)]


def test_the_same_value_again_changes_nothing(home):
    state(home, 10, valid_from=FIRST)
    before, now = state(home, 10, valid_from=THEN)
    assert before == now == {"beds": 10}
    assert course(home) == [(10, FIRST, None)]


def test_a_second_statement_for_the_same_first_day_takes_the_place_of_the_first(home):
    state(home, 10, valid_from=FIRST)
    state(home, 12, valid_from=THEN)
    before, now = state(home, 15, valid_from=THEN)
    assert (before, now) == ({"beds": 12}, {"beds": 15})
    assert course(home) == [(10, FIRST, THEN), (15, THEN, None)]


def test_a_day_before_the_present_entry_is_refused(home):
    state(home, 10, valid_from=THEN)
    with pytest.raises(Refused) as refused:
        state(home, 12, valid_from=FIRST)
    assert refused.value.codes == ("later_entry_stands",)
    assert refused.value.texts() == (
        (
            "An entry of 2018-06-01 stands after 2018-01-01; choose a later day, or tick that this corrects "
            "the register."
        ),
    )
    assert course(home) == [(10, THEN, None)]


def test_none_ends_and_begins_nothing(home):
    state(home, 10, valid_from=FIRST)
    before, now = state(home, None, valid_from=THEN)
    assert (before, now) == ({"beds": 10}, None)
    assert course(home) == [(10, FIRST, THEN)]
    assert state(home, None, valid_from=LAST) == (None, None)
    state(home, 8, valid_from=LAST)
    assert course(home) == [(10, FIRST, THEN), (8, LAST, None)]


def test_none_on_the_first_day_takes_the_statement_back(home):
    state(home, 10, valid_from=FIRST)
    state(home, None, valid_from=FIRST)
    assert course(home) == []


def test_other_timelines_stay_as_they_are(home, world):
    other = make_organisation(world.village, name="藕塘敬老院", kind="care_home")
    state(other, 5, valid_from=FIRST)
    state(home, 10, valid_from=THEN)
    assert course(other) == [(5, FIRST, None)]


@pytest.mark.django_db(transaction=True)
def test_the_database_holds_one_open_row_only():
    elder = make_elder(make_world().village)
    with pytest.raises(IntegrityError):
        Residence.objects.create(elder=elder, area=elder.village, valid_from=LAST)
