"""Taking in a table of elders: each row is a registration of its own, with the same rules as the page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yiyang.access.roles import ELDERS_IMPORT
from yiyang.access.viewer import Viewer
from yiyang.domains.elders.actions import register_elder
from yiyang.domains.elders.rules.registration import ElderEntry, check_entry
from yiyang.flows.records.columns import COLUMNS, Entry, read_entries
from yiyang.gateways.spreadsheets import Row, read_sheet
from yiyang.gateways.spreadsheets.reading import too_large
from yiyang.kernel.refused import Reason, Refused, Translate
from yiyang.regions.models import Region
from yiyang.regions.queries import NoSuchRegion, find_region

BATCH_ROWS = 100
COLUMN_OF_FIELD = {"village": "village_code"}
COLUMN_ORDER = {column.field: place for place, column in enumerate(COLUMNS)}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """One reason why a row was not taken; `column` is a field of `columns.COLUMNS`, empty for the whole row."""

    row: int
    column: str
    code: str
    reason: Reason

    def message(self, translate: Translate) -> str:
        """The sentence in the language of `translate`."""
        return self.reason.text(translate)


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """How many rows were taken, and every reason why others were not."""

    accepted: int
    refused: tuple[RefusedRow, ...]

    @property
    def refused_rows(self) -> int:
        """How many rows were not taken."""
        return len({line.row for line in self.refused})


def import_elders(*, viewer: Viewer, rows: Iterable[Row], progress: Progress | None = None) -> ImportOutcome:
    """Register the person of each row below the header; a row that is refused leaves nothing behind.

    Rows are kept in batches: when the machine stops, the batches before are there, and a second import refuses
    their rows as registered. `progress` is told (rows done, all rows) after each batch.
    Raises Refused when no header row is found or no person below it.
    """
    entries = read_entries(rows)
    villages = _Villages()
    accepted, refused, done = 0, [], 0
    for batch in _batches(entries):
        with transaction.atomic():
            lines = [_take(entry, viewer=viewer, villages=villages) for entry in batch]
        accepted += sum(not line for line in lines)
        refused += [each for line in lines for each in line]
        done += len(batch)
        if progress is not None:
            progress(done, len(entries))
    return ImportOutcome(accepted=accepted, refused=tuple(refused))


def import_elders_file(
    *, viewer: Viewer, path: Path | str, progress: Progress | None = None
) -> ImportOutcome:
    """Register the people of a .csv or .xlsx file. Raises Refused for a file or a header that cannot be read."""
    file = Path(path)
    size = file.stat().st_size
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise too_large(size, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    sheet = read_sheet(file.read_bytes(), name=file.name, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    return import_elders(viewer=viewer, rows=sheet.rows, progress=progress)


class _Villages:
    """Villages by code, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[str, Region | None] = {}

    def find(self, code: str) -> Region | None:
        """The unit of a code; raises Refused (`unknown_village`), None for an empty code."""
        if not code:
            return None
        if code not in self._known:
            try:
                self._known[code] = find_region(code)
            except NoSuchRegion:
                self._known[code] = None
        if self._known[code] is None:
            raise Refused.because("unknown_village", field="village", text=code)
        return self._known[code]


def _batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH_ROWS)):
        yield batch


def _take(entry: Entry, *, viewer: Viewer, villages: _Villages) -> list[RefusedRow]:
    reasons = list(entry.reasons)
    village = None
    try:
        village = villages.find(entry.values["village_code"])
    except Refused as refused:
        reasons += refused.reasons
    try:
        # A cell that could not be read keeps the row out; the other cells are judged all the same.
        if reasons:
            check_entry(_as_entry(entry), on=viewer.on)
        else:
            register_elder(viewer=viewer, entry=_as_entry(entry), village=village, permission=ELDERS_IMPORT)
    except Refused as refused:
        faulty = {reason.field for reason in reasons}
        reasons += [reason for reason in refused.reasons if reason.field not in faulty]
    lines = [
        RefusedRow(
            row=entry.number,
            column=COLUMN_OF_FIELD.get(reason.field or "", reason.field or ""),
            code=reason.code,
            reason=reason,
        )
        for reason in reasons
    ]
    return sorted(lines, key=lambda line: COLUMN_ORDER.get(line.column, len(COLUMN_ORDER)))


def _as_entry(entry: Entry) -> ElderEntry:
    values = entry.values
    return ElderEntry(
        name=values["name"],
        identity_number=values["identity_number"],
        sex=values["sex"],
        birth_date=values["birth_date"],
        phone=values["phone"],
        address=values["address"],
    )
