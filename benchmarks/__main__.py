"""Runs the benchmarks and prints every figure beside its goal.

    python -m benchmarks [--scale 1.0] [--only identity,measures,generation,pages,duplicates,imports,searches]

A missed goal is said so and is no failure; a benchmark that stops is one. Each runs in a process of its own.
"""

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, format_table, make_parser, read_figures

MODULES = {
    "identity": "benchmarks.identity_numbers",
    "measures": "benchmarks.measures",
    "generation": "benchmarks.generation",
    "pages": "benchmarks.pages",
    "duplicates": "benchmarks.duplicates",
    "imports": "benchmarks.imports",
    "searches": "benchmarks.searches",
}
NEED_POSTGRES = {"generation", "pages", "searches"}


def main() -> int:
    parser = make_parser(__doc__)
    parser.add_argument(
        "--only", default=",".join(MODULES), metavar="NAMES", help="some of " + ",".join(MODULES)
    )
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name]
    if unknown := [name for name in names if name not in MODULES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(MODULES)}")
    figures: list[Figure] = []
    stopped = []
    for name in names:
        print(f"\n{name}: {say_load()}", flush=True)
        if name in NEED_POSTGRES and not options.postgres.startswith("postgresql://"):
            print("needs PostgreSQL: run under tools/with_postgres.py, or name a database by --postgres")
            stopped.append(name)
            continue
        found = run(MODULES[name], scale=options.scale, postgres=options.postgres)
        if found is None:
            stopped.append(name)
        else:
            figures += found
    print(
        f"\n{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {say_load()}\n"
    )
    print(format_table(figures))
    missed = [figure.name for figure in figures if figure.is_met is False]
    print("\n" + (f"Goals missed: {'; '.join(missed)}" if missed else "Every goal that was measured is met."))
    if stopped:
        print(f"Not measured: {', '.join(stopped)}")
    return 1 if stopped else 0


def say_load() -> str:
    """How busy the machine is, in words."""
    return "load " + " ".join(f"{value:.2f}" for value in os.getloadavg())


def run(module: str, *, scale: float, postgres: str) -> list[Figure] | None:
    """The figures of one benchmark; None when it stopped."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.json"
        command = [sys.executable, "-m", module, "--scale", str(scale), "--figures", str(path)]
        done = subprocess.run([*command, "--postgres", postgres], check=False)
        return read_figures(path) if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
