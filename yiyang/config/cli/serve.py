"""`yiyang run`, `yiyang worker`."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from typing import Any

from yiyang.config.cli.data import build_demo, split_codes
from yiyang.config.cli.output import Failure, read_day

PORTS_TRIED = 20
THREADS = "4"  # of each web process; as many connections to PostgreSQL are kept open
READY_SECONDS = 60
STOP_SECONDS = 10
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - asked for by the operator


def add_commands(commands: Any) -> None:
    """Add the commands to the parser."""
    run = commands.add_parser("run", help="serve the platform")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--workers", type=int, default=2)
    run.add_argument("--no-browser", action="store_true")
    run.add_argument(
        "--demo", dest="locality", default="", help="fill this locality when nothing is there yet"
    )
    run.add_argument("--elders", type=int, default=20000)
    run.add_argument("--seed", type=int, default=1)
    run.add_argument("--as-of", dest="as_of", type=read_day, default=None)
    run.add_argument("--counties", default="")
    run.set_defaults(perform=run_platform, json=False)
    worker = commands.add_parser("worker", help="do what acts left to do")
    worker.add_argument("--once", action="store_true", help="do what is there and stop")
    worker.add_argument("--pause", type=float, default=2.0, help="seconds between looks")
    worker.set_defaults(perform=run_worker)


def run_platform(options: argparse.Namespace) -> int:
    """Bring the database up to date, serve pages and API, and do the work behind them, until stopped."""
    if options.locality and _is_empty():
        print(f"Filling a synthetic region: {options.locality}, {options.elders:,} elders.", file=sys.stderr)
        options.counties = ",".join(split_codes(options.counties))
        build_demo(options)
    port = _free_port(options.host, options.port)
    address = f"http://{EVERYWHERE.get(options.host, options.host)}:{port}/"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    children: list[subprocess.Popen] = []
    try:
        children += [_start_web(options, port), _start_worker()]
        _wait_until_ready(address, children)
        _say_welcome(address)
        if not options.no_browser and _has_screen():
            webbrowser.open(address)
        return _wait(children)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


def _is_empty() -> bool:
    from yiyang.regions.queries import PlatformNotSetUp, find_platform

    try:
        find_platform()
    except PlatformNotSetUp:
        return True
    return False


def _free_port(host: str, wanted: int) -> int:
    for port in range(wanted, wanted + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise Failure(f"ports {wanted} to {wanted + PORTS_TRIED - 1} are all taken; choose another with --port")


def _start_web(options: argparse.Namespace, port: int) -> subprocess.Popen:
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(port),
        "--workers", str(options.workers), "--blocking-threads", THREADS, "--log-level", "warning",
        "yiyang.config.wsgi:application",
    ]  # fmt: skip
    return _start(command, YIYANG_POOL=os.environ.get("YIYANG_POOL", THREADS))


def _start_worker() -> subprocess.Popen:
    return _start([sys.executable, "-m", "yiyang.config.cli.entry", "worker"])


def _start(command: list[str], **more: str) -> subprocess.Popen:
    """Start a child with a group of its own: Ctrl-C reaches us alone, and we end the child with all below it."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "yiyang.config.settings"} | more
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _wait_until_ready(address: str, children: list[subprocess.Popen]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    # Whatever proxy the office uses, it does not know our loopback address.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            raise Failure("the server stopped while starting; its message is above")
        try:
            with direct.open(f"{address}readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failure(f"the server did not answer within {READY_SECONDS} seconds")


def _say_welcome(address: str) -> None:
    from yiyang.flows.demo.story import list_demo_accounts

    print(f"\nyiyang serves at {address}  (API: {address}api/docs)", flush=True)
    accounts, password = list_demo_accounts()
    if accounts:
        print(f"Demo accounts, password {password}:")
        for username, role, name, place in accounts:
            print(f"  {username:<12} {role:<14} {name} {place}")
    print("Stop with Ctrl-C; the data stay.", flush=True)


def _has_screen() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin")


def _wait(children: list[subprocess.Popen]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    raise Failure("a part of the platform stopped by itself; its message is above")


def _stop(children: list[subprocess.Popen]) -> None:
    # A second Ctrl-C must not leave half of them running.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def run_worker(options: argparse.Namespace) -> int:
    """Look at batches and the outbox again and again and do what is open."""
    from yiyang.config.worker import check_daily, work_imports, work_once

    stop = _stop_when_told()
    while True:
        work_imports(stop=stop)
        if not work_once():
            check_daily()
        if options.once or stop():
            return 0
        time.sleep(options.pause)
        if stop():
            return 0


def _stop_when_told() -> Callable[[], bool]:
    """Whether the process was told to stop; what is being done is finished first."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))
    return lambda: bool(told)
