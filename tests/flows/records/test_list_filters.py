import io
import re
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.factories import make_contract, make_elder, platform_viewer
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import CheckUpEntry, add_check_up, add_fact, open_health_record
from yiyang.domains.elders.models import Elder
from yiyang.flows.records import filters

pytestmark = pytest.mark.django_db
NAME_LINKS = re.compile(r'<th scope="row"><a href="/elders/([0-9a-f-]{36})/">([^<]+)</a>')
FILTERED_QUERIES, TIER_QUERIES, UNSERVED_QUERIES = 9, 14, 14
SINCE = date(2018, 1, 1)


def names(response):
    return [name for _id, name in NAME_LINKS.findall(response.content.decode())]


def state(elder, code):
    add_fact(viewer=platform_viewer(), elder=elder, kind="category", values={"code": code}, valid_from=SINCE)


def check(elder, **values):
    entry = CheckUpEntry(occurred_on=date(2018, 5, 1), **values)
    add_check_up(viewer=platform_viewer(), elder=elder, entry=entry)


WELL = {"systolic": 120, "diastolic": 75, "glucose": 5, "self_care": "1"}


@pytest.fixture
def some(world, team):
    """Five elders of one village: old, disabled, alone, signed, well."""
    made = {
        "高龄": make_elder(world.village, name="高龄", birth=date(1930, 1, 1)),
        "失能": make_elder(world.village, name="失能"),
        "独居": make_elder(world.village, name="独居"),
        "签约": make_elder(world.village, name="签约"),
        "健康": make_elder(world.village, name="健康", birth=date(1955, 1, 1)),
    }
    state(made["失能"], "disabled")
    state(made["独居"], "living_alone")
    make_contract(made["签约"], team)
    check(made["健康"], **WELL)
    open_health_record(viewer=platform_viewer(), elder=made["健康"], version=1, valid_from=SINCE)
    return made


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"category": "aged_80"}, ["高龄"]),
        ({"category": "disabled"}, ["失能"]),
        ({"alone": "yes"}, ["独居"]),
        ({"contract": "yes"}, ["签约"]),
        ({"contract": "no"}, ["高龄", "失能", "独居", "健康"]),
        ({"age": "60-64"}, ["健康"]),
        ({"age": "80-89"}, ["高龄"]),
        ({"age": "90"}, []),
        ({"tier": "high"}, ["失能"]),
        ({"tier": "low"}, ["健康"]),
        ({"tier": "middle"}, []),
        ({"tier": "none"}, ["高龄", "独居", "签约"]),
        ({"category": "disabled", "contract": "yes"}, []),
    ],
)
def test_filters_of_the_address_narrow_the_list(doctor, some, query, expected):
    page = doctor.get(reverse("elder_list"), query)
    assert names(page) == expected
    for name, value in query.items():
        assert re.search(
            rf'name="{name}">.*?<option value="{value}" selected>', page.content.decode(), re.DOTALL
        )
    if not expected:
        assert "Nobody fits these filters" in page.content.decode()


@pytest.mark.parametrize(
    "query", [{"category": "x"}, {"tier": "x"}, {"age": "1"}, {"contract": "x"}, {"alone": "no"}]
)
def test_a_filter_made_up_is_not_found(doctor, query):
    assert doctor.get(reverse("elder_list"), query).status_code == 404
    assert doctor.get(reverse("elder_export"), query).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_filters_cost_the_same_queries_for_any_length(doctor, world, count, django_assert_num_queries):
    for _ in range(count):
        state(make_elder(world.village), "disabled")
    with django_assert_num_queries(FILTERED_QUERIES):
        assert len(names(doctor.get(reverse("elder_list"), {"category": "disabled"}))) == count
    with django_assert_num_queries(TIER_QUERIES):
        assert len(names(doctor.get(reverse("elder_list"), {"tier": "high"}))) == count
    with django_assert_num_queries(UNSERVED_QUERIES):
        assert len(names(doctor.get(reverse("unserved_list")))) == count


def test_a_tier_is_looked_for_in_batches_and_pages_lose_nobody(doctor, world, monkeypatch):
    monkeypatch.setattr(filters, "BATCH", 4)
    monkeypatch.setattr(filters, "MOST_BATCHES", 2)
    for number in range(23):
        elder = make_elder(world.village, name=f"王{number}")
        if number % 3 == 0:
            state(elder, "disabled")
    found, page = [], reverse("elder_list") + "?tier=high"
    for _ in range(10):
        answer = doctor.get(page)
        found += names(answer)
        following = re.search(r'href="([^"]+)" rel="next"', answer.content.decode())
        if following is None:
            break
        page = following[1].replace("&amp;", "&")
    assert found == [f"王{number}" for number in range(0, 23, 3)]


