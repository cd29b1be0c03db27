from datetime import date
from decimal import Decimal

import pytest

from tests.factories import (
    TODAY,
    make_account,
    make_elder,
    make_number,
    make_world,
    platform_viewer,
    viewer_of,
)
from yiyang.audit.models import Act, Outbox
from yiyang.audit.versions import Stale
from yiyang.domains.elders.actions import (
    CheckUpEntry,
    CheckUpLine,
    Provenance,
    add_check_up,
    add_check_ups,
    add_fact,
    add_member,
    change_check_up,
    change_elder,
    change_fact,
    derive_all_memberships,
    derive_memberships,
    end_fact,
    end_member,
    move_elder,
    open_household,
    stating,
)
from yiyang.domains.elders.models import (
    CheckUp,
    Contact,
    Elder,
    ElderCategory,
    FieldSource,
    HouseholdMember,
    Membership,
    Residence,
)
from yiyang.domains.elders.queries import elder_facts, field_source
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db
SINCE = date(2018, 1, 1)


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def doctor(world):
    return viewer_of(make_account("doctor", "family_doctor", world.towns[0]))


@pytest.fixture
def elder(world):
    return make_elder(world.village)


def codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.codes


def held(elder, code=None):
    found = Membership.objects.filter(elder=elder).order_by("code", "valid_from")
    return [(row.code, row.valid_from, row.valid_to) for row in found if row.code == code or code is None]


def contact(doctor, elder, **changed):
    values = {"name": "张伟", "relation": "22", "phone": "139 0000 1234", "is_guardian": True} | changed
    return add_fact(viewer=doctor, elder=elder, kind="contact", values=values, valid_from=SINCE)


def test_registering_says_who_said_so_and_derives_the_age(elder):
    source = FieldSource.objects.get()
    assert (source.field, source.source, source.stated_by, source.stated_on) == (
        "",
        "desk",
        "tests",
        date(2016, 1, 1),
    )
    assert held(elder) == [("aged_80", date(2025, 5, 6), None)]


def test_a_correction_speaks_for_its_own_field(doctor, elder):
    change_elder(
        viewer=doctor,
        elder=elder,
        version=1,
        changes={"address": "2 号"},
        provenance=Provenance(source="family", stated_by="女儿"),
    )
    facts = elder_facts(elder, on=TODAY)
    assert [field_source(facts, each).stated_by for each in ("address", "name")] == ["女儿", "tests"]


def test_a_contact_is_sealed_and_told_in_the_act_masked(doctor, elder):
    made = contact(doctor, elder)
    made.refresh_from_db()
    assert (made.phone, made.is_guardian, made.stated_by, made.stated_on) == (
        "13900001234",
        True,
        doctor.name,
        TODAY,
    )
    act = Act.objects.get(kind="contact.add")
    assert act.detail["changes"]["phone"] == ["", "139****1234"]
    assert "13900001234" not in str(act.detail)
    assert Outbox.objects.filter(act=act).count() == 1


def test_the_second_editor_of_a_fact_is_told_field_by_field(doctor, elder):
    made = contact(doctor, elder)
    change_fact(viewer=doctor, fact=made, version=1, values={"name": "张强", "phone": "13900005678"})
    with pytest.raises(Stale) as stale:
        change_fact(viewer=doctor, fact=made, version=1, values={"name": "张明"})
    assert stale.value.changes == {
        "name": ["张伟", "张强"],
        "phone": ["139****1234", "139****5678"],
    }
    with pytest.raises(Stale):
        end_fact(viewer=doctor, fact=made, version=1, last=TODAY)
    made.refresh_from_db()
    assert (made.name, made.phone, made.version, made.valid_to) == ("张强", "13900005678", 2, None)


def test_without_the_lock_the_second_editor_would_win(doctor, elder, monkeypatch):
    """The planted twin: a variant that forgets the version lets the first edit be lost."""
    made = contact(doctor, elder)
    change_fact(viewer=doctor, fact=made, version=1, values={"name": "张强"})
    monkeypatch.setattr(stating, "lock_version", lambda fact, version: Contact.objects.get(pk=fact.pk))
    change_fact(viewer=doctor, fact=made, version=1, values={"name": "张明"})
    assert Contact.objects.get().name == "张明"


