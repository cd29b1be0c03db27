"""Refusals as lists of reasons: what is wrong, in which field, by which clause."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yiyang.kernel.phrases import phrase, placeholders

Translate = Callable[[str], str]


class Word(str):
    """A parameter that is itself a msgid, such as the name of an act; it is translated when rendered."""

    __slots__ = ()


def _unchanged(msgid: str) -> str:
    return msgid


def _render(value: object, translate: Translate) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(_render(item, translate) for item in value)
    return translate(str(value)) if isinstance(value, Word) else str(value)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a refusal or warning.

    Attributes:
        code: key of the sentence in `yiyang.kernel.phrases`.
        field: name of the input it belongs to, None for the whole.
        params: values of the sentence's ``%(name)s`` placeholders.
        clause: the document and clause that demands it, where there is one.

    Raises:
        UnknownPhraseError: no sentence is registered for the code.
        ValueError: the sentence needs a parameter that is not given.
    """

    code: str
    field: str | None = None
    params: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)
    clause: str | None = None

    def __post_init__(self) -> None:
        missing = placeholders(self.code) - self.params.keys()
        if missing:
            raise ValueError(f"The reason {self.code!r} needs the parameters {sorted(missing)}.")
        object.__setattr__(self, "params", dict(self.params))

    def text(self, translate: Translate = _unchanged) -> str:
        """Return the sentence in the language of `translate`, a callable from English msgid to text."""
        shown = {name: _render(value, translate) for name, value in self.params.items()}
        return translate(phrase(self.code)) % shown


class Refused(Exception):
    """A verb said no, for one or more reasons.

    Built from `Reason` objects or from bare codes whose sentences need no parameter.

    Raises:
        UnknownPhraseError: a code has no sentence.
        ValueError: no reason is given, or one lacks a parameter.
    """

    def __init__(self, *reasons: Reason | str) -> None:
        if not reasons:
            raise ValueError("A refusal needs at least one reason.")
        self.reasons: tuple[Reason, ...] = tuple(
            Reason(reason) if isinstance(reason, str) else reason for reason in reasons
        )
        super().__init__(*self.reasons)

    @classmethod
    def because(
        cls, code: str, /, *, field: str | None = None, clause: str | None = None, **params: object
    ) -> "Refused":
        """Build a refusal of one reason with its parameters."""
        return cls(Reason(code, field=field, params=params, clause=clause))

    @property
    def codes(self) -> tuple[str, ...]:
        """The reasons' codes in order."""
        return tuple(reason.code for reason in self.reasons)

    def texts(self, translate: Translate = _unchanged) -> tuple[str, ...]:
        """The reasons' sentences in order, in the language of `translate`."""
        return tuple(reason.text(translate) for reason in self.reasons)

    def __str__(self) -> str:
        return " ".join(self.texts())
