"""Changes of rows that can be taken back: what an act found, what it left, and the way back.

The verbs of `Journal` write the rows; `write` keeps what they did under the act, in the same transaction.
`revert` restores every row that still stands as the act left it; a row edited since is kept and listed.
The column `version` counts edits and never runs back: it is not journalled, a restored row gets a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F

from yiyang.audit.acts import OutsideTransaction
from yiyang.audit.columns import UNCOUNTED, Columns, column_fields, read_columns, restore_value
from yiyang.audit.models import Act, JournalEntry, JournalKind

RESTORED, KEPT = "restored", "kept"
EDITED, GONE, IN_THE_WAY, REFERRED_TO = "edited", "gone", "in_the_way", "referred_to"
MOST_AT_ONCE = 500


class StillReferredTo(RuntimeError):
    """A row cannot be deleted through the journal while other rows refer to it."""


class Journal:
    """The changes of one act, in order. Rows of any model with an integer key; inside a transaction only."""

    def __init__(self) -> None:
        self._entries: list[JournalEntry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def create(self, row: models.Model) -> Any:
        """Save a new row."""
        _demand_transaction()
        row.save(force_insert=True)
        self._note(type(row), row.pk, JournalKind.CREATE, before=None, after=_read(row))
        return row

    def update(self, row: models.Model, **values: Any) -> Any:
        """Set columns of a saved row; `values` by field name. The row is locked until the transaction ends."""
        _demand_transaction()
        model = type(row)
        fields = [model._meta.get_field(name) for name in values]
        names = [field.attname for field in fields if field.attname != UNCOUNTED]
        before = read_columns(model, [row.pk], lock=True)[row.pk]
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[field.name for field in fields])
        after = _read(row)
        changed = [name for name in names if before[name] != after[name]]
        if changed:
            self._note(
                model, row.pk, JournalKind.UPDATE, before=_pick(before, changed), after=_pick(after, changed)
            )
        return row

    def update_all(self, rows: models.QuerySet, **values: Any) -> int:
        """Set the same columns of many rows in few statements; returns how many rows came out different."""
        _demand_transaction()
        model = rows.model
        names = [model._meta.get_field(name).attname for name in values]
        names = [name for name in names if name != UNCOUNTED]
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        count = 0
        for start in range(0, len(ids), MOST_AT_ONCE):
            some = ids[start : start + MOST_AT_ONCE]
            before = read_columns(model, some, lock=True)
            model._base_manager.filter(pk__in=some).update(**values)
            after = read_columns(model, some)
            for pk in some:
                changed = [name for name in names if before[pk][name] != after[pk][name]]
                if changed:
                    count += 1
                    self._note(
                        model,
                        pk,
                        JournalKind.UPDATE,
                        before=_pick(before[pk], changed),
                        after=_pick(after[pk], changed),
                    )
        return count

    def delete(self, row: models.Model) -> None:
        """Delete a row to which none refers. Raises StillReferredTo."""
        _demand_transaction()
        if holder := _referring(type(row), row.pk):
            raise StillReferredTo(f"{type(row)._meta.label_lower} {row.pk}: {holder}")
        before = read_columns(type(row), [row.pk], lock=True)[row.pk]
        if hasattr(row, UNCOUNTED):
            before[UNCOUNTED] = type(row)._base_manager.values_list(UNCOUNTED, flat=True).get(pk=row.pk)
        self._note(type(row), row.pk, JournalKind.DELETE, before=before, after=None)
        type(row)._base_manager.filter(pk=row.pk).delete()

    def write(self, *, act: Act) -> None:
        """Keep the changes under the act and begin anew."""
        _demand_transaction()
        for entry in self._entries:
            entry.act = act
        JournalEntry.objects.bulk_create(self._entries, batch_size=MOST_AT_ONCE)
        self._entries = []

    def _note(
        self,
        model: type[models.Model],
        pk: int,
        kind: str,
        *,
        before: Columns | None,
        after: Columns | None,
    ) -> None:
        self._entries.append(
            JournalEntry(table=model._meta.label_lower, row=pk, kind=kind, before=before, after=after)
        )


@dataclass(frozen=True, kw_only=True)
class KeptRow:
    """A row that was not restored: why, and field → [as the act left it, as it stands now] where it differs."""

    table: str
    row: int
    kind: str
    why: str
    changes: dict[str, list[Any]]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, for an act's detail."""
        return {
            "table": self.table,
            "row": self.row,
            "kind": self.kind,
            "why": self.why,
            "changes": self.changes,
        }


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """What taking an act back did: how many rows are as before, and which were kept."""

    restored: int
    kept: tuple[KeptRow, ...]
    _outcomes: dict[int, str]

    def write(self, *, act: Act) -> None:
        """Keep under the reversing act how each row came out."""
        for outcome in (RESTORED, KEPT):
            ids = [pk for pk, said in self._outcomes.items() if said == outcome]
            for start in range(0, len(ids), MOST_AT_ONCE):
                some = JournalEntry.objects.filter(pk__in=ids[start : start + MOST_AT_ONCE])
                some.update(outcome=outcome, reverted_by=act)


