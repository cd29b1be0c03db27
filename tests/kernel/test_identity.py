from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.identity import (
    DOCUMENT_KINDS,
    check_character,
    check_identity_number,
    make_identity_number,
    normalise_identity_number,
    upgrade_legacy_number,
)
from yiyang.kernel.refused import Refused

ON = date(2026, 11, 22)
SAMPLE = "11010519491231002X"


def codes(reasons):
    return tuple(reason.code for reason in reasons)


def test_sample_of_the_standard_is_accepted_and_read():
    verdict = check_identity_number(SAMPLE, on=ON)
    assert verdict.accepted is True
    assert (verdict.kind, verdict.form, verdict.normalised) == ("01", "resident_card", SAMPLE)
    assert (verdict.birth_date, verdict.sex, verdict.area6) == (date(1949, 12, 31), "2", "110105")
    assert verdict.warnings == ()
    assert verdict.require() is verdict


def test_very_old_sample_is_accepted_with_a_warning():
    verdict = check_identity_number("440524188001010014", on=ON)
    assert verdict.accepted is True
    assert verdict.sex == "1"
    assert codes(verdict.warnings) == ("identity_age_over_120",)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "1101051949\u300012\u00a031002\u200bｘ",
        "'11010519491231002X",
        "\ufeff11010519491231002X\r\n",
    ],
)
def test_ways_of_typing_the_same_number_agree(typed):
    assert check_identity_number(typed, on=ON) == check_identity_number(SAMPLE, on=ON)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "identity_missing"),
        (" \u3000 ", "identity_missing"),
        ("1101051949123100", "identity_length"),
        ("11010519491231002X1", "identity_length"),
        ("1101051949123I002X", "identity_characters"),
        ("X1010519491231002X", "identity_characters"),
        ("11010519491231002Y", "identity_characters"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "identity_characters"),
        ("1101051949123100²X", "identity_characters"),
        ("100105194912310029", "identity_province"),
        ("990105194912310022", "identity_province"),
        ("110105194902300023", "identity_date"),
        ("110105190002290023", "identity_date"),
        ("110105000001010023", "identity_date"),
        ("110105179912310023", "identity_date"),
        ("110105202611230020", "identity_future"),
        ("110105194912310021", "identity_check_digit"),
        ("110105194912310000", "identity_rounded"),
        ("1.10105194912310E+17", "identity_rounded"),
        ("1.1010519491231E+17", "identity_rounded"),
        ("1E17", "identity_rounded"),
        ("110105491231002", "identity_legacy"),
        ("110105490230002", "identity_date"),
        ("11010549123100X", "identity_characters"),
    ],
)
def test_faulty_numbers_are_flagged_with_one_reason(number, code):
    verdict = check_identity_number(number, on=ON)
    assert codes(verdict.errors) == (code,)
    assert verdict.accepted is False
    with pytest.raises(Refused) as refusal:
        verdict.require()
    assert refusal.value.codes == (code,)


def test_reasons_do_not_repeat_the_number():
    for number in (SAMPLE[:-1] + "1", "1101051949123I002X", "110105194902300023"):
        (reason,) = check_identity_number(number, on=ON).errors
        assert number[:6] not in reason.text()
        assert number[-4:] not in reason.text()


def test_birth_on_the_day_itself_is_not_in_the_future():
    newborn = make_identity_number("442099", ON, 1)
    assert check_identity_number(newborn, on=ON).accepted is True
    assert codes(check_identity_number(newborn, on=ON - timedelta(days=1)).errors) == ("identity_future",)


def test_old_number_is_read_and_accepted_only_where_allowed():
    strict = check_identity_number("110105491231002", on=ON)
    assert (strict.form, strict.accepted) == ("legacy_card", False)
    assert (strict.birth_date, strict.sex, strict.area6) == (date(1949, 12, 31), "2", "110105")
    allowed = check_identity_number("110105491231002", on=ON, allow_legacy=True)
    assert (allowed.accepted, allowed.normalised) == (True, "110105491231002")
    assert upgrade_legacy_number("110105 491231 002") == SAMPLE


@pytest.mark.parametrize(
    ("number", "code"), [(SAMPLE, "identity_length"), ("11010549123100X", "identity_characters")]
)
def test_only_fifteen_digits_are_upgraded(number, code):
    with pytest.raises(Refused) as refusal:
        upgrade_legacy_number(number)
    assert refusal.value.codes == (code,)


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_residence_permits_have_the_cards_form(area):
    number = make_identity_number(area, date(1950, 6, 1), 7)
    verdict = check_identity_number(number, on=ON, known_areas=frozenset())
    assert (verdict.accepted, verdict.form, verdict.sex, verdict.warnings) == (
        True,
        "residence_permit",
        "1",
        (),
    )


