from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiyang.kernel.identity import check_identity_number, make_identity_number
from yiyang.kernel.identity_batch import check_identity_numbers

ON = date(2026, 11, 22)

made = st.builds(
    make_identity_number,
    st.sampled_from(["110105", "442099", "810000", "659012"]),
    st.dates(date(1890, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
)
shapes = st.text("0123456789xX 'Ｘ１\u3000\u00a0\u200b", min_size=14, max_size=20)


@st.composite
def changed(draw):
    number = draw(made)
    position = draw(st.integers(0, 18))
    inserted = draw(st.sampled_from(["", " ", "x", "X", "０", "9", "'", "\u3000", "é"]))
    return number[:position] + inserted + number[position + draw(st.integers(0, 1)) :]


@settings(derandomize=True, max_examples=300)
@given(st.lists(st.one_of(made, changed(), shapes, st.text(max_size=20)), max_size=8))
def test_batch_agrees_with_the_plain_check(numbers):
    expected = [check_identity_number(number, on=ON).accepted for number in numbers]
    assert check_identity_numbers(numbers, on=ON).tolist() == expected


def test_every_date_of_the_calendar_and_beyond_agrees():
    firsts = [
        f"442099{year:04d}{month:02d}{day:02d}001"
        for year in (1799, 1800, 1900, 2000, 2023, 2024, 2026, 2027)
        for month in range(14)
        for day in range(33)
    ]
    numbers = [first + last for first in firsts for last in "0123456789X"]
    expected = [check_identity_number(number, on=ON).accepted for number in numbers]
    assert check_identity_numbers(numbers, on=ON).tolist() == expected
    assert sum(expected) == 365 + 365 + 366 + 365 + 366 + (365 - 39)


def test_every_province_prefix_agrees():
    numbers = [make_identity_number("442099", date(1950, 1, 1), 1)]
    for prefix in range(100):
        first17 = f"{prefix:02d}209919500101001"
        numbers += [first17 + last for last in "0123456789X"]
    expected = [check_identity_number(number, on=ON).accepted for number in numbers]
    assert check_identity_numbers(numbers, on=ON).tolist() == expected
    assert sum(expected) == 36


def test_bytes_text_and_arrays_agree():
    texts = ["11010519491231002X", "11010519491231002x", "110105194912310021", "", "110105491231002"]
    expected = [True, True, False, False, False]
    assert check_identity_numbers(texts, on=ON).tolist() == expected
    assert check_identity_numbers(np.array(texts), on=ON).tolist() == expected
    assert check_identity_numbers(np.array(texts, dtype="S18"), on=ON).tolist() == expected
    assert check_identity_numbers([text.encode() for text in texts], on=ON).tolist() == expected
    assert check_identity_numbers(np.array(texts * 2)[::2], on=ON).tolist() == (expected * 2)[::2]
    assert check_identity_numbers([" １1010519491231002X".encode()], on=ON).tolist() == [True]
    assert check_identity_numbers(["1101"], on=ON).tolist() == [False]


def test_order_is_kept_over_many_chunks():
    numbers = np.array(["11010519491231002X"] * 70_000)
    wrong = [0, 32_767, 32_768, 65_536, 69_999]
    numbers[wrong] = "110105194912310021"
    assert np.flatnonzero(~check_identity_numbers(numbers, on=ON)).tolist() == wrong


def test_empty_and_foreign_input():
    assert check_identity_numbers([], on=ON).tolist() == []
    with pytest.raises(ValueError, match="text or bytes"):
        check_identity_numbers(np.array([110105]), on=ON)
    with pytest.raises(ValueError, match="one dimension"):
        check_identity_numbers(np.array([["1"]]), on=ON)
