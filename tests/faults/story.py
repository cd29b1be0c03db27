"""Run as a program on a database of its own: one small story, told as JSON, half past midnight in Shanghai.

`prepare` makes the tables. `tell [--planted]` registers, signs, counts, exports and reads pages; the process keeps the
zone that its environment named, against what the framework sets.
"""

import hashlib
import io
import json
import os
import re
import sys
import time
import zipfile
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import django

ZONE = os.environ["TZ"]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiyang.config.settings")
django.setup()
os.environ["TZ"] = ZONE
time.tzset()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories import make_account, make_team, make_world  # noqa: E402
from yiyang.access.tokens import issue_token  # noqa: E402
from yiyang.audit.models import Act, Outbox  # noqa: E402
from yiyang.domains.elders.models import Residence  # noqa: E402
from yiyang.domains.indicators.actions import snapshot_and_refresh  # noqa: E402
from yiyang.domains.indicators.models import Refresh, Result  # noqa: E402
from yiyang.ui import formats  # noqa: E402

NOW = datetime(2018, 9, 30, 16, 30, tzinfo=UTC)
TODAY = date(2018, 10, 1)
BIRTHS = ("1919-04-13", "1919-10-01", "1940-06-01", "1941-03-15", "1941-11-02", "1948-05-01", "1958-10-01")
PARTS_WITH_THE_CLOCK = ("docProps/core.xml",)
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Words(HTMLParser):
    """The text of a page without its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))


def words_of(answer) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    reader = Words()
    reader.feed(answer.content.decode())
    return reader.found


def digests(content: bytes) -> dict[str, str]:
    """What each part of a workbook holds, but for the part with the moment of writing."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: hashlib.sha256(packed.read(name)).hexdigest()
            for name in packed.namelist()
            if name not in PARTS_WITH_THE_CLOCK
        }


def write_offset(content: bytes) -> float:
    """Hours between the workbook's own moment of writing, in UTC, and the clock."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        text = packed.read(PARTS_WITH_THE_CLOCK[0]).decode()
    written = re.search(r"created[^>]*>([^<]+)<", text)
    assert written is not None
    moment = datetime.fromisoformat(written[1].replace("Z", "+00:00"))
    return round((datetime.now(UTC) - moment).total_seconds() / 3600)


def plant_the_bug() -> None:
    """Take today from the process's own clock, as a careless hand might."""
    timezone.localdate = lambda *_given: datetime.fromtimestamp(NOW.timestamp()).date()  # noqa: DTZ006


def tell() -> dict[str, object]:
    timezone.now = lambda: NOW
    world = make_world(on=None)
    team = make_team(world.towns[0])
    doctor = make_account("doctor", "family_doctor", world.towns[0])
    token = issue_token(account=doctor, label="story")
    program = Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    answers = [register(program, number, birth) for number, birth in enumerate(BIRTHS)]
    first = answers[0]["id"]
    terms = {"team": team.pk, "package": "elder_basic", "signed_on": TODAY.isoformat()}
    terms |= {"valid_from": TODAY.isoformat(), "last_day": "2019-09-30"}
    signed = program.post(f"/api/elders/{first}/contracts", terms, content_type="application/json")
    browser = Client()
    browser.force_login(doctor)
    browser.cookies["language"] = "en"
    snapshot_and_refresh([TODAY])
    export = browser.get(reverse("elder_export"))
    return {
        "registered": answers,
        "signed": [signed.status_code, signed.json()],
        "list": program.get("/api/elders").json(),
        "facts": [str(row) for row in Residence.objects.order_by("pk").values_list("valid_from", flat=True)],
        "outbox": list(Outbox.objects.order_by("pk").values_list("payload", flat=True)),
        "moments": [formats.moment(act.at) for act in Act.objects.order_by("pk")],
        "computed": [formats.moment(row.computed_at) for row in Refresh.objects.all()],
        "numbers": sorted(map(list, Result.objects.values_list("indicator", "area__code", "numerator", "denominator"))),
        "export": digests(export.content),
        "written": write_offset(export.content),
        "pages": [words_of(browser.get(address)) for address in (reverse("elder_list"), f"/elders/{first}/")],
    }  # fmt: skip


def register(program: Client, number: int, birth: str) -> dict[str, object]:
    given = {"name": "张淑芬", "identity_kind": "03", "identity_number": f"E{number:08d}", "sex": "2"}
    given |= {"birth_date": birth, "village": "442000001001"}
    answer = program.post("/api/elders", given, content_type="application/json")
    # The last one turns sixty this very day.
    return answer.json() if answer.status_code == 201 else {"refused": answer.json()}


def without_ids(text: str) -> str:
    """The text with random ids replaced by their place."""
    places: dict[str, str] = {}
    return ID.sub(lambda found: places.setdefault(found[0], f"id-{len(places)}"), text)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        call_command("migrate", verbosity=0)
    else:
        if "--planted" in sys.argv:
            plant_the_bug()
        print(without_ids(json.dumps(tell(), ensure_ascii=False, sort_keys=True)))
