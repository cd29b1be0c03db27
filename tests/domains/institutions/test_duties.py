"""What an organisation should have: edges of size, missing facts, readings, and documents of elsewhere."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.domains.institutions.rules import duties
from yiyang.domains.institutions.rules.duties import (
    CHECKS,
    DUTIES,
    DutyFacts,
    StaffCounts,
    judge_duties,
    nurses_needed,
)
from yiyang.domains.institutions.rules.kinds import kinds_in

DAY = date(2018, 9, 30)
WUMING, ZHONGSHAN = "450000000000/450110000000/450110100000/", "442000000000/442000001000/"


def facts_of(beds=120, *, kind="care_home", path=WUMING, capabilities=None, staff=None, **more):
    given_facts = {"level": 0, "ownership": "public"} | more
    return DutyFacts(
        kind=kind, path=path, beds=beds, capabilities=capabilities or {}, staff=staff, **given_facts
    )


def verdicts(facts, on=DAY):
    return {duty.row.code: duty.verdict for duty in judge_duties(facts, on=on)}


@pytest.mark.parametrize(
    ("beds", "codes"),
    [
        (1, ["infirmary", "rehabilitation_area"]),
        (99, ["infirmary", "rehabilitation_area"]),
        (100, ["infirmary", "rehabilitation_centre"]),
        (149, ["infirmary", "rehabilitation_centre"]),
        (150, ["outpatient_or_station", "rehabilitation_centre"]),
        (5000, ["outpatient_or_station", "rehabilitation_centre"]),
    ],
)
def test_size_decides_what_is_asked(beds, codes):
    assert list(verdicts(facts_of(beds))) == codes


@given(st.integers(min_value=1, max_value=2000))
def test_every_size_is_asked_for_one_unit_and_one_rehabilitation_facility(beds):
    asked = set(verdicts(facts_of(beds)))
    assert asked & {"infirmary", "outpatient_or_station"} == {
        "infirmary" if beds < 150 else "outpatient_or_station"
    }
    assert asked & {"rehabilitation_area", "rehabilitation_centre"} == {
        "rehabilitation_area" if beds < 100 else "rehabilitation_centre"
    }


def test_a_shifted_threshold_is_seen(monkeypatch):
    """The planted twin: a comparison that takes 150 for below 150 is caught by the edge."""
    monkeypatch.setattr(duties, "beds_of", lambda facts: facts.beds - 1)
    assert list(verdicts(facts_of(150))) == ["infirmary", "rehabilitation_centre"]


@pytest.mark.parametrize("beds", [None, 0])
def test_unknown_size_is_never_a_size(beds):
    judged = judge_duties(facts_of(beds), on=DAY)
    assert {(duty.verdict, duty.missing) for duty in judged} == {("unknown", ("beds",))}
    assert [duty.row.code for duty in judged] == [
        "infirmary",
        "outpatient_or_station",
        "rehabilitation_area",
        "rehabilitation_centre",
    ]


@pytest.mark.parametrize(
    ("contents", "verdict", "missing"),
    [
        (("nursing_station",), "met", ()),
        (("outpatient_department",), "met", ()),
        (("infirmary",), "unmet", ()),
        ((), "unknown", ("own_institution_kind",)),
    ],
)
def test_large_home_needs_the_right_unit(contents, verdict, missing):
    facts = facts_of(150, capabilities={"own_medical_institution": contents}, staff=StaffCounts())
    duty = next(each for each in judge_duties(facts, on=DAY) if each.row.code == "outpatient_or_station")
    assert (duty.verdict, duty.missing) == (verdict, missing)


def test_centre_serves_a_small_home_and_an_area_does_not_serve_a_large_one():
    assert verdicts(facts_of(99, capabilities={"rehabilitation_centre": ()}))["rehabilitation_area"] == "met"
    large = facts_of(100, capabilities={"rehabilitation_area": ()})
    assert verdicts(large)["rehabilitation_centre"] == "unmet"


@pytest.mark.parametrize(
    ("beds", "further", "every"),
    [(80, 0, 0), (99, 0, 0), (100, 0, 1), (199, 0, 1), (200, 1, 2), (350, 2, 3)],
)
def test_two_readings_of_the_nurses(beds, further, every):
    assert nurses_needed(base=1, beds=beds, reading="further") == 1 + further
    assert nurses_needed(base=2, beds=beds, reading="every") == 2 + every


@given(st.integers(min_value=1, max_value=3000))
def test_the_stricter_reading_never_asks_for_less(beds):
    further = nurses_needed(base=1, beds=beds, reading="further")
    assert further <= nurses_needed(base=1, beds=beds, reading="every") <= further + 1


def test_an_unknown_reading_raises():
    with pytest.raises(KeyError):
        nurses_needed(base=1, beds=100, reading="loose")


def test_staff_that_nobody_registered_is_not_zero():
    station = {"own_medical_institution": ("nursing_station",)}
    unknown = judge_duties(facts_of(200, capabilities=station), on=DAY)
    about_staff = {duty.row.code: duty.missing for duty in unknown if duty.row.code.startswith("station")}
    assert set(about_staff.values()) == {("staff",)}
    known = judge_duties(facts_of(200, capabilities=station, staff=StaffCounts()), on=DAY)
    nurses = next(duty for duty in known if duty.row.code == "station_nurses")
    assert (nurses.verdict, nurses.needed, nurses.present) == ("unmet", 3, 0)


def test_carers_follow_the_nurses_in_halves():
    station = {"own_medical_institution": ("nursing_station",)}
    for carers, verdict in ((7, "unmet"), (8, "met")):
        facts = facts_of(60, capabilities=station, staff=StaffCounts(nurses=3, carers=carers))
        duty = next(each for each in judge_duties(facts, on=DAY) if each.row.code == "station_carers")
        assert (duty.needed, duty.verdict) == (8, verdict)


def test_two_doctors_need_one_of_tcm_and_one_doctor_does_not():
    infirmary = {"own_medical_institution": ("infirmary",)}
    for doctors, tcm, verdict in ((1, 0, "met"), (2, 0, "unmet"), (2, 1, "met")):
        staff = StaffCounts(doctors=doctors, tcm_doctors=tcm)
        found = verdicts(facts_of(60, capabilities=infirmary, staff=staff))
        assert found["infirmary_tcm_doctor"] == verdict


def test_documents_bind_in_their_own_place_only():
    binding = {duty.row.code: duty.binds for duty in judge_duties(facts_of(60), on=DAY)}
    assert binding == {"infirmary": True, "rehabilitation_area": False}
    hospital = facts_of(300, kind="hospital", level=2, path=ZHONGSHAN)
    assert {duty.row.code: duty.binds for duty in judge_duties(hospital, on=DAY)} == {
        "geriatric_department_zs": True,
        "green_channel": True,
        "tcm_service_hospital": True,
    }


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({"level": 2}, True),
        ({"level": 3}, True),
        ({"level": 1}, False),
        ({"level": 2, "ownership": "private"}, False),
        ({"level": 2, "kind": "clinic"}, False),
    ],
)
def test_geriatric_department_is_asked_of_public_hospitals_of_level_two(change, is_asked):
    facts = facts_of(300, **({"kind": "hospital", "path": ZHONGSHAN} | change))
    assert ("geriatric_department_zs" in verdicts(facts)) == is_asked


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2016, 12, 20), []),
        (date(2016, 12, 21), ["rehabilitation_area"]),
        (date(2017, 10, 12), ["rehabilitation_area"]),
        (date(2017, 10, 13), ["infirmary", "rehabilitation_area"]),
    ],
)
def test_rules_ask_from_their_own_day_on(day, codes):
    assert list(verdicts(facts_of(50), on=day)) == codes


def test_every_row_names_kinds_and_a_check_that_exist():
    for row in DUTIES.rows:
        assert kinds_in(row["kinds"])
        assert row["check"] in CHECKS
        assert row.source
