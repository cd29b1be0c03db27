"""The stories of the first issue, told in a real browser on a real server."""

import re

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.stories import number_of, submit, wait_for_number

pytestmark = pytest.mark.browser


def test_a_supervisor_drills_from_a_light_to_the_names(visitor):
    person = visitor("supervisor")
    page = person.open("/cockpit/?year=2018")
    assert page.locator("h1").inner_text() == "驾驶舱"
    assert page.locator(".stat-card").count() == 7
    page.click("#matrix tbody tr:first-child th a")
    page.wait_for_url("**/cockpit/?area=442000*")
    assert page.locator('[aria-current="location"]').inner_text() == "石岐街道"
    page.click("#matrix tbody tr:first-child th a")
    assert page.locator(".area-path li").count() == 3
    page = person.open("/indicators/family_doctor_rate_65/")
    numerator, denominator = number_of(page)
    caption = page.locator("#missing .table-caption").first.inner_text()
    assert int(re.search(r"[\d,]+", caption).group().replace(",", "")) == denominator - numerator
    page.click("#missing-rows tbody tr:first-child th a")
    page.wait_for_url("**/elders/*/")


def test_a_doctor_finds_signs_and_the_number_moves(visitor):
    person = visitor("doctor")
    address = "/indicators/family_doctor_rate_65/"
    page = person.open(address)
    numerator, denominator = number_of(page)
    name = page.locator("#missing-rows tbody tr:first-child th a").inner_text()
    page.click("#missing-rows tbody tr:first-child th a")
    record = page.url
    page.click("a[href$='/contracts/new/']")
    page.select_option("[name=team]", index=1)
    page.select_option("[name=package]", "elder_basic")
    submit(page)
    page.wait_for_url(record)
    assert page.locator("#notices").inner_text() != ""
    wait_for_number(person, address, (numerator + 1, denominator))
    assert record.removeprefix(person.server) not in page.content()
    page = person.open("/elders/")
    page.fill("form[action$='/search/'] input[type=text], form[action$='/search/'] input[type=search]", name)
    page.click("form[action$='/search/'] button[type=submit]")
    assert page.locator("table.data tbody th a", has_text=name).count() >= 1
    page.goto(record)
    page.click("a[href*='/contracts/'][href$='/end/']")
    page.select_option("[name=reason]", "resident")
    page.fill("[name=last_day]", "2018-09-29")  # the day before it began: cancelled
    submit(page)
    page.wait_for_url(record)
    wait_for_number(person, address, (numerator, denominator))


def test_an_official_makes_an_agreement_and_changes_beds(visitor):
    person = visitor("supervisor")
    address = "/indicators/home_agreement_rate/"
    page = person.open(address)
    numerator, denominator = number_of(page)
    page.click("#missing-rows tbody tr:first-child th a")
    home = page.url.removeprefix(person.server)
    page.click("a[href*='/agreements/new/']")
    page.select_option("[name=provider]", index=1)
    page.check("[name=contents] >> nth=0")
    page.fill("[name=valid_from]", "2018-09-01")
    page.fill("[name=last_day]", "2019-08-31")
    submit(page)
    wait_for_number(person, address, (numerator + 1, denominator))
    beds = "/indicators/nursing_bed_share/"
    nursing, total = number_of(person.open(beds))
    page = person.open(f"{home}beds/")
    field = page.locator("[name*=nursing]")
    field.fill(str(int(field.input_value() or 0) + 7))
    page.fill("[name=valid_from]", "2018-09-30")
    submit(page)
    wait_for_number(person, beds, (nursing + 7, total + 7))
    page = person.open(f"{beds}?on=2018-06-30")
    assert number_of(page) != (nursing + 7, total + 7)


def test_an_institution_is_registered(visitor):
    person = visitor("supervisor")
    page = person.open("/institutions/new/")
    page.fill("[name=name]", "试验日间照料中心")
    page.select_option("[name=kind]", "day_care_centre")
    page.check("[name=ownership][value=public]")
    page.select_option("[name=area]", index=1)
    page.fill("[name=opened_on]", "2018-09-01")
    page.click("main form.form button[type=submit]")
    page.wait_for_url(re.compile(r"/institutions/\d+/$"))
    assert page.locator("h1").inner_text() == "试验日间照料中心"


def test_what_was_typed_stays_after_a_refusal(visitor):
    person = visitor("doctor")
    page = person.open("/elders/new/")
    page.fill("[name=name]", "试验老人")
    page.fill("[name=identity_number]", "110105194912310021")
    page.click("main form.form button[type=submit]")
    assert page.locator("#error-summary").is_visible()
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.input_value("[name=name]") == "试验老人"
    assert page.input_value("[name=identity_number]") == "110105194912310021"
    assert page.title().startswith("错误：")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1366", "390"])
def test_a_past_record_and_a_narrowed_list_fit_and_are_accessible(visitor, viewport):
    person = visitor("doctor", viewport=viewport)
    person.open("/elders/?tier=high")
    person.check_page("elders-tier")
    record = person.open("/elders/").locator("table.data tbody th a").first.get_attribute("href")
    person.open(f"{record}?as_of=2018-01-31&kind=category")
    person.check_page("elder-past")


def test_english_is_one_click_away_and_stays(visitor):
    person = visitor("supervisor")
    page = person.open("/cockpit/")
    page.click("form.language button")
    assert page.locator("h1").inner_text() == "Cockpit"
    assert person.open("/ledger/").locator("h1").inner_text() == "Task ledger"


def test_the_core_works_without_scripts(visitor):
    person = visitor("doctor", script=False)
    page = person.open("/elders/")
    page.fill("form[action$='/search/'] input[type=text], form[action$='/search/'] input[type=search]", "zzz")
    page.click("form[action$='/search/'] button[type=submit]")
    assert page.locator("h1").is_visible()


def test_the_keyboard_reaches_the_first_number(visitor):
    person = visitor("supervisor")
    page = person.open("/cockpit/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name || ''")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
        assert (outline, shadow) != ("none", "none"), reached[-1]
    assert "on" in reached
    assert any(address.startswith("/indicators/") for address in reached)


def test_nothing_is_left_in_the_browser(visitor):
    person = visitor("supervisor")
    for address in ("/cockpit/", "/ledger/"):
        person.open(address)
    assert person.page.evaluate("Object.keys(localStorage)") == []
    answer = person.page.request.get(f"{person.server}/cockpit/")
    assert answer.headers["cache-control"] == "no-store"
