"""Two workers, lost leases, broken files: one effect each, and nothing half on offer."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import TODAY, platform_viewer
from tests.flows.imports.tables import HEAD, book_of, check, finish, person, take
from yiyang.domains.elders.models import Elder
from yiyang.domains.intake.actions import (
    Interrupted,
    apply_batch,
    claim_batch,
    pause_batch,
    receipts,
    resume_batch,
    work_batch,
)
from yiyang.domains.intake.actions.holding import LEASE, Holder
from yiyang.domains.intake.models import Batch, BatchFile
from yiyang.domains.intake.queries import ReceiptBroken, receipt_of
from yiyang.flows.imports.kinds import find_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def applying(world):
    batch = check(book_of(HEAD, person(12), person(14, 姓名="李桂珍")))
    apply_batch(viewer=platform_viewer(on=TODAY), batch=batch)
    return batch


def test_a_batch_is_held_by_one_worker_until_its_lease_runs_out(applying):
    now = timezone.now()
    first = claim_batch(now=now)
    assert claim_batch(now=now + LEASE - datetime.timedelta(seconds=1)) is None
    second = claim_batch(now=now + LEASE + datetime.timedelta(seconds=1))
    assert (first.pk, second.pk) == (applying.pk, applying.pk)
    with pytest.raises(Interrupted):
        Holder(first).step(cursor=2)
    Holder(second).step(cursor=2)


def test_a_worker_that_fell_asleep_takes_nothing(applying):
    now = timezone.now()
    asleep = claim_batch(now=now)
    claim_batch(now=now + LEASE * 2)
    work_batch(asleep, find_kind=find_kind, today=TODAY)
    assert Elder.objects.count() == 0


def test_pausing_stops_the_worker_between_chunks(applying, monkeypatch):
    monkeypatch.setattr("yiyang.domains.intake.actions.applying.CHUNK_ROWS", 1)
    viewer = platform_viewer(on=TODAY)

    def pause(done, _of):
        if done == 1:
            pause_batch(viewer=viewer, batch=applying)

    work_batch(claim_batch(now=timezone.now()), find_kind=find_kind, today=TODAY, told=pause)
    applying.refresh_from_db()
    assert (applying.state, applying.created, Elder.objects.count()) == ("paused", 1, 1)
    resume_batch(viewer=viewer, batch=applying)
    assert (finish(applying).state, applying.created, Elder.objects.count()) == ("done", 2, 2)


def test_work_that_breaks_off_three_times_pauses_with_the_fault(applying, monkeypatch, caplog):
    def broken(*_given, **_named):
        raise OSError("the disk is gone")

    monkeypatch.setattr("yiyang.domains.intake.actions.applying.take_chunk", broken)
    for _each in range(3):
        Batch.objects.update(leased_until=None)
        work_batch(claim_batch(now=timezone.now()), find_kind=find_kind, today=TODAY)
    applying.refresh_from_db()
    assert (applying.state, applying.fault["code"], Elder.objects.count()) == (
        "paused",
        "batch_worker_failed",
        0,
    )


def faulty():
    return book_of(HEAD, person(12, 姓名=""))


def test_a_receipt_is_kept_whole_or_not_at_all(world, monkeypatch):
    def torn(path):
        yield path.read_bytes()[:100]
        raise OSError("killed while writing")

    real, calls = receipts.split_path, []

    def split(path):
        calls.append(path)
        return torn(path) if len(calls) == 2 else real(path)

    monkeypatch.setattr(receipts, "split_path", split)
    batch = check(faulty())
    assert (batch.state, batch.receipt_sha256) == ("checking", "")
    assert BatchFile.objects.filter(batch=batch, role="receipt").count() == 0
    assert receipt_of(batch) == b""
    monkeypatch.setattr(receipts, "split_path", real)
    Batch.objects.update(leased_until=None)
    assert receipt_of(finish(batch)).startswith(b"PK")


def test_the_checker_catches_a_receipt_offered_before_it_is_whole(world):
    batch = check(faulty())
    # Planted: a part is gone, as if parts had been kept one by one and the writer had died.
    BatchFile.objects.filter(batch=batch, role="receipt").order_by("-part").first().delete()
    with pytest.raises(ReceiptBroken):
        receipt_of(batch)


def test_files_and_findings_are_sealed(world):
    batch = take(book_of(HEAD, person(12), person(14, 姓名="", 住址="机密路")))
    stored = b"".join(
        bytes(row) for row in BatchFile.objects.filter(batch=batch).values_list("content", flat=True)
    )
    assert b"PK\x03\x04" not in stored
    with transaction.atomic():
        row = batch.rows.filter(outcome="faulty").values_list("reasons", flat=True).get()
    assert b"name_missing" not in bytes(row)
