"""Writes of batches: receiving, deciding, and the work of workers."""

from yiyang.domains.intake.actions.holding import Interrupted
from yiyang.domains.intake.actions.moves import (
    apply_batch,
    cancel_batch,
    check_batch,
    map_again,
    pause_batch,
    resume_batch,
    stop_batch,
    undo_batch,
)
from yiyang.domains.intake.actions.receive import receive_file
from yiyang.domains.intake.actions.work import claim_batch, work_batch

__all__ = [
    "Interrupted",
    "apply_batch",
    "cancel_batch",
    "check_batch",
    "claim_batch",
    "map_again",
    "pause_batch",
    "receive_file",
    "resume_batch",
    "stop_batch",
    "undo_batch",
    "work_batch",
]
