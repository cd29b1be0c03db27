"""Files of a batch, kept sealed in parts."""

import base64
from collections.abc import Iterator
from pathlib import Path

from yiyang.domains.intake.models import Batch, BatchFile, FileRole

PART_BYTES = 384 * 1024


def store_file(batch: Batch, *, role: str, parts: Iterator[bytes]) -> None:
    """Keep a file in place of an earlier one of its role. Called in a transaction: a file is there whole or not."""
    BatchFile.objects.filter(batch=batch, role=role).delete()
    for number, part in enumerate(parts):
        text = base64.b64encode(part).decode("ascii")
        BatchFile.objects.create(batch=batch, role=role, part=number, content=text)


def split_bytes(content: bytes) -> Iterator[bytes]:
    """A file's parts."""
    for start in range(0, len(content), PART_BYTES):
        yield content[start : start + PART_BYTES]


def split_path(path: Path) -> Iterator[bytes]:
    """The parts of a file on the disk."""
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            yield part


def read_parts(batch: Batch, *, role: str = FileRole.UPLOAD) -> Iterator[bytes]:
    """The parts of a kept file in order."""
    for number in (
        BatchFile.objects.filter(batch=batch, role=role).order_by("part").values_list("part", flat=True)
    ):
        kept = BatchFile.objects.get(batch=batch, role=role, part=number)
        kept.batch = batch
        yield base64.b64decode(kept.content)


def read_file(batch: Batch, *, role: str = FileRole.UPLOAD) -> bytes:
    """A kept file as a whole."""
    return b"".join(read_parts(batch, role=role))
