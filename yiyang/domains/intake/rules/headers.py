"""Finding the header of a sheet, and which column is which; also whether the sheet is of another kind."""

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yiyang.domains.intake.rules import phrases  # noqa: F401
from yiyang.domains.intake.rules.sheet_kind import SheetKind
from yiyang.domains.intake.rules.words import plain_heading, plain_words
from yiyang.gateways.spreadsheets import Row, plain_text

SEARCHED_ROWS = 30
FEWEST_HEADINGS = 2
LIKE_ENOUGH, INSIDE = 0.6, 0.8
SHORTEST_INSIDE = 2
Span = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Header:
    """Where the header stands and what it says.

    Attributes:
        first, last: Excel numbers of its rows; data begin after `last`.
        headings: text over each column, empty where there is none.
        places: field to place of the column, for headings that are known.
        proposals: field to place, for headings that are only like a known one.
    """

    first: int
    last: int
    headings: tuple[str, ...]
    places: Mapping[str, int] = field(default_factory=dict)
    proposals: Mapping[str, int] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for every table with these headings in this order."""
        plain = "\x1f".join(plain_heading(heading) for heading in self.headings).rstrip("\x1f")
        return hashlib.sha256(plain.encode()).hexdigest()

    def lacking(self, kind: SheetKind) -> tuple[str, ...]:
        """Headings of required columns that no known heading names."""
        return tuple(column.heading for column in kind.required if column.field not in self.places)


def known_headings(kind: SheetKind) -> dict[str, str]:
    """Plain heading → field."""
    known: dict[str, str] = {}
    for column in kind.columns:
        for heading in (column.heading, column.field, *column.aliases):
            known.setdefault(plain_heading(heading), column.field)
    return known


def find_header(rows: Iterable[Row], kind: SheetKind, *, merged: Sequence[Span] = ()) -> Header:
    """The header among the first rows: below title lines, in one row or two, merged or not.

    Without any known heading it is the first row with several texts, to be matched by hand.
    """
    known = known_headings(kind)
    texts = [(row.number, _texts(row, merged)) for row in rows if row.number <= SEARCHED_ROWS]
    best: Header | None = None
    for index, (number, headings) in enumerate(texts):
        found = _match(number, number, headings, known)
        if best is None or len(found.places) > len(best.places):
            best = found
        if index + 1 < len(texts) and found.places:
            below_number, below = texts[index + 1]
            pair = _match(number, below_number, _join(headings, below, known), known)
            if len(pair.places) > max(len(best.places), len(found.places)):
                best = pair
    if best is None or not best.places:
        return _unknown_header(texts)
    return _with_proposals(best, kind)


def _texts(row: Row, merged: Sequence[Span]) -> tuple[str, ...]:
    texts = [plain_words(plain_text(cell)) for cell in row.cells]
    for (top, left), (bottom, right) in merged:
        # A heading merged over several columns stands over each of them.
        if top <= row.number <= bottom and left < len(texts) and texts[left]:
            for place in range(left + 1, min(right + 1, len(texts))):
                texts[place] = texts[place] or texts[left]
    return tuple(texts)


def _join(upper: Sequence[str], lower: Sequence[str], known: Mapping[str, str]) -> tuple[str, ...]:
    joined = []
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        both = above + below
        # 出生 over 日期 is a heading of both; 基本信息 over 姓名 is the lower one's.
        joined.append(both if plain_heading(both) in known or not below else below)
    return tuple(joined)


def _match(first: int, last: int, headings: tuple[str, ...], known: Mapping[str, str]) -> Header:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(plain_heading(heading)) if heading else None
        if name is not None:
            places.setdefault(name, place)
    return Header(first=first, last=last, headings=headings, places=places)


def _unknown_header(texts: Sequence[tuple[int, tuple[str, ...]]]) -> Header:
    for number, headings in texts:
        if len({heading for heading in headings if heading}) >= FEWEST_HEADINGS:
            return Header(first=number, last=number, headings=headings)
    number, headings = texts[0] if texts else (1, ())
    return Header(first=number, last=number, headings=headings)


def _with_proposals(header: Header, kind: SheetKind) -> Header:
    taken = set(header.places.values())
    proposals: dict[str, int] = {}
    for column in kind.columns:
        if column.field in header.places:
            continue
        names = [plain_heading(each) for each in (column.heading, *column.aliases)]
        scored = [
            (max(_likeness(plain_heading(heading), name) for name in names), -place)
            for place, heading in enumerate(header.headings)
            if heading and place not in taken
        ]
        if scored and max(scored)[0] >= LIKE_ENOUGH:
            proposals[column.field] = -max(scored)[1]
            taken.add(proposals[column.field])
    return Header(
        first=header.first,
        last=header.last,
        headings=header.headings,
        places=header.places,
        proposals=proposals,
    )


def _likeness(heading: str, name: str) -> float:
    if len(name) >= SHORTEST_INSIDE and name in heading:
        return INSIDE
    return difflib.SequenceMatcher(a=heading, b=name).ratio()


def other_kind(header: Header, kind: SheetKind, kinds: Sequence[SheetKind]) -> SheetKind | None:
    """The kind whose template this looks like instead; None when it may well be the kind asked for."""
    if not header.lacking(kind):
        return None
    for other in kinds:
        if other.code == kind.code:
            continue
        known = known_headings(other)
        found = {known.get(plain_heading(heading)) for heading in header.headings if heading}
        if all(column.field in found for column in other.required):
            return other
    return None