def test_unknown_county_warns_and_never_refuses():
    number = make_identity_number("450122", date(1950, 6, 1), 8)
    assert check_identity_number(number, on=ON).warnings == ()
    verdict = check_identity_number(number, on=ON, known_areas={"450110"})
    assert (verdict.accepted, codes(verdict.warnings)) == (True, ("identity_area_unknown",))
    assert check_identity_number(number, on=ON, known_areas={"450122"}).warnings == ()


def test_record_that_differs_from_the_number_warns():
    verdict = check_identity_number(SAMPLE, on=ON, recorded_sex="1", recorded_birth=date(1949, 12, 30))
    assert verdict.accepted is True
    assert codes(verdict.warnings) == ("identity_sex_differs", "identity_birth_differs")
    same = check_identity_number(SAMPLE, on=ON, recorded_sex="2", recorded_birth=date(1949, 12, 31))
    assert same.warnings == ()
    for unstated in ("0", "9"):
        assert check_identity_number(SAMPLE, on=ON, recorded_sex=unstated).warnings == ()


@pytest.mark.parametrize(
    ("kind", "number", "normalised"),
    [
        ("02", "000123456", "000123456"),
        ("03", "e12345678", "E12345678"),
        ("03", "EA1234567", "EA1234567"),
        ("04", "军字第1234567号", "军字第1234567号"),
        ("05", "110105194912310 02x", SAMPLE),
        ("05", "440100123456", "440100123456"),
        ("06", "h12345678", "H12345678"),
        ("06", "M1234567801", "M1234567801"),
        ("07", "12345678", "12345678"),
        ("07", "1234567890（B）", "1234567890(B)"),
        ("99", "91112419810803002", "91112419810803002"),
    ],
)
def test_other_documents_are_checked_for_their_form(kind, number, normalised):
    verdict = check_identity_number(number, on=ON, kind=kind)
    assert (verdict.accepted, verdict.form, verdict.normalised) == (True, "other", normalised)
    assert (verdict.birth_date, verdict.sex, verdict.area6) == (None, None, None)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("02", "1" * 19),
        ("03", "E1"),
        ("04", "号第12字"),
        ("05", "12345"),
        ("06", "A12345678"),
        ("06", "H1234567"),
        ("07", "1234567"),
        ("99", "***"),
    ],
)
def test_other_documents_of_a_wrong_form_are_flagged(kind, number):
    assert codes(check_identity_number(number, on=ON, kind=kind).errors) == ("identity_format",)


def test_unknown_kind_is_refused():
    assert DOCUMENT_KINDS == ("01", "02", "03", "04", "05", "06", "07", "99")
    with pytest.raises(Refused) as refusal:
        check_identity_number(SAMPLE, on=ON, kind="10")
    assert refusal.value.codes == ("identity_kind",)


@settings(derandomize=True, max_examples=200)
@given(
    st.sampled_from(["110105", "442099", "450110", "532822", "370406", "710000", "830000"]),
    st.dates(date(1800, 1, 1), ON),
    st.integers(0, 999),
)
def test_made_numbers_are_accepted_and_read_back(area, birth, serial):
    verdict = check_identity_number(make_identity_number(area, birth, serial), on=ON)
    assert verdict.accepted is True
    assert (verdict.area6, verdict.birth_date) == (area, birth)
    assert verdict.sex == ("2" if serial % 2 == 0 else "1")


@settings(derandomize=True, max_examples=200)
@given(st.dates(date(1900, 1, 1), ON), st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_every_single_wrong_digit_is_caught(birth, serial, position, digit):
    number = make_identity_number("442099", birth, serial)
    changed = number[:position] + digit + number[position + 1 :]
    assert check_identity_number(changed, on=ON).accepted is (changed == number)


@settings(derandomize=True, max_examples=200)
@given(st.dates(date(1900, 1, 1), ON), st.integers(0, 999), st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(birth, serial, position):
    number = make_identity_number("442099", birth, serial)
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert check_identity_number(swapped, on=ON).accepted is (swapped == number)


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=25), st.sampled_from(DOCUMENT_KINDS))
def test_no_text_makes_the_check_fail(text, kind):
    verdict = check_identity_number(text, on=ON, kind=kind)
    assert verdict.accepted is (verdict.errors == ())
    assert normalise_identity_number(verdict.normalised) == verdict.normalised


@pytest.mark.parametrize(
    ("area", "birth", "serial"),
    [
        ("44209", date(1950, 1, 1), 1),
        ("994209", date(1950, 1, 1), 1),
        ("442099", date(1799, 12, 31), 1),
        ("442099", date(1950, 1, 1), 1000),
        ("442099", date(1950, 1, 1), -1),
    ],
)
def test_parts_out_of_range_make_no_number(area, birth, serial):
    with pytest.raises(ValueError, match=r"area code|out of range"):
        make_identity_number(area, birth, serial)


def test_check_character_of_the_standards_samples():
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"
