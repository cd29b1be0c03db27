"""ICD-10 heads and the groups of diagnoses that rules ask for.

The raw code with its dot is kept as it came; rules look at the three-character head. The groups stand in
`icd10_groups.toml`; they are the rule heads of the platform's data standards, not a full chapter list.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yiyang.kernel.refused import Refused

_FILE = Path(__file__).parent / "icd10_groups.toml"
_CODE = re.compile(r"([A-Z][0-9]{2})(?:\.?([0-9X][0-9X]{0,8}))?[+*†]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DiagnosisGroup:
    """A group of diagnoses: its names, and the first and last code of each range, both included."""

    id: str
    zh: str
    en: str
    ranges: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Tell whether a code lies in the group; raises `Refused` ("icd10_format")."""
        plain = _plain_code(code)
        return any(first <= plain[: len(first)] <= last for first, last in self.ranges)


def icd10_head(code: str) -> str:
    """Return the three-character head: "I10.x00" gives "I10".

    Raises:
        Refused: "icd10_format" for a text that is no ICD-10 code.
    """
    return _plain_code(code)[:3]


def diagnosis_groups() -> dict[str, DiagnosisGroup]:
    """Return every group by id."""
    return dict(_groups())


def groups_of(code: str) -> tuple[str, ...]:
    """Return the ids of all groups that hold a code, in the file's order; raises as `icd10_head`."""
    return tuple(group.id for group in _groups().values() if group.holds(code))


def _plain_code(code: str) -> str:
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        raise Refused.because("icd10_format", field="icd10", code=code)
    return match[1] + (match[2] or "")


@cache
def _groups() -> dict[str, DiagnosisGroup]:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: DiagnosisGroup(
            key, row["zh"], row["en"], tuple((first, last) for first, _, last in map(_split, row["codes"]))
        )
        for key, row in document["groups"].items()
    }


def _split(text: str) -> tuple[str, str, str]:
    first, hyphen, last = text.replace(".", "").partition("-")
    return first, hyphen, last or first
