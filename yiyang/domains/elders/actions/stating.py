"""Adding, changing and ending the facts stated about an elder: one way for every kind."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_act
from yiyang.audit.versions import lock_version
from yiyang.domains.elders.actions.details import lock_in_scope
from yiyang.domains.elders.actions.kinds import KINDS, FactKind, kind_of
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.actions.provenance import AT_THE_DESK, Provenance
from yiyang.domains.elders.models import Elder, Stated
from yiyang.domains.elders.rules.statements import check_choice, check_days, check_values, normalise
from yiyang.kernel.intervals import from_last_day, last_day
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.refused import Reason, Refused

SEALED = ("phone",)


@transaction.atomic
def add_fact(
    *,
    viewer: Viewer,
    elder: Elder,
    kind: str,
    values: Mapping[str, Any],
    valid_from: date | None,
    last: date | None = None,
    provenance: Provenance = AT_THE_DESK,
) -> Any:
    """State a fact of a kind from a day on (until its last day). Raises Refused with every reason at once."""
    sort = KINDS[kind]
    locked = lock_in_scope(elder, viewer=viewer)
    plain = normalise(_known(sort, values))
    valid_to = from_last_day(last)
    reasons = _check(sort, plain, valid_from=valid_from, valid_to=valid_to, elder=locked, on=viewer.on)
    if reasons or valid_from is None:
        raise Refused(*reasons)
    fact = sort.model(
        elder=locked,
        valid_from=valid_from,
        valid_to=valid_to,
        **{field: value if value != "" or field not in SEALED else None for field, value in plain.items()},
        **provenance.columns(viewer),
    )
    fact.save()
    _record(viewer, sort, fact, act="add", since=valid_from, changes=_shown(sort, {}, plain))
    return fact


@transaction.atomic
def change_fact(
    *,
    viewer: Viewer,
    fact: Any,
    version: int,
    values: Mapping[str, Any],
    valid_from: date | None = None,
    provenance: Provenance = AT_THE_DESK,
) -> Any:
    """Correct what a fact says or from which day it holds. Raises Refused, or Stale after another's change."""
    sort = kind_of(fact)
    elder = lock_in_scope(fact.elder, viewer=viewer)
    locked: Any = lock_version(fact, version=version)
    plain = normalise(_known(sort, values))
    before = {field: getattr(locked, field) for field in plain}
    first = valid_from or locked.valid_from
    differing = {field: value for field, value in plain.items() if (before[field] or "") != (value or "")}
    if not differing and first == locked.valid_from:
        return locked
    whole = {field: getattr(locked, field) for field in sort.fields} | plain
    reasons = _check(
        sort, whole, valid_from=first, valid_to=locked.valid_to, elder=elder, on=viewer.on, besides=locked.pk
    )
    if reasons:
        raise Refused(*reasons)
    changes = _shown(sort, before, differing)
    if first != locked.valid_from:
        changes["valid_from"] = [locked.valid_from.isoformat(), first.isoformat()]
    since = min(first, locked.valid_from)
    for field, value in differing.items():
        setattr(locked, field, value if value != "" or field not in SEALED else None)
    for field, value in provenance.columns(viewer).items():
        setattr(locked, field, value)
    locked.valid_from = first
    locked.version += 1
    locked.save()
    _record(viewer, sort, locked, act="change", since=since, changes=changes)
    return locked


