"""Requests a second at one address: by wrk where it is installed, else by a pool of threads here."""

import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 16
RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
TROUBLE = re.compile(r"(Non-2xx or 3xx responses: \d+|Socket errors: .+)")


class LoadFailed(RuntimeError):
    """Some requests were not answered with success."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """An address asked over and over; `body` not empty makes it a POST of a form."""

    url: str
    headers: dict[str, str]
    body: str = ""

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers with the kind of the body."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if self.body else {}
        return self.headers | kind


def say_tool() -> str:
    """Which tool makes the load, and how to get the better one."""
    return "wrk" if shutil.which("wrk") else "threads of Python (install the package wrk for a lighter load)"


def measure_rate(target: Target, *, seconds: float) -> float:
    """Successful requests a second over 16 connections. Raises LoadFailed when any other answer came."""
    run = run_wrk if shutil.which("wrk") else run_threads
    return run(target, seconds=seconds)


def run_wrk(target: Target, *, seconds: float) -> float:
    """The rate that wrk reports."""
    command = ["wrk", "-t1", "--timeout", "30s", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    for name, value in target.all_headers.items():
        command += ["-H", f"{name}: {value}"]
    with tempfile.TemporaryDirectory() as folder:
        if target.body:
            script = Path(folder) / "post.lua"
            script.write_text(f'wrk.method = "POST"\nwrk.body = "{target.body}"\n', encoding="utf-8")
            command += ["-s", str(script)]
        said = subprocess.run([*command, target.url], check=True, capture_output=True, text=True).stdout
    if trouble := TROUBLE.search(said):
        raise LoadFailed(f"{target.url}: {trouble[1]}")
    found = RATE.search(said)
    if found is None:
        raise LoadFailed(f"{target.url}: wrk named no rate")
    return float(found[1])


def run_threads(target: Target, *, seconds: float) -> float:
    """The rate of as many threads as wrk has connections."""
    counts = [0] * CONNECTIONS
    refused: list[int] = []
    deadline = time.monotonic() + seconds

    def ask(index: int) -> None:
        parts = urlsplit(target.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        while time.monotonic() < deadline and not refused:
            method = "POST" if target.body else "GET"
            connection.request(method, address, body=target.body or None, headers=target.all_headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                refused.append(answer.status)
            counts[index] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(CONNECTIONS)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise LoadFailed(f"{target.url}: status {refused[0]}")
    return sum(counts) / (time.monotonic() - started)