def test_the_same_values_change_nothing(doctor, elder):
    made = contact(doctor, elder)
    same = change_fact(viewer=doctor, fact=made, version=1, values={"name": " 张伟 "})
    assert (same.version, Act.objects.filter(kind="contact.change").count()) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "values", "valid_from", "expected"),
    [
        ("contact", {"name": "", "relation": "22"}, SINCE, ("value_missing",)),
        ("contact", {"name": "张伟", "relation": "xx"}, SINCE, ("unknown_code",)),
        ("contact", {"name": "张伟", "relation": "22", "phone": "12"}, SINCE, ("phone_format",)),
        ("contact", {"name": "张" * 61, "relation": "22"}, SINCE, ("text_too_long",)),
        ("insurance", {"kind": "magic"}, SINCE, ("unknown_code",)),
        ("allergy", {"allergen": "777"}, SINCE, ("unknown_code",)),
        ("condition", {"icd10": "高血压", "display": "高血压"}, SINCE, ("icd10_format",)),
        ("condition", {"icd10": "I10", "display": ""}, SINCE, ("value_missing",)),
        ("medicine", {"name": "阿司匹林"}, None, ("value_missing",)),
        ("medicine", {"name": "阿司匹林"}, date(2018, 10, 1), ("in_future",)),
        ("medicine", {"name": "阿司匹林"}, date(1945, 5, 5), ("before_birth",)),
        ("category", {"code": "rich"}, SINCE, ("unknown_code",)),
    ],
)
def test_what_cannot_be_is_refused(doctor, elder, kind, values, valid_from, expected):
    assert (
        codes(lambda: add_fact(viewer=doctor, elder=elder, kind=kind, values=values, valid_from=valid_from))
        == expected
    )
    assert Act.objects.filter(kind__startswith=kind).count() == 0


def test_no_fact_after_the_death_and_none_elsewhere(doctor, elder, world):
    Elder.objects.filter(pk=elder.pk).update(death_date=date(2018, 1, 1))
    assert codes(lambda: contact(doctor, elder)) == ("after_death",)
    foreign = make_elder(world.villages[2])
    assert codes(lambda: contact(doctor, foreign)) == ("outside_your_villages",)
    with pytest.raises(LookupError, match="no fields of medicine"):
        add_fact(viewer=doctor, elder=elder, kind="medicine", values={"colour": "red"}, valid_from=SINCE)


def test_one_category_holds_once_at_a_time(doctor, elder):
    def state(first, last=None):
        return add_fact(
            viewer=doctor,
            elder=elder,
            kind="category",
            values={"code": "disabled"},
            valid_from=first,
            last=last,
        )

    state(date(2018, 1, 1), date(2018, 3, 31))
    assert codes(lambda: state(date(2018, 3, 31))) == ("fact_overlaps",)
    assert codes(lambda: state(date(2017, 1, 1))) == ("fact_overlaps",)
    state(date(2018, 4, 1))
    assert held(elder, "disabled") == [("disabled", date(2018, 1, 1), None)]


def test_memberships_follow_every_statement(doctor, elder):
    made = add_fact(
        viewer=doctor, elder=elder, kind="category", values={"code": "disabled"}, valid_from=SINCE
    )
    assert held(elder, "disabled") == [("disabled", SINCE, None)]
    made = end_fact(viewer=doctor, fact=made, version=1, last=date(2018, 5, 31))
    assert held(elder, "disabled") == [("disabled", SINCE, date(2018, 6, 1))]
    made = change_fact(
        viewer=doctor, fact=made, version=2, values={"code": "partly_disabled"}, valid_from=date(2018, 2, 1)
    )
    assert held(elder, "disabled") == []
    assert held(elder, "partly_disabled") == [("partly_disabled", date(2018, 2, 1), date(2018, 6, 1))]
    end_fact(viewer=doctor, fact=made, version=3, is_mistake=True)
    assert (held(elder, "partly_disabled"), ElderCategory.objects.count()) == ([], 0)
    assert Act.objects.get(kind="category.withdraw").detail["changes"]["code"] == ["partly_disabled", ""]


