"""The gallery in a real Chromium under a strict content security policy."""

import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import translation
from playwright.sync_api import sync_playwright

from tests.ui.conftest import UI
from tests.ui.gallery import render_gallery
from yiyang.ui import assets

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
AXE = UI.parents[1] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
LEAST_FONT = """() => Math.min(...[...document.querySelectorAll('.chart-svg text')].map(
    node => 13 * node.getScreenCTM().a))"""


class Site(BaseHTTPRequestHandler):
    html = ""
    posts: list[str] = []

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        path = UI / "static" / self.path.removeprefix("/static/")
        if self.path.startswith("/static/") and path.is_file():
            return self.answer(path.read_bytes(), KINDS[path.suffix])
        return self.answer(self.html.encode(), "text/html; charset=utf-8")

    def do_POST(self):
        self.posts.append(self.path)
        threading.Event().wait(0.3)
        self.answer(b"<!doctype html><title>sent</title>", "text/html")

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module", params=["zh-hans", "en"])
def site(request):
    assets.ensure_frontend(UI.parents[1])
    with translation.override(request.param):
        Site.html = render_gallery()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(site, browser):
    contexts = []

    def open_page(width: int, **options: object):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{site}/gallery", wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1366, 390, 360])
def test_nothing_overflows_and_nothing_is_refused(visit, width):
    page = visit(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.complaints == []
    assert page.evaluate(LEAST_FONT) >= 12
    assert page.evaluate("localStorage.length") == 0


def test_print_fits_the_sheet(visit):
    page = visit(794)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 794
    assert not page.locator(".top-bar").is_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing(visit, width):
    page = visit(width, bypass_csp=True)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(v["id"], [node["target"] for node in v["nodes"]]) for v in found["violations"]] == []


def test_the_error_summary_has_the_focus(visit):
    assert visit(1366).evaluate("document.activeElement.id") == "error-summary"


def test_a_form_sent_twice_arrives_once(visit):
    page = visit(1366)
    Site.posts.clear()
    page.evaluate("""() => { const button = document.querySelector('.submit-bar button');
                             button.click(); button.click(); }""")
    page.wait_for_function("document.title === 'sent'")
    assert Site.posts == ["/sign"]
    page.go_back(wait_until="networkidle")
    assert page.locator(".submit-bar button").is_enabled()


def test_the_menu_folds_on_a_phone(visit):
    page = visit(390)
    menu, toggle = page.locator("#side-menu"), page.locator("[data-menu-toggle]")
    assert not menu.is_visible()
    toggle.press("Enter")
    assert (menu.is_visible(), toggle.get_attribute("aria-expanded")) == (True, "true")
    toggle.press(" ")
    assert (menu.is_visible(), toggle.get_attribute("aria-expanded")) == (False, "false")


def test_the_menu_opens_without_scripts(visit):
    page = visit(390, java_script_enabled=False)
    page.click("[data-menu-toggle]")
    assert page.locator("#side-menu").is_visible()


def test_htmx_sends_the_csrf_token(visit):
    page = visit(1366)
    with page.expect_request(lambda request: request.url.endswith("/part")) as sent:
        page.evaluate("htmx.ajax('POST', '/part', {target: '#notices'})")
    assert sent.value.headers["x-csrftoken"] == page.get_attribute('meta[name="csrf-token"]', "content")
    assert page.evaluate("[htmx.config.historyCacheSize, htmx.config.allowEval]") == [0, False]
