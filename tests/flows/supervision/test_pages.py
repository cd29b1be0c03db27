"""The cockpit, the indicator pages and the ledger, as the people who use them."""

import re
from datetime import date

import pytest

from yiyang.audit.models import Act
from yiyang.domains.indicators.queries import numbers_of_area
from yiyang.regions.models import Region

pytestmark = [pytest.mark.usefixtures("demo_region"), pytest.mark.django_db]

CITY, DONGFENG, XIAOLAN = "442000000000", "442000103000", "442000118000"
DAY = date(2018, 9, 30)


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def texts(html: str, pattern: str) -> list[str]:
    return re.findall(pattern, html, re.S)


def test_the_cockpit_shows_every_target_of_a_year(sign_in):
    html = page(sign_in("supervisor"), "/cockpit/?year=2018")
    assert texts(html, r'<p class="stat-label"><span class="code">(ZS-\d+)</span>') == [
        "ZS-2", "ZS-5", "ZS-7", "ZS-14", "ZS-15", "ZS-21", "ZS-23",
    ]  # fmt: skip


def test_the_cockpit_shows_the_stored_number(sign_in):
    number = numbers_of_area(area=Region.objects.get(code=CITY), on=DAY)["family_doctor_rate_65"]
    html = page(sign_in("supervisor"), "/cockpit/?year=2018")
    card = next(card for card in html.split('<div class="stat-card">') if "ZS-21" in card)
    assert f"{number.numerator:,} / {number.denominator:,}" in card


def test_drilling_from_city_to_town_to_village(sign_in):
    client = sign_in("supervisor")
    city = page(client, "/cockpit/")
    assert len(texts(city, r'<tr><th scope="row"><a href="/cockpit/\?area=(\d{12})')) == 23
    town = page(client, f"/cockpit/?area={DONGFENG}")
    villages = texts(town, r'<tr><th scope="row"><a href="/cockpit/\?area=(\d{12})')
    assert len(villages) == Region.objects.filter(parent__code=DONGFENG).count()
    village = page(client, f"/indicators/family_doctor_rate_65/?area={villages[0]}")
    assert "Areas below" not in village


def test_a_towns_liaison_sees_only_the_town(sign_in):
    client = sign_in("liaison")
    own = re.search(r'<b aria-current="location">(.*?)</b>', page(client, "/cockpit/")).group(1)
    town = Region.objects.get(name=own, level="town")
    sibling = Region.objects.filter(level="town").exclude(pk=town.pk).first()
    for address in ("/cockpit/", "/indicators/", "/ledger/", "/indicators/family_doctor_rate_65/"):
        assert client.get(f"{address}?area={town.code}").status_code == 200
        assert client.get(f"{address}?area={sibling.code}").status_code == 404
        assert client.get(f"{address}?area={CITY}").status_code == 404


def test_a_number_opens_into_the_names_that_are_missing(sign_in):
    client = sign_in("supervisor")
    number = numbers_of_area(area=Region.objects.get(code=CITY), on=DAY)["family_doctor_rate_65"]
    html = page(client, "/indicators/family_doctor_rate_65/")
    missing = number.denominator - number.numerator
    assert f"{missing} are missing" in html
    seen, address = 0, "/indicators/family_doctor_rate_65/"
    while address:
        listed = page(client, address)
        rows = texts(listed, r'<a href="/elders/([0-9a-f-]{36})/"')
        seen += len(rows)
        found = re.search(r'href="([^"]*after=\d+[^"]*)#missing" rel="next"', listed)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == missing


def test_every_name_shown_is_recorded_as_read(sign_in):
    client = sign_in("supervisor")
    html = page(client, "/indicators/family_doctor_rate_65/")
    act = Act.objects.filter(kind="read", object_type="indicator.missing").latest("id")
    assert len(act.elder_ids) == len(texts(html, r'<a href="/elders/([0-9a-f-]{36})/"')) == 50


def test_institutions_that_are_missing_are_named(sign_in):
    html = page(sign_in("supervisor"), "/indicators/home_agreement_rate/")
    assert len(texts(html, r'<a href="/institutions/(\d+)/"')) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2018-02-30", "is not a day; today is shown."),
        ("soon", "is not a day; today is shown."),
        ("2019-01-01", "A day ahead of today has no numbers yet; today is shown."),
    ],
)
def test_a_day_that_cannot_be_shown_is_said(sign_in, text, sentence):
    html = page(sign_in("supervisor"), f"/cockpit/?on={text}")
    assert sentence in html
    assert 'value="2018-09-30"' in html


def test_an_earlier_day_shows_earlier_numbers(sign_in):
    client = sign_in("supervisor")
    before = numbers_of_area(area=Region.objects.get(code=CITY), on=date(2017, 12, 31))
    html = page(client, "/indicators/family_doctor_rate_65/?on=2017-12-31")
    number = before["family_doctor_rate_65"]
    assert f"{number.numerator:,} / {number.denominator:,}" in html


def test_an_unknown_indicator_or_area_is_not_found(sign_in):
    client = sign_in("supervisor")
    for address in ("/indicators/nothing/", "/cockpit/?area=999999", "/cockpit/?area=x"):
        assert client.get(address).status_code == 404


def test_the_ledger_shows_61_tasks_and_filters(sign_in):
    client = sign_in("supervisor")

    def clauses(query: str) -> list[str]:
        return texts(page(client, f"/ledger/{query}"), r'<th scope="row" class="code">(ZS-\d+)</th>')

    assert clauses("") == [f"ZS-{number}" for number in range(1, 62)]
    assert clauses("?light=red") + clauses("?light=amber") + clauses("?light=green") != []
    assert set(clauses("?light=red")) & set(clauses("?light=grey")) == set()
    civil_affairs = re.search(
        r'<option value="([^"]+)">市民政局</option>',
        page(sign_in("supervisor", language="zh-hans"), "/ledger/"),
    )
    assert "ZS-2" in clauses(f"?unit={civil_affairs.group(1)}")
    assert "ZS-14" not in clauses(f"?unit={civil_affairs.group(1)}")
    assert "ZS-33" not in clauses("?year=2020")


def test_pages_without_the_permission_are_refused(sign_in):
    client = sign_in("home")
    for address in ("/cockpit/", "/indicators/", "/ledger/", "/indicators/family_doctor_rate_65/"):
        assert client.get(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_areas(sign_in, django_assert_max_num_queries):
    client = sign_in("supervisor")
    page(client, "/cockpit/")
    with django_assert_max_num_queries(32):
        page(client, "/cockpit/")
    with django_assert_max_num_queries(32):
        page(client, f"/cockpit/?area={XIAOLAN}")


def test_chinese_is_complete_on_the_cockpit(sign_in):
    html = page(sign_in("supervisor", language="zh-hans"), "/cockpit/")
    body = re.sub(r"<[^>]+>", " ", "<body" + html.split("<body")[1])
    assert re.findall(r"[A-Za-z]{4,}", body.replace("English", "")) == []
