"""Check-ups of elders: one, or a whole list for the import centre, by the same checks (ELD-3; MH 2(3))."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import Change, record_act, record_acts
from yiyang.audit.versions import lock_version
from yiyang.audit.withdrawing import reasons_to_keep
from yiyang.domains.elders.actions.details import lock_in_scope
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance
from yiyang.domains.elders.models import IDENTITY_COLUMN, CheckUp, Elder
from yiyang.domains.elders.rules.statements import check_days, check_pressures, check_values, year_end
from yiyang.kernel.identity import LEGACY_LENGTH, upgrade_legacy_number
from yiyang.kernel.refused import Reason, Refused


@dataclass(frozen=True, kw_only=True)
class CheckUpEntry:
    """What a check-up found; a value that was not measured is None, a self-care that was not assessed empty."""

    occurred_on: date | None
    organisation_id: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    glucose: Decimal | None = None
    bmi: Decimal | None = None
    self_care: str = ""
    guidance: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckUpLine:
    """One line of a list of check-ups: whose, by identity number, and what was found."""

    identity_number: str
    entry: CheckUpEntry


@dataclass(frozen=True, kw_only=True)
class CheckUpOutcome:
    """What became of a line: the id of the check-up made, or the reasons why there is none."""

    check_up_id: int | None
    reasons: tuple[Reason, ...] = ()


@transaction.atomic
def add_check_up(
    *, viewer: Viewer, elder: Elder, entry: CheckUpEntry, provenance: Provenance = AT_THE_DESK
) -> CheckUp:
    """Record a check-up. Raises Refused with every reason at once."""
    locked = lock_in_scope(elder, viewer=viewer)
    taken = set(CheckUp.objects.filter(elder=locked).values_list("elder_id", "occurred_on"))
    if reasons := _check(entry, elder=locked, on=viewer.on, taken=taken):
        raise Refused(*reasons)
    made = _make(locked, entry, provenance.columns(viewer))
    made.save()
    _record(viewer, made, act="add", changes=_shown({}, asdict(entry)))
    return made


@transaction.atomic
def change_check_up(
    *,
    viewer: Viewer,
    check_up: CheckUp,
    version: int,
    entry: CheckUpEntry,
    provenance: Provenance = AT_THE_DESK,
) -> CheckUp:
    """Correct a check-up. Raises Refused, or Stale after another's change."""
    elder = lock_in_scope(check_up.elder, viewer=viewer)
    locked = lock_version(check_up, version=version)
    before, after = {field: getattr(locked, field) for field in asdict(entry)}, asdict(entry)
    differing = {field: value for field, value in after.items() if before[field] != value}
    if not differing:
        return locked
    others = CheckUp.objects.filter(elder=elder).exclude(pk=locked.pk)
    taken = set(others.values_list("elder_id", "occurred_on"))
    if reasons := _check(entry, elder=elder, on=viewer.on, taken=taken):
        raise Refused(*reasons)
    for field, value in {**differing, **provenance.columns(viewer)}.items():
        setattr(locked, field, value)
    locked.counts_until = year_end(locked.occurred_on)
    locked.version += 1
    locked.save()
    _record(viewer, locked, act="change", changes=_shown(before, differing))
    return locked


