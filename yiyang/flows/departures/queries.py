"""What the pages and the API of events show and accept."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import Http404

from yiyang.access.roles import ELDERS, ELDERS_WRITE
from yiyang.access.viewer import Viewer
from yiyang.domains.elders.events import find_event, find_moved_out, moved_out_event
from yiyang.domains.elders.queries import find_elder
from yiyang.domains.elders.rules.departures import DEATH, MOVE_IN, MOVE_OUT, RETURN, Effect, EventEntry
from yiyang.flows.departures.forms import MOST_LISTED
from yiyang.kernel.refused import Refused
from yiyang.regions.models import Level, Region
from yiyang.regions.queries import NoSuchRegion, find_platform, find_region

if TYPE_CHECKING:
    from yiyang.domains.elders.models import Elder, LifeEvent


def require_person(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> "Elder":
    """The person in scope, or moved out of it. Raises Http404."""
    elder = find_elder(viewer=viewer, public_id=public_id, permission=permission)
    elder = elder or find_moved_out(viewer=viewer, public_id=public_id, permission=permission)
    if elder is None:
        raise Http404("no such elder")
    return elder


def require_event(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> "LifeEvent":
    """The event in scope of a permission. Raises Http404."""
    event = find_event(viewer=viewer, pk=pk, permission=permission) if pk < 2**63 else None
    if event is None:
        raise Http404("no such event")
    return event


def kinds_for(elder: "Elder") -> tuple[str, ...]:
    """What can happen to a person next; nothing after a death."""
    if elder.death_date is not None:
        return ()
    return (RETURN, DEATH) if moved_out_event(elder) is not None else (DEATH, MOVE_OUT, MOVE_IN)


def village_options() -> list[tuple[str, str]]:
    """Code and name of the platform's villages, by town; empty where there are too many for a list."""
    inside = Region.objects.filter(
        path__startswith=find_platform().root.path, level=Level.VILLAGE, valid_to__isnull=True
    )
    if inside.count() > MOST_LISTED:
        return []
    rows = inside.order_by("path").values_list("code", "name", "parent__name")
    return [(code, f"{town} · {name}") for code, name, town in rows]


def target_village(code: str) -> Region | None:
    """The village of a code, None for an empty one. Raises Refused (`unknown_village`)."""
    if not code:
        return None
    try:
        return find_region(code)
    except NoSuchRegion:
        raise Refused.because("unknown_village", field="to_village", text=code) from None


def fingerprint(entry: EventEntry, code: str, effects: Iterable[Effect]) -> str:
    """What was shown before saving, in short: another statement or other consequences have another one."""
    shown: list[Any] = [entry.__dict__, code, [effect.as_json() for effect in effects]]
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def may_write(viewer: Viewer, event: "LifeEvent") -> bool:
    """Whether the viewer may correct or withdraw the event."""
    villages = (event.village, event.elder.village)
    return any(village is not None and viewer.covers(village.path, ELDERS_WRITE) for village in villages)