def revert(act: Act) -> Reversal:
    """Take an act's rows back, the last change first. The caller records its own act and writes the reversal.

    Rows taken back before are left alone: reverting twice restores nothing the second time.
    """
    _demand_transaction()
    outcomes: dict[int, str] = {}
    kept: list[KeptRow] = []
    for entry in JournalEntry.objects.filter(act=act, outcome="").order_by("-id").iterator(MOST_AT_ONCE):
        found = _take_back(entry)
        outcomes[entry.pk] = KEPT if found else RESTORED
        if found:
            kept.append(found)
    restored = sum(said == RESTORED for said in outcomes.values())
    return Reversal(restored=restored, kept=tuple(reversed(kept)), _outcomes=outcomes)


def preview_revert(act: Act) -> Reversal:
    """What `revert` would do now; nothing is written."""
    with transaction.atomic():
        found = revert(act)
        transaction.set_rollback(True)
    return found


def _take_back(entry: JournalEntry) -> KeptRow | None:
    model = apps.get_model(entry.table)
    present = read_columns(model, [entry.row], lock=True).get(entry.row)
    if entry.kind == JournalKind.DELETE:
        return _restore_deleted(entry, model, present)
    if present is None:
        return _kept(entry, GONE)
    changes = _differences(entry.after or {}, present)
    if changes:
        return _kept(entry, EDITED, changes)
    if entry.kind == JournalKind.CREATE:
        if _referring(model, entry.row):
            return _kept(entry, REFERRED_TO)
        model._base_manager.filter(pk=entry.row).delete()
        return None
    return _restore_updated(entry, model)


def _restore_updated(entry: JournalEntry, model: type[models.Model]) -> KeptRow | None:
    fields = {field.attname: field for field in column_fields(model)}
    before = entry.before or {}
    values: dict[str, Any] = {name: restore_value(fields[name], plain) for name, plain in before.items()}
    if any(field.attname == UNCOUNTED for field in model._meta.concrete_fields):
        values[UNCOUNTED] = F(UNCOUNTED) + 1
    if _missing_targets(model, before):
        return _kept(entry, GONE)
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=entry.row).update(**values)
    except IntegrityError:
        return _kept(entry, IN_THE_WAY)
    return None


def _restore_deleted(
    entry: JournalEntry, model: type[models.Model], present: Columns | None
) -> KeptRow | None:
    before = entry.before or {}
    if present is not None or _missing_targets(model, before):
        return _kept(entry, GONE if present is None else IN_THE_WAY)
    values = {field.attname: restore_value(field, before[field.attname]) for field in column_fields(model)}
    if UNCOUNTED in before:
        values[UNCOUNTED] = before[UNCOUNTED] + 1
    row = model(pk=entry.row, **values)
    stamped = [f.attname for f in column_fields(model) if getattr(f, "auto_now_add", False)]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if stamped:
                model._base_manager.filter(pk=entry.row).update(**_pick(values, stamped))
    except IntegrityError:
        return _kept(entry, IN_THE_WAY)
    return None


def _kept(entry: JournalEntry, why: str, changes: dict[str, list[Any]] | None = None) -> KeptRow:
    return KeptRow(table=entry.table, row=entry.row, kind=entry.kind, why=why, changes=changes or {})


def _differences(left: Columns, present: Columns) -> dict[str, list[Any]]:
    return {name: [value, present[name]] for name, value in left.items() if present[name] != value}


def _missing_targets(model: type[models.Model], before: Columns) -> bool:
    """Whether a row that the old columns point to is gone; databases would say so only at the commit."""
    for field in model._meta.concrete_fields:
        pk = before.get(field.attname)
        target = field.related_model
        if pk is not None and isinstance(target, type) and not target._base_manager.filter(pk=pk).exists():
            return True
    return False


def _referring(model: type[models.Model], pk: int) -> str:
    """The label of a model with rows that refer to this one, or an empty text."""
    for relation in model._meta.related_objects:
        holder = relation.related_model
        if holder is JournalEntry or relation.field is None or not relation.field.concrete:
            continue
        if holder._base_manager.filter(**{relation.field.attname: pk}).exists():
            return holder._meta.label
    return ""


def _read(row: models.Model) -> Columns:
    return read_columns(type(row), [row.pk])[row.pk]


def _pick(columns: Columns, names: Iterable[str]) -> Columns:
    return {name: columns[name] for name in names}


def _demand_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("journal")
