"""Papers of an organisation: entering, correcting and ending them."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from yiyang.access.roles import INSTITUTIONS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.versions import lock_version
from yiyang.domains.institutions.actions.facts import save_facts
from yiyang.domains.institutions.models import Organisation, Paper, PaperKind
from yiyang.domains.institutions.rules.stating import choice_refusals, text_refusals
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.refused import Reason, Refused

TEXTS = ("number", "authority", "scope", "evidence")
NEEDED = ("number", "authority")


@dataclass(frozen=True, kw_only=True)
class PaperEntry:
    """What stands on a paper; `last_day` None for a paper without an end, such as a filing."""

    kind: str
    number: str
    authority: str
    valid_from: date
    last_day: date | None = None
    scope: str = ""
    evidence: str = ""


@transaction.atomic
def add_paper(*, viewer: Viewer, organisation: Organisation, version: int, entry: PaperEntry) -> Paper:
    """Enter a paper; it may begin later than today, as a renewal does. Raises Refused or Stale."""
    locked: Organisation = lock_version(organisation, version=version)
    if reasons := _paper_refusals(locked, viewer=viewer, entry=entry, known=None):
        raise Refused(*reasons)
    paper = Paper(organisation=locked, **_values(entry))
    paper.save()
    _save(locked, viewer=viewer, act="add", since=entry.valid_from, paper=paper, before=None)
    return paper


@transaction.atomic
def correct_paper(*, viewer: Viewer, paper: Paper, version: int, entry: PaperEntry) -> Paper:
    """Correct what was entered wrongly; the act keeps what stood before. Raises Refused or Stale.

    `version` is that of the organisation.
    """
    locked: Organisation = lock_version(paper.organisation, version=version)
    present = Paper.objects.get(pk=paper.pk)
    before = _shown(present)
    if reasons := _paper_refusals(locked, viewer=viewer, entry=entry, known=present.pk):
        raise Refused(*reasons)
    since = min(present.valid_from, entry.valid_from)
    for field, value in _values(entry).items():
        setattr(present, field, value)
    if _shown(present) == before:
        return present
    present.save()
    _save(locked, viewer=viewer, act="correct", since=since, paper=present, before=before)
    return present


@transaction.atomic
def end_paper(*, viewer: Viewer, paper: Paper, version: int, last: date) -> Paper:
    """End a paper before its time, as by withdrawal: `last` is its last day. Raises Refused or Stale."""
    locked: Organisation = lock_version(paper.organisation, version=version)
    present = Paper.objects.get(pk=paper.pk)
    before = _shown(present)
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    until = last_day(present.valid_to)
    if until is not None and until <= last and until < viewer.on:
        reasons.append(Reason("paper_ended", field="last_day", params={"last": until.isoformat()}))
    elif last < present.valid_from or (until is not None and last > until):
        params = {
            "last": last.isoformat(),
            "first": present.valid_from.isoformat(),
            "until": until.isoformat() if until else "…",
        }
        reasons.append(Reason("paper_end_outside", field="last_day", params=params))
    if reasons:
        raise Refused(*reasons)
    present.valid_to = from_last_day(last)
    present.save(update_fields=["valid_to"])
    since = from_last_day(last) or viewer.on
    _save(locked, viewer=viewer, act="end", since=since, paper=present, before=before)
    return present


def _values(entry: PaperEntry) -> dict[str, Any]:
    values = asdict(entry)
    values["valid_to"] = from_last_day(values.pop("last_day"))
    return values


def _shown(paper: Paper) -> dict[str, Any]:
    texts = {field: getattr(paper, field) for field in ("kind", *TEXTS)}
    last = last_day(paper.valid_to)
    return texts | {
        "valid_from": paper.valid_from.isoformat(),
        "last_day": last.isoformat() if last else None,
    }


def _paper_refusals(
    locked: Organisation, *, viewer: Viewer, entry: PaperEntry, known: int | None
) -> list[Reason]:
    reasons: list[Reason] = []
    if not viewer.covers(locked.area.path, INSTITUTIONS_WRITE):
        reasons.append(Reason("outside_your_area"))
    reasons += choice_refusals(entry.kind, known=PaperKind.values, field="kind")
    reasons += [
        Reason("paper_text_missing", field=field) for field in NEEDED if not getattr(entry, field).strip()
    ]
    lengths = {field: Paper._meta.get_field(field).max_length for field in TEXTS}
    reasons += text_refusals((field, getattr(entry, field), lengths[field]) for field in TEXTS)
    if entry.last_day is not None and entry.last_day < entry.valid_from:
        params = {"last": entry.last_day.isoformat(), "first": entry.valid_from.isoformat()}
        reasons.append(Reason("paper_order", field="last_day", params=params))
    twin = Paper.objects.filter(
        organisation=locked, kind=entry.kind, number=entry.number, valid_from=entry.valid_from
    ).exclude(pk=known)
    if twin.exists():
        params = {"first": entry.valid_from.isoformat()}
        reasons.append(Reason("paper_exists", field="number", params=params))
    return reasons


def _save(
    locked: Organisation,
    *,
    viewer: Viewer,
    act: str,
    since: date,
    paper: Paper,
    before: dict[str, Any] | None,
) -> None:
    after = _shown(paper)
    changes = {f"paper_{paper.kind}": [_line(before), _line(after)]}
    detail = {"changes": changes, "paper": paper.pk, "before": before, "after": after}
    save_facts(locked, viewer=viewer, kind=f"organisation.paper.{act}", since=since, detail=detail)


def _line(shown: dict[str, Any] | None) -> str | None:
    if shown is None:
        return None
    return f"{shown['number']} {shown['valid_from']}…{shown['last_day'] or ''}"
