"""`yiyang measure list|show|run|refresh`."""

import argparse
from datetime import date
from typing import Any

from yiyang.config.cli.output import Failure, add_json, print_object, print_rows, read_day

ENGINES = ("reference", "embedded")


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    measure = commands.add_parser("measure", help="indicators").add_subparsers(dest="action", required=True)
    listing = measure.add_parser("list", help="every indicator that is defined")
    add_json(listing)
    listing.set_defaults(perform=list_indicators, needs_tables=False)
    show = measure.add_parser("show", help="one indicator in words")
    show.add_argument("indicator")
    add_json(show)
    show.set_defaults(perform=show_indicator, needs_tables=False)
    run = measure.add_parser("run", help="compute indicators on the current facts")
    run.add_argument("indicator", nargs="*", help="codes; all by default")
    run.add_argument("--on", type=read_day, required=True)
    run.add_argument("--area", required=True, help="division code; its whole subtree is computed")
    run.add_argument("--engine", choices=ENGINES, default="embedded")
    run.add_argument("--level", default="", help="only areas of this level")
    add_json(run)
    run.set_defaults(perform=run_indicators)
    refresh = measure.add_parser("refresh", help="take a snapshot and store the results of a day")
    refresh.add_argument("--on", type=read_day, default=None, help="the pages' today by default")
    add_json(refresh)
    refresh.set_defaults(perform=refresh_results)


def list_indicators(options: argparse.Namespace) -> int:
    """Print code, names, unit and source of every indicator."""
    from yiyang.measures.catalogue import list_indicators as listed

    rows = [
        {
            "code": indicator.code,
            "label": indicator.label,
            "label_zh": indicator.label_zh,
            "unit": indicator.unit,
            "subject": indicator.subject.name,
            "source": ", ".join(indicator.source),
        }
        for indicator in listed()
    ]
    print_rows(rows, as_json=options.json)
    return 0


def show_indicator(options: argparse.Namespace) -> int:
    """Print an indicator's definition in words, in both languages."""
    from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator
    from yiyang.measures.explain import explain

    try:
        indicator = get_indicator(options.indicator)
    except UnknownIndicatorError as unknown:
        raise Failure(str(unknown)) from unknown
    values = {
        "code": indicator.code,
        "label": indicator.label,
        "label_zh": indicator.label_zh,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "source": list(indicator.source),
        "words": explain(indicator, "en"),
        "words_zh": explain(indicator, "zh"),
    }
    print_object(values, as_json=options.json)
    return 0


def run_indicators(options: argparse.Namespace) -> int:
    """Compute indicators for an area and everything below it, from a snapshot taken now."""
    from django.utils import timezone

    from yiyang.domains.indicators.snapshots import take_snapshot
    from yiyang.measures.catalogue import UnknownIndicatorError, get_indicator
    from yiyang.measures.catalogue import list_indicators as listed
    from yiyang.measures.engines.embedded import EmbeddedEngine
    from yiyang.measures.engines.reference import ReferenceEngine
    from yiyang.regions.queries import NoSuchRegion, find_region, regions_below

    try:
        root = find_region(options.area, on=options.on)
        indicators = [get_indicator(code) for code in options.indicator] or list(listed())
    except (NoSuchRegion, UnknownIndicatorError) as fault:
        raise Failure(str(fault)) from fault
    folder = take_snapshot(now=timezone.now()).folder
    engine = ReferenceEngine.from_folder(folder) if options.engine == "reference" else EmbeddedEngine(folder)
    codes = dict(regions_below(root.path).values_list("key", "code"))
    rows = [
        {
            "indicator": result.indicator,
            "area": codes[result.area],
            "level": result.level,
            "on": result.on.isoformat(),
            "numerator": result.numerator,
            "denominator": result.denominator,
            "value": result.value,
        }
        for result in engine.results(indicators, on=options.on)
        if result.area in codes and options.level in {"", result.level}
    ]
    print_rows(rows, as_json=options.json)
    return 0


def refresh_results(options: argparse.Namespace) -> int:
    """Take a snapshot, compute one day and every stored day that is stale."""
    from django.utils import timezone

    from yiyang.domains.indicators.actions import snapshot_and_refresh
    from yiyang.domains.indicators.queries import stale_days
    from yiyang.regions.queries import PlatformNotSetUp, day_shown

    on: date = options.on or day_shown(real_today=timezone.localdate())
    stale = stale_days()
    try:
        snapshot = snapshot_and_refresh([on, *stale])
    except PlatformNotSetUp as fault:
        raise Failure(str(fault)) from fault
    values = {"on": on.isoformat(), "snapshot_at": snapshot.taken_at.isoformat(), "stale_days": len(stale)}
    print_object(values, as_json=options.json)
    return 0
