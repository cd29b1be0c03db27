"""`yiyang import FILE`: a table into the registers, by the same verbs as the import centre."""

import argparse
from pathlib import Path
from typing import Any

from yiyang.config.cli.data import show_progress
from yiyang.config.cli.output import Failure, add_json, print_object, read_day

KINDS = ("elders", "organisations", "contracts", "agreements", "beds", "staff", "check_ups")


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("import", help="bring in a table")
    command.add_argument("file", help="a .xlsx, .xls or .csv file")
    command.add_argument("--kind", default="elders", help=f"one of {', '.join(KINDS)}; elders by default")
    command.add_argument("--sheet", default="", help="name of the sheet; the one that fits best by default")
    command.add_argument("--hidden", action="store_true", help="take hidden rows as well")
    command.add_argument("--suspects", action="store_true", help="take suspected duplicates as well")
    command.add_argument("--all-or-nothing", action="store_true", help="take no row unless all are in order")
    command.add_argument("--dry-run", action="store_true", help="check only, take nothing")
    command.add_argument("--receipt", default="", help="write the receipt of faulty rows to this .xlsx file")
    command.add_argument("--on", type=read_day, default=None, help="the day of entry; today by default")
    add_json(command)
    command.set_defaults(perform=import_table)


def import_table(options: argparse.Namespace) -> int:
    """Enter the rows of a file; what is not taken is listed."""
    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.flows.imports.kinds import all_kinds
    from yiyang.flows.imports.session import TableRun, run_table
    from yiyang.kernel.refused import Refused
    from yiyang.regions.queries import day_shown

    kinds = {kind.code: kind for kind in all_kinds()}
    if options.kind not in kinds:
        raise Failure(f"there is no kind {options.kind!r}; choose one of {', '.join(kinds)}")
    on = options.on or day_shown(real_today=timezone.localdate())
    path = Path(options.file)
    try:
        run = TableRun(
            name=path.name,
            content=path.read_bytes(),
            kind=kinds[options.kind],
            sheet=options.sheet,
            all_or_nothing=options.all_or_nothing,
            take_hidden=options.hidden,
            take_suspects=options.suspects,
            dry_run=options.dry_run,
        )
        outcome = run_table(
            run,
            viewer=system_viewer("yiyang import", on=on),
            told=None if options.json else show_progress,
        )
        if options.receipt and outcome["receipt"]:
            Path(options.receipt).write_bytes(outcome["receipt"])
    except Refused as fault:
        raise Failure(str(fault)) from fault
    except OSError as fault:
        raise Failure(f"{fault.filename} cannot be used: {fault.strerror}; check the path") from fault
    shown = {key: value for key, value in outcome.items() if key != "receipt"}
    if options.json:
        print_object(shown, as_json=True)
    else:
        _print_lines(shown)
    return 1 if outcome["stopped"] else 0


def _print_lines(outcome: dict[str, Any]) -> None:
    refused = len({row["row"] for row in outcome["refused"]})
    print(
        f"accepted {outcome['accepted']}, updated {outcome['updated']}, unchanged {outcome['unchanged']}, "
        f"refused {refused}, left out {outcome['skipped']}"
    )
    if outcome["stopped"]:
        print(f"nothing was taken: {outcome['stopped']}")
    for row in outcome["refused"]:
        print(f"  row {row['row']}, {row['column']}: {row['message']}")
