"""Every kind of identity number that people bring, through registration: taken in one form, or named by its code."""

import random
from datetime import date

import pytest
from django.db import transaction

from tests.factories import NEVER_ASSIGNED, TODAY, make_elder, make_world, platform_viewer
from yiyang.domains.elders.actions import register_elder
from yiyang.domains.elders.models import Elder
from yiyang.domains.elders.rules import registration
from yiyang.domains.elders.rules.registration import ElderEntry
from yiyang.kernel.identity import check_character, check_identity_number, make_identity_number
from yiyang.kernel.refused import Refused

pytestmark = pytest.mark.django_db
BORN = date(1945, 5, 6)
AGED = {"birth_date": BORN}
WOMAN, MAN = (make_identity_number(NEVER_ASSIGNED, BORN, serial) for serial in (22, 23))
ENDS_IN_X = next(
    number for n in range(24, 99) if (number := make_identity_number(NEVER_ASSIGNED, BORN, n)).endswith("X")
)
WRONG_LAST = WOMAN[:-1] + "0123456789X"[("0123456789X".index(WOMAN[-1]) + 1) % 11]
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
PERMITS = {area: make_identity_number(area, BORN, 22) for area in ("810000", "820000", "830000")}


def with_check(first17):
    return first17 + check_character(first17)


TAKEN = [
    ("a woman's number", {"identity_number": WOMAN}, (WOMAN, "2", BORN)),
    ("a man's number", {"identity_number": MAN}, (MAN, "1", BORN)),
    ("capital X", {"identity_number": ENDS_IN_X}, (ENDS_IN_X, None, BORN)),
    ("small x", {"identity_number": ENDS_IN_X.lower()}, (ENDS_IN_X, None, BORN)),
    ("full-width", {"identity_number": ENDS_IN_X.translate(FULL_WIDTH)}, (ENDS_IN_X, None, BORN)),
    ("blanks", {"identity_number": f" {WOMAN[:6]} {WOMAN[6:14]}　{WOMAN[14:]}\t"}, (WOMAN, "2", BORN)),
    ("a spreadsheet's apostrophe", {"identity_number": f"'{WOMAN}"}, (WOMAN, "2", BORN)),
    ("signs nobody sees", {"identity_number": f"\ufeff{WOMAN[:9]}\u200b{WOMAN[9:]}"}, (WOMAN, "2", BORN)),
    ("sex and birth that agree", {"identity_number": MAN, "sex": "1", "birth_date": BORN}, (MAN, "1", BORN)),
    ("sex not stated", {"identity_number": WOMAN, "sex": "9"}, (WOMAN, "2", BORN)),
    *((f"residence permit {area}", {"identity_number": n}, (n, "2", BORN)) for area, n in PERMITS.items()),
    (
        "Hong Kong pass",
        {"identity_kind": "06", "identity_number": "h12345678", "birth_date": BORN, "sex": "2"},
        ("H12345678", "2", BORN),
    ),
    (
        "Macao pass",
        {"identity_kind": "06", "identity_number": "M1234567801", "birth_date": BORN},
        ("M1234567801", "0", BORN),
    ),
    (
        "Taiwan pass",
        {"identity_kind": "07", "identity_number": "1234567890（B）", "birth_date": BORN, "sex": "1"},
        ("1234567890(B)", "1", BORN),
    ),
    (
        "passport",
        {"identity_kind": "03", "identity_number": "ea 1234567", "birth_date": BORN},
        ("EA1234567", "0", BORN),
    ),
]
REFUSED = [
    ("none", {"identity_number": ""}, ("identity_missing",)),
    ("blanks only", {"identity_number": " 　\t"}, ("identity_missing",)),
    ("the word none", {"identity_number": "无"}, ("identity_length",)),
    ("a stroke", {"identity_number": "-"}, ("identity_length",)),
    ("15 digits", {"identity_number": "442099450506222"}, ("identity_legacy",)),
    ("15 digits, no such day", {"identity_number": "442099450230222"}, ("identity_date",)),
    ("14 digits and X", {"identity_number": "44209945050622X"}, ("identity_characters",)),
    ("17 characters", {"identity_number": WOMAN[:-1]}, ("identity_length",)),
    ("19 characters", {"identity_number": WOMAN + "1"}, ("identity_length",)),
    ("wrong check character", {"identity_number": WRONG_LAST}, ("identity_check_digit",)),
    ("X in the middle", {"identity_number": f"{WOMAN[:9]}X{WOMAN[10:]}"}, ("identity_characters",)),
    ("the letter O", {"identity_number": WOMAN.replace("0", "O", 1)}, ("identity_characters",)),
    ("Arabic digits", {"identity_number": "٤" + WOMAN[1:]}, ("identity_characters",)),
    ("a superscript", {"identity_number": WOMAN[:16] + "²" + WOMAN[17:]}, ("identity_characters",)),
    ("rounded", {"identity_number": "4.42099194505060E+17"}, ("identity_rounded",)),
    ("rounded to zeros", {"identity_number": WOMAN[:15] + "000"}, ("identity_rounded",)),
    ("no such province", {"identity_number": with_check("994209194505060" + "22")}, ("identity_province",)),
    ("30 February", {"identity_number": with_check("442099194502300" + "22")}, ("identity_date",)),
    ("29 February 1900", {"identity_number": with_check("442099190002290" + "22")}, ("identity_date",)),
    ("born tomorrow", {"identity_number": with_check("442099201810010" + "22")}, ("identity_future",)),
    ("sex differs", {"identity_number": WOMAN, "sex": "1"}, ("sex_differs",)),
    ("birth differs", {"identity_number": WOMAN, "birth_date": date(1945, 5, 7)}, ("birth_differs",)),
    (
        "sex and birth differ",
        {"identity_number": MAN, "sex": "2", "birth_date": date(1946, 5, 6)},
        ("birth_differs", "sex_differs"),
    ),
    ("a pass on the card's kind", {"identity_number": "H12345678"}, ("identity_length",)),
    ("Hong Kong pass, short", {"identity_kind": "06", "identity_number": "H1234", **AGED}, ("identity_format",)),
    ("Taiwan pass, letters", {"identity_kind": "07", "identity_number": "T1234567", **AGED}, ("identity_format",)),
    ("a pass without a birth date", {"identity_kind": "06", "identity_number": "M12345678"}, ("birth_missing",)),
    ("no document on kind 99", {"identity_kind": "99", "identity_number": "无证", **AGED}, ("identity_format",)),
    ("a kind outside the list", {"identity_kind": "10", "identity_number": WOMAN}, ("identity_kind",)),
]  # fmt: skip


