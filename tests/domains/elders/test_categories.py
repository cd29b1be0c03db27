"""Memberships by interval algebra against an oracle that asks every single day."""

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext, override
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.domains.elders.models import CategoryCode, SourceKind
from yiyang.domains.elders.queries import category_choices
from yiyang.domains.elders.rules import categories, reasons
from yiyang.domains.elders.rules.categories import (
    COUPLE,
    RULES,
    TABLE,
    Basis,
    CategoryRules,
    Fact,
    Stay,
    derive_categories,
)
from yiyang.domains.elders.rules.conditions import AllOf, AnyOf, Leaf, NoneOf, is_in_range, leaves_of
from yiyang.kernel.age import age_on
from yiyang.kernel.intervals import valid_on
from yiyang.kernel.rule_table import RuleTable

FIRST, LAST = date(2017, 11, 20), date(2018, 4, 10)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]

# --- the oracle: plain questions about one day -------------------------------------------------------------------


def holds(facts, on):
    return [fact for fact in facts if valid_on(fact.valid_from, fact.valid_to, on)]


def is_here(basis, on):
    if on < basis.birth or (basis.death is not None and on >= basis.death):
        return False
    if not basis.residences:
        return True
    first = min(begin for begin, _end in basis.residences)
    return on < first or any(valid_on(begin, end, on) for begin, end in basis.residences)


def asks_leaf(leaf, basis, on, rules):
    if leaf.kind == "category":
        return is_member(str(leaf.value), basis, on, rules)
    if leaf.kind == "stated":
        return any(fact.code == leaf.value for fact in holds(basis.stated, on))
    if leaf.kind == "living":
        return any(fact.code == leaf.value for fact in holds(basis.living, on))
    if leaf.kind == "icd10":
        return any(is_in_range(fact.code, leaf.value) for fact in holds(basis.conditions, on))
    if leaf.kind == "age":
        return on >= basis.birth and age_on(basis.birth, on) >= leaf.value
    stays = [stay for stay in basis.stays if valid_on(stay.valid_from, stay.valid_to, on)]
    if leaf.value == "alone":
        return any(not holds(stay.others, on) for stay in stays)
    return any(
        not holds(stay.others, on)
        or (stay.relation in COUPLE and all(each.code in COUPLE for each in holds(stay.others, on)))
        for stay in stays
    )


def asks(condition, basis, on, rules):
    if isinstance(condition, Leaf):
        return asks_leaf(condition, basis, on, rules)
    if isinstance(condition, NoneOf):
        return not asks(condition.part, basis, on, rules)
    answers = [asks(part, basis, on, rules) for part in condition.parts]
    return all(answers) if isinstance(condition, AllOf) else any(answers)


def is_member(code, basis, on, rules):
    return is_here(basis, on) and any(
        asks(condition, basis, on, rules)
        for row, condition in rules.rows_of(code)
        if valid_on(row.in_force, row.valid_to, on)
    )


# --- facts of every kind around the window -----------------------------------------------------------------------

near = st.dates(FIRST - timedelta(days=20), LAST + timedelta(days=20))


@st.composite
def intervals(draw):
    begin = draw(near)
    end = draw(st.none() | st.integers(1, 90).map(lambda days: begin + timedelta(days=days)))
    return begin, end


def facts(codes):
    return st.lists(
        st.tuples(st.sampled_from(codes), intervals()).map(lambda each: Fact(each[0], *each[1], "某名单")),
        max_size=4,
    ).map(tuple)


STATED = [code for code in CategoryCode.values if code != "partly_disabled"]
RELATIONS = ["02", "12", "22", "51"]
stays = st.lists(
    st.tuples(st.sampled_from(RELATIONS), intervals(), facts(RELATIONS)).map(
        lambda each: Stay(each[0], *each[1], each[2])
    ),
    max_size=2,
).map(tuple)
bases = st.builds(
    Basis,
    birth=st.dates(date(1937, 11, 1), date(1938, 4, 30))
    | st.sampled_from([date(1936, 2, 29), date(1955, 6, 1)]),
    death=st.none() | near,
    residences=st.lists(intervals(), max_size=3).map(tuple),
    stated=facts(STATED),
    conditions=facts(["C34.9", "F03", "G30.9", "I10", "N18.5", "N18.9", "I63"]),
    living=facts(["home", "institution"]),
    stays=stays,
)


