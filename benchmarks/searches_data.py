"""What `benchmarks.searches` asks for, the peer's statements for it, and the plans of our own."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yiyang.domains.elders.models import Elder
from yiyang.domains.elders.queries import PAGE_SIZE
from yiyang.regions.models import Level, Region

SAMPLE = 320
LIMIT = PAGE_SIZE + 1
FACTS = (
    "residence", "livingarrangement", "membership", "eldercategory", "healthrecord", "condition", "contact",
    "householdmember", "insurance", "allergy", "medicine", "checkup", "fieldsource",
)  # fmt: skip
ROW = (
    "SELECT e.id, e.public_id, e.name, e.sex, e.birth_date, e.death_date, e.address, e.village_id, v.name, t.name "
    "FROM elders_elder e JOIN regions_region v ON v.id = e.village_id JOIN regions_region t ON t.id = v.parent_id "
    "WHERE e.merged_into_id IS NULL AND "
)
PAGE = f" ORDER BY e.village_id, e.id LIMIT {LIMIT}"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing asked for over and over: an address or, with `is_search`, a text for the search box.

    `values` are what is asked in turn; `selects` are the peer's statements, each with `%(value)s`.
    """

    name: str
    address: str
    values: list[Any]
    selects: tuple[str, ...]
    is_search: bool = False

    def request(self, value: Any) -> tuple[str, str]:
        """Path and body of one request."""
        if self.is_search:
            return self.address, urlencode({"text": value["typed"]})
        return self.address.format(**value), ""


def list_questions(*, clients: int) -> list[Question]:
    """The questions of the benchmark, each with enough different values for all clients."""
    elders = _sample(max(SAMPLE, clients))
    search = "/" + reverse("elder_search").lstrip("/")
    many, few = _initials()
    towns = Region.objects.filter(level=Level.TOWN, valid_to=None).order_by("code")
    villages = {
        town.code: list(Region.objects.filter(parent=town, valid_to=None).values_list("id", flat=True))
        for town in towns
    }
    lived_in = set(Elder.objects.values_list("village_id", flat=True).distinct())
    numbers = [
        {"typed": elder.identity_number, "index": bytes(elder.identity_index), "shown": str(elder.public_id)}
        for elder in elders
    ]
    records = [{"public_id": str(e.public_id), "id": e.pk, "shown": e.name} for e in elders]
    facts = [_select_facts(table) for table in FACTS]
    return [
        Question(
            name="search, identity number",
            address=search,
            values=numbers,
            selects=(ROW + "e.identity_index = %(index)s",),
            is_search=True,
        ),
        *(
            Question(
                name=f"search, {kind} initials",
                address=search,
                values=[{"typed": key, "like": f"{key}%", "shown": 'href="/elders/'} for key in keys],
                selects=(ROW + "e.name_initials LIKE %(like)s" + PAGE,),
                is_search=True,
            )
            for kind, keys in (("common", many), ("rare", few))
        ),
        Question(
            name="list of a town",
            address=reverse("elder_list") + "?area={code}",
            values=[
                {"code": code, "villages": ids, "shown": 'href="/elders/'}
                for code, ids in villages.items()
                if lived_in & set(ids)
            ],
            selects=(ROW + "e.village_id = ANY(%(villages)s)" + PAGE,),
        ),
        Question(
            name="record page",
            address=reverse("elder_list") + "{public_id}/",
            values=records,
            selects=("SELECT * FROM elders_elder WHERE public_id = %(public_id)s::uuid", *facts),
        ),
    ]


def plan_queries(username: str, path: str, body: str, *, large: int) -> tuple[list[str], int]:
    """Where an answer's queries pass over more than `large` rows they do not want, and how many queries there are."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    with CaptureQueriesContext(connection) as asked:
        kind = "application/x-www-form-urlencoded"
        answer = client.post(path, body, content_type=kind) if body else client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for query in list(asked):
            if not query["sql"].startswith("SELECT"):
                continue
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"].replace("%", "%%"), ())
            plan = cursor.fetchone()[0]
            root = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            for node in _nodes(root):
                passed = _rows_passed(node)
                if passed > large:
                    found[f"{node['Node Type']} of {node.get('Relation Name', '?')}, {passed:,} rows"] += 1
    return [f"{times} x {name}" for name, times in sorted(found.items())], len(asked)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows_passed(node: dict[str, Any]) -> int:
    """How many rows a node of a plan threw away, and for a scan from end to end those it kept as well."""
    loops = node["Actual Loops"]
    thrown = sum(value for name, value in node.items() if name.startswith("Rows Removed by")) * loops
    return int(thrown + (node["Actual Rows"] * loops if node["Node Type"].endswith("Seq Scan") else 0))


def _sample(count: int) -> list[Elder]:
    """Living elders with a village, spread evenly over the register."""
    found = Elder.objects.filter(village__isnull=False, merged_into__isnull=True)
    first, last = found.order_by("pk")[0].pk, found.order_by("-pk")[0].pk
    step = max(1, (last - first) // count)
    rows: list[Any] = [found.filter(pk__gte=first + n * step).order_by("pk").first() for n in range(count)]
    return [row for row in rows if row is not None]


def _initials() -> tuple[list[str], list[str]]:
    """Initials that many share and initials that few have, three letters each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name_initials FROM elders_elder WHERE length(name_initials) = 3 AND village_id IS NOT NULL "
            "AND merged_into_id IS NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
        )
        keys = [row[0] for row in cursor.fetchall()]
    return keys[:40], keys[-40:]


def _select_facts(table: str) -> str:
    return f"SELECT * FROM elders_{table} WHERE elder_id = %(id)s"
