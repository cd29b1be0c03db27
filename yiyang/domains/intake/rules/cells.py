"""Readers of cells: what people write, understood or refused with a sentence that says how to mend it.

Each reader takes a cell that is not empty and returns a value, or raises Refused with one reason.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from yiyang.domains.intake.rules import phrases  # noqa: F401
from yiyang.domains.intake.rules.words import plain_code, plain_words
from yiyang.gateways.spreadsheets.cells import CellFault, plain_text
from yiyang.kernel.refused import Refused

Reader = Callable[[Any], Any]
EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 61, 60_000
ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
LONGEST_EXACT = 15
DAY = re.compile(r"(\d{4})\s*[-/.年·]\s*(\d{1,2})\s*[-/.月·]\s*(\d{1,2})\s*[日号]?")
PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT_YEAR = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
NO_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(?:(\d{1,2})\s*月?)?")
CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
SERIAL = re.compile(r"\d{4,5}(?:\.0+)?")
COUNT = re.compile(r"([+-]?\d+)(?:\.0+)?")
THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
PHONE_SEPARATORS = re.compile(r"[/、;；|\n]|[,，]|\s{1,}(?=1\d{10}$)|或")
PHONE_NOISE = re.compile(r"[\s\-()（）—－.]")
PHONE = re.compile(r"\d{7,14}")
MAXIMUM_MONTH = 12


def check_plain(cell: Any) -> None:
    """Refuse cells that hold no value of their own: error cells, formulas, truth values."""
    if isinstance(cell, CellFault):
        if cell.text == "=":
            raise Refused.because("cell_never_computed")
        raise Refused.because("cell_fault", text=cell.text)
    if isinstance(cell, bool):
        raise Refused.because("cell_is_yes_or_no", text="TRUE" if cell else "FALSE")
    if isinstance(cell, str):
        if cell.startswith("#") and cell.strip().rstrip("!?").upper() in ERROR_WORDS:
            raise Refused.because("cell_fault", text=cell.strip())
        if cell.startswith("=") and len(cell) > 1:
            raise Refused.because("cell_formula_text", text=cell)


ERROR_WORDS = frozenset({"#N/A", "#VALUE", "#REF", "#DIV/0", "#NUM", "#NAME", "#NULL", "#SPILL", "#CALC"})


def read_words(most: int) -> Reader:
    """A reader of a line of text of at most some characters."""

    def read(cell: Any) -> str:
        check_plain(cell)
        text = plain_words(plain_text(cell))
        if len(text) > most:
            raise Refused.because("cell_text_too_long", length=len(text), most=most)
        return text

    return read


def read_number_text(cell: Any) -> str:
    """A long number or code kept as text: identity numbers, credit codes, division codes."""
    check_plain(cell)
    text = plain_text(cell)
    if isinstance(cell, float) and "E" in text:
        raise Refused.because("cell_number_rounded", text=_rounded_text(cell))
    code = plain_code(text)
    if ROUNDED.fullmatch(code):
        raise Refused.because("cell_number_rounded", text=code)
    return code


def _rounded_text(cell: float) -> str:
    return f"{cell:.5E}"


def read_phone(cell: Any) -> str:
    """One telephone number: digits without separators and China's own prefix."""
    check_plain(cell)
    text = plain_words(plain_text(cell).replace("\n", "/").replace("\r", ""))
    numbers = [part for part in PHONE_SEPARATORS.split(text) if re.search(r"\d", part)]
    if len(numbers) > 1 and all(len(re.sub(r"\D", "", part)) >= 7 for part in numbers):  # noqa: PLR2004
        raise Refused.because("cell_several_numbers", text=text)
    plain = PHONE_NOISE.sub("", text)
    return re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", plain)


