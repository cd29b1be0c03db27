"""What a benchmark hands back, and the options that every one of them takes.

A figure compares a number of ours with a peer's, measured in the same run; its ratio stands beside its goal.
"""

import argparse
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("name", "ours", "peer", "ratio", "goal", "met")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table. `at_least` says on which side of the goal the ratio should lie."""

    name: str
    ours: str
    peer: str
    ratio: float
    goal: float | None
    at_least: bool = True

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


@dataclass(frozen=True, kw_only=True)
class Options:
    """How much to measure, on which PostgreSQL server (empty: none), and where the figures go (None: nowhere)."""

    scale: float
    postgres: str
    figures: Path | None

    def count(self, whole: int) -> int:
        """A number of things at this scale."""
        return max(1, round(whole * self.scale))


def read_options(doc: str | None, arguments: list[str] | None = None) -> Options:
    """The options of one benchmark's command line."""
    parser = make_parser(doc)
    parser.add_argument("--figures", type=Path, metavar="FILE", help="write the figures there as JSON too")
    return Options(**vars(parser.parse_args(arguments)))


def make_parser(doc: str | None) -> argparse.ArgumentParser:
    """A parser with the options that all command lines share."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0, help="share of the whole load, 1.0 by default")
    parser.add_argument(
        "--postgres",
        metavar="URL",
        default=os.environ.get("YIYANG_DATABASE_URL", ""),
        help="a PostgreSQL database of the server to use; YIYANG_DATABASE_URL by default",
    )
    return parser


def hand_over(figures: list[Figure], options: Options) -> None:
    """Write the figures where the caller wants them, else print their table."""
    if options.figures is None:
        print(format_table(figures))
    else:
        options.figures.write_text(json.dumps([asdict(figure) for figure in figures]), encoding="utf-8")


def read_figures(path: Path) -> list[Figure]:
    """The figures of a file that `hand_over` wrote."""
    return [Figure(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def format_table(figures: list[Figure]) -> str:
    """The table of figures, one a line."""
    lines = [HEADINGS, *(_cells(figure) for figure in figures)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    sign = ">=" if figure.at_least else "<="
    goal = "-" if figure.goal is None else f"{sign} {figure.goal:g}"
    met = {None: "-", True: "yes", False: "NO"}[figure.is_met]
    return figure.name, figure.ours, figure.peer, f"{figure.ratio:.2f}", goal, met
