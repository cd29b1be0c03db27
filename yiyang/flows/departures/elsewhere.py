"""Where a record is to be found that its own page cannot show: merged into another, or moved out."""

import uuid

from django.urls import reverse

from yiyang.access.viewer import Viewer
from yiyang.domains.elders.duplicates import kept_record
from yiyang.domains.elders.events import find_merged, find_moved_out, moved_out_event


def elsewhere_url(*, viewer: Viewer, public_id: uuid.UUID) -> str:
    """The address of the kept record or of the move out; empty for a record that is nowhere in scope."""
    merged = find_merged(viewer=viewer, public_id=public_id)
    if merged is not None:
        return reverse("elder_record", args=[kept_record(merged).public_id])
    moved = find_moved_out(viewer=viewer, public_id=public_id)
    event = moved_out_event(moved) if moved is not None else None
    return reverse("event_page", args=[event.pk]) if event is not None else ""