def test_a_disease_makes_a_category(doctor, elder):
    add_fact(
        viewer=doctor,
        elder=elder,
        kind="condition",
        values={"icd10": "c34.9", "display": "肺癌"},
        valid_from=SINCE,
    )
    assert held(elder, "severely_ill") == [("severely_ill", SINCE, None)]
    because = Membership.objects.get(elder=elder, code="severely_ill").because
    assert because["facts"][0] == {
        "kind": "icd10",
        "what": "C34.9",
        "words": "肺癌",
        "from": "2018-01-01",
        "to": None,
    }


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, ("value_missing",)),
        (date(2017, 12, 30), ("ends_before_it_begins",)),
        (date(2018, 10, 1), ("in_future",)),
    ],
)
def test_an_end_that_cannot_be(doctor, elder, last, expected):
    made = contact(doctor, elder)
    assert codes(lambda: end_fact(viewer=doctor, fact=made, version=1, last=last)) == expected


def test_a_household_leaves_somebody_alone(doctor, elder, world):
    number = make_number(sex="1")
    husband = make_elder(world.village, name="李强", sex="1", number=number)
    member = open_household(viewer=doctor, elder=elder, relation="12", valid_from=SINCE)
    assert held(elder, "living_alone") == [("living_alone", SINCE, None)]
    joined = add_member(
        viewer=doctor, elder=elder, name="", identity_number=number, relation="02", valid_from=SINCE
    )
    assert (joined.elder, joined.household_id) == (husband, member.household_id)
    assert (held(elder, "living_alone"), held(elder, "empty_nest")) == ([], [("empty_nest", SINCE, None)])
    end_member(viewer=doctor, elder=elder, member=joined, version=1, last=date(2018, 6, 30))
    assert held(elder, "living_alone") == [("living_alone", date(2018, 7, 1), None)]
    assert held(husband, "living_alone") == []


def test_a_death_next_door_is_seen_when_housemates_are_derived(doctor, elder, world):
    number = make_number(sex="1")
    husband = make_elder(world.village, name="李强", sex="1", number=number)
    open_household(viewer=doctor, elder=elder, relation="12", valid_from=SINCE)
    add_member(viewer=doctor, elder=elder, name="", identity_number=number, relation="02", valid_from=SINCE)
    Elder.objects.filter(pk=husband.pk).update(death_date=date(2018, 8, 1))
    derive_memberships([husband.pk], with_housemates=False)
    assert held(elder, "living_alone") == []
    derive_memberships([husband.pk])
    assert held(elder, "living_alone") == [("living_alone", date(2018, 8, 1), None)]


def test_households_that_cannot_be(doctor, elder, world):
    def join(**changed):
        given = {"name": "张伟", "relation": "22", "valid_from": SINCE} | changed
        return add_member(viewer=doctor, elder=elder, **given)

    assert codes(join) == ("no_household",)
    open_household(viewer=doctor, elder=elder, relation="02", valid_from=SINCE)
    assert codes(
        lambda: open_household(viewer=doctor, elder=elder, relation="02", valid_from=date(2017, 1, 1))
    ) == ("in_household_already",)
    assert codes(lambda: join(name="")) == ("value_missing",)
    assert codes(lambda: join(identity_number="442099194505060019")) == ("unknown_elder",)
    number = make_number(sex="1")
    make_elder(world.villages[2], number=number)
    assert codes(lambda: join(identity_number=number)) == ("unknown_elder",)
    assert codes(lambda: join(relation="zz")) == ("unknown_code",)
    assert HouseholdMember.objects.count() == 1


