"""Family-doctor teams where a unit of the tree ends and another continues it."""

from collections.abc import Mapping

from yiyang.domains.contracts.models import Team


def follow_reform(*, moves: Mapping[int, int]) -> int:
    """Let teams that serve units that end serve the units that continue them; returns how many.

    `moves` is id of the old unit → id of the new one. Runs in the transaction of the reform.
    """
    return sum(Team.objects.filter(area=before).update(area=after) for before, after in moves.items())