def disagreements(basis, rules=RULES, derive=derive_categories):
    derived = derive(basis, rules)
    wrong = []
    for code in rules.codes:
        mine = [each for each in derived if each.code == code]
        for on in DAYS:
            found = sum(valid_on(each.valid_from, each.valid_to, on) for each in mine)
            if found != is_member(code, basis, on, rules):
                wrong.append((code, on, found))
    return wrong


@settings(max_examples=60, deadline=None)
@given(basis=bases)
def test_every_day_agrees_with_the_oracle(basis):
    assert disagreements(basis) == []


def test_the_oracle_sees_a_planted_bug():
    basis = Basis(
        birth=date(1950, 1, 1), death=date(2018, 2, 1), stated=(Fact("low_income", date(2017, 1, 1), None),)
    )

    def forgets_death(given, rules):
        return derive_categories(Basis(birth=given.birth, stated=given.stated), rules)

    assert disagreements(basis) == []
    assert disagreements(basis, derive=forgets_death)[0] == ("low_income", date(2018, 2, 1), 1)


VERSIONS = """
[[rows]]
code = "old"
label = "Old"
in_force = 2010-01-01
until = 2017-12-31
source = "first edition"
when = { age = 81 }
[[rows]]
code = "old"
label = "Old"
in_force = 2018-01-01
source = "second edition"
when = { age = 80 }
"""


@settings(max_examples=30, deadline=None)
@given(basis=bases)
def test_a_new_edition_judges_its_own_days(basis):
    rules = CategoryRules(RuleTable.from_text(VERSIONS, name="versions", required=("label", "when")))
    assert disagreements(basis, rules) == []
    for each in derive_categories(basis, rules):
        assert (each.valid_from >= date(2018, 1, 1)) == (each.because["clause"] == "second edition")


def one(basis, code):
    return [(each.valid_from, each.valid_to) for each in derive_categories(basis) if each.code == code]


def test_eighty_begins_on_the_birthday_and_ends_with_death():
    assert one(Basis(birth=date(1938, 9, 30)), "aged_80") == [(date(2018, 9, 30), None)]
    assert one(Basis(birth=date(1938, 9, 30), death=date(2018, 10, 5)), "aged_80") == [
        (date(2018, 9, 30), date(2018, 10, 5))
    ]
    assert one(Basis(birth=date(1938, 9, 30), death=date(2018, 9, 30)), "aged_80") == []
    assert one(Basis(birth=date(1939, 2, 28)), "aged_80") == [(date(2019, 2, 28), None)]
    assert one(Basis(birth=date(1940, 2, 29)), "aged_80") == [(date(2020, 2, 29), None)]
    assert one(Basis(birth=date(1936, 2, 29)), "aged_80") == [(date(2016, 2, 29), None)]


def test_who_moves_away_and_comes_back_is_a_member_in_between_not():
    basis = Basis(
        birth=date(1930, 1, 1),
        residences=((date(2016, 1, 1), date(2017, 1, 1)), (date(2018, 1, 1), None)),
    )
    assert one(basis, "aged_80") == [(date(2010, 1, 1), date(2017, 1, 1)), (date(2018, 1, 1), None)]


def test_the_second_guaranteed_group_needs_all_three_facts():
    since = date(2016, 1, 1)
    low, alone = Fact("low_income", since, None), Fact("living_alone", date(2017, 5, 1), None)
    partly = Fact("partly_disabled", date(2018, 3, 1), date(2018, 9, 1))
    code = "low_income_alone_dependent"
    birth = date(1950, 1, 1)
    assert one(Basis(birth=birth, stated=(low, alone, partly)), code) == [
        (date(2018, 3, 1), date(2018, 9, 1))
    ]
    for lacking in ((alone, partly), (low, partly), (low, alone)):
        assert one(Basis(birth=birth, stated=lacking), code) == []
    home = Fact("institution", date(2018, 6, 1), None)
    assert one(Basis(birth=birth, stated=(low, alone, partly), living=(home,)), code) == [
        (date(2018, 3, 1), date(2018, 6, 1))
    ]


