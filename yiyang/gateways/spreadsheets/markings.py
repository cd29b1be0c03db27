"""What a .xlsx says beside its values: hidden rows and columns, error cells, formulas never computed.

The parts are walked in pieces with a few patterns, so that a hundred thousand rows cost neither memory nor a tree.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

PIECE_BYTES = 4 * 1024 * 1024
LONGEST_ELEMENT = 16 * 1024
ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*>')
HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
COLUMN = re.compile(rb"<col\b[^>]*>")
BOUND = re.compile(rb'\b(min|max)="(\d+)"')
ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]+)(\d+)"[^>]*>.{0,400}?<v>([^<]*)</v>', re.DOTALL)
NEVER_COMPUTED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
MOST_COLUMNS = 16_384


@dataclass(frozen=True, kw_only=True)
class Markings:
    """Hidden rows by number, hidden columns by place from 0, and faults by (row, column)."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    faults: dict[int, dict[int, str]] = field(default_factory=dict)

    @property
    def fault_rows(self) -> dict[int, dict[int, str]]:
        """Rows that have a cell without a value."""
        return self.faults

    def faults_of(self, row: int) -> dict[int, str]:
        """Place of the column → what the cell shows."""
        return self.faults[row]


NO_MARKINGS = Markings()


def read_markings(content: bytes, *, sheet: str) -> Markings:
    """The markings of a sheet of a .xlsx; none when its part cannot be told."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        part = _part_of(packed, sheet)
        if part is None:
            return NO_MARKINGS
        hidden_rows: set[int] = set()
        hidden_columns: set[int] = set()
        faults: dict[int, dict[int, str]] = {}
        for piece in _pieces(packed, part):
            if b"hidden=" in piece:
                hidden_rows |= {int(row[1]) for row in ROW.finditer(piece) if HIDDEN.search(row[0])}
                hidden_columns |= _columns(piece)
            if b't="e"' in piece:
                for letters, row, text in ERROR.findall(piece):
                    faults.setdefault(int(row), {})[_place(letters)] = text.decode("utf-8", "replace")
            if b"<f" in piece:
                for letters, row in NEVER_COMPUTED.findall(piece):
                    faults.setdefault(int(row), {})[_place(letters)] = "="
    return Markings(
        hidden_rows=frozenset(hidden_rows), hidden_columns=frozenset(hidden_columns), faults=faults
    )


def _pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    rest = b""
    with packed.open(part) as stream:
        while piece := stream.read(PIECE_BYTES):
            piece = rest + piece
            cut = piece.rfind(b"<row ")
            # A row is kept whole; what follows the last row's beginning waits for the next piece.
            if cut <= 0:
                cut = max(0, len(piece) - LONGEST_ELEMENT)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def _columns(piece: bytes) -> set[int]:
    found: set[int] = set()
    for column in COLUMN.findall(piece):
        if HIDDEN.search(column):
            bounds = {name: int(number) for name, number in BOUND.findall(column)}
            found |= set(range(bounds.get(b"min", 1) - 1, min(bounds.get(b"max", 0), MOST_COLUMNS)))
    return found


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _part_of(packed: zipfile.ZipFile, sheet: str) -> str | None:
    names = set(packed.namelist())
    try:
        book = packed.read("xl/workbook.xml").decode("utf-8")
        links = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    except KeyError:
        return None
    wanted = None
    for element in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, link = re.search(r'\bname="([^"]*)"', element), re.search(r'\br:id="([^"]*)"', element)
        if name and link and _unescape(name[1]) == sheet:
            wanted = link[1]
    for element in re.findall(r"<Relationship\b[^>]*>", links):
        key, target = re.search(r'\bId="([^"]*)"', element), re.search(r'\bTarget="([^"]*)"', element)
        if key and target and key[1] == wanted:
            path = target[1].lstrip("/")
            path = path if path.startswith("xl/") else f"xl/{path}"
            return path if path in names else None
    return None


def _unescape(text: str) -> str:
    for sign, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(sign, plain)
    return text
