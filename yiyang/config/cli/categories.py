"""`yiyang categories derive`."""

import argparse
from typing import Any

from yiyang.config.cli.output import add_json, print_object


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    categories = commands.add_parser("categories", help="categories of elders").add_subparsers(
        dest="action", required=True
    )
    derive = categories.add_parser("derive", help="derive every category again from facts and rules")
    add_json(derive)
    derive.set_defaults(perform=derive_categories)


def derive_categories(options: argparse.Namespace) -> int:
    """Derive the categories of all elders again, as after a change of the rules."""
    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.domains.elders.actions import derive_all_memberships
    from yiyang.regions.queries import day_shown

    viewer = system_viewer("yiyang categories derive", on=day_shown(real_today=timezone.localdate()))
    elders, memberships = derive_all_memberships(viewer=viewer)
    print_object({"elders": elders, "memberships": memberships}, as_json=options.json)
    return 0
