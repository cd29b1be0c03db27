"""The data that `benchmarks.pages` reads: the demo region, its readers, the places and numbers asked for."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer, view_as
from yiyang.domains.elders.models import Elder
from yiyang.domains.elders.queries import PAGE_SIZE
from yiyang.flows.demo.build import build_demo
from yiyang.flows.records.queries import write_place
from yiyang.regions.queries import day_shown

OFFICE_FIRST = ("supervisor", "liaison", "doctor")


def prepare(*, elders: int, locality: str, seed: int) -> int:
    """Make the demo region unless one is there; returns how many elders there are."""
    call_command("migrate", verbosity=0)
    if not Elder.objects.exists():
        print(f"making {elders:,} elders", flush=True)
        build_demo(locality=locality, elders=elders, seed=seed, on=None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE elders_elder, contracts_contract")
    return Elder.objects.count()


def readers() -> list[str]:
    """The demo accounts that may see elders, the one of the whole region first."""
    return [name for name in OFFICE_FIRST if viewer_of(name).can(ELDERS)]


def viewer_of(username: str) -> Viewer:
    """The viewer that an account is today."""
    today = timezone.localdate()
    account = get_user_model().objects.get(username=username)
    return view_as(account, on=day_shown(real_today=today), today=today)


def last_place(username: str) -> str:
    """Where the page before the last full page ended, as an address carries it."""
    found = Elder.objects.visible_to(viewer_of(username), permission=ELDERS)
    places = found.order_by("-village_id", "-id").values_list("village_id", "id")
    return write_place(places[PAGE_SIZE])


def exact_number() -> str:
    """An identity number of somebody invented, from the middle of the register."""
    ids = Elder.objects.order_by("id").values_list("id", flat=True)
    return Elder.objects.filter(pk__gte=ids[0] + len(ids) // 2).order_by("pk")[0].identity_number


def count_queries(username: str, address: str, body: str) -> int:
    """How many queries one answer costs."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    with CaptureQueriesContext(connection) as asked:
        if body:
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        else:
            answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(asked)
