"""Packing of columns into the rows of PostgreSQL's binary COPY format.

A row is the number of fields (int16) and each field as its length (int32, -1 for NULL) and its bytes. Rows whose
fields have the same lengths are packed together as one structured array; other rows are joined one by one.
"""

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.columns import Block, Column

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"

_NUMBERS = {"int8": ">i8", "int4": ">i4", "date": ">i4"}
_WIDTHS = {"int8": 8, "int4": 4, "date": 4, "uuid": 16}
_DAYS_FROM_1970_TO_2000 = 10957
_NULL_FIELD = b"\xff\xff\xff\xff"
_MANY_FIELDS_BYTES = 4


def pack_block(block: Block) -> bytes:
    """The rows of a block, without the header and the trailer of the stream. Row order is not kept."""
    if len(block) == 0:
        return b""
    if any(column.kind in {"text", "bytes"} for column in block.columns.values()):
        return _pack_joined(block)
    return _pack_grouped(block)


def _pack_grouped(block: Block) -> bytes:
    columns = list(block.columns.values())
    key = np.zeros(len(block), dtype=np.int64)
    for column in columns:
        states = len(column.labels) + 1
        if column.kind == "label":
            key = key * states + np.asarray(column.values)
        if column.null is not None:
            key = key * 2 + column.null
    if (key == key[0]).all():
        return _pack_alike(columns, np.arange(len(block)))
    order = np.argsort(key, kind="stable")
    bounds = np.flatnonzero(np.diff(key[order])) + 1
    return b"".join(_pack_alike(columns, rows) for rows in np.split(order, bounds))


def _pack_alike(columns: list[Column], rows: NDArray[np.int64]) -> bytes:
    first = rows[0]
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    values: dict[str, object] = {"fields": len(columns)}
    for position, column in enumerate(columns):
        length, content = f"length{position}", f"value{position}"
        fields.append((length, ">i4"))
        if column.null is not None and column.null[first]:
            values[length] = -1
            continue
        if column.kind == "label":
            text = column.labels[int(column.values[first])].encode()
            values[length] = len(text)
            if text:
                fields.append((content, f"S{len(text)}"))
                values[content] = text
            continue
        values[length] = _WIDTHS[column.kind]
        fields.append((content, _NUMBERS.get(column.kind, "V16")))
        values[content] = _field_values(column)[rows]
    packed = np.empty(len(rows), dtype=fields)
    for name, value in values.items():
        packed[name] = value
    return packed.tobytes()


def _field_values(column: Column) -> NDArray:
    if column.kind == "date":
        return np.asarray(column.values) - _DAYS_FROM_1970_TO_2000
    if column.kind == "uuid":
        return np.ascontiguousarray(column.values).view("V16")[:, 0]
    return np.asarray(column.values)


def _pack_joined(block: Block) -> bytes:
    count = len(block)
    head = len(block.columns).to_bytes(2, "big")
    parts = [[head] * count, *(_field_bytes(column) for column in block.columns.values())]
    return b"".join([field for row in zip(*parts, strict=True) for field in row])


def _field_bytes(column: Column) -> list[bytes]:
    if column.kind == "text":
        encoded = [text.encode() for text in column.values]
        fields = [len(text).to_bytes(_MANY_FIELDS_BYTES, "big") + text for text in encoded]
    elif column.kind == "bytes":
        fields = [len(value).to_bytes(_MANY_FIELDS_BYTES, "big") + value for value in column.values]
    elif column.kind == "label":
        ready = [len(text.encode()).to_bytes(4, "big") + text.encode() for text in column.labels]
        fields = [ready[position] for position in np.asarray(column.values).tolist()]
    else:
        fields = _fixed_fields(column)
    if column.null is None:
        return fields
    return [
        _NULL_FIELD if missing else field for field, missing in zip(fields, column.null.tolist(), strict=True)
    ]


def _fixed_fields(column: Column) -> list[bytes]:
    width = _WIDTHS[column.kind]
    packed = np.empty(len(column.values), dtype=[("n", ">i4"), ("v", _NUMBERS.get(column.kind, "V16"))])
    packed["n"] = width
    packed["v"] = _field_values(column)
    content = packed.tobytes()
    step = width + _MANY_FIELDS_BYTES
    return [content[start : start + step] for start in range(0, len(content), step)]
