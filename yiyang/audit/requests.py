"""One effect for one request: a repeated form or API call finds the first one's outcome."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from yiyang.audit.models import RequestKey


class OtherRequest(ValueError):
    """The key was used before with other content."""


def once(
    *, scope: str, key: str, content: Any, effect: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Run the effect and keep its outcome under the key, in one transaction.

    Returns (outcome, whether it was this call that did it). A repeated key returns the first outcome and
    does nothing. Raises OtherRequest when the key comes back with other content.
    """
    content_hash = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    try:
        with transaction.atomic():
            claimed = RequestKey.objects.create(scope=scope, key=key, request_hash=content_hash)
            outcome = effect()
            claimed.outcome = outcome
            claimed.save(update_fields=["outcome"])
            return outcome, True
    except IntegrityError:
        first = RequestKey.objects.filter(scope=scope, key=key).first()
        if first is None:
            raise
        if first.request_hash != content_hash:
            raise OtherRequest(key) from None
        return first.outcome, False
