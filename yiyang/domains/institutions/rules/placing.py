"""Which points and radii an organisation may have."""

from yiyang.domains.institutions.rules import phrases  # noqa: F401
from yiyang.kernel.refused import Reason

WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
LEAST_RADIUS, MOST_RADIUS = 100, 100_000


def place_refusals(*, lon: float | None, lat: float | None, radius: int | None) -> tuple[Reason, ...]:
    """Every reason against a point in degrees and a radius in metres; None where unknown."""
    reasons = []
    if lon is None or lat is None:
        if lon is not lat:
            reasons.append(Reason("place_half", field="lat" if lat is None else "lon"))
    elif not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        reasons.append(Reason("place_outside", field="lon"))
    if radius is not None and not LEAST_RADIUS <= radius <= MOST_RADIUS:
        params = {"least": LEAST_RADIUS, "most": MOST_RADIUS}
        reasons.append(Reason("radius_wrong", field="service_radius_m", params=params))
    return tuple(reasons)
