"""Run as a program on a database of its own: imports a table with workers that are killed at random points.

`prepare ROWS` makes the region and receives a table, `decide` and `undo` are what its sender does, `work [--planted]`
is a worker that lives until nothing waits, `whole ROWS` does all without a kill. Each prints what the database holds.
With `--planted` the worker commits what was taken apart from what it says of it.
"""

import datetime
import hashlib
import json
import os
import signal
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests import factories  # noqa: E402
from tests.flows.imports.tables import HEAD, book_of, number  # noqa: E402
from yiyang.audit.models import Act, Outbox  # noqa: E402
from yiyang.domains.elders.actions import change_elder  # noqa: E402
from yiyang.domains.elders.models import Elder, LivingArrangement, Residence  # noqa: E402
from yiyang.domains.intake import actions  # noqa: E402
from yiyang.domains.intake.actions import applying, checking, holding, undoing  # noqa: E402
from yiyang.domains.intake.models import Batch, BatchRow  # noqa: E402
from yiyang.flows.imports.kinds import all_kinds, find_kind  # noqa: E402
from yiyang.flows.imports.work import work_batches  # noqa: E402

# Short leases, so that the next worker need not wait; small chunks, so that a kill may hit between any two.
holding.LEASE = datetime.timedelta(seconds=0.2)
checking.CHUNK_ROWS, applying.CHUNK_ROWS, undoing.CHUNK_ROWS = 100, 50, 50
FAULTY_EVERY, TWICE_EVERY, KNOWN = 20, 33, 40


def rows(count: int) -> list[tuple]:
    made = []
    for at in range(count):
        born = datetime.date(1930 + at % 25, 1 + at // 25 % 12, 1 + at // 300 % 28)
        name = "" if at % FAULTY_EVERY == 0 else f"张{chr(0x4E00 + at % 5000)}{chr(0x4E00 + at // 7)}"
        serial = (
            number(at // 8400 * 2 + 2, born) if at % TWICE_EVERY else number(2, datetime.date(1930, 1, 1))
        )
        made.append((name, serial, "", "", f"139{at:08d}", "442000001001", f"莲花路 {at} 号"))
    return made


def prepare(count: int) -> None:
    call_command("migrate", verbosity=0)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = factories.make_world()
    account = factories.make_account("doctor", "family_doctor", world.towns[0])
    viewer = factories.viewer_of(account)
    table = rows(count)
    for cells in table[1 : 1 + KNOWN]:
        if cells[0] and cells[1] != table[0][1]:
            factories.make_elder(world.village, name=cells[0], number=cells[1], phone="13700000000")
    kind = find_kind("elders")
    content = book_of(HEAD, *table)
    batch = actions.receive_file(viewer=viewer, kind=kind, kinds=all_kinds(), name="e.xlsx", content=content)
    actions.check_batch(viewer=viewer, batch=batch, kind=kind)


def decide() -> None:
    """Have the checked table imported."""
    batch = Batch.objects.get()
    viewer = factories.viewer_of(batch.account)
    actions.apply_batch(viewer=viewer, batch=batch)


def undo() -> None:
    """Change one row in a hundred, then have the import taken back."""
    batch = Batch.objects.get()
    viewer = factories.viewer_of(batch.account)
    made = list(BatchRow.objects.filter(batch=batch, outcome="created").order_by("number"))
    for row in made[::100]:
        elder = Elder.objects.get(pk=row.object_id)
        change_elder(viewer=viewer, elder=elder, version=elder.version, changes={"address": "改过"})
    actions.undo_batch(viewer=viewer, batch=batch, count=batch.created + batch.updated)


def plant_the_bug() -> None:
    """Commit what was taken before the batch says so, as a careless hand might."""

    def take_chunk(holder, lines, *, kind, viewer):
        batch = holder.batch
        entries, updates = applying._chosen(batch, lines)
        with transaction.atomic():
            taken = kind.take(entries, viewer=viewer, updates=updates) if entries else []
        counts = {"created": batch.created, "updated": batch.updated, "refused": batch.refused}
        for each in taken:
            if each.outcome in applying.COUNTED:
                counts[applying.COUNTED[each.outcome]] += 1
        changes = {**counts, "done": batch.done + len(lines)}
        if "--die" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
        with transaction.atomic():
            holder.step(cursor=lines[-1].number, **changes)
            applying.write_outcomes(batch, lines, taken)
        return {**changes, "cursor": lines[-1].number}

    applying.take_chunk = take_chunk


def work(told: Path) -> None:
    """Work until nothing waits; each finished chunk is told to a file, so that the killer can see it."""

    def tell(done: int, _of: int) -> None:
        told.write_text(str(done))

    deadline = timezone.now() + datetime.timedelta(seconds=120)
    while (
        timezone.now() < deadline
        and Batch.objects.filter(state__in=("checking", "applying", "undoing")).exists()
    ):
        work_batches(told=tell)


def state() -> dict:
    """Everything that an uninterrupted run must equal: no ids, no times, no nonces."""
    batch = Batch.objects.get()
    people = sorted(
        (
            elder.name,
            elder.identity_number,
            elder.phone or "",
            elder.address,
            elder.version,
            elder.village.code,
        )
        for elder in Elder.objects.select_related("village")
    )
    found = list(BatchRow.objects.filter(batch=batch).order_by("number"))
    for row in found:
        row.batch = batch
    lines = [(row.number, row.outcome, row.version_after, row.reasons or "") for row in found]
    acts = sorted(Act.objects.filter(kind__startswith="elder.").values_list("kind", "object_id"))
    counts = {
        name: getattr(batch, name)
        for name in (
            "state", "total", "valid", "faulty", "duplicates", "updates", "same",
            "skipped", "created", "updated", "refused", "withdrawn", "kept",
        )
    }  # fmt: skip
    return {
        "counts": counts,
        "people": hashlib.sha256(json.dumps(people).encode()).hexdigest(),
        "rows": hashlib.sha256(json.dumps(lines).encode()).hexdigest(),
        "elders": len(people),
        "residences": Residence.objects.count(),
        "living": LivingArrangement.objects.count(),
        "acts": {
            kind: sum(each == kind for each, _object in acts) for kind in {each for each, _object in acts}
        },
        "acts_twice": len(acts) - len(set(acts)),
        "outbox": Outbox.objects.count(),
        "has_receipt": bool(batch.receipt_sha256),
    }


def whole(count: int, told: Path) -> list[dict]:
    """The uninterrupted run: what the database holds when checked, when taken, when taken back."""
    states = []
    prepare(count)
    for step in (decide, undo, None):
        work(told)
        states.append(state())
        if step is not None:
            step()
    return states


def main() -> None:
    command = sys.argv[1]
    if command == "whole":
        print(json.dumps(whole(int(sys.argv[2]), Path(sys.argv[3]))))
        return
    if command == "prepare":
        prepare(int(sys.argv[2]))
    elif command == "work":
        if "--planted" in sys.argv:
            plant_the_bug()
        work(Path(sys.argv[2]))
    elif command in ("decide", "undo"):
        {"decide": decide, "undo": undo}[command]()
    print(json.dumps(state()))


if __name__ == "__main__":
    main()
