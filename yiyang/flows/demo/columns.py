"""Rows of one database table as columns, the form in which a demo region is made and written."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["int8", "int4", "date", "label", "text", "bytes", "uuid"]

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    Attributes:
        kind: how the values are held. `int8`, `int4`: numbers; `date`: days since 1970-01-01; `label`: positions
            in `labels`; `text`: a list of str; `bytes`: a list of bytes; `uuid`: bytes of shape (n, 16).
        values: the values, anything where `null` is true.
        null: which rows have no value; None when every row has one.
        labels: the texts that a `label` column chooses from.
    """

    kind: Kind
    values: NDArray | list
    null: NDArray[np.bool_] | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some rows of one table."""

    table: str
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())).values)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


@cache
def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


@cache
def iso_day(number: int) -> str:
    """The date of a day number as text."""
    return day_of(number).isoformat()


def plain_values(column: Column) -> list:
    """The column as Python values that an embedded database takes: dates as text, uuids as hex."""
    values: list
    if column.kind == "date":
        values = [iso_day(number) for number in np.asarray(column.values).tolist()]
    elif column.kind == "label":
        values = [column.labels[position] for position in np.asarray(column.values).tolist()]
    elif column.kind == "uuid":
        digits = np.ascontiguousarray(column.values).tobytes().hex()
        values = [digits[start : start + 32] for start in range(0, len(digits), 32)]
    else:
        values = column.values.tolist() if isinstance(column.values, np.ndarray) else column.values
    if column.null is None:
        return values
    return [None if missing else value for value, missing in zip(values, column.null.tolist(), strict=True)]