def read_day(cell: Any) -> date:
    """A day however it is written; a year of two digits and an unclear order are asked about, never guessed."""
    check_plain(cell)
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (time, timedelta)):
        raise Refused.because("cell_not_a_day", text=plain_text(cell))
    text = plain_words(plain_text(cell))
    plain = CLOCK.sub("", plain_code_words(text))
    if found := DAY.fullmatch(plain) or PLAIN_DAY.fullmatch(plain):
        return _make_day(*found.groups(), text=text)
    if SERIAL.fullmatch(plain):
        return _from_serial(plain, text=text)
    if found := SHORT_YEAR.fullmatch(plain):
        raise _two_digits(*found.groups(), text=text)
    if found := YEAR_LAST.fullmatch(plain):
        return _year_last(*found.groups(), text=text)
    if found := NO_DAY.fullmatch(plain):
        raise Refused.because("cell_day_without_month", text=text)
    raise Refused.because("cell_not_a_day", text=text)


def plain_code_words(text: str) -> str:
    """Half-width without touching inner blanks, for days."""
    return (
        text.replace("．", ".")
        .replace("／", "/")
        .replace("－", "-")
        .replace("。", ".")
        .replace("—", "-")
        .strip()
    )


def _make_day(year: str, month: str, day: str, *, text: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused.because("cell_day_does_not_exist", text=text) from None


def _from_serial(plain: str, *, text: str) -> date:
    serial = int(float(plain))
    if len(plain) == 4 and 1800 <= serial <= 2100:  # noqa: PLR2004 - a year alone
        raise Refused.because("cell_day_without_month", text=text)
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise Refused.because("cell_not_a_day", text=text)
    return EPOCH + timedelta(days=serial)


def _two_digits(year: str, month: str, day: str, *, text: str) -> Refused:
    first, second = f"19{year}-{int(month):02d}-{int(day):02d}", f"20{year}-{int(month):02d}-{int(day):02d}"
    return Refused.because("cell_year_of_two_digits", text=text, first=first, second=second)


def _year_last(left: str, right: str, year: str, *, text: str) -> date:
    if int(left) > MAXIMUM_MONTH:
        return _make_day(year, right, left, text=text)
    if int(right) > MAXIMUM_MONTH or left == right:
        return _make_day(year, left, right, text=text)
    first, second = f"{year}-{int(left):02d}-{int(right):02d}", f"{year}-{int(right):02d}-{int(left):02d}"
    raise Refused.because("cell_day_and_month_unclear", text=text, first=first, second=second)


def read_count(*units: str) -> Reader:
    """A reader of a whole number of 0 or more; units such as 张 after it are passed over."""
    ending = re.compile(rf"\s*(?:{'|'.join(map(re.escape, units))})$") if units else None

    def read(cell: Any) -> int:
        check_plain(cell)
        text = plain_words(plain_text(cell))
        plain = THOUSANDS.sub("", ending.sub("", text) if ending else text)
        found = COUNT.fullmatch(plain)
        if found is None:
            raise Refused.because("cell_not_a_number", text=text)
        if int(found[1]) < 0:
            raise Refused.because("cell_negative", text=text)
        return int(found[1])

    return read


def read_choice(words: Mapping[str, Any], *, shown: tuple[str, ...]) -> Reader:
    """A reader of one of a list of words; `shown` are those that a refusal names."""
    known = {plain_code(word): value for word, value in words.items()}

    def read(cell: Any) -> Any:
        check_plain(cell)
        text = plain_words(plain_text(cell))
        plain = plain_code(text)
        if plain not in known:
            raise Refused.because("cell_not_in_list", text=text, known=shown)
        return known[plain]

    return read


def read_choices(words: Mapping[str, Any], *, shown: tuple[str, ...]) -> Reader:
    """A reader of several of a list of words in one cell, separated as people separate."""
    one = read_choice(words, shown=shown)

    def read(cell: Any) -> tuple[Any, ...]:
        check_plain(cell)
        text = plain_text(cell).replace("\n", "、")
        parts = [part for part in re.split(r"[、,，;；/|\s]+", plain_words(text)) if part]
        return tuple(dict.fromkeys(one(part) for part in parts))

    return read
