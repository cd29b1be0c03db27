"""Writes of elders: each one transaction with its act."""

from yiyang.domains.elders.actions.changes import change_elder, reveal_elder
from yiyang.domains.elders.actions.facts import move_elder, open_health_record
from yiyang.domains.elders.actions.register import register_elder

__all__ = ["change_elder", "move_elder", "open_health_record", "register_elder", "reveal_elder"]
