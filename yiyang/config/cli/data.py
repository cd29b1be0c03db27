"""`yiyang regions load`, `yiyang demo`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from yiyang.config.cli.output import Failure, add_json, print_object, read_day


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    regions = commands.add_parser("regions", help="the region tree").add_subparsers(
        dest="action", required=True
    )
    load = regions.add_parser("load", help="load a locality's towns and villages")
    load.add_argument("locality", help="zhongshan, wuming, menghai, shanting, zhejiang, or a division code")
    load.add_argument("--counties", default="", help="county codes, separated by commas (of a province)")
    add_json(load)
    load.set_defaults(perform=load_regions)

    reform = regions.add_parser("reform", help="merge, move, rename units from a day on")
    reform.add_argument("file", help="a .csv table: act, code, new code, new name, into")
    reform.add_argument("--title", required=True)
    reform.add_argument("--document", default="")
    reform.add_argument("--on", type=read_day, required=True, help="the first day of the new tree")
    reform.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    add_json(reform)
    reform.set_defaults(perform=reform_regions)

    demo = commands.add_parser("demo", help="fill a synthetic region")
    demo.add_argument("locality")
    demo.add_argument("--elders", type=int, default=20000)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--as-of", dest="as_of", type=read_day, default=None, help="the demo's day")
    demo.add_argument("--counties", default="", help="county codes, separated by commas (of a province)")
    add_json(demo)
    demo.set_defaults(perform=build_demo)


def split_codes(text: str) -> tuple[str, ...]:
    """Codes separated by commas."""
    return tuple(code.strip() for code in text.split(",") if code.strip())


def load_regions(options: argparse.Namespace) -> int:
    """Load the divisions of a locality."""
    from yiyang.regions import actions

    try:
        loaded = actions.load_regions(locality=options.locality, counties=split_codes(options.counties))
    except LookupError as refused:
        raise Failure(str(refused)) from refused
    values: dict[str, Any] = {"root": loaded.root, "name": loaded.name}
    values |= {level: count for level, count in loaded.total.items() if count}
    values["created"] = sum(loaded.created.values())
    print_object(values, as_json=options.json)
    return 0


def reform_regions(options: argparse.Namespace) -> int:
    """Put a reform of the tree into force, or say what it would do."""
    from django.db import transaction
    from django.utils import timezone

    from yiyang.access.viewer import system_viewer
    from yiyang.flows.reforms.carrying import apply_reform, preview_reform, save_draft
    from yiyang.flows.reforms.forms import read_table
    from yiyang.kernel.refused import Refused
    from yiyang.regions.queries import day_shown

    viewer = system_viewer("yiyang regions reform", on=day_shown(real_today=timezone.localdate()))
    try:
        lines = read_table(Path(options.file).read_text(encoding="utf-8-sig"))
        with transaction.atomic():
            draft = save_draft(
                viewer=viewer, title=options.title, document=options.document, on=options.on, lines=lines
            )
            moves = dict(preview_reform(draft).plan.moved)
            outcome = apply_reform(viewer=viewer, reform=draft, version=draft.version)
            if options.dry_run:
                transaction.set_rollback(True)
    except Refused as fault:
        raise Failure(str(fault)) from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise Failure(f"{options.file} cannot be read: {fault}; save the table as UTF-8 .csv") from fault
    values = {"title": options.title, "on": options.on.isoformat(), "applied": not options.dry_run}
    print_object(values | outcome | {"moves": moves}, as_json=options.json)
    return 0


def build_demo(options: argparse.Namespace) -> int:
    """Fill a synthetic region, load its policy and compute its numbers."""
    from yiyang.flows.demo.story import make_region
    from yiyang.kernel.refused import Refused

    try:
        summary = make_region(
            locality=options.locality,
            elders=options.elders,
            seed=options.seed,
            on=options.as_of,
            counties=split_codes(options.counties),
            progress=None if options.json else show_progress,
        )
    except (Refused, LookupError) as refused:
        raise Failure(str(refused)) from refused
    print_object(summary, as_json=options.json)
    return 0


def show_progress(step: str, done: int, of: int) -> None:
    """Rewrite one line of the terminal with how far a step is."""
    share = f"{100 * done // of}%" if of else ""
    end = "\n" if done >= of else "\r"
    print(f"  {step:<32} {done:>9,} / {of:,} {share:>4}", end=end, file=sys.stderr, flush=True)
