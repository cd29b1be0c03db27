from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event of a record: its day, a short title, and optionally detail, a light and a link."""

    day: date | None
    title: str
    detail: str = ""
    light: str = ""
    url: str = ""
