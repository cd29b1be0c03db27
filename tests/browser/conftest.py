"""A real server with a demo region, and a real Chromium."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = Path(os.environ.get("YIYANG_SHOTS", ROOT / "var" / "screenshots"))
PASSWORD = "yiyang-demo-2018"
READY_SECONDS = 120
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The variables of a platform of its own, for the server and for processes beside it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("YIYANG_")}
    home = tmp_path_factory.mktemp("platform")
    return kept | {
        "YIYANG_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "yiyang.config.settings",
    }


@pytest.fixture(scope="session")
def server(environment):
    """`yiyang run` with a demo region of 1,500 elders on the embedded database; yields its address."""
    home = Path(environment["YIYANG_HOME"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "yiyang.config.cli.entry", "run", "--demo", "zhongshan", "--elders", "1500",
        "--seed", "5", "--port", str(port), "--no-browser",
    ]  # fmt: skip
    log = (home / "server.log").open("wb")
    running = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(address, running, home / "server.log")
        yield address
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=30)
        log.close()


def wait_until_ready(address, running, log):
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert running.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200 and b"Stop with" in log.read_bytes():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium; closed after the module, for its event loop forbids Django's database."""
    path = shutil.which("chromium")
    assert path, "install the package chromium"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Visitor:
    """Somebody at a browser; keeps what the console said and which hosts were asked."""

    def __init__(self, chromium, server, viewport, *, script=True):
        self.server = server
        self.context = chromium.new_context(viewport=viewport, java_script_enabled=script, locale="en-US")
        self.page = self.context.new_page()
        self.faults, self.strangers = [], []
        self.page.on("console", lambda said: self.note(said))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda asked: self.watch(asked.url))

    def note(self, said):
        expected = re.search(r"status of (404|409|422)", said.text)
        if said.type == "error" and not expected:
            self.faults.append(said.text)

    def watch(self, url):
        if not url.startswith((self.server, "data:", "about:")):
            self.strangers.append(url)

    def sign_in(self, username):
        self.page.goto(f"{self.server}/sign-in/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(f"{self.server}/")
        return self

    def open(self, address):
        answer = self.page.goto(self.server + address)
        assert answer.status == 200, (address, answer.status)
        return self.page

    def check_page(self, name):
        """No sideways scrolling, no accessibility violation, a picture to look at."""
        width = self.page.viewport_size["width"]
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert self.overflow() == 0, f"{name} is too wide at {width}"
        assert self.violations() == [], name

    def overflow(self):
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def violations(self):
        """What axe finds on the page, each with the elements it means."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        return self.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],"
            " rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))"
        )


@pytest.fixture
def visitor(chromium, server):
    """Makes visitors; afterwards no console may hold an error and no foreign host may have been asked."""
    made = []

    def visit(username=None, *, viewport=DESKTOP, script=True):
        person = Visitor(chromium, server, viewport, script=script)
        made.append(person)
        return person.sign_in(username) if username else person

    yield visit
    for person in made:
        assert (person.faults, person.strangers) == ([], [])
        person.context.close()


@pytest.fixture(scope="module")
def module_visitors(chromium, server):
    """One visitor for each user and width, signed in once and shared by the tests of a module."""
    made = {}

    def visit(username, width=DESKTOP["width"]):
        if (username, width) not in made:
            viewport = PHONE if width == PHONE["width"] else DESKTOP
            person = Visitor(chromium, server, viewport)
            made[username, width] = person.sign_in(username) if username else person
        return made[username, width]

    yield visit
    for person in made.values():
        person.context.close()
