"""Moves of a batch: nothing is taken before somebody has seen what the check found."""

from yiyang.kernel.lifecycle import Lifecycle

BATCH = Lifecycle(
    moves={
        ("received", "check"): "checking",
        ("received", "cancel"): "cancelled",
        ("checking", "finish_check"): "checked",
        ("checking", "fail"): "failed",
        ("checking", "cancel"): "cancelled",
        ("checked", "map_again"): "received",
        ("checked", "apply"): "applying",
        ("checked", "cancel"): "cancelled",
        ("applying", "pause"): "paused",
        ("applying", "finish"): "done",
        ("applying", "undo"): "undoing",
        ("paused", "resume"): "applying",
        ("paused", "stop"): "done",
        ("paused", "undo"): "undoing",
        ("done", "undo"): "undoing",
        ("undoing", "finish_undo"): "undone",
    },
    start="received",
    terminal=("cancelled", "failed", "undone"),
)
WORKED = ("checking", "applying", "undoing")
"""States in which a worker has something to do."""
OPEN = ("received", "checking", "checked", "applying", "paused", "undoing")
"""States in which somebody or something still has to act."""
