"""The stories of registers and records, told in a real browser on a real server."""

import io
import re
import zipfile
from datetime import date

import pytest

from tests.browser.stories import (
    DONGXING,
    WORK_MS,
    check_table,
    draft_reform,
    number_for,
    number_of,
    send_table,
    submit,
    take_valid_rows,
    wait_for_number,
)
from yiyang.gateways.spreadsheets import write_workbook

pytestmark = pytest.mark.browser

TODAY, EVE = "2018-09-30", "2018-09-29"
RATE = "/indicators/family_doctor_rate_65/"
SHIQI = "442000001000"
CONTRACT_IN_FORCE = "#services a[href*='/contracts/'][href$='/end/']"


def find_by_name(person, name):
    """How many people of the register have the name."""
    page = person.open("/elders/")
    page.fill("form[action$='/search/'] [name=text]", name)
    page.click("form[action$='/search/'] button[type=submit]")
    page.wait_for_load_state("load")
    return page.locator("table.data tbody th a", has_text=name).count()


def test_a_table_is_imported_and_taken_back(visitor):
    person = visitor("doctor")
    page = person.open("/imports/new/")
    with page.expect_download() as taken:
        page.click("a[href*='/imports/template/?kind=elders']")
    assert taken.value.suggested_filename == "老年人.xlsx"
    rows = [("称呼", "身份证号", "所在村居", "联系电话")]
    rows += [
        (name, number_for(date(1946, 2, day), 311), DONGXING, "13900000311")
        for day, name in enumerate(("万试一", "万试二", "万试三"), start=1)
    ]
    rows += [("万试四", "4.42E+17", DONGXING, ""), ("", number_for(date(1946, 2, 4), 311), DONGXING, "")]
    page = send_table(person, name="试验名册.xlsx", content=write_workbook(rows, sheet="名册"))
    assert page.input_value("[name=column_identity_number]") == "1"
    page.select_option("[name=column_name]", "0")
    check_table(page)
    assert [text.strip() for text in page.locator(".stat-value").all_inner_texts()[:2]] == ["3", "2"]
    take_valid_rows(page)
    record = page.url
    with page.expect_download() as taken:
        page.click("a[href$='/receipt/']")
    texts = zipfile.ZipFile(io.BytesIO(taken.value.path().read_bytes()))
    inside = "".join(texts.read(name).decode() for name in texts.namelist() if name.endswith(".xml"))
    assert "错误原因" in inside
    assert "万试四" in inside
    assert find_by_name(person, "万试") == 3
    page.goto(record)
    page.click("a[href$='/undo/']")
    page.fill("[name=count]", "3")
    submit(page)
    page.wait_for_selector(".subtitle:has-text('已撤销')", timeout=WORK_MS)
    assert find_by_name(person, "万试") == 0


def test_two_people_merge_a_pair_and_take_it_apart(visitor):
    doctor = visitor("doctor")
    page = doctor.open("/duplicates/")
    for address in [link.get_attribute("href") for link in page.locator("#pairs tbody th a").all()]:
        doctor.open(address)
        if page.locator("form[action$='/propose/']").count():
            break
    page.check("[name=kept][value=first]")
    for name in ("name", "phone", "address", "village"):
        for choice in page.locator(f"[name={name}][value=first]").all():
            choice.check()
    page.fill("form[action$='/propose/'] [name=reason]", "电话核实为同一人")
    submit(page, "form[action$='/propose/']")
    page.wait_for_url("**/merges/*/")
    address = page.url.removeprefix(doctor.server)
    assert page.locator("form[action$='/confirm/']").count() == 0
    liaison = visitor("liaison")
    page = liaison.open(address)
    assert page.locator("#effects tbody tr").count() > 0
    submit(page, "form[action$='/confirm/']")
    assert page.locator("form[action$='/undo/']").is_visible()
    kept = page.locator("#proposal a").get_attribute("href")
    merged = liaison.open(kept).locator("h1").inner_text()
    page = liaison.open(address)
    page.fill("form[action$='/undo/'] [name=note]", "系两人")
    submit(page, "form[action$='/undo/']")
    assert page.locator("form[action$='/undo/']").count() == 0
    assert "已拆分" in page.locator("#proposal").inner_text()
    assert liaison.open(kept).locator("h1").inner_text() == merged


def test_a_death_ends_what_was_open_and_can_be_withdrawn(visitor):
    person = visitor("doctor")
    before = number_of(person.open(RATE))
    page = person.open("/elders/?contract=yes&age=70-79")
    record = page.locator("table.data tbody th a").first.get_attribute("href")
    assert person.open(record).locator(CONTRACT_IN_FORCE).count() == 1
    page.click("a[href$='/events/new/']")
    page.select_option("[name=kind]", "death")
    page.fill("[name=occurred_on]", EVE)
    page.select_option("[name=source]", "family")
    submit(page)
    assert "家庭医生签约" in page.locator("#effects").inner_text()
    submit(page)
    page.wait_for_url("**/events/*/")
    event = page.url.removeprefix(person.server)
    assert person.open(record).locator(CONTRACT_IN_FORCE).count() == 0
    wait_for_number(person, RATE, (before[0] - 1, before[1] - 1))
    page = person.open(event)
    page.click("a[href$='/withdraw/']")
    page.fill("[name=reason]", "同名误报")
    submit(page)
    assert person.open(record).locator(CONTRACT_IN_FORCE).count() == 1
    wait_for_number(person, RATE, before)