@pytest.fixture
def village():
    return make_world().village


def outcome(given, village):
    """What registration does with a number: the values kept, or the codes of the refusal."""
    entry = ElderEntry(name="张淑芬", **given)
    try:
        with transaction.atomic():
            elder = register_elder(viewer=platform_viewer(), entry=entry, village=village)
            kept = Elder.objects.get(pk=elder.pk)
            # The next row of the table may be the same person.
            transaction.set_rollback(True)
            return kept.identity_number, kept.sex, kept.birth_date
    except Refused as refused:
        return refused.codes


def differences(village):
    """Rows of the table whose outcome is another one."""
    found = {}
    for name, given, (number, sex, birth) in TAKEN:
        kept = number, sex or ("1" if int(number[16]) % 2 else "2"), birth
        if (got := outcome(given, village)) != kept:
            found[name] = got
    for name, given, codes in REFUSED:
        if (got := outcome(given, village)) != codes:
            found[name] = got
    return found


def test_each_number_comes_out_as_the_table_says(village):
    assert len({name for name, *_ in TAKEN + REFUSED}) == len(TAKEN) + len(REFUSED)
    assert differences(village) == {}
    assert Elder.objects.count() == 0


def test_a_lenient_check_is_caught(village, monkeypatch):
    def lenient(text, **given):
        verdict = check_identity_number(text, **given)
        if [error.code for error in verdict.errors] == ["identity_check_digit"]:
            return check_identity_number(with_check(verdict.normalised[:17]), **given)
        return verdict

    monkeypatch.setattr(registration, "check_identity_number", lenient)
    assert set(differences(village)) == {"wrong check character"}


def test_a_check_that_keeps_what_was_typed_is_caught(village, monkeypatch):
    def careless(text, **given):
        verdict = check_identity_number(text, **given)
        return type(verdict)(
            kind=verdict.kind,
            normalised=text,
            form=verdict.form,
            birth_date=verdict.birth_date,
            sex=verdict.sex,
            errors=verdict.errors,
        )

    monkeypatch.setattr(registration, "check_identity_number", careless)
    assert {"small x", "full-width", "blanks", "Hong Kong pass"} <= set(differences(village))


@pytest.mark.parametrize("typed", [ENDS_IN_X.lower(), ENDS_IN_X.translate(FULL_WIDTH), f" '{ENDS_IN_X} "])
def test_one_number_typed_in_two_ways_is_one_person(village, typed):
    make_elder(village, number=ENDS_IN_X)
    assert outcome({"identity_number": typed}, village) == ("elder_exists",)


def crashes(village, *, count, seed):
    """Numbers mangled at random that end in anything but a record or a refusal."""
    rng, found = random.Random(seed), []
    signs = "0123456789Xx Ｘ０９\u200b'\x00-()字第ABCأ²\ud7ff\U0001f600"
    for _ in range(count):
        text = list(rng.choice((WOMAN, ENDS_IN_X, "442099450506222", "H12345678", "")))
        for _change in range(rng.randint(1, 6)):
            place = rng.randint(0, len(text))
            text[place : place + rng.randint(0, 2)] = rng.choices(signs, k=rng.randint(0, 3))
        kind = rng.choice(("01", "01", "01", "02", "03", "04", "05", "06", "07", "99", "10", ""))
        given = {
            "identity_number": "".join(text),
            "identity_kind": kind,
            "birth_date": rng.choice((None, BORN)),
        }
        try:
            outcome(given, village)
        except Exception as fault:
            found.append((given, repr(fault)))
    return found


def test_no_mangled_number_breaks_registration(village):
    assert crashes(village, count=150, seed=TODAY.toordinal()) == []


@pytest.mark.long
def test_thousands_of_mangled_numbers_break_nothing(village):
    assert crashes(village, count=4000, seed=TODAY.toordinal() + 1) == []


def test_a_registration_that_breaks_is_caught(village, monkeypatch):
    def brittle(text, **given):
        int(text[:17] or "0")
        return check_identity_number(text, **given)

    monkeypatch.setattr(registration, "check_identity_number", brittle)
    assert crashes(village, count=30, seed=1) != []
