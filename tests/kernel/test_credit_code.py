import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from yiyang.kernel.credit_code import (
    ALPHABET,
    check_credit_code,
    check_organisation_code,
    make_credit_code,
    organisation_check_character,
)
from yiyang.kernel.refused import Refused

SAMPLE = "91350100M000100Y43"
organisations = st.text(ALPHABET, min_size=8, max_size=8)


def codes(reasons):
    return tuple(reason.code for reason in reasons)


def test_worked_sample_is_accepted_and_read():
    verdict = check_credit_code(SAMPLE)
    assert verdict.accepted is True
    assert (verdict.registering_body, verdict.entity_type, verdict.area6) == ("9", "1", "350100")
    assert verdict.organisation_code == "M000100Y4"
    assert verdict.warnings == ()
    assert verdict.require() is verdict


@pytest.mark.parametrize(
    "typed", ["91350100m000100y43", " 91350100 M000100Y4-3 ", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_ways_of_typing_the_same_code_agree(typed):
    assert check_credit_code(typed) == check_credit_code(SAMPLE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "credit_code_missing"),
        ("91350100M000100Y4", "credit_code_length"),
        ("91350100I000100Y43", "credit_code_characters"),
        ("9135010XM000100Y43", "credit_code_characters"),
        ("91350100M000100Y44", "credit_code_check_character"),
    ],
)
def test_faulty_codes_are_flagged_with_one_reason(text, code):
    verdict = check_credit_code(text)
    assert codes(verdict.errors) == (code,)
    assert verdict.area6 is None
    with pytest.raises(Refused) as refusal:
        verdict.require()
    assert refusal.value.codes == (code,)


def test_organisation_code_that_fails_its_own_check_warns():
    first17 = "12442000470116615"
    verdict = check_credit_code(first17 + uscc.calc_check_digit(first17))
    assert (verdict.accepted, codes(verdict.warnings)) == (True, ("organisation_code_check_character",))


def test_letters_of_newer_registering_bodies_are_accepted():
    code = make_credit_code(registering_body="N", entity_type="2", area6="442099", organisation8="MF000001")
    assert check_credit_code(code).registering_body == "N"
    assert uscc.is_valid(code) is False


@pytest.mark.parametrize("text", ["470116614", "47011661-4", "４７０１１６６１４"])
def test_organisation_codes(text):
    assert check_organisation_code(text) == "470116614"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("470116615", "organisation_code_check_character"),
        ("47011661", "organisation_code_format"),
        ("47011661A", "organisation_code_format"),
    ],
)
def test_faulty_organisation_codes_are_refused(text, code):
    with pytest.raises(Refused) as refusal:
        check_organisation_code(text)
    assert refusal.value.codes == (code,)


def test_organisation_check_characters_cover_ten_and_eleven():
    assert organisation_check_character("47011661") == "4"
    assert organisation_check_character("00000000") == "0"
    assert organisation_check_character("40000000") == "X"


@settings(derandomize=True, max_examples=300)
@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET + "IO-", min_size=9, max_size=11))
def test_verdict_agrees_with_stdnum_on_any_text(digits, rest):
    assert check_credit_code(digits + rest).accepted is uscc.is_valid(digits + rest)


@settings(derandomize=True, max_examples=300)
@given(
    st.sampled_from("159"),
    st.sampled_from("1239"),
    organisations,
    st.integers(0, 17),
    st.sampled_from(ALPHABET),
)
def test_made_codes_and_their_misprints_agree_with_stdnum(body, kind, organisation, position, character):
    code = make_credit_code(
        registering_body=body, entity_type=kind, area6="442099", organisation8=organisation
    )
    assert check_credit_code(code).accepted is True
    assert check_credit_code(code).warnings == ()
    assert uscc.is_valid(code) is True
    changed = code[:position] + character + code[position + 1 :]
    assert check_credit_code(changed).accepted is (changed == code)
    if changed[:2].isdigit():
        assert check_credit_code(changed).accepted is uscc.is_valid(changed)


@pytest.mark.parametrize(
    "parts",
    [
        {"registering_body": "91"},
        {"area6": "44209"},
        {"area6": "44209X"},
        {"organisation8": "MF00000"},
        {"organisation8": "MF00000I"},
    ],
)
def test_faulty_parts_make_no_code(parts):
    good = {"registering_body": "5", "entity_type": "2", "area6": "442099", "organisation8": "MF000001"}
    with pytest.raises(ValueError, match=r".+"):
        make_credit_code(**(good | parts))