def sheet_of(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def test_the_export_holds_the_filtered_rows_of_the_own_scope_masked(people, doctor, some, world):
    make_elder(world.villages[2], name="西镇人", birth=date(1930, 1, 1))
    answer = doctor.get(reverse("elder_export"), {"category": "aged_80"})
    rows = sheet_of(answer)
    assert [row[0] for row in rows] == ["Full name", "高龄"]
    elder = Elder.objects.get(name="高龄")
    assert rows[1][3] == "442***********" + elder.identity_number[-4:]
    assert rows[1][8] == "Aged 80 and over"
    act = Act.objects.filter(object_type="elder_export").get()
    assert (act.account_id, act.elder_ids) == (people.doctor.pk, [elder.pk])
    assert answer["Content-Disposition"] == 'attachment; filename="elder_export.xlsx"'


def test_an_export_that_is_cut_says_so(doctor, some, monkeypatch):
    monkeypatch.setattr("yiyang.flows.records.exports.MOST_ROWS", 2)
    rows = sheet_of(doctor.get(reverse("elder_export")))
    assert len(rows) == 4
    assert rows[-1][0] == "Only the first 2 rows; narrow the filters for the others."


def lacking(page):
    rows = re.findall(
        r'<tr><th scope="row"><a href="/elders/[0-9a-f-]{36}/">([^<]+)</a></th>(.*?)</tr>', page, re.DOTALL
    )
    return {name: re.findall(r'<span class="tag tag-warn"[^>]*>([^<]+)</span>', rest) for name, rest in rows}


def test_who_is_due_a_service_and_lacks_it_is_listed_with_what(doctor, some):
    page = doctor.get(reverse("unserved_list")).content.decode()
    assert lacking(page) == {
        "高龄": ["Check-up of the year", "Family-doctor contract", "Health record"],
        "失能": ["Check-up of the year", "Family-doctor contract", "Health record"],
        "独居": ["Check-up of the year", "Health record"],
        "签约": ["Check-up of the year", "Health record"],
    }
    assert "Care at home · not recorded here yet" in page
    town = re.search(r'id="towns".*?<tbody>(.*?)</tbody>', page, re.DOTALL)[1]
    assert re.findall(r'<td class="num">([^<]+)</td>', town) == ["5", "2", "4", "4"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"service": "contract"}, ["高龄", "失能"]),
        ({"service": "contract", "category": "disabled"}, ["失能"]),
        ({"service": "home_visit"}, ["高龄", "失能"]),
        ({"service": "home_sickbed"}, []),
        ({"category": "living_alone"}, ["独居"]),
    ],
)
def test_the_list_of_the_unserved_is_filtered(doctor, some, query, expected):
    page = doctor.get(reverse("unserved_list"), query)
    assert list(lacking(page.content.decode())) == expected
    if not expected:
        assert "Nobody lacks a service that is due" in page.content.decode()


def test_the_unserved_are_those_of_the_own_scope_and_the_reading_is_recorded(people, sign_in, some, world):
    make_elder(world.villages[2], name="西镇人")
    doctor, sibling = sign_in(people.doctor), sign_in(people.sibling)
    assert names(sibling.get(reverse("unserved_list"))) == ["西镇人"]
    assert "西镇人" not in doctor.get(reverse("unserved_list")).content.decode()
    assert doctor.get(reverse("unserved_list"), {"area": world.villages[2].code}).status_code == 404
    assert doctor.get(reverse("unserved_list"), {"service": "x"}).status_code == 404
    assert sign_in(people.administrator).get(reverse("unserved_list")).status_code == 403
    acts = Act.objects.filter(object_type="unserved_list", account=people.doctor)
    assert len(acts.first().elder_ids) == 4
    rows = sheet_of(doctor.get(reverse("unserved_export"), {"service": "contract"}))
    assert [row[0] for row in rows] == ["Full name", "高龄", "失能"]
    assert rows[1][9] == "Check-up of the year, Family-doctor contract, Health record"


def test_the_dead_are_due_nothing(doctor, some):
    Elder.objects.filter(name="失能").update(death_date=date(2018, 9, 30))
    assert "失能" not in lacking(doctor.get(reverse("unserved_list")).content.decode())
