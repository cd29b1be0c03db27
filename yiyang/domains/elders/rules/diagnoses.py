"""Common diagnoses by code or words, for those who enter a condition."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from yiyang.kernel.icd10 import icd10_head
from yiyang.kernel.refused import Refused

_FILE = Path(__file__).parent / "tables" / "diagnoses.toml"
MOST = 20


@cache
def common_diagnoses() -> dict[str, tuple[str, str]]:
    """Code → (Chinese words, English words)."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["codes"]
    return {code: (zh, en) for code, (zh, en) in rows.items()}


def search_diagnoses(text: str, *, limit: int = MOST) -> list[tuple[str, str, str]]:
    """(code, Chinese, English) of the common diagnoses whose code begins with the text or whose words hold it."""
    wanted = _plain(text)
    if not wanted:
        return []
    return [
        (code, zh, en)
        for code, (zh, en) in common_diagnoses().items()
        if _plain(code).startswith(wanted) or wanted in _plain(zh) or wanted in _plain(en)
    ][:limit]


def read_diagnosis(text: str) -> tuple[str, str] | None:
    """(code, Chinese words) that a typed text means: a code with words after it, a code, or words of the list.

    None where it is neither; a code outside the list comes with the words that follow it, maybe none.
    """
    head, _blank, rest = " ".join(unicodedata.normalize("NFKC", text).split()).partition(" ")
    code = head.upper()
    try:
        icd10_head(code)
    except Refused:
        return _by_words(text)
    known = common_diagnoses().get(code)
    return code, rest or (known[0] if known else "")


def _by_words(text: str) -> tuple[str, str] | None:
    wanted = _plain(text)
    for code, words in common_diagnoses().items():
        if wanted in {_plain(each) for each in words}:
            return code, words[0]
    return None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower().replace(".", "")
