"""Bare rows of the register, also for people who are too young to be registered yet."""

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date

from tests.factories import NEVER_ASSIGNED
from yiyang.access.sealed import blind_index
from yiyang.domains.elders.models import IDENTITY_COLUMN, Elder
from yiyang.kernel.identity import make_identity_number
from yiyang.regions.models import Region


def add_people(births: Iterable[date], village: Region) -> list[Elder]:
    """One person for each birth date, in this order."""
    rows = []
    for serial, birth in enumerate(births):
        number = make_identity_number(NEVER_ASSIGNED, birth, serial % 1000)
        public_id = uuid.UUID(bytes=hashlib.sha256(number.encode()).digest()[:16])
        index = blind_index(number, column=IDENTITY_COLUMN)
        rows.append(
            Elder(
                public_id=public_id,
                name="张淑芬",
                name_full="zhangshufen",
                name_initials="zsf",
                sex="2",
                birth_date=birth,
                identity_number=number,
                identity_index=index,
                village=village,
            )
        )
    return Elder.objects.bulk_create(rows, batch_size=500)
