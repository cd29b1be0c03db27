"""Every page of every route, opened in a real browser by somebody who may see it."""

import json
import os
import re
import subprocess
import sys
from datetime import date

import pytest

from tests.browser.conftest import DESKTOP, PHONE, ROOT, SHOTS
from tests.browser.stories import (
    DONGXING,
    check_table,
    draft_reform,
    number_for,
    send_table,
    take_valid_rows,
)

pytestmark = pytest.mark.browser

FRAGMENTS = {"batch_progress"}
FOREIGN = re.compile(r"(?<![A-Za-z0-9._-])[a-z]{4,}(?:[._ ][a-z]+)*")
USERNAMES = {"admin", "doctor", "home", "hospital", "liaison", "supervisor"}
KNOWN = {"xlsx", "mmol", *USERNAMES}
WIDTHS = {1366: DESKTOP, 390: PHONE}


@pytest.fixture(scope="module")
def routes(server, environment, module_visitors):
    """Every route with addresses to try, after a draft reform and two tables were sent, one of them imported."""
    draft_reform(module_visitors("admin"), title="石岐街道更名", lines="更名\t442000001000\t\t石岐新街道\t")
    doctor = module_visitors("doctor")
    row = f"每页甲,{number_for(date(1947, 3, 4), 351)},{DONGXING}"
    page = send_table(doctor, name="已导入.csv", content=f"姓名,证件号码,所在村居\n{row}\n".encode())
    check_table(page)
    take_valid_rows(page)
    send_table(doctor, name="每页一表.csv", content="姓名,证件号码\n甲,1\n".encode())
    command = [sys.executable, "-m", "tests.browser.addresses"]
    told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def answers(routes, server, module_visitors):
    """Route → what it is for each user: pages that open (one for each state of an object), or why there is none."""
    return {
        route["route"]: {
            username: classify(module_visitors(username), groups)
            for username, groups in route["users"].items()
        }
        for route in routes
    }


def classify(person, groups):
    """Pages of the groups; without any, the most telling answer: fragment, file, method or moved."""
    pages, others = [], set()
    for addresses in groups:
        for address in addresses:
            answer = person.context.request.get(person.server + address, max_redirects=0)
            kind = kind_of(answer)
            if kind == "page":
                pages.append(address)
                break
            others.add(kind)
            if kind != "moved":
                break
    return {"pages": pages, "others": sorted(others)}


def kind_of(answer):
    if answer.status != 200:
        return {405: "method", 302: "moved"}.get(answer.status, str(answer.status))
    if not answer.headers["content-type"].startswith("text/html"):
        return "file"
    return "page" if "<!doctype html>" in answer.text()[:200].lower() else "fragment"


def test_every_route_is_a_page_or_known_as_none(answers, routes):
    unfilled = [route["pattern"] for route in routes if not any(route["users"].values())]
    assert unfilled == []
    seen = {route: kinds_of(found) for route, found in answers.items()}
    assert {route for route, kinds in seen.items() if kinds == {"fragment"}} == FRAGMENTS
    known = ({"page"}, {"fragment"}, {"file"}, {"method"})
    assert {route: kinds for route, kinds in seen.items() if kinds not in known} == {}


def kinds_of(found):
    """What a route is, whoever asks; being sent elsewhere counts where nothing else was found."""
    if any(each["pages"] for each in found.values()):
        return {"page"}
    others = {other for each in found.values() for other in each["others"]}
    return others - {"moved"} or others


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_is_accessible(answers, module_visitors, width):
    faults = []
    for turn, (route, found) in enumerate(sorted(answers.items())):
        able = [username for username, each in found.items() if each["pages"]]
        if not able:
            continue
        username = able[0] if width == DESKTOP["width"] else able[-1]
        person = module_visitors(username, width)
        for place, address in enumerate(found[username]["pages"]):
            look = width == DESKTOP["width"] or turn % 2 == 0
            faults += faults_of(person, address, look=look)
            if "YIYANG_SHOTS" in os.environ:
                SHOTS.mkdir(parents=True, exist_ok=True)
                person.page.screenshot(path=SHOTS / f"{route}-{place}-{width}.png", full_page=True)
    assert faults == []


def faults_of(person, address, *, look):
    """What is wrong with a page: its status, its width, what axe, the console and the network say."""
    said = (len(person.faults), len(person.strangers))
    answer = person.page.goto(person.server + address)
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    if person.page.evaluate("document.documentElement.lang") != "zh-Hans":
        found.append("not in Chinese")
    words = person.page.evaluate("document.querySelector('main').innerText")
    found += [f"in English: {word}" for word in sorted(set(FOREIGN.findall(words)) - KNOWN)]
    if wide := person.overflow():
        found.append(f"{wide} px too wide")
    if look:
        found += person.violations()
    found += person.faults[said[0] :] + person.strangers[said[1] :]
    return [f"{address} ({person.page.viewport_size['width']} px): {each}" for each in found]
