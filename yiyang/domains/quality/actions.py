"""Running the checks over the registers: findings open and close, and what was examined is counted."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.domains.contracts.checking import agreement_ends, contract_facts
from yiyang.domains.elders.checking import facts_in_parts
from yiyang.domains.institutions.checking import facts_of_all
from yiyang.domains.quality.models import Finding, Run, Tally
from yiyang.domains.quality.rules.checks import Check, Verdict, checks_on, judge
from yiyang.kernel.refused import Refused

PART = 2000
Progress = Callable[[int], None]
Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a run did: subjects looked at, findings that opened and that closed."""

    on: date
    subjects: int
    opened: int
    closed: int


def run_checks(*, viewer: Viewer, on: date, progress: Progress | None = None) -> Checked:
    """Judge every elder and every organisation by the checks in force on a day.

    Each part is one transaction, so that a run that was stopped is taken up by the next; the tallies of the day are
    written last and replace those of an earlier run on it. Raises Refused (`quality_day_past`) for a day before
    the last one checked.
    """
    last = last_day()
    if last is not None and on < last:
        raise Refused.because("quality_day_past", field="on", last=last.isoformat())
    counts: Counter[tuple[str, int | None, int | None, bool]] = Counter()
    subjects = opened = closed = 0
    for kind, part in _parts(on):
        checks = checks_on(on, kind)
        verdicts = {pk: judge(facts, checks=checks, on=on) for pk, facts in part.items()}
        _count(counts, part, verdicts)
        fresh, gone = _settle(verdicts, kind=kind, checks=checks, on=on)
        subjects, opened, closed = subjects + len(part), opened + fresh, closed + gone
        if progress is not None:
            progress(subjects)
    checked = Checked(on=on, subjects=subjects, opened=opened, closed=closed)
    _finish(checked, counts, viewer=viewer)
    return checked


def last_day() -> date | None:
    """The last day for which the registers were checked whole; None before the first."""
    return Run.objects.aggregate(last=Max("on"))["last"]


def _parts(on: date) -> Iterator[tuple[str, dict[int, Facts]]]:
    for part in facts_in_parts(on=on, size=PART):
        contracts = contract_facts(elder_ids=part, on=on)
        for pk, facts in part.items():
            signed = contracts.get(pk, {})
            place, served = facts["residence_path"], signed.get("contract_area_path")
            facts |= {
                "contract_to": signed.get("contract_to"),
                "last_contract_to": signed.get("last_contract_to"),
                "contract_area_path": served,
                "served_where_living": None if not (place and served) else place.startswith(served),
                "keeper": signed.get("organisation"),
                "place": facts["residence"] or facts["village"],
            }
        yield "elder", part
    ends = agreement_ends(on=on)
    organisations = facts_of_all(on=on)
    for pk, facts in organisations.items():
        facts |= {"agreement_to": ends.get(pk), "keeper": pk, "place": facts["area"]}
    yield "organisation", organisations


def _count(counts: Counter, part: dict[int, Facts], verdicts: dict[int, Verdict]) -> None:
    for pk, verdict in verdicts.items():
        facts = part[pk]
        for code in verdict.examined:
            counts[code, facts["place"], facts["keeper"], code in verdict.failed] += 1


@transaction.atomic
def _settle(
    verdicts: dict[int, Verdict], *, kind: str, checks: tuple[Check, ...], on: date
) -> tuple[int, int]:
    """Open what is new and close what is gone; returns how many of each."""
    if not verdicts:
        return 0, 0
    groups = {check.code: check.group for check in checks}
    inside = {f"{kind}__gte": min(verdicts), f"{kind}__lte": max(verdicts)}
    standing = Finding.objects.select_for_update().filter(valid_to=None, **inside)
    known = {(code, subject): pk for pk, code, subject in standing.values_list("pk", "check_code", kind)}
    failing = {(code, pk) for pk, verdict in verdicts.items() for code in verdict.failed}
    fresh = [
        Finding(check_code=code, group=groups[code], valid_from=on, **{f"{kind}_id": pk})
        for code, pk in sorted(failing - known.keys())
    ]
    Finding.objects.bulk_create(fresh, batch_size=PART)
    gone = [pk for key, pk in known.items() if key not in failing]
    closing = Finding.objects.filter(pk__in=gone)
    closing.filter(valid_from=on).delete()
    closing.update(valid_to=on)
    return len(fresh), len(gone)


@transaction.atomic
def _finish(checked: Checked, counts: Counter, *, viewer: Viewer) -> None:
    on = checked.on
    places = {(code, area, keeper) for code, area, keeper, _failed in counts}
    Tally.objects.filter(on=on).delete()
    Tally.objects.bulk_create(
        (
            Tally(
                on=on,
                check_code=code,
                area_id=area,
                organisation_id=keeper,
                examined=counts[code, area, keeper, True] + counts[code, area, keeper, False],
                failed=counts[code, area, keeper, True],
            )
            for code, area, keeper in sorted(places, key=str)
        ),
        batch_size=PART,
    )
    run, _created = Run.objects.update_or_create(
        on=on, defaults={"subjects": checked.subjects, "opened": checked.opened, "closed": checked.closed}
    )
    record_act(
        viewer=viewer,
        kind="quality.check",
        changed=run,
        since=on,
        detail={"opened": checked.opened, "closed": checked.closed},
    )
