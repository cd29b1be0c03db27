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
from yiyang.domains.elders.actions.checkups import (
    CheckUpEntry,
    CheckUpLine,
    CheckUpOutcome,
    add_check_up,
    add_check_ups,
    change_check_up,
    withdraw_check_ups,
)
from yiyang.domains.elders.actions.facts import move_elder, open_health_record
from yiyang.domains.elders.actions.households import add_member, end_member, open_household
from yiyang.domains.elders.actions.memberships import derive_all_memberships, derive_memberships
from yiyang.domains.elders.actions.provenance import Provenance
from yiyang.domains.elders.actions.register import register_elder
from yiyang.domains.elders.actions.stating import add_fact, change_fact, end_fact

__all__ = [
    "CheckUpEntry",
    "CheckUpLine",
    "CheckUpOutcome",
    "Provenance",
    "Registration",
    "add_check_up",
    "add_check_ups",
    "add_fact",
    "add_member",
    "change_check_up",
    "change_elder",
    "change_elders",
    "change_fact",
    "derive_all_memberships",
    "derive_memberships",
    "end_fact",
    "end_member",
    "find_namesakes",
    "judge_registrations",
    "move_elder",
    "open_health_record",
    "open_household",
    "register_elder",
    "register_elders",
    "restore_elders",
    "reveal_elder",
    "withdraw_check_ups",
    "withdraw_elders",
]
