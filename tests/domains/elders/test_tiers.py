from datetime import date

import pytest

from yiyang.domains.elders.rules.categories import RULES
from yiyang.domains.elders.rules.completeness import TABLE as COMPLETENESS
from yiyang.domains.elders.rules.completeness import measure_completeness
from yiyang.domains.elders.rules.entitlement import SERVICES, categories_of, services_due
from yiyang.domains.elders.rules.entitlement import TABLE as ENTITLEMENT
from yiyang.domains.elders.rules.tiers import TABLE, Health, grade
from yiyang.kernel.refused import Refused

ON = date(2018, 9, 30)
WELL = {
    "birth": date(1950, 1, 1),
    "diseases": (),
    "systolic": 128,
    "diastolic": 78,
    "glucose": 5.4,
    "self_care": "1",
    "last_contact": date(2018, 5, 1),
}


def tier(**changed):
    return grade(Health(**(WELL | changed)), on=ON)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "low"),
        ({"systolic": 149}, "low"),
        ({"systolic": 150}, "middle"),
        ({"systolic": 179}, "middle"),
        ({"systolic": 180}, "high"),
        ({"diastolic": 89}, "low"),
        ({"diastolic": 90}, "middle"),
        ({"diastolic": 110}, "high"),
        ({"glucose": 6.9}, "low"),
        ({"glucose": 7.0}, "middle"),
        ({"glucose": 16.6}, "middle"),
        ({"glucose": 16.7}, "high"),
        ({"glucose": 3.9}, "high"),
        ({"glucose": 4.0}, "low"),
        ({"self_care": "2"}, "middle"),
        ({"self_care": "3"}, "high"),
        ({"diseases": ("M17.9",)}, "low"),
        ({"diseases": ("I10", "I11.9")}, "middle"),
        ({"diseases": ("I10", "E11.9", "J44.9")}, "high"),
        ({"categories": frozenset({"partly_disabled"})}, "middle"),
        ({"categories": frozenset({"dementia"})}, "high"),
        ({"categories": frozenset({"low_income"})}, "low"),
        ({"birth": date(1938, 9, 30)}, "middle"),
        ({"birth": date(1938, 10, 1)}, "low"),
    ],
)
def test_the_tier_at_each_bound(changed, expected):
    assert tier(**changed).tier == expected


@pytest.mark.parametrize("name", ["systolic", "diastolic", "glucose", "self_care", "diseases"])
def test_a_missing_fact_is_never_taken_as_good(name):
    found = tier(**{name: None})
    assert (found.tier, found.missing) == ("", (name,))
    assert found.reasons[0].text().startswith("Missing: ")
    # It cannot hide what is known to be enough for the highest tier.
    assert tier(**{name: None}, categories=frozenset({"disabled"})).tier == "high"


def test_what_could_still_be_high_is_not_called_middle():
    found = tier(systolic=None, diastolic=None, diseases=("I10",))
    assert (found.tier, found.missing) == ("", ("systolic", "diastolic"))


def test_the_rhythm_counts_from_the_last_contact():
    assert (tier().visits_a_year, tier().due) == (1, date(2019, 5, 1))
    assert tier(diseases=("I10",)).due == ON  # 90 days after 1 May have gone by
    assert tier(last_contact=None).due is None
    assert tier(diseases=("I10",), last_contact=date(2018, 9, 1)).due == date(2018, 11, 30)


def test_before_any_rule_there_is_no_grading():
    with pytest.raises(Refused) as refused:
        grade(Health(**WELL), on=date(2010, 1, 1))
    assert refused.value.codes == ("rule_row_missing",)


def test_every_row_of_every_table_cites_its_source():
    for table in (TABLE, ENTITLEMENT, COMPLETENESS):
        assert [row.code for row in table.rows if not row.source.strip()] == []


def test_entitlements_name_known_categories_and_services():
    named = {code for row in ENTITLEMENT.rows for code in categories_of(row)}
    assert named <= set(RULES.codes)
    assert {row["service"] for row in ENTITLEMENT.rows} == set(SERVICES)


def standings(**given):
    return {due.code: due.standing for due in services_due(on=ON, **given)}


def test_what_is_due_follows_age_and_categories():
    assert standings(age=59, categories=(), served=()) == {}
    assert standings(age=64, categories=(), served=()) == {"health_record_60": "missing"}
    assert standings(age=65, categories=(), served={"health_record"}) == {
        "check_up_65": "missing",
        "health_record_60": "served",
    }
    assert standings(age=70, categories={"low_income_80"}, served={"contract", "check_up"}) == {
        "check_up_65": "served",
        "contract_guaranteed": "served",
        "health_record_60": "missing",
        "sickbed_guaranteed": "not_recorded",
    }


def entries(**changed):
    return {row.code: True for row in COMPLETENESS.rows} | changed


def test_completeness_adds_up_and_names_what_is_next():
    assert measure_completeness(entries(), on=ON).score == 1.0
    found = measure_completeness(entries(phone=False, check_up=date(2017, 9, 30), self_care=None), on=ON)
    assert found.score == 0.7
    assert [term.code for term in found.next] == ["check_up", "phone", "self_care"]
    assert measure_completeness(entries(check_up=date(2017, 10, 1)), on=ON).score == 1.0
    assert sum(term.weight for term in found.terms) == 100
