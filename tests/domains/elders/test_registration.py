from datetime import date

import pytest

from tests.factories import NEVER_ASSIGNED
from yiyang.domains.elders.rules.registration import (
    ElderEntry,
    check_entry,
    normalise_name,
    normalise_phone,
)
from yiyang.kernel.identity import make_identity_number
from yiyang.kernel.refused import Refused

ON = date(2018, 9, 30)
NUMBER = make_identity_number(NEVER_ASSIGNED, date(1945, 5, 6), 22)


def check(**given):
    return check_entry(ElderEntry(**{"name": "张淑芬", "identity_number": NUMBER, **given}), on=ON)


def codes(**given):
    with pytest.raises(Refused) as refused:
        check(**given)
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def test_sex_and_birth_come_from_the_number():
    checked = check(phone=" +86 139-0000 1234 ", address=" 莲花路\t1 号 ")
    assert (checked.birth_date, checked.sex, checked.phone, checked.address) == (
        date(1945, 5, 6),
        "2",
        "13900001234",
        "莲花路 1 号",
    )


def number_born(birth: date) -> str:
    return make_identity_number(NEVER_ASSIGNED, birth, 22)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": " 　"}, [("name_missing", "name")]),
        ({"name": "张" * 61}, [("text_too_long", "name")]),
        ({"identity_number": ""}, [("identity_missing", "identity_number")]),
        ({"identity_number": NUMBER[:-1]}, [("identity_length", "identity_number")]),
        ({"identity_number": "4.42099E+17"}, [("identity_rounded", "identity_number")]),
        ({"identity_number": number_born(date(2018, 10, 1))}, [("identity_future", "identity_number")]),
        ({"identity_number": number_born(date(1958, 10, 1))}, [("too_young", "birth_date")]),
        ({"identity_number": number_born(date(1880, 1, 1))}, [("birth_too_early", "birth_date")]),
        (
            {"identity_number": "E12345678", "identity_kind": "03", "birth_date": date(2018, 10, 1)},
            [("birth_in_future", "birth_date")],
        ),
        ({"identity_number": "E12345678", "identity_kind": "03"}, [("birth_missing", "birth_date")]),
        ({"birth_date": date(1945, 5, 7)}, [("birth_differs", "birth_date")]),
        ({"sex": "1"}, [("sex_differs", "sex")]),
        ({"sex": "7"}, [("unknown_code", "sex")]),
        ({"phone": "12"}, [("phone_format", "phone")]),
        ({"phone": "call me"}, [("phone_format", "phone")]),
        ({"address": "路" * 121}, [("text_too_long", "address")]),
        (
            {"name": "", "identity_number": "1", "phone": "x"},
            [("name_missing", "name"), ("phone_format", "phone"), ("identity_length", "identity_number")],
        ),
    ],
)
def test_each_fault_is_named_with_its_field(given, expected):
    assert codes(**given) == expected


def test_sixty_on_the_day_is_old_enough():
    assert check(identity_number=number_born(date(1958, 9, 30))).birth_date == date(1958, 9, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 张 淑芬\u200b", "张淑芬"),
        ("Li  Hua", "Li Hua"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("\x00", ""),
    ],
)
def test_names_are_written_one_way(text, expected):
    assert normalise_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１３９００００１２３４", "13900001234"),
        ("0086 13900001234", "13900001234"),
        ("(0760) 8888-8888", "076088888888"),
        ("+852 1234 5678", "+85212345678"),
    ],
)
def test_phones_are_written_one_way(text, expected):
    assert normalise_phone(text) == expected
