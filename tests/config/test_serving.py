"""`yiyang run` as a person starts it: ready, signed in to, stopped without a trace, started again."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "yiyang-demo-2018"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def descendants(pid):
    """Every process below one, by the parents that the system knows."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    parents = {int(line.split()[0]): int(line.split()[1]) for line in listed.splitlines()}
    found, pending = set(), {pid}
    while pending:
        pending = {child for child, parent in parents.items() if parent in pending} - found
        found |= pending
    return found


def alive(pid):
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Running:
    """A platform that serves, with a browser of its own."""

    def __init__(self, home, *options):
        self.port = free_port()
        self.children: set[int] = set()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("YIYANG_")}
        environment |= {
            "YIYANG_HOME": str(home),
            "HTTP_PROXY": "http://127.0.0.1:9",
            "http_proxy": "http://127.0.0.1:9",
        }
        environment |= {"PYTHONPATH": str(ROOT)}
        self.errors = (home.parent / f"errors-{self.port}").open("w+")
        command = [sys.executable, "-m", "yiyang.config.cli.entry", "run", "--no-browser"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), *options],
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=environment,
            cwd=home.parent,
        )
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def wait_for_welcome(self):
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Stop with Ctrl-C"):
                self.seconds = time.monotonic() - self.started
                self.children = descendants(self.process.pid)
                return "".join(lines)
        raise AssertionError(f"no welcome: {''.join(lines)} {self.said()}")

    def get(self, address):
        with self.browser.open(f"http://127.0.0.1:{self.port}{address}", timeout=20) as answer:
            return answer.status, answer.read().decode(), answer.geturl()

    def post(self, address, **values):
        data = urllib.parse.urlencode(values).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}", data=data)
        with self.browser.open(request, timeout=20) as answer:
            return answer.status, answer.read().decode(), answer.geturl()

    def sign_in(self, username):
        _status, page, _url = self.get("/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.post("/sign-in/", csrfmiddlewaretoken=token, username=username, password=PASSWORD)

    def stop(self, number):
        """Send a signal to the first process alone; returns (exit code, seconds, children left alive)."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        seconds = time.monotonic() - begun
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and any(map(alive, self.children)):
            time.sleep(0.05)
        return code, seconds, {pid for pid in self.children if alive(pid)}

    def said(self):
        self.errors.flush()
        return Path(self.errors.name).read_text()

    def close(self):
        # Children that lost their parent hang on the first process and are known from the start only.
        for pid in {*descendants(self.process.pid), *self.children, self.process.pid}:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.stdout.close()
        self.process.wait()
        self.errors.close()


@pytest.fixture
def start(tmp_path):
    running = []

    def begin(*options):
        running.append(Running(tmp_path / "home", *options))
        return running[-1]

    yield begin
    for platform in running:
        platform.close()


def test_a_platform_starts_serves_stops_and_starts_again(start):
    first = start("--demo", "zhongshan", "--elders", "150", "--seed", "1")
    welcome = first.wait_for_welcome()
    assert f"yiyang serves at http://127.0.0.1:{first.port}/" in welcome
    assert re.search(r"supervisor +supervisor", welcome)
    assert len(first.children) >= 4
    assert first.get("/healthz")[:2] == (200, '{"status": "ok"}')
    assert first.get("/readyz")[:2] == (200, '{"status": "ready"}')
    assert first.get("/")[2].endswith("/sign-in/?next=%2F")
    status, _page, address = first.sign_in("supervisor")
    assert (status, address) == (200, f"http://127.0.0.1:{first.port}/")
    code, seconds, left = first.stop(signal.SIGTERM)
    assert (code, left) == (0, set())
    assert seconds < 15
    assert "Traceback" not in first.said()
    assert "No directory at" not in first.said()

    second = start("--demo", "zhongshan", "--elders", "150")
    assert re.search(r"supervisor +supervisor", second.wait_for_welcome())
    assert second.seconds < 25
    assert "Filling" not in second.said()
    assert second.sign_in("liaison")[2] == f"http://127.0.0.1:{second.port}/"
    code, seconds, left = second.stop(signal.SIGINT)
    assert (code, left) == (0, set())
    assert seconds < 15
    assert "Traceback" not in second.said()


def test_a_taken_port_is_left_to_its_owner(start):
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        platform = start("--port", str(owner.getsockname()[1]))
        welcome = platform.wait_for_welcome()
        port = int(re.search(r"http://127.0.0.1:(\d+)/", welcome)[1])
        assert port in range(owner.getsockname()[1] + 1, owner.getsockname()[1] + 20)
        assert platform.stop(signal.SIGTERM)[::2] == (0, set())


def test_when_a_part_dies_the_rest_is_stopped_and_it_is_said(start):
    platform = start()
    platform.wait_for_welcome()
    begun = time.monotonic()
    direct = [
        int(pid)
        for pid in subprocess.run(
            ["ps", "--ppid", str(platform.process.pid), "-o", "pid="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    ]
    os.kill(direct[-1], signal.SIGKILL)
    assert platform.process.wait(timeout=30) == 1
    assert time.monotonic() - begun < 15
    assert "yiyang: a part of the platform stopped by itself" in platform.said()
    assert {pid for pid in platform.children if alive(pid)} == set()