def test_check_ups_one_and_many_share_their_checks(doctor, elder, world):
    number = make_number(sex="1")
    other = make_elder(world.village, name="李强", sex="1", number=number)
    foreign = make_number(sex="1")
    make_elder(world.villages[2], number=foreign)
    add_check_up(viewer=doctor, elder=other, entry=CheckUpEntry(occurred_on=SINCE))
    entries = [
        CheckUpLine(identity_number=number, entry=entry)
        for entry in (
            CheckUpEntry(occurred_on=date(2018, 5, 1), systolic=128, diastolic=78, glucose=Decimal("5.6")),
            CheckUpEntry(occurred_on=SINCE),
            CheckUpEntry(occurred_on=date(2018, 5, 1)),
            CheckUpEntry(occurred_on=date(2018, 6, 1), systolic=128),
            CheckUpEntry(occurred_on=date(2018, 6, 1), systolic=80, diastolic=120, self_care="9"),
            CheckUpEntry(occurred_on=date(2018, 6, 1), glucose=Decimal("99")),
            CheckUpEntry(occurred_on=None),
        )
    ]
    entries += [
        CheckUpLine(identity_number=foreign, entry=CheckUpEntry(occurred_on=SINCE)),
        CheckUpLine(identity_number="nobody", entry=CheckUpEntry(occurred_on=SINCE)),
    ]
    outcomes = add_check_ups(viewer=doctor, entries=entries)
    assert [tuple(reason.code for reason in each.reasons) for each in outcomes] == [
        (),
        ("check_up_exists",),
        ("check_up_exists",),
        ("pressure_alone",),
        ("unknown_code", "pressures_order"),
        ("value_out_of_range",),
        ("value_missing",),
        ("unknown_elder",),
        ("unknown_elder",),
    ]
    made = CheckUp.objects.get(pk=outcomes[0].check_up_id)
    assert (made.elder, made.systolic, made.glucose, made.counts_until) == (
        other,
        128,
        Decimal("5.6"),
        date(2019, 1, 1),
    )
    act = Act.objects.get(kind="check_up.add_many")
    assert (act.elder_ids, act.detail) == ([other.pk], {"ids": [made.pk]})
    assert add_check_ups(viewer=doctor, entries=[]) == []


def test_a_check_up_is_corrected_with_its_year(doctor, elder):
    made = add_check_up(viewer=doctor, elder=elder, entry=CheckUpEntry(occurred_on=date(2018, 1, 5)))
    entry = CheckUpEntry(occurred_on=date(2017, 12, 30), self_care="2")
    changed = change_check_up(viewer=doctor, check_up=made, version=1, entry=entry)
    assert (changed.counts_until, changed.version) == (date(2018, 1, 1), 2)
    with pytest.raises(Stale) as stale:
        change_check_up(viewer=doctor, check_up=made, version=1, entry=entry)
    assert stale.value.changes == {"occurred_on": ["2018-01-05", "2017-12-30"], "self_care": ["", "2"]}


def test_a_move_may_correct_the_register(doctor, elder, world):
    move_elder(viewer=doctor, elder=elder, version=1, village=world.villages[1], valid_from=date(2018, 5, 1))
    given = {"viewer": doctor, "elder": elder, "version": 2, "village": world.villages[1]}
    assert codes(lambda: move_elder(**given, valid_from=date(2018, 2, 1))) == ("later_entry_stands",)
    moved = move_elder(**given, valid_from=date(2018, 2, 1), replace_later=True)
    assert moved.village == world.villages[1]
    assert list(
        Residence.objects.filter(elder=elder).order_by("valid_from").values_list("area", "valid_from")
    ) == [(world.villages[0].pk, date(2016, 1, 1)), (world.villages[1].pk, date(2018, 2, 1))]
    assert len(Act.objects.filter(kind="elder.move").latest("pk").detail["replaced"]) == 1


def test_bulk_derivation_is_that_of_each_one(doctor, world):
    elders = [make_elder(world.village, birth=date(1930 + year, 1, 1)) for year in range(6)]
    for place, elder in enumerate(elders):
        if place % 2:
            add_fact(
                viewer=doctor, elder=elder, kind="category", values={"code": "low_income"}, valid_from=SINCE
            )
    before = [held(elder) for elder in elders]
    Membership.objects.all().delete()
    ids = [elder.pk for elder in elders]
    assert derive_memberships(ids, with_housemates=False) == sum(len(rows) for rows in before)
    assert [held(elder) for elder in elders] == before
    sparse = ids[::2]
    derive_memberships(sparse)
    assert [held(elder) for elder in elders] == before
    assert platform_viewer().on == TODAY


def test_everybody_is_derived_again_after_a_change_of_rules(doctor, elder, world):
    make_elder(world.villages[2])
    Membership.objects.all().delete()
    assert derive_all_memberships(viewer=platform_viewer()) == (2, 2)
    act = Act.objects.get(kind="elder.derive_all")
    assert act.detail == {"elders": 2, "memberships": 2}
    assert Outbox.objects.get(act=act).payload == {"since": "1945-05-06"}
