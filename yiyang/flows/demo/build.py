"""The making of a whole demo region in an empty database."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

import numpy as np
from django.apps import apps
from django.conf import settings
from django.db import transaction

from yiyang.access.viewer import system_viewer
from yiyang.audit.models import Act
from yiyang.domains.elders.actions import derive_memberships
from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.flows.demo.accounts import DemoAccount, add_demo_accounts
from yiyang.flows.demo.bulk import (
    MODELS,
    REFERRED,
    analyse_tables,
    copy_rows,
    finish_load,
    first_free_id,
    insert_rows,
    is_postgresql,
    prepare_transaction,
)
from yiyang.flows.demo.columns import day_number
from yiyang.flows.demo.doubles import plant_doubles
from yiyang.flows.demo.imports import send_demo_tables
from yiyang.flows.demo.linking import Scene, write_records
from yiyang.flows.demo.localities import Locality, find_locality
from yiyang.flows.demo.organisations import Written, write_organisations
from yiyang.flows.demo.parts import Rows, make_parts
from yiyang.flows.demo.places import Place, survey_place
from yiyang.flows.demo.planted import plant_errors
from yiyang.flows.demo.population import Population, make_population
from yiyang.flows.demo.setting import Setting
from yiyang.flows.demo.staffing import write_staff
from yiyang.flows.demo.units import region_ids
from yiyang.kernel.refused import Refused
from yiyang.regions.actions import load_regions, set_demo_day
from yiyang.regions.models import Platform, Region

FEWEST_ELDERS = 100
ACT = "demo.load"
_INSTITUTION_SHARE, _FULLEST = 0.03, 0.75
_PROCESSES = 2

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class DemoSummary:
    """What a demo region holds.

    Attributes:
        on: the demo's day, which is the pages' today.
        counties: codes of the counties chosen within a province; empty where the whole place is taken.
        counts: rows by table.
        planted: elder ids of the planted errors by code (`planted.PLANTED` says what they mean).
        seconds: how long the making took; `rows_seconds` the part that made and wrote the bulk of rows.
    """

    locality: str
    name: str
    on: date
    seed: int
    counties: tuple[str, ...]
    counts: dict[str, int]
    planted: dict[str, list[int]]
    accounts: tuple[DemoAccount, ...]
    seconds: float
    rows_seconds: float


def build_demo(
    *,
    locality: str,
    elders: int,
    seed: int,
    on: date | None,
    counties: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> DemoSummary:
    """Fill an empty register with a synthetic region of `elders` living elders, and the dead and gone on top.

    The same locality, counties, elders, seed and day give the same rows in an empty database, except for the
    nonces of sealed values. `on` None takes the locality's own day. `progress` is told the step, how much of it is
    done and of how much. One transaction, one act.

    Raises `seeds.UnknownLocality`, and Refused: `demo_elders_exist`, `demo_other_root`, `demo_too_few`,
    `demo_not_a_county`, `demo_no_census`, `demo_too_many_births`.
    """
    started = perf_counter()
    tell = progress or _tell_nobody
    chosen = find_locality(locality, counties=counties, seed=seed)
    day = on or chosen.day
    _check_empty(chosen, elders=elders)
    place = survey_place(chosen, seed=seed)
    people = make_population(place, elders=elders, seed=seed, on=day)
    with transaction.atomic():
        tell("regions", 0, 1)
        load_regions(locality=chosen.root, counties=chosen.counties)
        set_demo_day(on=day)
        tell("institutions", 0, 1)
        written = _write_places(place, elders=elders, seed=seed, on=day)
        accounts = add_demo_accounts(Region.objects.get(code=chosen.root), valid_from=day)
        rows_started = perf_counter()
        first_elder = first_free_id("elders_elder")
        setting = _setting(place, written, elders=elders, seed=seed, on=day, first_elder=first_elder)
        counts = dict(written.counts) | _write_people(setting, people, tell)
        rows_seconds = perf_counter() - rows_started
        planted = plant_errors(first_elder=first_elder, seed=seed, on=day)
        derive_memberships(range(first_elder, first_elder + len(people)), with_housemates=False)
        finish_load()
        spared = {pk for ids in planted.values() for pk in ids}
        root = Region.objects.get(code=chosen.root)
        plant_doubles(root=root, first_elder=first_elder, seed=seed, on=day, spared=spared)
        send_demo_tables(seed=seed, on=day)
        _record(chosen, counts=counts, elders=elders, seed=seed, on=day, planted=planted)
    analyse_tables(*MODELS)
    return DemoSummary(
        locality=chosen.key,
        name=chosen.name,
        on=day,
        seed=seed,
        counties=chosen.counties,
        counts=counts,
        planted=planted,
        accounts=tuple(accounts),
        seconds=perf_counter() - started,
        rows_seconds=rows_seconds,
    )


def _write_places(place: Place, *, elders: int, seed: int, on: date) -> Written:
    """Write the organisations with their records and staff."""
    written = write_organisations(place, elders=elders, seed=seed, on=on)
    scene = Scene(place=place, written=written, seed=seed, on=on)
    counts = Counter(written.counts) + Counter(write_records(scene)) + Counter(write_staff(scene))
    return replace(written, counts=dict(counts))


def _tell_nobody(_step: str, _done: int, _total: int) -> None:
    return


def _check_empty(chosen: Locality, *, elders: int) -> None:
    if elders < FEWEST_ELDERS:
        raise Refused.because("demo_too_few", field="elders", elders=elders, least=FEWEST_ELDERS)
    there = apps.get_model("elders.Elder").objects.count()
    if there:
        raise Refused.because("demo_elders_exist", count=there)
    platform = Platform.objects.select_related("root").first()
    if platform and platform.root.code != chosen.root:
        raise Refused.because(
            "demo_other_root", field="locality", root=platform.root.name, wanted=chosen.name
        )


def _setting(
    place: Place, written: Written, *, elders: int, seed: int, on: date, first_elder: int
) -> Setting:
    homes = [
        (pk, draft.beds)
        for pk, draft in zip(written.ids, written.drafts, strict=True)
        if draft.kind in HOME_KINDS
    ]
    beds = np.array([count for _pk, count in homes], dtype=np.float64)
    return Setting(
        place=place,
        seed=seed,
        today=day_number(on),
        first_elder=first_elder,
        village_ids=region_ids(place.villages),
        team_first=written.team_first,
        team_count=written.team_count,
        homes=np.array([pk for pk, _count in homes], dtype=np.int64),
        home_weights=beds / beds.sum(),
        institution_share=min(_INSTITUTION_SHARE, _FULLEST * float(beds.sum()) / elders),
        keys=replace(settings.KEYS),
        binary=is_postgresql(),
    )


def _write_people(setting: Setting, people: Population, tell: Progress) -> dict[str, int]:
    prepare_transaction()
    counts = dict.fromkeys(MODELS, 0)
    processes = min(_PROCESSES, os.cpu_count() or 1)
    for rows in make_parts(setting, people, processes=processes):
        for table in rows:
            _write(table)
            if table.table == REFERRED and not counts[REFERRED]:
                analyse_tables(REFERRED)
            counts[table.table] += table.count
        tell("elders", counts["elders_elder"], len(people))
    return counts


def _write(rows: Rows) -> None:
    if rows.block is not None:
        insert_rows(rows.block)
    else:
        copy_rows(table=rows.table, columns=rows.columns, rows=rows.packed)


def _record(
    chosen: Locality,
    *,
    counts: dict[str, int],
    elders: int,
    seed: int,
    on: date,
    planted: dict[str, list[int]],
) -> None:
    viewer = system_viewer(ACT, on=on)
    Act.objects.create(
        account_id=viewer.account_id,
        actor=viewer.name,
        kind=ACT,
        object_type=Platform._meta.label_lower,
        object_id=Platform.ONLY,
        detail={
            "locality": chosen.key,
            "counties": list(chosen.counties),
            "elders": elders,
            "seed": seed,
            "on": on.isoformat(),
            "counts": counts,
            "planted": {code: len(ids) for code, ids in planted.items()},
        },
    )
