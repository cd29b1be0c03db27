"""A policy pack: one policy document as data (documents, tasks, targets, milestones) and its loader."""

from yiyang.domains.policy.rules.pack.faults import Fault, PackError
from yiyang.domains.policy.rules.pack.model import (
    Area,
    AreaList,
    Counting,
    Document,
    Fact,
    Group,
    Milestone,
    Organisation,
    OrganisationList,
    PolicyPack,
    Schedule,
    Scope,
    Target,
    Task,
    Unit,
    Watch,
)
from yiyang.domains.policy.rules.pack.reading import load_pack, pack_files, read_pack
from yiyang.domains.policy.rules.pack.shelf import PACKS, find_pack, list_packs

__all__ = [
    "PACKS",
    "Area",
    "AreaList",
    "Counting",
    "Document",
    "Fact",
    "Fault",
    "Group",
    "Milestone",
    "Organisation",
    "OrganisationList",
    "PackError",
    "PolicyPack",
    "Schedule",
    "Scope",
    "Target",
    "Task",
    "Unit",
    "Watch",
    "find_pack",
    "list_packs",
    "load_pack",
    "pack_files",
    "read_pack",
]
