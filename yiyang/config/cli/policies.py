"""`yiyang policy load`, `yiyang policy status`."""

import argparse
from typing import Any

from yiyang.config.cli.output import Failure, add_json, print_object, print_rows, read_day


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    policy = commands.add_parser("policy", help="policy packs and targets").add_subparsers(
        dest="action", required=True
    )
    load = policy.add_parser("load", help="load a pack that ships, or a folder of your own")
    load.add_argument("pack", help="zhongshan-2018, or a path")
    add_json(load)
    load.set_defaults(perform=load_policy)
    status = policy.add_parser("status", help="targets, numbers and lights of an area")
    status.add_argument("--on", type=read_day, required=True)
    status.add_argument("--area", required=True, help="division code of 6, 9 or 12 digits")
    add_json(status)
    status.set_defaults(perform=show_status)


def load_policy(options: argparse.Namespace) -> int:
    """Load a policy pack."""
    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.domains.policy import actions
    from yiyang.domains.policy.queries import pack_of
    from yiyang.domains.policy.rules.pack import PackError
    from yiyang.regions.queries import day_shown

    viewer = system_viewer("yiyang policy load", on=day_shown(real_today=timezone.localdate()))
    try:
        document, changed = actions.load_policy(viewer=viewer, pack=options.pack, now=timezone.now())
    except PackError as error:
        reasons = [
            {"file": fault.file, "place": fault.place, "what": fault.message, "mend": fault.mend}
            for fault in error.faults
        ]
        raise Failure(f"the pack has {len(reasons)} faults", reasons=reasons) from error
    except (LookupError, OSError) as error:
        raise Failure(str(error)) from error
    pack = pack_of(document)
    values = {
        "document": document.code,
        "title": pack.document.title_zh,
        "tasks": len(pack.tasks),
        "targets": len(pack.targets),
        "milestones": len(pack.milestones),
        "changed": changed,
    }
    print_object(values, as_json=options.json)
    return 0


def show_status(options: argparse.Namespace) -> int:
    """Print every target that governs the area, with its number and light."""
    from yiyang.domains.indicators.snapshots import NoSnapshot
    from yiyang.flows.supervision.queries import target_statuses
    from yiyang.regions.queries import NoSuchRegion, find_region

    try:
        statuses = target_statuses(area=find_region(options.area), on=options.on)
    except (NoSuchRegion, NoSnapshot) as fault:
        raise Failure(str(fault)) from fault
    print_rows([status.as_row() for status in statuses], as_json=options.json)
    return 0
