"""`yiyang elders duplicates`."""

import argparse
from dataclasses import asdict
from typing import Any

from yiyang.config.cli.output import add_json, print_object


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    elders = commands.add_parser("elders", help="the register of elders").add_subparsers(
        dest="action", required=True
    )
    duplicates = elders.add_parser("duplicates", help="find records that may mean one person")
    duplicates.add_argument(
        "--whole", action="store_true", help="look at everybody, not only at records changed since"
    )
    add_json(duplicates)
    duplicates.set_defaults(perform=find_duplicates)


def find_duplicates(options: argparse.Namespace) -> int:
    """Bring the list of pairs up to date."""
    from yiyang.domains.elders.actions.duplicates import search_duplicates

    print_object(asdict(search_duplicates(whole=options.whole)), as_json=options.json)
    return 0
