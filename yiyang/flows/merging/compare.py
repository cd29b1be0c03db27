"""Two records side by side: what each says, and where they differ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import contracts_of
from yiyang.domains.elders.actions.merging import record_facts
from yiyang.domains.elders.duplicates import RecordSide, find_merge, find_pair, record_side
from yiyang.domains.elders.rules.duplicates import LABELS, WEIGHTS
from yiyang.domains.elders.rules.merging import differing_fields
from yiyang.kernel.code_tables import code_table
from yiyang.kernel.intervals import last_day
from yiyang.kernel.masking import mask_identity_number, mask_phone

if TYPE_CHECKING:
    from yiyang.domains.elders.models import DuplicatePair, Elder, Merge


@dataclass(frozen=True, kw_only=True)
class ComparedLine:
    """One line of the comparison; `differs` when both sides say something and not the same."""

    label: str
    first: str
    second: str
    differs: bool


@dataclass(frozen=True, kw_only=True)
class EvidenceLine:
    """One piece of evidence with its points."""

    label: str
    points: int


def require_pair(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> "DuplicatePair":
    """The pair in scope of a permission. Raises Http404."""
    pair = find_pair(viewer=viewer, pk=pk, permission=permission) if pk < 2**63 else None
    if pair is None:
        raise Http404("no such pair")
    return pair


def require_merge(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> "Merge":
    """The merge in scope of a permission. Raises Http404."""
    merge = find_merge(viewer=viewer, pk=pk, permission=permission) if pk < 2**63 else None
    if merge is None:
        raise Http404("no such merge")
    return merge


def evidence_lines(pair: "DuplicatePair") -> list[EvidenceLine]:
    """The evidence of a pair in words."""
    return [
        EvidenceLine(label=_(LABELS[code]), points=WEIGHTS[code]) for code in pair.evidence if code in LABELS
    ]


def place_name(elder: "Elder") -> str:
    """The village with its town; empty for somebody who moved out."""
    if elder.village is None:
        return ""
    return (
        f"{elder.village.parent.name} · {elder.village.name}" if elder.village.parent else elder.village.name
    )


_OWN: tuple[tuple[str, Callable[["Elder"], Any]], ...] = (
    (gettext_noop("Full name"), lambda elder: elder.name),
    (gettext_noop("Sex"), lambda elder: elder.get_sex_display()),
    (gettext_noop("Birth date"), lambda elder: elder.birth_date.isoformat()),
    (gettext_noop("Kind of document"), lambda elder: _document(elder.identity_kind)),
    (gettext_noop("Identity number"), lambda elder: mask_identity_number(elder.identity_number)),
    (gettext_noop("Phone"), lambda elder: mask_phone(elder.phone or "")),
    (gettext_noop("Village or community"), place_name),
    (gettext_noop("Address"), lambda elder: elder.address),
    (gettext_noop("Date of death"), lambda elder: elder.death_date.isoformat() if elder.death_date else ""),
)
_FACTS: tuple[tuple[str, Callable[[RecordSide], Any]], ...] = (
    (
        gettext_noop("Lives there since"),
        lambda side: side.lives_since.isoformat() if side.lives_since else "",
    ),
    (gettext_noop("Living arrangement"), lambda side: side.cared_for),
    (gettext_noop("Categories"), lambda side: ", ".join(side.categories)),
    (gettext_noop("Conditions"), lambda side: ", ".join(side.conditions)),
    (gettext_noop("Health record"), lambda side: side.record_since.isoformat() if side.record_since else ""),
)


def compare_records(first: "Elder", second: "Elder", *, viewer: Viewer) -> list[ComparedLine]:
    """The lines of the comparison on the viewer's day; numbers and phones are masked."""
    sides = record_side(first, on=viewer.on), record_side(second, on=viewer.on)
    lines = [
        _line(label, (read(first), read(second)), raw=_raw(label, first, second)) for label, read in _OWN
    ]
    lines += [_line(label, (read(sides[0]), read(sides[1]))) for label, read in _FACTS]
    contracts = tuple(_contracts(viewer, elder) for elder in (first, second))
    return [*lines, _line(gettext_noop("Contracts"), contracts)]


def _raw(label: str, first: "Elder", second: "Elder") -> tuple[Any, Any] | None:
    """Masked texts may look the same; whether they are the same is told by the blind index."""
    column = {"Identity number": "identity_index", "Phone": "phone_index"}.get(label)
    return (getattr(first, column), getattr(second, column)) if column else None


def _line(label: str, shown: tuple[Any, ...], *, raw: tuple[Any, Any] | None = None) -> ComparedLine:
    compared = raw or shown
    has_both = bool(shown[0]) and bool(shown[1])
    return ComparedLine(
        label=_(label),
        first=shown[0],
        second=shown[1],
        differs=has_both and compared[0] != compared[1],
    )


def _document(kind: str) -> str:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    display = code_table("identity_document").codes.get(kind)
    return display[language] if display else kind


def _contracts(viewer: Viewer, elder: "Elder") -> str:
    rows = contracts_of(viewer=viewer, elder_id=elder.pk)
    return ", ".join(
        f"{row.team.name} {row.valid_from.isoformat()} – {last_day(row.valid_to)} {row.get_state_display()}"
        for row in rows
    )


def choice_options(first: "Elder", second: "Elder") -> dict[str, tuple[str, str]]:
    """The two values, as people read them, of each field between which the proposer chooses."""
    fields = differing_fields(record_facts(first), record_facts(second))
    readers: dict[str, Callable[[Elder], str]] = {
        "name": lambda elder: elder.name,
        "phone": lambda elder: mask_phone(elder.phone or ""),
        "address": lambda elder: elder.address,
        "village": place_name,
    }
    return {field: (readers[field](first), readers[field](second)) for field in fields}
