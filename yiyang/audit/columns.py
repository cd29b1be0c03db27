"""Columns of rows as plain JSON values and back; what is sealed stays sealed."""

import base64
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from yiyang.access.sealed import SealedBytes, SealedTextField

Columns = dict[str, Any]
UNCOUNTED = "version"


class NotPlain(TypeError):
    """A column holds a value that has no plain form, or would have to be opened to have one."""


def column_fields(model: type[models.Model]) -> list[Any]:
    """The fields whose columns are kept: all but the key and the count of edits."""
    return [
        field for field in model._meta.concrete_fields if not field.primary_key and field.attname != UNCOUNTED
    ]


def read_columns(model: type[models.Model], ids: Iterable[int], *, lock: bool = False) -> dict[int, Columns]:
    """Key → columns of those rows that exist, as the database holds them; locked until the end if asked."""
    fields = column_fields(model)
    found = model._base_manager.filter(pk__in=list(ids))
    if lock:
        # Locking needs whole rows on some databases; the keys are enough to take the locks.
        list(found.select_for_update().order_by("pk").values_list("pk", flat=True))
    rows = found.order_by("pk").values_list("pk", *(field.attname for field in fields))
    return {
        pk: {field.attname: plain_value(field, value) for field, value in zip(fields, values, strict=True)}
        for pk, *values in rows
    }


def plain_value(field: Any, value: Any) -> Any:
    """A column's value in JSON. Raises NotPlain for an opened sealed value and for kinds without a plain form."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        if isinstance(field, SealedTextField) and value is not None:
            raise NotPlain(f"{field} would be written open")
        return value
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise NotPlain(f"{field} holds a {type(value).__name__}")


def restore_value(field: Any, plain: Any) -> Any:
    """The value that `plain_value` wrote."""
    if plain is None:
        return None
    if isinstance(field, models.BinaryField):
        raw = base64.b64decode(plain)
        return SealedBytes(raw) if isinstance(field, SealedTextField) else raw
    if isinstance(field, models.ForeignKey):
        return plain
    return field.to_python(plain)
