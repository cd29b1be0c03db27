"""`yiyang import`."""

import pytest

from tests.config.terminal import perform, read, refuse
from tests.factories import make_world
from tests.flows.imports.tables import HEAD, book_of, person
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.models import Batch
from yiyang.gateways.spreadsheets import read_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    make_world()
    file = tmp_path / "elders.xlsx"
    file.write_bytes(book_of(HEAD, person(12), person(14, 姓名=""), ("合计", "2")))
    return file


def test_rows_in_order_are_taken_and_the_others_listed(table, tmp_path):
    receipt = tmp_path / "receipt.xlsx"
    outcome = read("import", str(table), "--kind", "elders", "--receipt", str(receipt))
    assert (outcome["accepted"], outcome["skipped"], outcome["state"], outcome["stopped"]) == (
        1,
        1,
        "done",
        "",
    )
    [line] = outcome["refused"]
    assert (line["row"], line["column"], line["code"]) == (3, "name", "name_missing")
    assert read_book(receipt.read_bytes(), name="r.xlsx", limit_bytes=10**7).sheets[0].name == "老年人"
    again = read("import", str(table))
    assert (again["accepted"], again["unchanged"], Elder.objects.count()) == (0, 1, 1)


def test_a_dry_run_takes_nothing(table):
    code, shown, _steps = perform("import", str(table), "--dry-run")
    assert code == 0
    assert "accepted 0, updated 0, unchanged 0, refused 1, left out 1" in shown
    assert (Elder.objects.count(), Batch.objects.get().state) == (0, "checked")


def test_all_or_nothing(table):
    code, shown, _steps = perform("import", str(table), "--all-or-nothing")
    assert (code, Elder.objects.count()) == (1, 0)
    assert "nothing was taken: 1 rows are faulty" in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--kind", "ships"), "there is no kind 'ships'"),
        (("--sheet", "无"), "The file has no sheet '无'"),
        (("--kind", "beds"), "looks like the template of '老年人'"),
    ],
)
def test_what_cannot_be_done_is_said(table, arguments, sentence):
    assert sentence in refuse("import", str(table), *arguments)


def test_a_file_that_is_not_there(db):
    assert "cannot be used" in refuse("import", "nowhere.xlsx")
