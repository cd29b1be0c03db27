"""Writes of elders: each one transaction with its act."""

from yiyang.domains.elders.actions.batches import (
    Registration,
    change_elders,
    find_namesakes,
    judge_registrations,
    register_elders,
    restore_elders,
    withdraw_elders,
)
from yiyang.domains.elders.actions.changes import change_elder, reveal_elder
from yiyang.domains.elders.actions.facts import move_elder, open_health_record
from yiyang.domains.elders.actions.register import register_elder

__all__ = [
    "Registration",
    "change_elder",
    "change_elders",
    "find_namesakes",
    "judge_registrations",
    "move_elder",
    "open_health_record",
    "register_elder",
    "register_elders",
    "restore_elders",
    "reveal_elder",
    "withdraw_elders",
]
