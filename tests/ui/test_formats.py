from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from yiyang.ui import formats

DASH = (
    '<span class="missing"><span aria-hidden="true">–</span>'
    '<span class="visually-hidden">无数据</span></span>'
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.7654, "76.5%"),
        (0.7655, "76.6%"),
        (Decimal("0.00049"), "0.0%"),
        (Fraction(1, 3), "33.3%"),
        (0, "0.0%"),
        (1, "100.0%"),
        (None, DASH),
    ],
)
def test_percent(value, written):
    assert formats.percent(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.7, "70%"), (0.125, "12.5%"), (1, "100%"), (0, "0%"), (0.29, "29%"), (None, DASH)],
)
def test_level(value, written):
    assert formats.level(value) == written


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(1234567, None, "1,234,567"), (0, None, "0"), (2.345, 2, "2.35"), (None, None, DASH)],
)
def test_number(value, digits, written):
    assert formats.number(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(1940, 6, 1), "1940-06-01"),
        (datetime(2018, 9, 30, 17, 0, tzinfo=UTC), "2018-10-01"),
        (None, DASH),
    ],
)
def test_day(value, written):
    assert formats.day(value) == written


def test_moment_is_local():
    assert formats.moment(datetime(2018, 9, 30, 17, 5, tzinfo=UTC)) == "2018-10-01 01:05"


def test_last_day_is_inside_the_period():
    assert formats.last_day(date(2020, 3, 1)) == "2020-02-29"
    assert "无截止日期" in formats.last_day(None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("13812345678", "138****5678"),
        ("1234567", "*******"),
        ("12345678", "123*5678"),
        ("", DASH),
        (None, DASH),
    ],
)
def test_mask(text, written):
    assert formats.mask(text) == written
