"""How commands print: plain tables for people, JSON for programs, faults on the error stream."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any


class Failure(Exception):
    """A command cannot do what was asked; the text says what, where and how to mend it."""

    def __init__(self, message: str, *, reasons: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.reasons = list(reasons)


def say_failure(failure: Failure, *, as_json: bool) -> None:
    """Print a failure to the error stream."""
    if as_json:
        body = {"error": str(failure), "reasons": failure.reasons}
        print(json.dumps(body, ensure_ascii=False), file=sys.stderr)
        return
    print(f"yiyang: {failure}", file=sys.stderr)
    for reason in failure.reasons:
        print(
            "  - " + ", ".join(f"{key}: {value}" for key, value in reason.items() if value), file=sys.stderr
        )


def print_rows(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows that share their keys."""
    listed = [dict(row) for row in rows]
    if as_json:
        print(json.dumps(listed, ensure_ascii=False, default=str))
        return
    if not listed:
        print("(none)")
        return
    names = list(listed[0])
    cells = [[_cell(row[name]) for name in names] for row in listed]
    widths = [max(len(name), *(len(line[index]) for line in cells)) for index, name in enumerate(names)]
    for line in [names, *cells]:
        print("  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip())


def print_object(values: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing with its names."""
    if as_json:
        print(json.dumps(dict(values), ensure_ascii=False, default=str))
        return
    width = max((len(name) for name in values), default=0)
    for name, value in values.items():
        print(f"{name.ljust(width)}  {_cell(value)}")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def add_json(parser: argparse.ArgumentParser) -> None:
    """Give a command its `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def read_day(text: str) -> date:
    """A day from the command line. Raises argparse's error for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write 2018-09-30") from None
