"""Area codes of provinces, cities, counties, towns and villages.

A code means nothing without its list: the statistical list ("stats", 统计用区划代码) and the list of the
Ministry of Civil Affairs ("mca", 民政部) give the same twelve digits to different towns: key a unit by both.
Digits after GB/T 2260 (six) and GB/T 10114 (three for the town, three for the village).
"""

from dataclasses import dataclass
from typing import Literal

from yiyang.kernel.refused import Refused

Level = Literal["province", "city", "county", "town", "village"]

LEVELS: tuple[Level, ...] = ("province", "city", "county", "town", "village")
CODE_LISTS = ("stats", "mca")

FULL_LENGTH = 12
_LENGTHS = (6, 9, 12)
_LEVEL_LENGTHS: dict[Level, int] = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}

PROVINCES: dict[str, str] = {
    "11": "北京",
    "12": "天津",
    "13": "河北",
    "14": "山西",
    "15": "内蒙古",
    "21": "辽宁",
    "22": "吉林",
    "23": "黑龙江",
    "31": "上海",
    "32": "江苏",
    "33": "浙江",
    "34": "安徽",
    "35": "福建",
    "36": "江西",
    "37": "山东",
    "41": "河南",
    "42": "湖北",
    "43": "湖南",
    "44": "广东",
    "45": "广西",
    "46": "海南",
    "50": "重庆",
    "51": "四川",
    "52": "贵州",
    "53": "云南",
    "54": "西藏",
    "61": "陕西",
    "62": "甘肃",
    "63": "青海",
    "64": "宁夏",
    "65": "新疆",
    "71": "台湾",
    "81": "香港",
    "82": "澳门",
}


def normalise_area_code(code: str) -> str:
    """Return the twelve-digit form of a code of 6, 9 or 12 digits: "442000" gives "442000000000".

    Raises:
        Refused: "area_code_format" for another form, "area_code_province" for an unknown province.
    """
    text = code.strip()
    if len(text) not in _LENGTHS or not (text.isascii() and text.isdigit()):
        raise Refused.because("area_code_format", field="area_code", code=code)
    if text[:2] not in PROVINCES:
        raise Refused.because("area_code_province", field="area_code", code=code, prefix=text[:2])
    return text.ljust(FULL_LENGTH, "0")


def area_level(code: str) -> Level:
    """Return the level of a twelve-digit code, read from its trailing zeros.

    A county-like city without counties (中山 442000000000) is a "city", and its towns hang on it directly.
    """
    for level in LEVELS:
        if not code[_LEVEL_LENGTHS[level] :].strip("0"):
            return level
    raise AssertionError(code)


@dataclass(frozen=True, slots=True, order=True)
class AreaCode:
    """An area's code in one code list; equal only if list and code are equal.

    Attributes:
        code_list: "stats" or "mca".
        code: 6, 9 or 12 digits, stored as twelve.

    Raises:
        Refused: "area_code_list", "area_code_format" or "area_code_province".
    """

    code_list: str
    code: str

    def __post_init__(self) -> None:
        if self.code_list not in CODE_LISTS:
            raise Refused.because(
                "area_code_list", field="code_list", code_list=self.code_list, known=CODE_LISTS
            )
        object.__setattr__(self, "code", normalise_area_code(self.code))

    def __str__(self) -> str:
        return f"{self.code_list}:{self.code}"

    @property
    def level(self) -> Level:
        """The level read from the trailing zeros."""
        return area_level(self.code)

    @property
    def prefix(self) -> str:
        """The digits that every area inside shares, for prefix searches; "4420" for 中山."""
        return self.code[: _LEVEL_LENGTHS[self.level]]

    @property
    def parent(self) -> "AreaCode | None":
        """The next area up whose code can be read from this one; None for a province.

        A city without counties has its towns as children: the parent of 442000100000 is 442000000000.
        """
        for level in reversed(LEVELS[: LEVELS.index(self.level)]):
            parent = self.code[: _LEVEL_LENGTHS[level]].ljust(FULL_LENGTH, "0")
            if parent != self.code:
                return AreaCode(self.code_list, parent)
        return None

    def contains(self, other: "AreaCode") -> bool:
        """Tell whether `other` is this area or lies inside it, by the digits of the same list."""
        return self.code_list == other.code_list and other.code.startswith(self.prefix)
