"""The table of checks and its interpreter: every check fails and passes once, and bad rows are refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.domains.quality.rules.checks import (
    TABLE,
    BadCheck,
    Condition,
    checks_on,
    find_check,
    judge,
    labels,
    read_check,
)
from yiyang.domains.quality.rules.facts import FACTS
from yiyang.kernel.rule_table import RuleTable

ON = date(2018, 9, 30)
LONG_AGO, LATELY = ON - timedelta(days=800), ON - timedelta(days=30)
SOUND_ELDER = {
    "phone": True,
    "address": "荷叶村1号",
    "birth_date": date(1945, 5, 6),
    "sex": "2",
    "card_birth": date(1945, 5, 6),
    "card_sex": "2",
    "death_date": None,
    "on_register": True,
    "contacts": 1,
    "insurances": 1,
    "checked_this_year": True,
    "age": 73,
    "village": 7,
    "residence": 7,
    "residence_to": date.max,
    "living_kind": "home",
    "living_organisation": None,
    "record_from": LONG_AGO,
    "grades": 0,
    "last_entry": LATELY,
    "contract_to": date(2019, 1, 1),
    "last_contract_to": date(2019, 1, 1),
    "contract_area_path": "a/b/",
    "served_where_living": True,
}
SOUND_ORGANISATION = {
    "open": True,
    "kind": "care_home",
    "credit_code": "X",
    "contact_phone": "0760",
    "lon": 113,
    "area": 3,
    "profile_area": 3,
    "beds": 20,
    "capabilities_without_evidence": 0,
    "agreement_to": None,
    "last_stated": LATELY,
}
DEAD = {"death_date": date(2018, 3, 1), "on_register": False}
FAULTS = {
    "phone_missing": {"phone": False},
    "address_missing": {"address": ""},
    "residence_missing": {"residence": None, "village": None},
    "record_missing": {"record_from": None, "last_entry": None},
    "home_unnamed": {"living_kind": "institution"},
    "sex_differs": {"sex": "1"},
    "birth_differs": {"birth_date": date(1945, 6, 5)},
    "village_differs": {"village": 8},
    "record_before_birth": {"record_from": date(1940, 1, 1)},
    "two_grades": {"grades": 2},
    "dead_with_open_residence": DEAD | {"contract_to": None, "last_contract_to": None},
    "dead_with_active_contract": DEAD | {"residence_to": date(2018, 3, 1), "residence": None},
    "team_of_other_town": {"served_where_living": False},
    "record_idle": {"last_entry": LONG_AGO},
    "contract_lapsed": {"contract_to": None, "contract_area_path": None, "served_where_living": None},
    "contact_missing": {"age": 80, "contacts": 0},
    "insurance_missing": {"insurances": 0},
    "check_up_overdue": {"checked_this_year": False},
    "credit_code_missing": {"credit_code": None},
    "office_phone_missing": {"contact_phone": ""},
    "place_missing": {"lon": None},
    "beds_missing": {"beds": 0},
    "evidence_missing": {"capabilities_without_evidence": 1},
    "profile_differs": {"profile_area": 4},
    "closed_with_agreement": {"open": False, "profile_area": None, "agreement_to": date(2019, 1, 1)},
    "facts_unconfirmed": {"last_stated": LONG_AGO},
}
SOUND = {"elder": SOUND_ELDER, "organisation": SOUND_ORGANISATION}


def judged(subject, facts):
    return judge(facts, checks=checks_on(ON, subject), on=ON)


@pytest.mark.parametrize("subject", SOUND)
def test_a_sound_record_fails_nothing(subject):
    assert set(SOUND[subject]) == set(FACTS[subject])
    assert judged(subject, SOUND[subject]).failed == ()


@pytest.mark.parametrize("code", TABLE.codes)
def test_each_check_finds_its_own_fault_and_no_other(code):
    subject = find_check(code).subject
    assert judged(subject, SOUND[subject] | FAULTS[code]).failed == (code,)


def test_a_check_examines_only_whom_it_concerns():
    assert "record_missing" not in judged("elder", SOUND_ELDER | {"age": 59, "record_from": None}).examined
    assert "beds_missing" not in judged("organisation", SOUND_ORGANISATION | {"kind": "clinic"}).examined
    assert "phone_missing" not in judged("elder", SOUND_ELDER | DEAD).examined


def test_a_fact_that_was_not_given_is_no_answer():
    with pytest.raises(KeyError):
        judged("elder", {name: value for name, value in SOUND_ELDER.items() if name != "age"})


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ('[{ fact = "colour", is = "missing" }]', "must name a fact of elder and one test"),
        ('[{ fact = "age", at_least = 60, below = 70 }]', "must name a fact of elder and one test"),
        ('[{ fact = "age", smells = "nice" }]', "age cannot be tested by smells"),
        ('[{ fact = "age", before = "birth_date" }]', "age cannot be tested by before"),
        ('[{ fact = "age", is = "yes" }]', "age cannot be tested by is"),
        ('[{ fact = "age", at_least = "60" }]', "age cannot be tested by at_least"),
        ('[{ fact = "birth_date", older_than_days = 0 }]', "birth_date cannot be tested by older_than_days"),
        ("[]", "fails must be a list of conditions"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_code(fails, told):
    text = f"""
        [[rows]]
        code = "odd"
        in_force = 2018-01-01
        source = "none"
        group = "consistency"
        subject = "elder"
        label = "Odd"
        mend = "Look."
        applies = []
        fails = {fails}
    """
    with pytest.raises(BadCheck, match=f"odd: .*{told}"):
        read_check(RuleTable.from_text(text, name="odd").rows[0])


def test_every_check_cites_a_clause_and_says_how_to_mend():
    assert all(find_check(code).source and find_check(code).mend for code in TABLE.codes)
    assert len(labels()) == len(TABLE.rows)


days = st.dates(date(2010, 1, 1), date(2020, 1, 1))


@given(value=st.none() | days, other=st.none() | days, on=days, limit=st.integers(1, 1000))
def test_conditions_on_days_are_what_they_say(value, other, on, limit):
    facts = {"a": value, "b": other}

    def holds(test, against):
        return Condition(fact="a", test=test, against=against).holds(facts, on=on)

    both = value is not None and other is not None
    assert holds("before", "b") == (both and value < other)
    assert holds("after", "b") == (both and value > other)
    assert holds("differs_from", "b") == (both and value != other)
    assert holds("after", "the day") == (value is not None and value > on)
    assert holds("older_than_days", limit) == (value is not None and (on - value).days > limit)
    assert holds("is", "missing") != holds("is", "present")