@transaction.atomic
def end_fact(
    *, viewer: Viewer, fact: Any, version: int, last: date | None = None, is_mistake: bool = False
) -> Any:
    """Say the last day on which a fact held, or that it never did (`is_mistake`: the row goes, the act keeps it).

    Raises Refused, or Stale after another's change.
    """
    sort = kind_of(fact)
    elder = lock_in_scope(fact.elder, viewer=viewer)
    locked: Any = lock_version(fact, version=version)
    if is_mistake:
        whole = {field: getattr(locked, field) for field in sort.fields}
        locked.version += 1
        changes = {field: pair[::-1] for field, pair in _shown(sort, {}, whole).items()}
        _record(viewer, sort, locked, act="withdraw", since=locked.valid_from, changes=changes, delete=True)
        return locked
    valid_to = from_last_day(last)
    reasons = [] if last is not None else [Reason("value_missing", field="last_day")]
    reasons += check_days(
        valid_from=locked.valid_from,
        valid_to=valid_to,
        birth=elder.birth_date,
        death=elder.death_date,
        on=viewer.on,
    )
    if last is not None and last > viewer.on:
        params = {"day": last.isoformat(), "on": viewer.on.isoformat()}
        reasons.append(Reason("in_future", field="last_day", params=params))
    if reasons:
        raise Refused(*reasons)
    before = last_day(locked.valid_to)
    locked.valid_to = valid_to
    locked.version += 1
    locked.save(update_fields=["valid_to", "version"])
    changes = {"valid_to": [before.isoformat() if before else "", str(last)]}
    _record(viewer, sort, locked, act="end", since=locked.valid_from, changes=changes)
    return locked


def _known(sort: FactKind, values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(sort.fields):
        raise LookupError(f"{sorted(unknown)} are no fields of {sort.code}")
    return dict(values)


def _check(
    sort: FactKind,
    values: Mapping[str, Any],
    *,
    valid_from: date | None,
    valid_to: date | None,
    elder: Elder,
    on: date,
    besides: int | None = None,
) -> list[Reason]:
    reasons = check_values(values, required=sort.required)
    reasons += _check_lengths(sort.model, values)
    for field, known in sort.choices.items():
        reasons += check_choice(field, values.get(field), known)
    reasons += check_days(
        valid_from=valid_from, valid_to=valid_to, birth=elder.birth_date, death=elder.death_date, on=on
    )
    if not reasons and valid_from is not None and sort.unique_by:
        reasons += _check_single(sort, values, elder, valid_from, valid_to, besides)
    return reasons


def _check_lengths(model: type[models.Model], values: Mapping[str, Any]) -> list[Reason]:
    reasons = []
    for field, value in values.items():
        most = getattr(model._meta.get_field(field), "max_length", None)
        if most and isinstance(value, str) and len(value) > most:
            reasons.append(Reason("text_too_long", field=field, params={"most": most}))
    return reasons


def _check_single(
    sort: FactKind,
    values: Mapping[str, Any],
    elder: Elder,
    valid_from: date,
    valid_to: date | None,
    besides: int | None,
) -> list[Reason]:
    same = sort.model.objects.filter(
        elder=elder, **{field: values.get(field, "") for field in sort.unique_by}
    )
    same = same.exclude(pk=besides).filter(
        models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=valid_from)
    )
    if valid_to is not None:
        same = same.filter(valid_from__lt=valid_to)
    other = same.order_by("valid_from").first()
    if other is None:
        return []
    end = last_day(other.valid_to)
    params = {"first": other.valid_from.isoformat(), "until": f" – {end}" if end else ""}
    return [Reason("fact_overlaps", field=sort.unique_by[0], params=params)]


def _shown(sort: FactKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        field: [_plain(field, before.get(field)), _plain(field, value)]
        for field, value in after.items()
        if field in sort.fields
    }


def _plain(field: str, value: Any) -> Any:
    if field in SEALED and value:
        return mask_phone(str(value))
    return "" if value is None else value


def _record(
    viewer: Viewer,
    sort: FactKind,
    fact: Stated,
    *,
    act: str,
    since: date,
    changes: dict[str, list[Any]],
    delete: bool = False,
) -> None:
    row: Any = fact
    record_act(
        viewer=viewer,
        kind=f"{sort.code}.{act}",
        changed=row,
        elder_ids=[row.elder_id],
        since=since,
        detail={"version": row.version, "changes": changes},
    )
    if delete:
        row.delete()
    if sort.derives:
        derive_memberships([row.elder_id])