def test_the_widow_lives_alone_from_the_death_of_the_husband():
    husband = Fact("02", date(2010, 1, 1), date(2018, 5, 5))
    basis = Basis(birth=date(1940, 1, 1), stays=(Stay("12", date(2010, 1, 1), None, (husband,)),))
    assert one(basis, "living_alone") == [(date(2018, 5, 5), None)]
    assert one(basis, "empty_nest") == [(date(2010, 1, 1), None)]


def test_a_parent_in_the_child_s_household_is_no_empty_nest():
    son = Fact("02", date(2010, 1, 1), None)
    basis = Basis(birth=date(1940, 1, 1), stays=(Stay("51", date(2010, 1, 1), None, (son,)),))
    assert (one(basis, "empty_nest"), one(basis, "living_alone")) == ([], [])


def test_reasons_name_only_the_facts_that_carry():
    basis = Basis(
        birth=date(1930, 1, 1),
        stated=(Fact("dementia", date(2018, 1, 1), None, "评估"),),
        conditions=(Fact("F03", date(2015, 1, 1), date(2016, 1, 1), "痴呆"),),
    )
    found = [each for each in derive_categories(basis) if each.code == "dementia"]
    assert [(each.valid_from, [fact["kind"] for fact in each.because["facts"]]) for each in found] == [
        (date(2015, 1, 1), ["icd10"]),
        (date(2018, 1, 1), ["stated"]),
    ]
    assert [reason.text() for reason in reasons.explain(found[1].because)] == [
        "评估 states 'With dementia' from 2018-01-01 on.",
        "This follows from ZS-20, in force since 2000-01-01.",
    ]


def test_every_row_cites_its_source_and_every_stated_code_exists():
    assert [row.code for row in TABLE.rows if not row.source.strip()] == []
    named = {str(leaf.value) for leaf in RULES.leaves.values() if leaf.kind == "stated"}
    assert named == set(CategoryCode.values)
    assert {leaf.value for leaf in RULES.leaves.values() if leaf.kind == "living"} == {"institution"}


def test_sources_have_the_same_words_in_rules_and_models():
    with override("en"):
        assert {code: str(label) for code, label in SourceKind.choices} == reasons.SOURCES


def test_every_label_has_its_chinese():
    with override("zh-hans"):
        same = [label for _code, label in category_choices() if gettext(label) == label]
    assert same == []


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{ stated = 'a', age = 80 }", "exactly one thing"),
        ("{ all = [] }", "lists no condition"),
        ("{ colour = 'red' }", "unknown fact 'colour'"),
        ("{ age = 'old' }", "whole number"),
        ("{ icd10 = 'F03' }", "lists ranges"),
        ("{ household = 'big' }", "household is one of"),
        ("{ category = 'nobody' }", "unknown or needs itself"),
        ("{ not = { category = 'x' } }", "unknown or needs itself"),
    ],
)
def test_a_faulty_row_is_refused_when_it_is_read(when, words):
    text = f'[[rows]]\ncode = "x"\nlabel = "X"\nin_force = 2018-01-01\nsource = "s"\nwhen = {when}\n'
    with pytest.raises(ValueError, match=words):
        CategoryRules(RuleTable.from_text(text, name="faulty", required=("label", "when")))


def test_the_leaves_of_a_condition_are_found_at_any_depth():
    inner = Leaf("age", 80)
    condition = AllOf((Leaf("stated", "a"), AnyOf((NoneOf(inner), Leaf("living", "home")))))
    assert [leaf.kind for leaf in leaves_of(condition)] == ["stated", "age", "living"]
    assert date.max == categories.FAR
