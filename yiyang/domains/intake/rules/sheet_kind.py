"""What a kind of table is: its columns, and how its rows are judged, taken and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiyang.kernel.refused import Reason

NEW, UPDATE, SAME, SUSPECT, FAULTY = "new", "update", "same", "suspect", "faulty"
TWICE, SKIPPED = "twice", "skipped"
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
WITHDRAWN, KEPT = "withdrawn", "kept"
OUTCOMES = (
    NEW, UPDATE, SAME, SUSPECT, FAULTY, TWICE, SKIPPED, CREATED, UPDATED, UNCHANGED, REFUSED, WITHDRAWN, KEPT,
)  # fmt: skip
READ_WHOLE = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column of a kind of table.

    Attributes:
        field: name of the value, also an accepted heading.
        heading: heading in the template.
        aliases: other headings it is known by.
        read: makes a value of a cell; raises Refused with reasons about the cell. It is never given an empty cell.
        required: whether the table must have the column.
        choices: words offered in the template's drop-down.
        sample, note: what the template's sample row and its instructions say.
        is_personal: whether values may name a person.
    """

    field: str
    heading: str
    read: Callable[[Any], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    sample: str = ""
    note: str = ""
    is_personal: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row understood: values by field (None where the cell is empty), and what could not be understood."""

    number: int
    values: dict[str, Any]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What the check says of a row: new, update, same, suspect or faulty, with reasons."""

    number: int
    outcome: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What became of a row: created, updated, unchanged or refused.

    `object_id` and `version` say which record stands how after it, `before` what an update replaced.
    """

    number: int
    outcome: str
    object_id: int | None = None
    version: int | None = None
    before: dict[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A row that undoing leaves as it is, and why."""

    number: int
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A record that stays when a row that changed it is taken back, and its version then.

    Earlier rows of the same batch about it are taken back from that version on.
    """

    object_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class SheetKind:
    """A kind of table.

    Attributes:
        code, label: name in addresses and its msgid.
        sheet: name of the template's sheet.
        permission: what it takes to send such a table.
        columns: in the template's order.
        key: what must not occur twice in a file (None where a row has none).
        check: verdict of each entry, without leaving anything behind.
        take: takes entries inside the caller's transaction; entries that the check called an update are named
            by `updates`.
        withdraw: takes back rows (the latest first) inside the caller's transaction and returns those it kept, and
            of records that several rows of a batch may change how they stand now.
        record_url: address of the record that a row made, by object id; empty when there is none.
    """

    code: str
    label: str
    sheet: str
    permission: str
    columns: tuple[SheetColumn, ...]
    check: Callable[..., list[Verdict]]
    take: Callable[..., list[Taken]]
    withdraw: Callable[..., Sequence[Kept | Standing]]
    key: Callable[[dict[str, Any]], str | None] = lambda _values: None
    note: str = ""
    by_field: dict[str, SheetColumn] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        fields = [column.field for column in self.columns]
        if len(set(fields)) != len(fields):
            raise ValueError(f"the kind {self.code!r} names a field twice")
        object.__setattr__(self, "by_field", {column.field: column for column in self.columns})

    @property
    def required(self) -> tuple[SheetColumn, ...]:
        """Columns that the table must have."""
        return tuple(column for column in self.columns if column.required)


FindKind = Callable[[str], SheetKind]
Kinds = Sequence[SheetKind]
