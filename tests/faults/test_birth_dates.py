"""Every day of birth from 1900 to 2026 comes back unchanged from the database, the API, spreadsheets and snapshots.

China's clocks were put forward in 1919, 1940 to 1949 and 1986 to 1991 and ran on Shanghai's own mean time before 1901:
a day that is anywhere made a moment and back again is lost on exactly those days.
"""

import io
import json
import uuid
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.db import connection, models
from django.test import Client
from django.utils import timezone as clock
from ninja.renderers import JSONRenderer

from tests.factories import TODAY, make_account, make_world
from tests.faults.people import add_people
from tests.faults.sheets import read_days
from yiyang.access.tokens import issue_token
from yiyang.domains.elders.models import Elder
from yiyang.domains.indicators.snapshots import take_snapshot
from yiyang.flows.records.api import ElderInput, ElderOutput
from yiyang.gateways.spreadsheets.writing import write_csv, write_workbook
from yiyang.measures.sources.elder_tables import ELDERS
from yiyang.measures.sources.published import table_path
from yiyang.ui import formats
from yiyang.ui.forms import read_day

ONE_DAY = timedelta(days=1)
SHANGHAI, STANDARD = ZoneInfo("Asia/Shanghai"), timezone(timedelta(hours=8))
EVERY_DAY = [date(1900, 1, 1) + n * ONE_DAY for n in range((date(2027, 1, 1) - date(1900, 1, 1)).days)]


def offset_on(day):
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).utcoffset()


CHANGES = [day for day in EVERY_DAY[1:] if offset_on(day) != offset_on(day - ONE_DAY)]
MOVED = [day for day in EVERY_DAY if offset_on(day) > timedelta(hours=8)]
AROUND = {day + n * ONE_DAY for day in CHANGES for n in (-2, -1, 0, 1)}
FEW = sorted(
    day
    for day in EVERY_DAY
    if day in AROUND or day in (EVERY_DAY[0], EVERY_DAY[-1]) or (day.month, day.day) in ((2, 28), (2, 29), (3, 1))
)  # fmt: skip


def careless(day):
    """The planted bug: midnight in Shanghai, taken for a moment at +08:00."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(STANDARD).date()


def lost(days, carry):
    """The days that `carry` (a function from a list of days to a list) does not bring back."""
    back = carry(days)
    assert len(back) == len(days)
    return [day for day, got in zip(days, back, strict=True) if got != day or type(got) is not date]


def test_the_days_hold_what_the_clocks_of_china_did():
    assert len(EVERY_DAY) == 46_386
    years = {day.year for day in CHANGES}
    assert {1901, 1919, 1986, 1987, 1988, 1989, 1990, 1991} <= years
    assert {1940, 1941, 1942, 1945, 1946, 1947, 1948, 1949} <= years
    assert len(CHANGES) >= 28
    assert len(FEW) > 400


def through_json(days):
    written = JSONRenderer().render(None, [{"birth_date": day} for day in days], response_status=200)
    return [_accepted(row["birth_date"]) for row in json.loads(written)]


def _accepted(text):
    given = ElderInput(name="a", identity_number="1", village="1", birth_date=text)
    shown = {"id": uuid.UUID(int=1), "version": 1, "name": "a", "sex": "1", "death_date": None}
    shown |= dict.fromkeys(
        ("identity_kind", "identity_number", "phone", "village", "village_name", "address"), ""
    )
    answer = ElderOutput(birth_date=given.birth_date, **shown)
    return date.fromisoformat(answer.model_dump(mode="json")["birth_date"])


def through_pages(days):
    return [read_day(str(formats.day(day))) for day in days]


def through_exported_workbook(days):
    rows = [["出生日期"], *([formats.day(day)] for day in days)]
    return read_days(write_workbook(rows, sheet="a"), name="a.xlsx")


def through_exported_text(days):
    return read_days(write_csv([["出生日期"], *([day.isoformat()] for day in days)]), name="a.csv")


def through_date_cells(days):
    return read_days(_workbook_of(days, as_serial=False), name="a.xlsx")


def through_serials(days):
    return read_days(_workbook_of(days, as_serial=True), name="a.xlsx")


def _workbook_of(days, *, as_serial):
    """A workbook as a spreadsheet program writes it: a cell with a day's format, or the bare count of days."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page, form = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
        page.write_string(0, 0, "出生日期")
        for number, day in enumerate(days, start=1):
            if as_serial:
                page.write_number(number, 0, (day - date(1899, 12, 30)).days)
            else:
                page.write_datetime(number, 0, day, form)
    return target.getvalue()


PURE = [through_json, through_pages, through_exported_workbook, through_exported_text, through_date_cells]


