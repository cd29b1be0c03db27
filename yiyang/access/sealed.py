"""Model fields that keep a text sealed in the database and readable by exact value only."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute


class SealedBytes(bytes):
    """A value as the database holds it, not opened yet."""


class _SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is read, once."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, SealedBytes):
            value = settings.KEYS.vault.open(bytes(value), place=self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """A text sealed for its column and its row; the row is named by a stable uuid field of the model."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, row_key: str = "public_id", **kwargs: Any) -> None:
        self.row_key = row_key
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Name the row key in migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "row_key": self.row_key}

    def place_of(self, instance: Any) -> bytes:
        """The place that a value is bound to: table, column, row."""
        return place_of(self.model._meta.db_table, self.column, getattr(instance, self.row_key).bytes)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Keep the value sealed until somebody reads it."""
        return None if value is None else SealedBytes(value)

    def get_prep_value(self, value: Any) -> Any:
        """Refuse plain text: only `save` and `bulk_create` seal, `update` and filters would show the value."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed by saving the object; find it by its blind index")
        return super().get_prep_value(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Seal what was assigned; leave alone what was not opened."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, SealedBytes):
            return None if value is None else bytes(value)
        return settings.KEYS.vault.seal(value, place=self.place_of(model_instance))

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Validation happens on the text, before it comes here."""
        return value


def place_of(table: str, column: str, row: bytes) -> bytes:
    """The place of a sealed value as bytes; bulk loading seals with the same function."""
    return f"{table}.{column}".encode() + b"\x00" + row


def blind_index(text: str, *, column: str) -> bytes:
    """The blind index of a normalised value in a column."""
    return settings.KEYS.vault.index(text, column=column)
