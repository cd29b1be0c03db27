"""Compile the translations of every room; the .mo files are made at set-up and never committed."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(package: Path) -> list[Path]:
    """Compile every `locale/*/LC_MESSAGES/*.po` below `package` whose .mo is missing or older.

    Returns the files written.
    """
    written = []
    for source in sorted(package.glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as text, target.open("wb") as binary:
            write_mo(binary, read_po(text))
        written.append(target)
    return written
