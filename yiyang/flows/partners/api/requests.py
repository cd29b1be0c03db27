"""One effect for a program's request that carries an `Idempotency-Key`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Header, Schema

from yiyang.audit.requests import once

CREATED = 201
LONGEST_KEY = 64
Key = Header(None, alias="Idempotency-Key", max_length=LONGEST_KEY)


def run_once(
    request: HttpRequest, *, scope: str, key: str | None, body: Schema, effect: Callable[[], int]
) -> int:
    """The id that the effect returns; a repeated key finds the first one's. Raises `OtherRequest`."""
    if not key:
        return effect()
    outcome, _is_first = once(
        scope=f"api.{scope}:{request.viewer.account_id}",
        key=key,
        content=body.dict(),
        effect=lambda: _keep(effect()),
    )
    return int(outcome["pk"])


def _keep(pk: int) -> dict[str, Any]:
    return {"pk": pk}
