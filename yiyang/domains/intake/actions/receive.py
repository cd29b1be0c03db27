"""Receiving a file: which sheet, where its header stands, which column is which."""

import hashlib
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from yiyang.access.viewer import Viewer
from yiyang.audit.models import Act
from yiyang.domains.intake.actions.files import split_bytes, store_file
from yiyang.domains.intake.models import Batch, FileRole, Mapping
from yiyang.domains.intake.rules.headers import SEARCHED_ROWS, Header, find_header, other_kind
from yiyang.domains.intake.rules.sheet_kind import Kinds, SheetKind
from yiyang.gateways.spreadsheets import Book, Sheet, read_book
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Region
from yiyang.regions.queries import read_platform

LONGEST_NAME, LONGEST_SHEET = 200, 100


@dataclass(frozen=True, kw_only=True)
class Found:
    """The sheet to be read and its header."""

    sheet: Sheet
    header: Header


@transaction.atomic
def receive_file(
    *, viewer: Viewer, kind: SheetKind, kinds: Kinds, name: str, content: bytes, sheet: str = ""
) -> Batch:
    """Keep a file and propose how it is read; without a `sheet` the one that fits best is taken.

    `same_as` of the batch names an earlier one with the same content. Raises Refused for a file that cannot be
    read, a sheet that is not there, or a table of another kind.
    """
    book = read_book(content, name=name, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    found = choose_sheet(book, kind=kind, sheet=sheet)
    if (other := other_kind(found.header, kind, kinds)) is not None:
        raise Refused.because(
            "looks_like_other_kind", field="file", sheet=found.sheet.name, other=other.sheet
        )
    digest = hashlib.sha256(content).hexdigest()
    earlier = Batch.objects.visible_to(viewer, permission=kind.permission)
    batch = Batch(
        kind=kind.code,
        permission=kind.permission,
        file_name=PurePath(name).name[-LONGEST_NAME:],
        sha256=digest,
        size=len(content),
        sheets=[each.name for each in book.sheets if not each.is_hidden],
        same_as=earlier.filter(kind=kind.code, sha256=digest).order_by("-pk").first(),
        account_id=viewer.account_id,
        actor=viewer.name,
        area=_area_of(viewer, kind.permission),
        on=viewer.on,
    )
    lay_out(batch, found, kind=kind)
    batch.save()
    store_file(batch, role=FileRole.UPLOAD, parts=split_bytes(content))
    note_act(batch, viewer=viewer, kind="batch.receive", detail={"kind": kind.code, "size": len(content)})
    return batch


def choose_sheet(book: Book, *, kind: SheetKind, sheet: str = "") -> Found:
    """The sheet of a name, or the visible one that fits the kind best. Raises Refused (`sheet_unknown`)."""
    shown = [each.name for each in book.sheets if not each.is_hidden] or [each.name for each in book.sheets]
    if sheet and sheet not in book.openers:
        raise Refused.because("sheet_unknown", field="sheet", sheet=sheet, known=tuple(shown))
    best: Found | None = None
    for name in [sheet] if sheet else shown:
        opened = book.sheet(name)
        found = Found(sheet=opened, header=_header_of(opened, kind))
        if best is None or _fit(found, kind) > _fit(best, kind):
            best = found
    if best is None or not best.sheet.height:
        raise Refused.because("file_empty", field="file")
    return best


def _header_of(sheet: Sheet, kind: SheetKind) -> Header:
    return find_header(islice(sheet.rows(), SEARCHED_ROWS + 1), kind, merged=sheet.merged)


def _fit(found: Found, kind: SheetKind) -> tuple[int, int, int]:
    lacking = len(found.header.lacking(kind))
    return -lacking, len(found.header.places), len(found.header.headings) and 1


def lay_out(batch: Batch, found: Found, *, kind: SheetKind) -> None:
    """Write into the batch how the sheet is read, as far as the headings or an earlier choice tell."""
    header = found.header
    kept = Mapping.objects.filter(kind=kind.code, fingerprint=header.fingerprint).first()
    batch.sheet = found.sheet.name[:LONGEST_SHEET]
    batch.total = max(0, found.sheet.height - header.last)
    batch.header = {
        "first": header.first,
        "last": header.last,
        "headings": list(header.headings),
        "proposals": {} if kept else dict(header.proposals),
        "hidden_rows": len([row for row in found.sheet.hidden_rows if row > header.last]),
        "hidden_columns": sorted(found.sheet.hidden_columns)[:50],
        "remembered": bool(kept),
    }
    batch.mapping = dict(kept.places) if kept else dict(header.places)


def _area_of(viewer: Viewer, permission: str) -> Region | None:
    if viewer.system:
        platform = read_platform()
        return platform.root if platform else None
    paths = sorted(viewer.area_paths(permission), key=len)
    return Region.objects.filter(path=paths[0]).first() if paths else None


def note_act(batch: Batch, *, viewer: Viewer, kind: str, detail: dict | None = None) -> None:
    """Record an act on the batch itself; what it does to records is recorded with them."""
    Act.objects.create(
        account_id=viewer.account_id,
        actor=viewer.name,
        kind=kind,
        object_type=batch._meta.label_lower,
        object_id=batch.pk,
        detail={**(detail or {}), "version": batch.version},
    )
