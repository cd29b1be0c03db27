"""What was found in a row, as it is kept and as it is told: column, value, reason."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from yiyang.domains.intake.rules import phrases  # noqa: F401
from yiyang.kernel.refused import Reason, Translate


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One reason about a row; `place` is the faulty cell's column from 0 and `value` what stands there."""

    reason: Reason
    place: int | None = None
    value: str = ""

    def text(self, translate: Translate) -> str:
        """The sentence in the language of `translate`."""
        return self.reason.text(translate)


def dump_findings(findings: Iterable[Finding]) -> str:
    """Findings as a text to be sealed."""
    return json.dumps(
        [
            {
                "code": each.reason.code,
                "field": each.reason.field,
                "params": dict(each.reason.params),
                "clause": each.reason.clause,
                "place": each.place,
                "value": each.value,
            }
            for each in findings
        ],
        ensure_ascii=False,
        default=str,
    )


def load_findings(text: str | None) -> list[Finding]:
    """The findings of a text that `dump_findings` wrote; none of None."""
    return [
        Finding(
            reason=Reason(
                each["code"], field=each["field"], params=each["params"], clause=each.get("clause")
            ),
            place=each["place"],
            value=each["value"],
        )
        for each in json.loads(text or "[]")
    ]


def column_letters(place: int) -> str:
    """What a spreadsheet program writes above a column."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
