"""Reads of deaths, moves and returns, and of people who moved out of every area."""

import uuid

from django.db.models import Q

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer, within
from yiyang.domains.elders.models import (
    CategoryCode,
    Elder,
    EventKind,
    EventSource,
    EventState,
    LifeEvent,
    LivingKind,
)


def moved_out_event(elder: Elder) -> LifeEvent | None:
    """The move out that is in effect and was not followed by a return."""
    rows = LifeEvent.objects.filter(elder=elder, state=EventState.EFFECTIVE)
    rows = rows.filter(kind__in=(EventKind.MOVE_OUT, EventKind.RETURN)).select_related("village")
    last = rows.order_by("-occurred_on", "-pk").first()
    return last if last is not None and last.kind == EventKind.MOVE_OUT else None


def moved_out_of(viewer: Viewer, permission: str) -> Q:
    """The condition that a person moved out of the platform from a village in the viewer's areas.

    Somebody must be able to open such a record: for a return, a death learnt of later, or a correction.
    """
    left = LifeEvent.objects.filter(
        within(viewer, permission, field="village"), kind=EventKind.MOVE_OUT, state=EventState.EFFECTIVE
    )
    return Q(village__isnull=True, merged_into__isnull=True, pk__in=left.values("elder_id"))


def reachable(viewer: Viewer, permission: str) -> Q:
    """The condition that a record is in scope, or that of a person who moved out of the viewer's areas."""
    inside = within(viewer, permission, field="village") & Q(merged_into__isnull=True)
    return inside | moved_out_of(viewer, permission)


def find_moved_out(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> Elder | None:
    """A person who moved out of the viewer's areas, else None."""
    return Elder.objects.filter(moved_out_of(viewer, permission), public_id=public_id).first()


def find_merged(*, viewer: Viewer, public_id: uuid.UUID, permission: str = ELDERS) -> Elder | None:
    """A record in the viewer's areas that was merged into another, else None."""
    inside = within(viewer, permission, field="village")
    return Elder.objects.filter(inside, merged_into__isnull=False, public_id=public_id).first()


def events_of(*, elder: Elder) -> list[LifeEvent]:
    """Every event of a person, the latest first; the caller has checked the scope."""
    rows = elder.life_events.select_related("village__parent", "to_village__parent")
    return list(rows.order_by("-occurred_on", "-pk"))


def list_events(
    *,
    viewer: Viewer,
    kind: str = "",
    state: str = "",
    area_path: str = "",
    after: int | None = None,
    limit: int,
) -> list[LifeEvent]:
    """Events in scope, the latest recorded first; `after` is the id of the last one of the page before."""
    found = LifeEvent.objects.visible_to(viewer, permission=ELDERS)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if area_path:
        found = found.filter(
            Q(village__path__startswith=area_path) | Q(to_village__path__startswith=area_path)
        )
    if after is not None:
        found = found.filter(pk__lt=after)
    related = ("elder", "village__parent", "to_village__parent")
    return list(found.select_related(*related).order_by("-pk")[:limit])


def find_event(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> LifeEvent | None:
    """The event if in scope of a permission, else None."""
    found = LifeEvent.objects.visible_to(viewer, permission=permission)
    related = ("elder__village", "village__parent", "to_village__parent", "act", "replaces")
    return found.select_related(*related).filter(pk=pk).first()


def event_kind_choices() -> list[tuple[str, str]]:
    """Codes and labels of events."""
    return list(EventKind.choices)


def event_state_choices() -> list[tuple[str, str]]:
    """Codes and labels of the states of an event."""
    return list(EventState.choices)


def event_source_choices() -> list[tuple[str, str]]:
    """Codes and labels of who says that something happened."""
    return list(EventSource.choices)


def fact_labels() -> dict[str, str]:
    """Label of each code that names a fact: categories and living arrangements."""
    return {code: str(label) for code, label in (*CategoryCode.choices, *LivingKind.choices)}
