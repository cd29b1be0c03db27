"""Readers of cells that hold something measured or answered: pressures, values with a unit, yes and no, open ends."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from yiyang.domains.intake.rules import phrases  # noqa: F401
from yiyang.domains.intake.rules.cells import Reader, check_plain, read_day
from yiyang.domains.intake.rules.words import plain_code, plain_words
from yiyang.gateways.spreadsheets.cells import plain_text
from yiyang.kernel.refused import Refused

TENTH = Decimal("0.1")
NUMBER = re.compile(r"\d{1,4}(?:\.\d+)?")
PRESSURE = re.compile(r"(\d{2,3})(?:\.0+)?(?:[/／\\、\-](\d{2,3}))?(?:MMHG|毫米汞柱)?")
UNMEASURED = frozenset(
    {"-", "--", "—", "——", "－", "/", "／", "\\", "无", "未测", "未查", "未检", "未做", "拒测", "拒检", "N/A"}
)
OPEN_END = frozenset({"长期", "长期有效", "永久", "永久有效", "无期限", "无", "-", "—", "/"})
YES = frozenset({"是", "有", "已", "已指导", "做了", "√", "✓", "✔", "☑", "对", "Y", "YES", "TRUE", "1"})
NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "未",
        "未指导",
        "不",
        "×",
        "✗",
        "✘",
        "X",
        "☐",
        "□",
        "-",
        "—",
        "/",
        "N",
        "NO",
        "FALSE",
        "0",
    }
)


@dataclass(frozen=True, kw_only=True)
class Pressure:
    """What a cell of a blood pressure holds, in mmHg; often both values stand in one."""

    systolic: int
    diastolic: int | None = None

    def __str__(self) -> str:
        return str(self.systolic) if self.diastolic is None else f"{self.systolic}/{self.diastolic}"


def read_pressure(cell: Any) -> Pressure | None:
    """One pressure or both as 120/80, with or without mmHg; None where the cell says that nothing was measured."""
    check_plain(cell)
    text = plain_words(plain_text(cell))
    plain = plain_code(text)
    if plain in UNMEASURED:
        return None
    found = PRESSURE.fullmatch(plain)
    if found is None:
        raise Refused.because("cell_not_a_pressure", text=text)
    return Pressure(systolic=int(found[1]), diastolic=int(found[2]) if found[2] else None)


def read_measure(unit: str, *also: str) -> Reader:
    """A reader of a value with one decimal place, half up, with or without its unit.

    It returns None where the cell says that nothing was measured.
    """
    words = "|".join(re.escape(plain_code(word)) for word in (unit, *also))
    ending = re.compile(rf"(?:{words})$")

    def read(cell: Any) -> Decimal | None:
        check_plain(cell)
        text = plain_words(plain_text(cell))
        plain = ending.sub("", plain_code(text).replace("。", "."))
        if plain in UNMEASURED:
            return None
        if not NUMBER.fullmatch(plain):
            raise Refused.because("cell_not_a_measure", text=text, unit=unit)
        return Decimal(plain).quantize(TENTH, rounding=ROUND_HALF_UP)

    return read


def read_yes_no(cell: Any) -> bool:
    """Yes or no in words, signs or as a truth value."""
    if isinstance(cell, bool):
        return cell
    check_plain(cell)
    text = plain_words(plain_text(cell))
    plain = plain_code(text)
    if plain not in YES and plain not in NO:
        raise Refused.because("cell_neither_yes_nor_no", text=text)
    return plain in YES


def read_last_day(cell: Any) -> date | None:
    """A day, or None where the cell says that there is no end."""
    check_plain(cell)
    return None if plain_code(plain_words(plain_text(cell))) in OPEN_END else read_day(cell)
