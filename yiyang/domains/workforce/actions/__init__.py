"""Writes of staff: each one transaction with its act."""

from yiyang.domains.workforce.actions.batches import (
    Addition,
    BatchOutcome,
    register_staff_batch,
    withdraw_addition,
    withdraw_staff,
)
from yiyang.domains.workforce.actions.practices import (
    PracticeEntry,
    add_practice,
    end_practice,
    end_practices_at,
)
from yiyang.domains.workforce.actions.qualifications import (
    add_qualification,
    correct_qualification,
    end_qualification,
)
from yiyang.domains.workforce.actions.register import StaffEntry, change_staff, register_staff, set_title
from yiyang.domains.workforce.actions.scope import may_write_at

__all__ = [
    "Addition",
    "BatchOutcome",
    "PracticeEntry",
    "StaffEntry",
    "add_practice",
    "add_qualification",
    "change_staff",
    "correct_qualification",
    "end_practice",
    "end_practices_at",
    "end_qualification",
    "may_write_at",
    "register_staff",
    "register_staff_batch",
    "set_title",
    "withdraw_addition",
    "withdraw_staff",
]
