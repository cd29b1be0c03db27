"""What was done to an organisation's record, and by whom."""

from yiyang.audit.models import Act
from yiyang.domains.institutions.models import Organisation

SHOWN = 50


def acts_of(organisation: Organisation, *, limit: int = SHOWN) -> list[Act]:
    """The latest acts on an organisation's record, the last first."""
    found = Act.objects.filter(object_type=Organisation._meta.label_lower, object_id=organisation.pk)
    return list(found.order_by("-id")[:limit])
