"""Runs a command beside a PostgreSQL server of its own: `python tools/with_postgres.py COMMAND …`.

The server lives in a temporary folder, listens on a socket there and on a free loopback port, and is gone
afterwards. The command finds it in YIYANG_DATABASE_URL.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READY_SECONDS = 30


def find_programs() -> Path:
    """The folder of the newest server programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    if not found:
        sys.exit("no PostgreSQL server programs; install the package postgresql")
    return Path(found).resolve().parent


def free_port() -> int:
    """A loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def identity() -> dict:
    """Whom the server runs as: PostgreSQL refuses root, so root becomes a plain user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def main(command: list[str]) -> int:
    """Start, run, stop."""
    programs, port, who = find_programs(), free_port(), identity()
    folder = Path(tempfile.mkdtemp(prefix="yiyang-pg-"))
    data = folder / "data"
    if who:
        os.chown(folder, who["user"], who["group"])
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "yiyang", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, **quiet, **who)
    options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder}
    options |= {"shared_buffers": os.environ.get("YIYANG_PG_BUFFERS", "256MB"), "max_connections": 60}
    options |= {"max_wal_size": "4GB", "log_min_messages": "panic"}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [str(programs / "postgres"), "-D", str(data), *arguments],
        stderr=subprocess.DEVNULL,
        **quiet,
        **who,
    )
    try:
        wait_until_ready(programs, port)
        subprocess.run(
            [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "yiyang", "yiyang"],
            check=True,
        )
        address = f"postgresql://yiyang@127.0.0.1:{port}/yiyang"
        return subprocess.run(
            command, check=False, env=os.environ | {"YIYANG_DATABASE_URL": address}
        ).returncode
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(programs: Path, port: int) -> None:
    """Wait until the server takes connections."""
    deadline = time.monotonic() + READY_SECONDS
    probe = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(probe, check=False).returncode:
        if time.monotonic() > deadline:
            sys.exit("the PostgreSQL server did not start")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
