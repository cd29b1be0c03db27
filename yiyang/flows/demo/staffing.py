"""The staff of a demo region's organisations, with qualifications, titles and sites."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.apps import apps

from yiyang.access.sealed import blind_index
from yiyang.domains.institutions.rules.kinds import HOME_KINDS
from yiyang.flows.demo.columns import day_number
from yiyang.flows.demo.institutions import PRIMARY_KINDS, Draft, draw_day
from yiyang.flows.demo.linking import BATCH, Scene, draw_days
from yiyang.flows.demo.localities import read_table
from yiyang.flows.demo.people import sample_names
from yiyang.kernel.identity import make_identity_number
from yiyang.kernel.pinyin import name_keys

IDENTITY_COLUMN = "staff_identity_number"
_TYPICAL_BIRTH = date(1982, 6, 1)
_FIRST_BIRTH, _BIRTH_STEP, _BIRTH_DAYS = date(1962, 1, 1), 7919, 11_987
_SERIALS = 500
"""Serials and days have no common cycle below six million people, so that no number repeats."""
_FULL_TIME, _PART_TIME, _GIVEN = 40, 36, 8
_WOMEN = {"nurse": 0.95, "carer": 0.8, "social_worker": 0.7}
_YEARS = {"nurse": 5, "carer": 3, "assessor": 3, "pharmacist": 5}
_TITLES = {
    "licensed_doctor": ("resident_doctor", "attending_doctor", "associate_chief_doctor", "chief_doctor"),
    "tcm_doctor": ("resident_doctor", "attending_doctor", "associate_chief_doctor"),
    "nurse": ("nurse_junior", "nurse_senior", "nurse_in_charge"),
    "therapist": ("therapist_junior", "therapist_in_charge"),
    "carer": ("carer_skilled", "carer_senior"),
}


@dataclass(frozen=True, kw_only=True)
class Job:
    """A place to fill: where, as what."""

    organisation: int
    draft: Draft
    kind: str


def write_staff(scene: Scene) -> dict[str, int]:
    """Write people with a certificate, a title where their profession has one, and their sites; counts by table."""
    rng = scene.rng("staff")
    jobs = list(_jobs(scene, rng))
    people = _people(jobs, rng)
    ids = [person.pk for person in people]
    sites = _practices(scene, jobs, ids, rng)
    return {
        "workforce_staff": _save("workforce.Staff", people),
        "workforce_qualification": _save("workforce.Qualification", _qualifications(scene, jobs, ids, rng)),
        "workforce_stafftitle": _save("workforce.StaffTitle", _titles(scene, jobs, ids, rng)),
        "workforce_practice": _save("workforce.Practice", sites),
    }


def _save(label: str, rows: list[Any]) -> int:
    apps.get_model(label).objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _jobs(scene: Scene, rng: np.random.Generator) -> Iterator[Job]:
    table = read_table("records")
    wanted = {kind: row["people"] for row in table["staff"] for kind in row["kinds"]}
    for pk, draft in scene.pairs:
        parts = [wanted.get(draft.kind, {})]
        if draft.own_clinic:
            parts.append(table["own_medical"]["people"])
        for people in parts:
            for kind, (least, most) in people.items():
                for _number in range(int(rng.integers(least, most + 1))):
                    yield Job(organisation=pk, draft=draft, kind=kind)


def _people(jobs: list[Job], rng: np.random.Generator) -> list[Any]:
    model = apps.get_model("workforce.Staff")
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    women = [rng.random() < _WOMEN.get(job.kind, 0.45) for job in jobs]
    born = day_number(_TYPICAL_BIRTH)
    names = {sex: iter(sample_names(len(jobs), rng, sex=sex, born=born)) for sex in (1, 2)}
    people = []
    for number, (job, is_woman) in enumerate(zip(jobs, women, strict=True)):
        sex = 2 if is_woman else 1
        birth = _FIRST_BIRTH + timedelta(days=number * _BIRTH_STEP % _BIRTH_DAYS)
        serial = number % _SERIALS * 2 + (sex == 1)
        identity = make_identity_number(f"{job.draft.area[:4]}99", birth, serial)
        name = next(names[sex])
        keys = name_keys(name)
        people.append(
            model(
                pk=last + number + 1,
                public_id=UUID(bytes=rng.bytes(16), version=4),
                name=name,
                name_full=keys.full,
                name_initials=keys.initials,
                sex=str(sex),
                birth_date=birth,
                identity_number=identity,
                identity_index=blind_index(identity, column=IDENTITY_COLUMN),
                phone=f"1390000{number % 10_000:04d}",
            )
        )
    return people


def _qualifications(scene: Scene, jobs: list[Job], ids: list[int], rng: np.random.Generator) -> list[Any]:
    model, table = apps.get_model("workforce.Qualification"), read_table("records")
    rows = []
    for number, (job, pk) in enumerate(zip(jobs, ids, strict=True), start=1):
        begin, end = draw_days(
            rng, years=_YEARS.get(job.kind, 0), on=scene.on, shares=table["shares"], what="qualification"
        )
        authority = table["authorities"]["carer" if job.kind in ("carer", "assessor") else "staff"]
        rows.append(
            model(
                staff_id=pk,
                kind=job.kind,
                number=f"{job.kind[:3].upper()}{number:08d}",
                authority=authority.format(county=scene.county(job.draft)),
                valid_from=begin,
                valid_to=end,
            )
        )
    return rows


def _titles(scene: Scene, jobs: list[Job], ids: list[int], rng: np.random.Generator) -> list[Any]:
    model = apps.get_model("workforce.StaffTitle")
    rows = []
    for job, pk in zip(jobs, ids, strict=True):
        titles = _TITLES.get(job.kind)
        if titles is None:
            continue
        title = titles[int(rng.integers(0, len(titles)))]
        since = draw_day(rng, date(2011, 1, 1), scene.on - timedelta(days=30))
        rows.append(model(staff_id=pk, title=title, valid_from=since))
    return rows


def _practices(scene: Scene, jobs: list[Job], ids: list[int], rng: np.random.Generator) -> list[Any]:
    """A main site for each; some people of clinics also practise at a home of the town."""
    model, share = apps.get_model("workforce.Practice"), read_table("records")["shares"]["further_site"]
    homes: dict[str, list[int]] = {}
    for pk, draft in scene.pairs:
        if draft.kind in HOME_KINDS:
            homes.setdefault(draft.area, []).append(pk)
    rows = []
    for job, pk in zip(jobs, ids, strict=True):
        near = homes.get(job.draft.area, []) if job.draft.kind in PRIMARY_KINDS else []
        has_further = (
            bool(near) and job.kind in ("licensed_doctor", "tcm_doctor", "nurse") and rng.random() < share
        )
        since = draw_day(rng, date(2009, 1, 1), scene.on - timedelta(days=120))
        hours = _PART_TIME if has_further else _FULL_TIME
        rows.append(
            model(
                staff_id=pk,
                organisation_id=job.organisation,
                is_main=True,
                hours_week=hours,
                valid_from=since,
            )
        )
        if has_further:
            begin = draw_day(rng, since, scene.on - timedelta(days=30))
            rows.append(
                model(
                    staff_id=pk,
                    organisation_id=near[int(rng.integers(0, len(near)))],
                    is_main=False,
                    hours_week=_GIVEN,
                    grassroots_hours=_GIVEN,
                    valid_from=begin,
                )
            )
    return rows
