"""The `yiyang` command."""

import argparse
import os
import sys
from collections.abc import Sequence

from yiyang.config.cli.output import Failure, say_failure


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    from yiyang.config.cli import (
        accounts,
        categories,
        checks,
        data,
        elders,
        figures,
        imports,
        policies,
        quality,
        serve,
    )

    parser = argparse.ArgumentParser(
        prog="yiyang", description="One ledger for medical care joined with elder care."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (serve, data, imports, elders, categories, policies, figures, quality, accounts, checks):
        module.add_commands(commands)
    return parser


def bring_up_to_date() -> None:
    """Make the tables that this version needs, so that every command works on a fresh installation."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when it was refused, 2 for wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
    parser = build_parser()
    options = parser.parse_args(arguments)
    import django
    from django.db import DatabaseError
    from django.utils import translation

    django.setup()
    translation.activate(os.environ.get("YIYANG_LANGUAGE", "en"))
    try:
        if getattr(options, "needs_tables", True):
            bring_up_to_date()
        return options.perform(options) or 0
    except DatabaseError as fault:
        say_failure(
            Failure(f"the database cannot be used: {fault}; run: yiyang check"),
            as_json=getattr(options, "json", False),
        )
        return 1
    except Failure as failure:
        say_failure(failure, as_json=getattr(options, "json", False))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
