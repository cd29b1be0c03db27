"""The verbs of registering and changing, for many people at once: the same checks, a few statements for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Min

from yiyang.access.roles import ELDERS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.audit.acts import Change, record_acts
from yiyang.audit.models import Act
from yiyang.audit.withdrawing import reasons_to_keep, remove_records
from yiyang.domains.elders.actions.details import SEALED, assign
from yiyang.domains.elders.actions.memberships import derive_memberships
from yiyang.domains.elders.actions.provenance import Provenance
from yiyang.domains.elders.actions.register import judge_entry, make_elder
from yiyang.domains.elders.models import (
    WHOLE_ENTRY,
    DuplicatePair,
    Elder,
    FieldSource,
    LivingArrangement,
    LivingKind,
    Membership,
    Residence,
    SourceKind,
)
from yiyang.domains.elders.rules.registration import CheckedElder, ElderEntry
from yiyang.kernel.masking import mask_phone
from yiyang.kernel.refused import Reason
from yiyang.regions.models import Region

MOST_ATTEMPTS = 3
STATED = ("name", "phone", "address")
IMPORTED = Provenance(source=SourceKind.IMPORT)
OWN_MODELS = (Residence, LivingArrangement)
"""What registering itself writes about a person, a row each; further rows are somebody's further entry."""
DERIVED_MODELS = (Membership, FieldSource, DuplicatePair)
"""What follows from a person's entry and goes with it."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A person to be entered, and the village where the person lives."""

    entry: ElderEntry
    village: Region | None


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What holds about a registration.

    `reasons` stand against it; `existing` is the person if registered already, and `changes` what the entry states
    otherwise than the register. A person who is not registered has neither.
    """

    checked: CheckedElder | None
    index: bytes | None
    reasons: tuple[Reason, ...]
    village: Region | None
    existing: Elder | None = None
    changes: Mapping[str, str] = field(default_factory=dict)


def judge_registrations(
    *, viewer: Viewer, registrations: Iterable[Registration], permission: str = ELDERS_WRITE
) -> list[Judged]:
    """Judge each registration as `register_elder` does; a person who is there may be brought up to date."""
    judged = [
        (each, *judge_entry(each.entry, each.village, viewer=viewer, permission=permission))
        for each in registrations
    ]
    indexes = [index for _each, _checked, index, _reasons in judged if index is not None]
    known = {
        bytes(elder.identity_index): elder
        for elder in Elder.objects.filter(identity_index__in=indexes).select_related("village")
    }
    found = []
    for each, checked, index, against in judged:
        existing = known.get(index) if index is not None else None
        changes: dict[str, str] = {}
        reasons = against
        if existing is not None and checked is not None and not against:
            reasons = _against_update(existing, each, viewer=viewer, permission=permission)
            changes = {} if reasons else _changes(existing, checked)
        found.append(
            Judged(
                checked=checked,
                index=index,
                reasons=tuple(reasons),
                village=each.village,
                existing=existing,
                changes=changes,
            )
        )
    return found


def _against_update(existing: Elder, each: Registration, *, viewer: Viewer, permission: str) -> list[Reason]:
    place = existing.village
    if place is None or not viewer.covers(place.path, permission) or existing.death_date is not None:
        return [Reason("elder_exists", field="identity_number")]
    if each.village is not None and place.pk != each.village.pk:
        return [Reason("lives_elsewhere", field="village", params={"village": place.name})]
    return []


def _changes(existing: Elder, checked: CheckedElder) -> dict[str, str]:
    wanted = {name: getattr(checked, name) for name in STATED}
    return {
        name: value for name, value in wanted.items() if value and value != (getattr(existing, name) or "")
    }


def find_namesakes(*, viewer: Viewer, judged: Sequence[Judged], permission: str) -> list[str | None]:
    """For each of the judged who is not registered: the village of somebody of the same name and birth, or None."""
    fresh = [each.checked for each in judged if each.checked is not None and each.existing is None]
    rows = (
        Elder.objects.visible_to(viewer, permission=permission)
        .filter(name__in={each.name for each in fresh}, birth_date__in={each.birth_date for each in fresh})
        .values_list("name", "birth_date", "village__name")
        if fresh
        else ()
    )
    known = {(name, birth): village for name, birth, village in rows}
    return [
        known.get((each.checked.name, each.checked.birth_date))
        if each.checked is not None and each.existing is None
        else None
        for each in judged
    ]


@transaction.atomic
def register_elders(
    *, viewer: Viewer, registrations: Sequence[Registration], permission: str = ELDERS_WRITE
) -> list[Elder | tuple[Reason, ...]]:
    """Enter many people with residence and living arrangement from the viewer's day on, each with an act.

    Returns for each registration the elder, or every reason against it (`elder_exists` among them). Somebody else
    may register one of them at the same moment: then that one is refused and the others are entered.
    """
    attempt = 1
    while True:
        judged = judge_registrations(viewer=viewer, registrations=registrations, permission=permission)
        try:
            with transaction.atomic():
                return _register(judged, viewer=viewer)
        except IntegrityError:
            if attempt == MOST_ATTEMPTS:
                raise
            attempt += 1


def _register(judged: Sequence[Judged], *, viewer: Viewer) -> list[Elder | tuple[Reason, ...]]:
    outcomes: list[Elder | tuple[Reason, ...]] = []
    taken: set[bytes] = set()
    fresh: list[Elder] = []
    for each in judged:
        exists = each.existing is not None or each.index in taken
        if exists and not each.reasons:
            outcomes.append((Reason("elder_exists", field="identity_number"),))
        elif each.reasons or each.checked is None or each.index is None:
            outcomes.append(each.reasons)
        else:
            elder = make_elder(each.checked, index=each.index, village=each.village)
            taken.add(each.index)
            fresh.append(elder)
            outcomes.append(elder)
    Elder.objects.bulk_create(fresh)
    Residence.objects.bulk_create(
        Residence(elder=elder, area=elder.village, valid_from=viewer.on) for elder in fresh
    )
    LivingArrangement.objects.bulk_create(
        LivingArrangement(elder=elder, kind=LivingKind.HOME, valid_from=viewer.on) for elder in fresh
    )
    acts = record_acts(
        viewer=viewer,
        kind="elder.register",
        changes=[
            Change(changed=elder, elder_ids=(elder.pk,), detail={"version": elder.version}) for elder in fresh
        ],
        since=viewer.on,
    )
    _write_sources(zip(fresh, acts, strict=True), viewer=viewer)
    derive_memberships([elder.pk for elder in fresh], with_housemates=False)
    return outcomes


def _write_sources(
    pairs: Iterable[tuple[Elder, Act]], *, viewer: Viewer, fields: Mapping[int, Iterable[str]] | None = None
) -> None:
    columns = IMPORTED.columns(viewer)
    FieldSource.objects.bulk_create(
        FieldSource(elder=elder, field=field, act=act, **columns)
        for elder, act in pairs
        for field in (fields[elder.pk] if fields is not None else (WHOLE_ENTRY,))
    )


@transaction.atomic
def change_elders(
    *, viewer: Viewer, changes: Mapping[int, Mapping[str, str]], kind: str = "elder.change"
) -> dict[int, tuple[Elder, dict[str, str]]]:
    """Set checked name, phone or address of many people by id, each with an act.

    The caller has judged them (`judge_registrations`) and their scope. Returns by id the elder and what was before.
    """
    done, recorded = _change(viewer=viewer, changes=changes, kind=kind)
    elders = [elder for elder, _before in done.values()]
    _write_sources(zip(elders, recorded, strict=True), viewer=viewer, fields=changes)
    return done


def _change(
    *, viewer: Viewer, changes: Mapping[int, Mapping[str, str]], kind: str = "elder.change"
) -> tuple[dict[int, tuple[Elder, dict[str, str]]], list[Act]]:
    done: dict[int, tuple[Elder, dict[str, str]]] = {}
    acts = []
    for elder in Elder.objects.select_for_update().filter(pk__in=changes).order_by("pk"):
        before = {name: getattr(elder, name) or "" for name in changes[elder.pk]}
        assign(elder, dict(changes[elder.pk]))
        elder.version += 1
        elder.save()
        pairs = {name: [before[name], changes[elder.pk][name]] for name in before}
        shown = {
            name: [mask_phone(value) if name in SEALED and value else value for value in pair]
            for name, pair in pairs.items()
        }
        acts.append(
            Change(changed=elder, elder_ids=(elder.pk,), detail={"version": elder.version, "changes": shown})
        )
        done[elder.pk] = (elder, before)
    return done, record_acts(viewer=viewer, kind=kind, changes=acts, since=viewer.on)


@transaction.atomic
def withdraw_elders(*, viewer: Viewer, versions: Mapping[int, int]) -> dict[int, Reason]:
    """Take people off the register who were entered by mistake; `versions` by id say how each was entered.

    Returns by id why somebody was kept: changed since, no longer there, or named by other entries.
    """
    elders, kept = reasons_to_keep(Elder, versions=versions, own=OWN_MODELS, derived=DERIVED_MODELS)
    gone = [elder for pk, elder in elders.items() if pk not in kept]
    first_days = Residence.objects.filter(elder__in=gone).aggregate(first=Min("valid_from"))
    record_acts(
        viewer=viewer,
        kind="elder.withdraw",
        changes=[
            Change(changed=elder, elder_ids=(elder.pk,), detail={"version": elder.version}) for elder in gone
        ],
        since=first_days["first"] or viewer.on,
    )
    remove_records(Elder, [elder.pk for elder in gone], own=OWN_MODELS, derived=DERIVED_MODELS)
    return kept


@transaction.atomic
def restore_elders(
    *, viewer: Viewer, before: Mapping[int, Mapping[str, str]], versions: Mapping[int, int]
) -> dict[int, Reason]:
    """Set back what a batch changed, where nobody changed it since; returns by id why not."""
    found = dict(Elder.objects.filter(pk__in=before).values_list("pk", "version"))
    kept: dict[int, Reason] = {}
    for pk in before:
        if pk not in found:
            kept[pk] = Reason("kept_gone")
        elif found[pk] != versions[pk]:
            kept[pk] = Reason("kept_changed_since")
    wanted = {pk: before[pk] for pk in before if pk not in kept}
    _change(viewer=viewer, changes=wanted)
    _drop_sources(wanted)
    return kept


def _drop_sources(changes: Mapping[int, Mapping[str, str]]) -> None:
    """Drop what the batch said of its values, so that whoever said the values set back speaks for them again."""
    latest: dict[tuple[int, str], int] = {}
    rows = FieldSource.objects.filter(elder__in=changes).order_by("pk")
    for pk, elder, name in rows.values_list("pk", "elder_id", "field"):
        if name in changes[elder]:
            latest[elder, name] = pk
    FieldSource.objects.filter(pk__in=latest.values()).delete()
