"""What an update replaced, as it is kept for taking it back."""

import json
from typing import Any


def dump_before(values: dict[str, Any] | None) -> str | None:
    """Values as a text to be sealed."""
    return None if values is None else json.dumps(values, ensure_ascii=False, default=str)


def load_before(text: str | None) -> dict[str, Any] | None:
    """The values of a text that `dump_before` wrote."""
    return None if text is None else json.loads(text)
