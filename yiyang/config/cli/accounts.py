"""`yiyang user add`, `yiyang user token`."""

import argparse
import getpass
import os
from typing import Any

from yiyang.access.roles import ROLES
from yiyang.config.cli.output import Failure, add_json, print_object, read_day


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    user = commands.add_parser("user", help="accounts").add_subparsers(dest="action", required=True)
    add = user.add_parser("add", help="open an account with its first post")
    add.add_argument("username")
    add.add_argument("--name", default="", help="name shown; the user name by default")
    add.add_argument("--role", required=True, choices=sorted(ROLES))
    add.add_argument("--area", default="", help="division code")
    add.add_argument("--organisation", type=int, default=None, help="id of an organisation")
    add.add_argument("--unit", default="", help="bureau or unit")
    add.add_argument("--from", dest="valid_from", type=read_day, default=None)
    add.add_argument("--to", dest="valid_to", type=read_day, default=None, help="first day without the post")
    add_json(add)
    add.set_defaults(perform=add_user)
    token = user.add_parser("token", help="a key for a program, shown once")
    token.add_argument("username")
    token.add_argument("--label", default="command line")
    token.add_argument("--to", dest="valid_to", type=read_day, default=None)
    add_json(token)
    token.set_defaults(perform=give_token)


def read_password() -> str:
    """The password from YIYANG_PASSWORD, else asked for twice on the terminal."""
    given = os.environ.get("YIYANG_PASSWORD")
    if given:
        return given
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise Failure("the two passwords differ; run the command again")
    return first


def add_user(options: argparse.Namespace) -> int:
    """Open an account."""
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from yiyang.access.actions import add_account
    from yiyang.regions.queries import NoSuchRegion, find_region

    try:
        account = add_account(
            username=options.username,
            display_name=options.name or options.username,
            password=read_password(),
            role=options.role,
            area=find_region(options.area) if options.area else None,
            organisation_id=options.organisation,
            unit_name=options.unit,
            valid_from=options.valid_from or timezone.localdate(),
            valid_to=options.valid_to,
        )
    except NoSuchRegion as fault:
        raise Failure(str(fault)) from fault
    except ValidationError as fault:
        raise Failure("the account was not opened: " + " ".join(fault.messages)) from fault
    print_object({"username": account.username, "role": options.role}, as_json=options.json)
    return 0


def give_token(options: argparse.Namespace) -> int:
    """Issue a key for the API."""
    from yiyang.access.models import Account
    from yiyang.access.tokens import issue_token

    account = Account.objects.filter(username=options.username).first()
    if account is None:
        raise Failure(f"there is no account {options.username!r}")
    token = issue_token(account=account, label=options.label, valid_to=options.valid_to)
    print_object({"username": account.username, "token": token}, as_json=options.json)
    return 0
