"""Words of a cell for the codes of a list: Chinese labels as the template offers them, codes, other ways to say it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation

Choices = Iterable[tuple[Any, Any]]
SEXES = {
    **dict.fromkeys(("男", "男性", "男的", "1", "M", "MALE"), "1"),
    **dict.fromkeys(("女", "女性", "女的", "2", "F", "FEMALE"), "2"),
    **dict.fromkeys(("未知", "未知的性别", "0", "UNKNOWN"), "0"),
    **dict.fromkeys(("未说明", "未说明的性别", "9", "NOTSTATED"), "9"),
}


def labels_of(choices: Choices) -> dict[Any, str]:
    """Code → Chinese label."""
    with translation.override("zh-hans"):
        return {code: _words(label) for code, label in choices}


def words_of(
    choices: Choices, also: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What may be written for each code, and the Chinese labels in order."""
    listed = list(choices)
    labels = labels_of(listed)
    with translation.override("en"):
        words: dict[str, Any] = {_words(label): code for code, label in listed}
    words |= {str(code): code for code in labels} | {label: code for code, label in labels.items()}
    return words | dict(also or {}), tuple(labels.values())


def _words(label: Any) -> str:
    # Labels of rule tables are msgids; those of models translate themselves.
    return translation.gettext(label) if type(label) is str else str(label)
