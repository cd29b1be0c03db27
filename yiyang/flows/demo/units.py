"""The database's ids of a demo region's units."""

import numpy as np
from numpy.typing import NDArray

from yiyang.regions.models import Region


def region_ids(codes: tuple[str, ...]) -> NDArray[np.int64]:
    """The database ids of units, in the order of the codes."""
    ids = dict(Region.objects.filter(code__startswith=_common_start(codes)).values_list("code", "id"))
    return np.array([ids[code] for code in codes], dtype=np.int64)


def _common_start(codes: tuple[str, ...]) -> str:
    first, last = min(codes), max(codes)
    length = next((place for place in range(len(first)) if first[place] != last[place]), len(first))
    return first[:length]
