"""Read one TOML table key by key, noting every fault instead of stopping at the first."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yiyang.domains.policy.rules.pack.faults import Fault

_REQUIRED: Any = object()


class Entry:
    """A table of the pack with its place; a faulty key is noted in `faults` and read as its blank value."""

    def __init__(self, *, table: Mapping[str, Any], file: str, place: str, faults: list[Fault]) -> None:
        self.file = file
        self.place = place
        self._table = table
        self._faults = faults
        self._read: set[str] = set()

    def has(self, key: str) -> bool:
        """Say whether the key is written."""
        return key in self._table

    def note(self, code: str, message: str, mend: str) -> None:
        """Add a fault at this entry's place."""
        self._faults.append(Fault(file=self.file, place=self.place, code=code, message=message, mend=mend))

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """Read a string that is not blank."""
        value = self._take(key, default, "")
        if isinstance(value, str) and (value.strip() or not self.has(key)):
            return value
        return str(self._mistyped(key, value, "a text between quotes", ""))

    def whole(self, key: str, default: int | None = _REQUIRED) -> int | None:
        """Read a whole number; None after a fault."""
        value = self._take(key, default, None)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self._mistyped(key, value, "a whole number", None)
        return None

    def number(self, key: str) -> Decimal | None:
        """Read a number exactly as written; None after a fault."""
        value = self._take(key, _REQUIRED, None)
        if value is None:
            return None
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and Decimal(value).is_finite():
            return Decimal(value)
        self._mistyped(key, value, "a number", None)
        return None

    def flag(self, key: str) -> bool:
        """Read true or false; absent means false."""
        value = self._take(key, False, False)
        if isinstance(value, bool):
            return value
        return bool(self._mistyped(key, value, "true or false", False))

    def day(self, key: str) -> date:
        """Read a day written without quotes, as 2018-12-31."""
        value = self._take(key, _REQUIRED, date.min)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._mistyped(key, value, "a day such as 2018-12-31 without quotes", date.min)
        return date.min

    def texts(self, key: str, default: tuple[str, ...] = _REQUIRED) -> tuple[str, ...]:
        """Read a list of strings."""
        value = self._take(key, default, ())
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(value)
        self._mistyped(key, value, 'a list of texts such as ["a", "b"]', ())
        return ()

    def years(self, key: str) -> tuple[int, ...]:
        """Read a list of whole numbers; absent means empty."""
        value = self._take(key, [], [])
        if isinstance(value, list) and all(
            isinstance(item, int) and not isinstance(item, bool) for item in value
        ):
            return tuple(value)
        self._mistyped(key, value, "a list of years such as [2018, 2020]", ())
        return ()

    def tables(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """Read a list of inline tables; absent means empty."""
        value = self._take(key, [], [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return tuple(value)
        self._mistyped(key, value, "a list of tables in braces", ())
        return ()

    def one_of(self, key: str, choices: tuple[str, ...], default: str = _REQUIRED) -> str:
        """Read a string that is one of the choices."""
        value = self.text(key, default)
        if value and value not in choices:
            self.note("wrong_value", f'{key} is "{value}"', f"write one of: {', '.join(choices)}")
        return value

    def close(self) -> None:
        """Note every key that nothing read: a misspelt key must not vanish."""
        for key in self._table:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                self.note("unknown_key", f'the key "{key}" is not known here', f"keys of this table: {known}")

    def _take(self, key: str, default: Any, blank: Any) -> Any:
        self._read.add(key)
        if key in self._table:
            return self._table[key]
        if default is _REQUIRED:
            self.note("missing", f'"{key}" is missing', f'add the line "{key} = ..."')
            return blank
        return default

    def _mistyped(self, key: str, value: Any, wanted: str, blank: Any) -> Any:
        # A missing key was already noted when it was taken.
        if self.has(key):
            self.note("wrong_kind", f"{key} is {value!r}", f"write {wanted}")
        return blank
