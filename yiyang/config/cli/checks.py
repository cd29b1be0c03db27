"""`yiyang check`: is this installation fit to serve?"""

import argparse
import shutil
from typing import Any

from yiyang.config.cli.output import add_json, print_rows

LEAST_FREE_SHARE = 0.10


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    check = commands.add_parser("check", help="is this installation fit to serve?")
    add_json(check)
    check.set_defaults(perform=perform_checks, needs_tables=False)


def perform_checks(options: argparse.Namespace) -> int:
    """Print each check with its outcome; 1 when one fails."""
    outcomes = [_configuration(), _database()]
    if outcomes[-1][1]:
        outcomes.append(_migrations())
        # Without its tables the region tree cannot be asked for.
        outcomes += [_regions()] if outcomes[-1][1] else []
    outcomes += [_key_file(), _browser_files(), _disk()]
    rows = [{"check": name, "ok": ok, "detail": detail} for name, ok, detail in outcomes]
    print_rows(rows, as_json=options.json)
    return 0 if all(row["ok"] for row in rows) else 1


Outcome = tuple[str, bool, str]


def _configuration() -> Outcome:
    from django.core.checks import run_checks

    faults = [str(message.msg) for message in run_checks() if message.is_serious()]
    return "configuration", not faults, "; ".join(faults)


def _database() -> Outcome:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        return "database", False, str(fault)
    return "database", True, connection.vendor


def _migrations() -> Outcome:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "migrations", not pending, f"{len(pending)} not applied; run: yiyang run" if pending else ""


def _regions() -> Outcome:
    from yiyang.regions.queries import PlatformNotSetUp, find_platform

    try:
        return "regions", True, find_platform().root.name
    except PlatformNotSetUp as fault:
        return "regions", False, str(fault)


def _key_file() -> Outcome:
    from pathlib import Path

    from django.conf import settings

    mode = Path(settings.KEY_FILE).stat().st_mode & 0o077
    return (
        "key file",
        mode == 0,
        "" if mode == 0 else f"readable by others; run: chmod 600 {settings.KEY_FILE}",
    )


def _browser_files() -> Outcome:
    from django.contrib.staticfiles import finders

    missing = [
        name for name in ("vendor/bootstrap.min.css", "vendor/htmx.min.js") if finders.find(name) is None
    ]
    return "browser files", not missing, f"missing: {', '.join(missing)}; run: make setup" if missing else ""


def _disk() -> Outcome:
    from django.conf import settings

    usage = shutil.disk_usage(settings.YIYANG_HOME)
    share = usage.free / usage.total
    return "disk", share >= LEAST_FREE_SHARE, f"{share:.0%} free"
