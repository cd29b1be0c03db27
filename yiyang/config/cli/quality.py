"""`yiyang quality`: check the registers, and say how they stand."""

import argparse
from typing import Any

from yiyang.config.cli.output import Failure, add_json, print_object, print_rows, read_day


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    quality = commands.add_parser("quality", help="data quality").add_subparsers(dest="action", required=True)
    check = quality.add_parser("check", help="check every record now")
    add_json(check)
    check.set_defaults(perform=check_registers)
    report = quality.add_parser("report", help="how many records each check examined and how many failed")
    report.add_argument("--area", default="", help="a division code; the whole platform by default")
    report.add_argument("--on", type=read_day, default=None, help="as of a day; today by default")
    add_json(report)
    report.set_defaults(perform=report_checks)


def check_registers(options: argparse.Namespace) -> int:
    """Run every check over every record."""
    from dataclasses import asdict

    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.domains.quality.actions import run_checks
    from yiyang.kernel.refused import Refused
    from yiyang.regions.queries import day_shown

    on = day_shown(real_today=timezone.localdate())
    try:
        done = run_checks(viewer=system_viewer("yiyang quality check", on=on), on=on)
    except Refused as fault:
        raise Failure(str(fault)) from fault
    print_object(asdict(done) | {"on": done.on.isoformat()}, as_json=options.json)
    return 0


def report_checks(options: argparse.Namespace) -> int:
    """Print every check with its counts as of the last checked day."""
    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.domains.quality.queries import checked_day
    from yiyang.flows.quality.queries import check_rows
    from yiyang.regions.queries import NoSuchRegion, day_shown, find_platform, find_region

    on = options.on or day_shown(real_today=timezone.localdate())
    try:
        area = find_region(options.area, on=on) if options.area else find_platform().root
    except (NoSuchRegion, LookupError) as fault:
        raise Failure(str(fault)) from fault
    checked = checked_day(on=on)
    if checked is None:
        raise Failure(f"the registers were not checked up to {on}; run: yiyang quality check")
    viewer = system_viewer("yiyang quality report", on=on)
    rows = [
        {
            "check": row.check.code,
            "group": row.check.group,
            "subject": row.check.subject,
            "examined": row.share.examined if row.share else 0,
            "failed": row.share.failed if row.share else 0,
        }
        for row in check_rows(viewer=viewer, area=area, on=checked)
    ]
    print_rows(rows, as_json=options.json)
    return 0
