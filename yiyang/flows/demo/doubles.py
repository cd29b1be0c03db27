"""People registered twice, and deaths and moves recorded as events, for a demo region.

About one elder in a hundred becomes the double of a neighbour: the number of people, their homes and contracts stay
as the census says. Some pairs are decided, one is merged, one waits for the second person.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from django.apps import apps

from yiyang.access.models import Account
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer, view_as
from yiyang.audit.models import Outbox
from yiyang.domains.elders.actions.details import assign
from yiyang.domains.elders.actions.duplicates import search_duplicates
from yiyang.domains.elders.actions.events import correct_event, record_event, withdraw_event
from yiyang.domains.elders.actions.merging import confirm_merge, decide_distinct, propose_merge, record_facts
from yiyang.domains.elders.rules.departures import EventEntry
from yiyang.domains.elders.rules.merging import differing_fields
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.people import IDENTITY
from yiyang.flows.departures.handlers import ABSORBERS, ENDERS
from yiyang.kernel.identity import make_identity_number
from yiyang.regions.models import Level, Region

SHARE, FEWEST, MOST = 0.01, 8, 2000
PER_VILLAGE, CLOSE_DAYS, HISTORY, DAYS_AGO = 4, 500, 200, 20
_SWAPPABLE = 12
_PASSPORT, _CARD = "03", "01"
HOMOPHONES = {"秀": "绣", "英": "瑛", "兰": "蓝", "珍": "真", "玉": "育", "明": "鸣", "国": "郭", "丽": "莉"}
OTHER_CHARACTERS = "福安平华"


def plant_doubles(*, root: Region, first_elder: int, seed: int, on: date, spared: set[int]) -> dict[str, int]:
    """Make doubles among the elders from an id on, decide some, and record some events; returns how many of each.

    `spared` are ids with planted errors, which stay what they are. Numbers computed before must be computed after.
    """
    rng = make_rng(seed, "doubles")
    elders = apps.get_model("elders.Elder").objects.filter(pk__gte=first_elder)
    count = min(MOST, max(FEWEST, int(elders.count() * SHARE)))
    viewers = {name: _viewer(name, on=on) for name in ("doctor", "liaison")}
    town = Account.objects.get(username="doctor").posts.get().area
    doubled = set()
    for number, (model_id, double_id) in enumerate(_close_pairs(root, town, spared, count, rng)):
        _make_double(model_id, double_id, manner=number % len(_MANNERS), on=on)
        doubled.add(double_id)
    search_duplicates(among=doubled)
    counts = {"doubles": len(doubled), "events": _past_events(town, on=on)}
    counts |= _decide_some(town, viewers)
    _record_some(town, viewers["doctor"], spared | doubled)
    # Nobody waits for numbers: they are computed for the first time after this.
    Outbox.objects.filter(done_at__isnull=True).delete()
    return counts


def _viewer(username: str, *, on: date) -> Viewer:
    return view_as(Account.objects.get(username=username), on=on, today=on)


def _close_pairs(
    root: Region, town: Region, spared: set[int], count: int, rng: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Neighbours of one sex and nearly one age: (who is doubled, who becomes the double)."""
    villages = list(Region.objects.filter(path__startswith=root.path, level=Level.VILLAGE).order_by("code"))
    others = [village for village in villages if not village.path.startswith(town.path)]
    own = [village for village in villages if village.path.startswith(town.path)]
    shuffled = own + [others[place] for place in rng.permutation(len(others)).tolist()]
    per_village = max(PER_VILLAGE, -(-count // len(shuffled)))
    made = 0
    for village in shuffled:
        for pair in _neighbours(village, spared)[:per_village]:
            if made == count:
                return
            made += 1
            yield pair


def _neighbours(village: Region, spared: set[int]) -> list[tuple[int, int]]:
    rows = (
        apps.get_model("elders.Elder")
        .objects.filter(village=village, death_date__isnull=True, phone_index__isnull=False)
        .exclude(pk__in=spared)
        .order_by("sex", "birth_date", "pk")
        .values_list("pk", "sex", "birth_date")
    )
    found, used = [], set()
    listed = list(rows)
    for (first, sex, birth), (second, other_sex, other_birth) in pairwise(listed):
        close = sex == other_sex and (other_birth - birth).days <= CLOSE_DAYS
        if close and first not in used:
            found.append((first, second))
            used |= {first, second}
    return found


def _make_double(model_id: int, double_id: int, *, manner: int, on: date) -> None:
    objects = apps.get_model("elders.Elder").objects
    model, double = objects.get(pk=model_id), objects.get(pk=double_id)
    double.birth_date = model.birth_date
    values = {"name": model.name, "phone": double.phone or "", "address": double.address}
    number = _MANNERS[manner](model, double, values)
    assign(double, values)
    double.identity_number = number or _own_number(double)
    double.identity_index = blind_index(double.identity_number, column=IDENTITY)
    double.save()


def _own_number(double: Any) -> str:
    """A number with the double's own area and serial, and its birth date of now."""
    old = double.identity_number
    for step in range(0, 1000, 2):
        number = make_identity_number(old[:6], double.birth_date, (int(old[14:17]) + step) % 1000)
        taken = type(double).objects.filter(identity_index=blind_index(number, column=IDENTITY))
        if not taken.exclude(pk=double.pk).exists():
            return number
    raise LookupError("no free number on this day")


def _same_all(model: Any, _double: Any, values: dict[str, str]) -> str:
    values["address"] = model.address
    return ""


def _passport(_model: Any, double: Any, values: dict[str, str]) -> str:
    double.identity_kind = _PASSPORT
    return f"E{double.pk:08d}"


def _homophone(model: Any, _double: Any, values: dict[str, str]) -> str:
    given = "".join(HOMOPHONES.get(sign, sign) for sign in model.name[1:])
    values |= {"name": model.name[0] + given, "phone": model.phone or "", "address": model.address}
    return ""


def _one_character(model: Any, _double: Any, values: dict[str, str]) -> str:
    other = next(sign for sign in OTHER_CHARACTERS if sign != model.name[-1])
    values |= {"name": model.name[:-1] + other, "phone": model.phone or "", "address": model.address}
    return ""


def _swapped_birth(model: Any, double: Any, values: dict[str, str]) -> str:
    born = model.birth_date
    if born.day <= _SWAPPABLE:
        double.birth_date = date(born.year, born.day, born.month)
    values |= {"phone": model.phone or "", "address": model.address}
    return ""


def _old_number(model: Any, double: Any, _values: dict[str, str]) -> str:
    number = model.identity_number
    return number[:6] + number[8:17] if number[6:8] == "19" else ""


_MANNERS: tuple[Callable[[Any, Any, dict[str, str]], str], ...] = (
    _same_all,
    _passport,
    _homophone,
    _one_character,
    _swapped_birth,
    _old_number,
)


def _decide_some(town: Region, viewers: dict[str, Viewer]) -> dict[str, int]:
    """In the demo doctor's town: one pair merged, one waiting, and every fifth of the rest two persons."""
    pairs = apps.get_model("elders.DuplicatePair").objects.filter(
        first__village__path__startswith=town.path, second__village__path__startswith=town.path
    )
    listed = list(pairs.select_related("first", "second").order_by("-score", "pk"))
    counts = {"merged": 0, "waiting": 0, "distinct": 0}
    for place, pair in enumerate(listed):
        if place <= 1:
            merge = propose_merge(
                viewer=viewers["doctor"],
                pair=pair,
                version=pair.version,
                kept_id=pair.first_id,
                choices=_choose_first(pair),
                reason="两份档案为同一人，重复登记",
            )
            counts["merged" if place == 0 else "waiting"] += 1
            if place == 0:
                confirm_merge(
                    viewer=viewers["liaison"], merge=merge, version=merge.version, absorbers=ABSORBERS
                )
        elif place % 5 == 0:
            decide_distinct(
                viewer=viewers["doctor"], pair=pair, version=pair.version, note="电话核实，系两人"
            )
            counts["distinct"] += 1
    return counts


def _choose_first(pair: Any) -> dict[str, str]:
    return dict.fromkeys(differing_fields(record_facts(pair.first), record_facts(pair.second)), "kept")


def _past_events(town: Region, *, on: date) -> int:
    """Deaths of the town and moves away of the region, from before the platform recorded what ends."""
    elder_model, event_model = apps.get_model("elders.Elder"), apps.get_model("elders.LifeEvent")
    inside = elder_model.objects.filter(residences__area__path__startswith=town.path).distinct()
    dead = inside.filter(death_date__isnull=False, village__isnull=False).order_by("-death_date", "pk")
    rows = [
        _past_event(event_model, elder, "death", elder.death_date, elder.village)
        for elder in dead.select_related("village")[:HISTORY]
    ]
    away = elder_model.objects.filter(
        death_date__isnull=True, village__isnull=True, merged_into__isnull=True, residences__isnull=False
    )
    for elder in away.distinct().order_by("pk").prefetch_related("residences__area"):
        last = max(elder.residences.all(), key=lambda row: row.valid_from)
        if last.valid_to is not None:
            rows.append(_past_event(event_model, elder, "move_out", last.valid_to, last.area))
    event_model.objects.bulk_create(sorted(rows, key=lambda event: event.occurred_on))
    return len(rows)


def _past_event(model: Any, elder: Any, kind: str, day: date, village: Any) -> Any:
    ends = [
        {
            "table": "contracts.contract",
            "name": contract.team.name,
            "how": "ended",
            "since": contract.valid_from.isoformat(),
            "until": contract.valid_to.isoformat(),
        }
        for contract in elder.contracts.filter(valid_to=day).select_related("team")
    ]
    home = {
        "table": "elders.residence",
        "name": village.name,
        "how": "ended",
        "since": None,
        "until": day.isoformat(),
    }
    return model(
        elder=elder,
        kind=kind,
        occurred_on=day,
        source="village" if kind == "death" else "police",
        destination="" if kind == "death" else "外地",
        village=village,
        ended=[home, *ends],
        actor="演示数据",
        recorded_on=day,
    )


def _record_some(town: Region, doctor: Viewer, spared: set[int]) -> None:
    """A death entered with a wrong day and corrected, one withdrawn, and a move within the town."""
    people = (
        apps.get_model("elders.Elder")
        .objects.filter(
            village__path__startswith=town.path,
            death_date__isnull=True,
            contracts__state="active",
            merged_into__isnull=True,
        )
        .exclude(pk__in=spared)
        .exclude(residences__valid_from__gte=doctor.on - timedelta(days=DAYS_AGO + 10))
        .distinct()
        .order_by("pk")
    )
    chosen = [elder for elder in people.select_related("village")[:40] if _is_settled(elder, doctor.on)][:3]
    if len(chosen) < 3:  # noqa: PLR2004 - one for each event below
        return
    day = doctor.on - timedelta(days=DAYS_AGO)
    died, alive, moved = chosen
    event = _record(doctor, died, EventEntry(kind="death", occurred_on=day, source="family"))
    later = EventEntry(
        kind="death",
        occurred_on=day + timedelta(days=2),
        source="hospital",
        evidence="死亡医学证明",
    )
    correct_event(viewer=doctor, event=event, version=event.version, entry=later, enders=ENDERS)
    event = _record(doctor, alive, EventEntry(kind="death", occurred_on=day, source="village"))
    withdraw_event(viewer=doctor, event=event, version=event.version, reason="同名误报，本人健在")
    target = Region.objects.filter(parent=moved.village.parent, level=Level.VILLAGE).order_by("code")
    _record(
        doctor,
        moved,
        EventEntry(kind="move_in", occurred_on=day, source="visit"),
        to_village=target.exclude(pk=moved.village_id).first(),
    )


def _is_settled(elder: Any, on: date) -> bool:
    """Whether every fact of a person began well before the events."""
    since = on - timedelta(days=DAYS_AGO + 1)
    rows = ("residences", "living_arrangements", "categories", "health_records", "conditions", "contracts")
    return not any(getattr(elder, name).filter(valid_from__gte=since).exists() for name in rows)


def _record(doctor: Viewer, elder: Any, entry: EventEntry, **options: Any) -> Any:
    return record_event(
        viewer=doctor, elder=elder, version=elder.version, entry=entry, enders=ENDERS, **options
    )
