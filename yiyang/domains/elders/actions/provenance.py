"""Who said a value: the provenance written beside a fact or a person's own column."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yiyang.access.viewer import Viewer
from yiyang.audit.models import Act
from yiyang.domains.elders.models import WHOLE_ENTRY, Elder, FieldSource, SourceKind


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a statement comes from, who made it and on which day; the desk, the viewer and today where not told."""

    source: str = SourceKind.DESK
    stated_by: str = ""
    stated_on: date | None = None

    def columns(self, viewer: Viewer) -> dict[str, Any]:
        """The columns of a stated fact."""
        return {
            "source": self.source or SourceKind.DESK,
            "stated_by": self.stated_by or viewer.name,
            "stated_on": self.stated_on or viewer.on,
        }


AT_THE_DESK = Provenance()


def write_field_sources(
    *, viewer: Viewer, elder: Elder, act: Act, provenance: Provenance, fields: Iterable[str] = (WHOLE_ENTRY,)
) -> None:
    """Write who said the values of some of the person's own columns, or of the whole entry."""
    columns = provenance.columns(viewer)
    FieldSource.objects.bulk_create(
        FieldSource(elder=elder, field=field, act=act, **columns) for field in fields
    )
