"""Copies selections of a database into Parquet files; run as a program it takes its task as JSON on stdin.

A program of its own for SQLite: DuckDB brings a second copy of that library, and two copies in one process do not
see each other's file locks, so the second would truncate the shared memory that the first works with.
"""

import json
import subprocess
import sys
from typing import Any

import duckdb
from duckdb_extensions import import_extension


class CopyFailed(RuntimeError):
    """The facts could not be written; the text is what the copying program said."""


def copy_here(task: dict[str, Any]) -> None:
    """Write each selection to its file, all from one transaction.

    `task` is {kind: sqlite or postgres, address: what to attach, schema, copies: [[selection, path], …]}.
    """
    with duckdb.connect(config={"threads": 2}) as engine:
        import_extension(task["kind"])
        engine.execute(f"LOAD {task['kind']}")
        engine.execute(f"ATTACH {_quote(task['address'])} AS facts (TYPE {task['kind']}, READ_ONLY)")
        engine.execute(f"USE {task['schema']}")
        engine.execute("BEGIN TRANSACTION")
        for selection, path in task["copies"]:
            engine.execute(f"COPY ({selection}) TO {_quote(path)} (FORMAT parquet, COMPRESSION zstd)")
        engine.execute("COMMIT")


def copy_apart(task: dict[str, Any]) -> None:
    """Do the same in a process of its own. Raises CopyFailed."""
    done = subprocess.run(
        [sys.executable, "-I", __file__], input=json.dumps(task), text=True, capture_output=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise CopyFailed(lines[-1] if lines else f"the copying program ended with {done.returncode}")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    copy_here(json.load(sys.stdin))