def units_of(page):
    """Name and code of each unit that the tree's page lists."""
    return [
        tuple(row.locator("th, td").all_inner_texts()[:2]) for row in page.locator("#units tbody tr").all()
    ]


def test_an_administrator_puts_a_reform_into_force(visitor):
    person = visitor("admin")
    page = person.open(f"/regions/?area={SHIQI}")
    (first, first_code), (second, second_code), third = units_of(page)[:3]
    lines = f"更名\t{second_code}\t\t新民族社区\t\n并入\t{first_code}\t\t\t{second_code}"
    page = draft_reform(person, title="石岐村居合并", lines=lines, on=TODAY)
    assert page.locator("#changes tbody tr").count() == 2
    moved = re.search(r"[\d,]+", page.locator(".notice").last.inner_text()).group()
    page.fill("[name=count]", moved.replace(",", ""))
    submit(page)
    assert first in page.locator("#successions").inner_text()
    now = units_of(person.open(f"/regions/?area={SHIQI}"))
    assert ("新民族社区", second_code) in now
    assert third in now
    assert first_code not in dict(now).values()
    eve = units_of(person.open(f"/regions/?area={SHIQI}&on={EVE}"))
    assert eve[:3] == [(first, first_code), (second, second_code), third]


def test_a_finding_closes_when_the_record_is_corrected(visitor):
    person = visitor("doctor")
    check = "/quality/phone_missing/"
    page = person.open("/quality/")
    page.click("form[action='/quality/run/'] button")
    page.wait_for_load_state("load")
    page.click(f"a[href^='{check}']")
    first = page.locator("#findings tbody th a").first
    record = first.get_attribute("href")
    page.click("#findings tbody tr:first-child th a")
    page.click("a[href$='/edit/']")
    page.fill("[name=phone]", "13900000312")
    submit(page)
    page = person.open("/quality/")
    page.click("form[action='/quality/run/'] button")
    page.wait_for_load_state("load")
    assert person.open(check).locator(f"#findings a[href='{record}']").count() == 0


def reach(page, selector, *, most=90):
    """Press Tab until the focus is on what the selector names; the focus is visible there."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            style = page.evaluate(
                "(({outlineStyle, boxShadow}) => [outlineStyle, boxShadow])"
                "(getComputedStyle(document.activeElement))"
            )
            assert style != ["none", "none"], selector
            return
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab")


def test_facts_of_a_record_are_entered_by_keyboard_alone(visitor):
    person = visitor("doctor")
    record = person.open("/elders/").locator("table.data tbody th a").first.get_attribute("href")
    page, keys = person.open(record), person.page.keyboard
    reach(page, "a[href$='/contacts/new/']")
    keys.press("Enter")
    page.wait_for_url("**/contacts/new/")
    reach(page, "[name=name]")
    keys.type("万联系")
    reach(page, "[name=relation]")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    reach(page, "[name=valid_from]")
    keys.type("2018-09-01")
    keys.press("Enter")
    page.wait_for_url(f"**{record}*")
    assert page.locator("main", has_text="万联系").count() == 1
    reach(page, "a[href$='/check-ups/new/']")
    keys.press("Enter")
    page.wait_for_url("**/check-ups/new/")
    reach(page, "[name=occurred_on]")
    keys.type("2018-09-20")
    reach(page, "[name=systolic]")
    keys.type("133")
    reach(page, "[name=diastolic]")
    keys.type("81")
    reach(page, "main button[type=submit]")
    keys.press("Enter")
    page.wait_for_url(f"**{record}*")
    assert page.locator("main", has_text="133/81").count() == 1


def test_an_organisation_sees_what_it_lacks_and_registers_staff(visitor):
    person = visitor("home")
    page = person.open("/institutions/duties/")
    assert page.locator("main tbody tr").count() > 0
    page.click("main tbody tr:first-child th a")
    page.wait_for_url(re.compile(r"/institutions/\d+/"))
    page = person.open("/staff/new/")
    page.fill("[name=name]", "万护理")
    page.fill("[name=identity_number]", number_for(date(1988, 5, 6), 321))
    page.select_option("[name=organisation]", index=1)
    page.fill("[name=valid_from]", TODAY)
    page.fill("[name=hours_week]", "40")
    submit(page)
    page.wait_for_url(re.compile(r"/staff/[0-9a-f-]{36}/$"))
    page.click("a[href$='/qualifications/new/']")
    page.select_option("[name=kind]", index=1)
    page.fill("[name=number]", "CAR990001")
    page.fill("[name=authority]", "试验发证机构")
    page.fill("[name=issued_on]", "2017-01-01")
    submit(page)
    assert "CAR990001" in page.locator("#qualifications").inner_text()
    assert "万护理" in person.open("/staff/").locator("main tbody").first.inner_text()