@pytest.mark.parametrize("carry", PURE)
def test_every_day_comes_back_from_what_is_written_and_read(carry):
    assert lost(EVERY_DAY, carry) == []


def test_every_count_of_days_of_five_digits_comes_back():
    first = date(1899, 12, 30) + timedelta(days=10_000)
    assert lost([day for day in EVERY_DAY if day >= first], through_serials) == []


@pytest.mark.parametrize("carry", PURE[:-1])
def test_a_day_made_a_moment_is_caught_on_the_days_it_harms(carry):
    assert lost(EVERY_DAY, lambda days: carry([careless(day) for day in days])) == MOVED


@pytest.fixture
def world(db):
    return make_world()


def read_back(ids):
    kept = dict(Elder.objects.values_list("public_id", "birth_date"))
    return [kept[each] for each in ids]


def read_as_text(ids):
    """What the database itself says, without any adapter."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(birth_date AS text) FROM elders_elder ORDER BY id")
        return [date.fromisoformat(row[0]) for row in cursor.fetchall()]


def check_database(days, village):
    ids = [row.public_id for row in add_people(days, village)]
    assert lost(days, lambda _days: read_back(ids)) == []
    assert lost(days, lambda _days: read_as_text(ids)) == []
    found = Elder.objects.filter(birth_date__in=days[:200]).count()
    assert found == 200


def test_births_come_back_from_the_database(world):
    check_database(FEW, world.village)


@pytest.mark.long
def test_every_birth_comes_back_from_the_database(world):
    check_database(EVERY_DAY, world.village)


def test_a_field_that_makes_moments_of_days_is_caught(world, monkeypatch):
    ids = [row.public_id for row in add_people(FEW, world.village)]
    monkeypatch.setattr(
        models.DateField, "from_db_value", lambda _field, value, *_rest: careless(value), raising=False
    )
    assert lost(FEW, lambda _days: read_back(ids)) == [day for day in FEW if day in set(MOVED)]


@pytest.fixture
def caller(world):
    token = issue_token(account=make_account("doctor", "family_doctor", world.towns[0]), label="test")
    return Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def through_the_platform(days, caller):
    """Registered over the API with a passport, read over the API, read again on the record's page."""
    got = []
    for serial, day in enumerate(days):
        given = {"name": "张淑芬", "identity_kind": "03", "identity_number": f"E{serial:08d}", "sex": "2"}
        given |= {"birth_date": day.isoformat(), "village": "442000001001"}
        answer = caller.post("/api/elders", given, content_type="application/json")
        assert answer.status_code == 201, answer.content.decode()
        shown = caller.get(f"/api/elders/{answer.json()['id']}").json()["birth_date"]
        assert shown == answer.json()["birth_date"]
        got.append(date.fromisoformat(shown))
    kept = dict(Elder.objects.filter(identity_kind="03").order_by("id").values_list("id", "birth_date"))
    assert list(kept.values()) == got
    return got


OLD_ENOUGH = [day for day in FEW if day <= TODAY.replace(year=TODAY.year - 60)]


def test_births_around_the_changes_come_through_the_platform(caller):
    days = [day for day in OLD_ENOUGH if day in AROUND]
    assert len(days) >= 60
    assert lost(days, lambda each: through_the_platform(each, caller)) == []


@pytest.mark.long
def test_hundreds_of_births_come_through_the_platform(caller):
    days = sorted({*OLD_ENOUGH, *EVERY_DAY[: (OLD_ENOUGH[-1] - EVERY_DAY[0]).days : 101]})
    assert len(days) > 400
    assert lost(days, lambda each: through_the_platform(each, caller)) == []


def test_an_interface_that_makes_moments_of_days_is_caught(caller, monkeypatch):
    days = [day for day in OLD_ENOUGH if day in AROUND]
    field = Elder._meta.get_field("birth_date")
    monkeypatch.setattr(field, "get_prep_value", lambda value: careless(value) if value else value)
    harmed = [day for day in days if day in set(MOVED)]
    assert lost(days, lambda each: through_the_platform(each, caller)) == harmed


@pytest.mark.django_db(transaction=True)
def test_births_come_back_from_a_snapshot():
    add_people(FEW, make_world().village)
    assert lost(FEW, lambda _days: read_snapshot()) == []


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_every_birth_comes_back_from_a_snapshot():
    add_people(EVERY_DAY, make_world().village)
    assert lost(EVERY_DAY, lambda _days: read_snapshot()) == []


def read_snapshot():
    folder = take_snapshot(now=clock.now()).folder
    rows = pq.read_table(table_path(folder, ELDERS)).to_pylist()
    return [row["birth_date"] for row in sorted(rows, key=lambda row: row["elder_id"])]
