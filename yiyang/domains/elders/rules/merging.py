"""When two records may be merged, and which fields people must choose between (ELD-1; CAPABILITIES 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yiyang.kernel.phrases import register_phrases
from yiyang.kernel.refused import Reason

FIELDS = ("name", "phone", "address", "village")
KEPT, MERGED = "kept", "merged"
SIDES = (KEPT, MERGED)
NOTE_LENGTH = 200

register_phrases(
    {
        "merge_decided": "This pair was decided before; reopen it first if the decision was wrong.",
        "merge_waiting": (
            "A merge of one of these records waits for its second person; confirm or reject that one first."
        ),
        "merged_away": "One of the records was merged into another meanwhile; open that one.",
        "same_person_twice": "You proposed this merge yourself; somebody else must confirm or reject it.",
        "merge_not_open": "This merge is decided already; open it to see how.",
        "merge_not_confirmed": "Only a merge that was confirmed can be taken apart.",
        "merged_further": (
            "The record that was kept is itself merged into another by now; take that merge apart first."
        ),
        "deaths_differ": (
            "One record says died on %(first)s, the other %(second)s; record or withdraw the death first, "
            "so that both say the same."
        ),
        "choice_missing": "The two records differ here; choose which of the two stays.",
        "not_of_this_pair": "The record to be kept is not one of the two; choose one of them.",
        "outside_merge_area": "One of the records lies outside the area of your post; ask the office above.",
        "reason_needed": "Say in a few words why.",
    }
)


@dataclass(frozen=True, kw_only=True)
class RecordFacts:
    """What a merge asks of one record. `values` holds the fields of `FIELDS` as texts."""

    death_date: date | None
    is_merged_away: bool
    has_waiting_merge: bool
    values: Mapping[str, str]


def differing_fields(kept: RecordFacts, merged: RecordFacts) -> tuple[str, ...]:
    """Fields between which people must choose: both sides have a value and the values differ."""
    return tuple(
        field
        for field in FIELDS
        if kept.values[field] and merged.values[field] and kept.values[field] != merged.values[field]
    )


def filled_fields(kept: RecordFacts, merged: RecordFacts) -> tuple[str, ...]:
    """Fields that only the record merged away has; they are taken over without asking."""
    return tuple(field for field in FIELDS if merged.values[field] and not kept.values[field])


def merge_refusals(
    kept: RecordFacts, merged: RecordFacts, *, choices: Mapping[str, str], proposing: bool
) -> list[Reason]:
    """Every reason against a merge; empty means go ahead."""
    reasons = []
    if kept.is_merged_away or merged.is_merged_away:
        reasons.append(Reason("merged_away"))
    if proposing and (kept.has_waiting_merge or merged.has_waiting_merge):
        reasons.append(Reason("merge_waiting"))
    if kept.death_date != merged.death_date:
        params = {"first": _day(kept.death_date), "second": _day(merged.death_date)}
        reasons.append(Reason("deaths_differ", params=params))
    reasons += [
        Reason("choice_missing", field=field)
        for field in differing_fields(kept, merged)
        if choices.get(field) not in SIDES
    ]
    return reasons


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"