@transaction.atomic
def add_check_ups(
    *, viewer: Viewer, entries: Sequence[CheckUpLine], provenance: Provenance = AT_THE_DESK
) -> list[CheckUpOutcome]:
    """Record many check-ups in one transaction and one act; a line that is refused does not stop the others.

    The outcomes are in the order of the lines. Elders outside the viewer's villages are unknown here.
    """
    indexes = [blind_index(_number(line.identity_number), column=IDENTITY_COLUMN) for line in entries]
    found = Elder.objects.visible_to(viewer, permission=ELDERS_WRITE).filter(identity_index__in=set(indexes))
    elders = {bytes(elder.identity_index): elder for elder in found}
    known = CheckUp.objects.filter(elder__in=[elder.pk for elder in elders.values()])
    taken = set(known.values_list("elder_id", "occurred_on"))
    columns = provenance.columns(viewer)
    outcomes: list[CheckUpOutcome] = []
    made: list[tuple[int, CheckUp]] = []
    for place, (index, line) in enumerate(zip(indexes, entries, strict=True)):
        elder = elders.get(index)
        if elder is None:
            reasons = [Reason("unknown_elder", field="identity_number")]
        else:
            reasons = _check(line.entry, elder=elder, on=viewer.on, taken=taken)
        if not reasons and elder is not None and line.entry.occurred_on is not None:
            taken.add((elder.pk, line.entry.occurred_on))
            made.append((place, _make(elder, line.entry, columns)))
        outcomes.append(CheckUpOutcome(check_up_id=None, reasons=tuple(reasons)))
    CheckUp.objects.bulk_create([check_up for _place, check_up in made])
    for place, check_up in made:
        outcomes[place] = CheckUpOutcome(check_up_id=check_up.pk)
    if made:
        _record_many(viewer, [check_up for _place, check_up in made])
    return outcomes


@transaction.atomic
def withdraw_check_ups(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Remove check-ups that were entered by mistake; returns by id why one was kept."""
    rows, kept = reasons_to_keep(CheckUp, versions=versions)
    gone = [row for pk, row in rows.items() if pk not in kept]
    record_acts(
        viewer=viewer,
        kind="check_up.withdraw",
        changes=[
            Change(changed=row, elder_ids=(row.elder_id,), detail={"version": row.version}) for row in gone
        ],
        since=min((row.occurred_on for row in gone), default=viewer.on),
    )
    CheckUp.objects.filter(pk__in=[row.pk for row in gone]).delete()
    return kept


def _make(elder: Elder, entry: CheckUpEntry, columns: dict[str, Any]) -> CheckUp:
    until = year_end(entry.occurred_on) if entry.occurred_on else None
    return CheckUp(elder=elder, counts_until=until, **asdict(entry), **columns)


def _number(text: str) -> str:
    plain = "".join(text.split()).upper()
    return upgrade_legacy_number(plain) if len(plain) == LEGACY_LENGTH and plain.isdigit() else plain


def _check(entry: CheckUpEntry, *, elder: Elder, on: date, taken: set[tuple[int, date]]) -> list[Reason]:
    values = {field: value for field, value in asdict(entry).items() if field != "organisation_id"}
    reasons = check_days(
        valid_from=entry.occurred_on,
        birth=elder.birth_date,
        death=elder.death_date,
        on=on,
        field="occurred_on",
    )
    reasons += check_values(values, required=()) + check_pressures(values)
    if not reasons and entry.occurred_on is not None and (elder.pk, entry.occurred_on) in taken:
        params = {"day": entry.occurred_on.isoformat()}
        reasons.append(Reason("check_up_exists", field="occurred_on", params=params))
    return reasons


def _shown(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        field: [_plain(before.get(field)), _plain(value)]
        for field, value in after.items()
        if _plain(before.get(field)) != _plain(value)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (date, Decimal)):
        return str(value)
    return "" if value is None else value


def _record(viewer: Viewer, check_up: CheckUp, *, act: str, changes: dict[str, list[Any]]) -> None:
    record_act(
        viewer=viewer,
        kind=f"check_up.{act}",
        changed=check_up,
        elder_ids=[check_up.elder_id],
        since=check_up.occurred_on,
        detail={"version": check_up.version, "changes": changes},
    )


def _record_many(viewer: Viewer, made: list[CheckUp]) -> None:
    record_act(
        viewer=viewer,
        kind="check_up.add_many",
        changed=made[0],
        elder_ids=sorted({check_up.elder_id for check_up in made}),
        since=min(check_up.occurred_on for check_up in made),
        detail={"ids": [check_up.pk for check_up in made]},
    )
