"""Search keys of Chinese names: full pinyin and initials, with the readings that surnames have.

General readings come from pypinyin, whose default for many surnames is wrong (单 dan, 仇 chou, 曾 ceng):
our table `surname_readings.toml` is asked first. ü is written v, as people type it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pypinyin import lazy_pinyin

_FILE = Path(__file__).parent / "surname_readings.toml"
_LONGEST_HAN_NAME = 4
_SHORTEST_WITH_GIVEN_NAME = 3
_COMPOUND_LENGTH = 2


class NameKeys(NamedTuple):
    """Lower-case search keys of a name, such as "zhangshufang" and "zsf"."""

    full: str
    initials: str


def name_keys(name: str) -> NameKeys:
    """Return the search keys of a person's name.

    Surname readings apply to names of up to four characters without a middle dot; longer ones are
    transcribed names of other peoples, whose first character is no surname. Other letters are kept in lower
    case; signs and blanks are dropped. An empty name has empty keys.
    """
    syllables = [syllable for word in _words(name) for syllable in word]
    return NameKeys("".join(syllables), "".join(syllable[0] for syllable in syllables))


def _words(name: str) -> list[list[str]]:
    parts = "".join(sign if sign.isalnum() else " " for sign in name).split()
    if len(parts) == 1 and len(parts[0]) <= _LONGEST_HAN_NAME:
        surname = _surname_syllables(parts[0])
        return [surname, _syllables(parts[0][len(surname) :])]
    return [_syllables(part) for part in parts]


def _surname_syllables(name: str) -> list[str]:
    single, compound = _readings()
    two = name[:_COMPOUND_LENGTH]
    if two in compound and (len(name) >= _SHORTEST_WITH_GIVEN_NAME or name[0] not in single):
        return list(compound[two])
    return [single[name[0]]] if name[0] in single else []


def _syllables(text: str) -> list[str]:
    return [syllable.lower() for syllable in lazy_pinyin(text)]


@cache
def _readings() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return document["single"], {key: tuple(value) for key, value in document["compound"].items()}
