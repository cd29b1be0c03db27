"""Steps that several stories share."""

import re
import time

REFRESH_SECONDS = 60
OLD_VILLAGES = "/regions/?area=442000001000"


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


def draft_reform(person, *, title, lines, on="2018-09-30"):
    """Keep a reform as a draft; the page then shows what it would do."""
    page = person.open("/regions/reforms/new/")
    page.fill("[name=title]", title)
    page.fill("[name=on]", on)
    page.fill("[name=lines]", lines)
    submit(page)
    page.wait_for_url(re.compile(r"/regions/reforms/[0-9a-f-]{36}/$"))
    return page
