"""Moves of contracts and agreements: nothing renews itself, an end is an act."""

from yiyang.kernel.lifecycle import Lifecycle

CONTRACT = Lifecycle(
    moves={("active", "end"): "ended", ("active", "expire"): "expired"},
    start="active",
    terminal=("ended", "expired"),
)
AGREEMENT = Lifecycle(
    moves={("active", "terminate"): "terminated", ("active", "expire"): "expired"},
    start="active",
    terminal=("terminated", "expired"),
)
