"""Steps that several stories share."""

import re
import time

from yiyang.kernel.identity import make_identity_number

REFRESH_SECONDS = 60
WORK_MS = 30_000
DONGXING = "442000103001"


def submit(page, form="main form.form"):
    """Send a form of the page; it must not be refused."""
    page.click(f"{form} button[type=submit]")
    page.wait_for_load_state("load")
    refused = page.locator("#error-summary")
    assert refused.count() == 0, refused.inner_text()


def number_of(page):
    """Numerator and denominator of the indicator page's own card."""
    text = page.locator(".stat-card").first.locator(".stat-note").inner_text()
    numerator, denominator = re.findall(r"[\d,]+", text)[:2]
    return int(numerator.replace(",", "")), int(denominator.replace(",", ""))


def wait_for_number(person, address, wanted):
    """Open the indicator's page until it says what is wanted."""
    deadline = time.monotonic() + REFRESH_SECONDS
    while number_of(person.open(address)) != wanted:
        assert time.monotonic() < deadline, (number_of(person.page), wanted)
        time.sleep(0.5)


def send_table(person, *, name, content, kind="elders"):
    """Send a table to the import centre; the page then asks for its columns."""
    page = person.open("/imports/new/")
    page.select_option("[name=kind]", kind)
    page.set_input_files("[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    submit(page)
    page.wait_for_url("**/columns/")
    return page


def check_table(page):
    """Have the rows checked and wait for what was found."""
    submit(page)
    page.wait_for_selector("[name=choice][value=valid_only]", timeout=WORK_MS)


def take_valid_rows(page):
    """Import the rows that are in order and wait until that is done."""
    page.check("[name=choice][value=valid_only]")
    submit(page)
    page.wait_for_selector("a[href$='/undo/']", timeout=WORK_MS)


def number_for(birth, serial):
    """A well-formed identity number of an area that was never assigned."""
    return make_identity_number("442099", birth, serial)


def draft_reform(person, *, title, lines, on="2018-09-30"):
    """Keep a reform as a draft; the page then shows what it would do."""
    page = person.open("/regions/reforms/new/")
    page.fill("[name=title]", title)
    page.fill("[name=on]", on)
    page.fill("[name=lines]", lines)
    submit(page)
    page.wait_for_url(re.compile(r"/regions/reforms/[0-9a-f-]{36}/$"))
    return page
