"""Writing of a demo region's organisations, agreements and teams."""

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import numpy as np
from django.apps import apps
from numpy.typing import NDArray

from yiyang.flows.demo.agreements import plan_agreements
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import day_number
from yiyang.flows.demo.institutions import OPENED, PRIMARY_KINDS, Draft, plan_institutions
from yiyang.flows.demo.localities import read_table
from yiyang.flows.demo.people import sample_names
from yiyang.flows.demo.places import Place
from yiyang.flows.demo.signing import FIRST_SIGNING
from yiyang.flows.demo.units import region_ids

_BATCH = 500
_FEWEST_TEAMS, _MOST_TEAMS = 2, 6
_CONTRACTS_A_TEAM = 2_500
_HIGHEST_RATE, _SILENT = 0.9, 10
_LEADER_BORN = date(1975, 6, 1)


@dataclass(frozen=True, kw_only=True)
class Written:
    """What was written: ids of the organisations in the order of the drafts, the teams by town, the counts."""

    drafts: list[Draft]
    ids: list[int]
    team_first: NDArray[np.int64]
    team_count: NDArray[np.int64]
    counts: dict[str, int]


def write_organisations(place: Place, *, elders: int, seed: int, on: date) -> Written:
    """Plan and write organisations with profiles, services, beds, agreements and teams."""
    drafts = plan_institutions(place, elders=elders, seed=seed, on=on)
    areas = dict(zip(place.towns, region_ids(place.towns).tolist(), strict=True))
    names = dict(zip(place.towns, place.town_names, strict=True))
    organisations = _create(
        "institutions.Organisation",
        [
            {
                "name": draft.name,
                "credit_code": draft.credit_code,
                "address": names[draft.area],
                "contact_phone": f"000-0{place_in_list:07d}" if place_in_list % _SILENT else "",
                "kind": draft.kind,
                "area_id": areas[draft.area],
            }
            for place_in_list, draft in enumerate(drafts)
        ],
    )
    ids = [organisation.pk for organisation in organisations]
    counts = {"institutions_organisation": len(ids)}
    counts |= _write_facts(drafts, ids, areas)
    counts["contracts_agreement"] = _write_agreements(place, drafts, ids, seed=seed, on=on)
    team_first, team_count = _write_teams(place, drafts, ids, areas, elders=elders, seed=seed)
    counts["contracts_team"] = int(team_count.sum())
    return Written(drafts=drafts, ids=ids, team_first=team_first, team_count=team_count, counts=counts)


def _create(label: str, rows: list[dict[str, Any]]) -> list[Any]:
    model = apps.get_model(label)
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made = [model(pk=last + number, **row) for number, row in enumerate(rows, start=1)]
    model.objects.bulk_create(made, batch_size=_BATCH)
    return made


def _write_facts(drafts: list[Draft], ids: list[int], areas: dict[str, int]) -> dict[str, int]:
    evidence = read_table("institutions")["evidence"]
    profiles: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    beds: list[dict[str, Any]] = []
    for draft, pk in zip(drafts, ids, strict=True):
        same = {
            "organisation_id": pk,
            "kind": draft.kind,
            "ownership": draft.ownership,
            "area_id": areas[draft.area],
        }
        if draft.upgraded:
            before = {"level": draft.level_before, "valid_from": OPENED, "valid_to": draft.upgraded}
            profiles.append({**same, **before})
        profiles.append({**same, "level": draft.level, "valid_from": draft.upgraded or OPENED})
        services += [
            {
                "organisation_id": pk,
                "code": code,
                "evidence": evidence[code],
                "valid_from": begin,
                "valid_to": end,
            }
            for code, begin, end in draft.services
        ]
        beds += [
            {"organisation_id": pk, "kind": kind, "beds": count, "valid_from": begin, "valid_to": end}
            for kind, count, begin, end in draft.capacities
        ]
    return {
        "institutions_organisationprofile": len(_create("institutions.OrganisationProfile", profiles)),
        "institutions_capability": len(_create("institutions.Capability", services)),
        "institutions_bedcapacity": len(_create("institutions.BedCapacity", beds)),
    }


def _write_agreements(place: Place, drafts: list[Draft], ids: list[int], *, seed: int, on: date) -> int:
    planned = plan_agreements(drafts, key=place.locality.root, seed=seed, on=on)
    rows = [
        {
            "receiver_id": ids[plan.receiver],
            "provider_id": ids[plan.provider],
            "form": plan.form,
            "contents": list(plan.contents),
            "state": plan.state,
            "valid_from": plan.valid_from,
            "term_to": plan.term_to,
            "valid_to": plan.valid_to,
        }
        for plan in planned
    ]
    return len(_create("contracts.Agreement", rows))


def _write_teams(
    place: Place, drafts: list[Draft], ids: list[int], areas: dict[str, int], *, elders: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rng = make_rng(seed, place.locality.root, "teams")
    clinics = {draft.area: pk for draft, pk in zip(drafts, ids, strict=True) if draft.kind in PRIMARY_KINDS}
    share = place.town_share
    wanted = np.round(_FEWEST_TEAMS + (_MOST_TEAMS - _FEWEST_TEAMS) * share / share.max()).astype(np.int64)
    needed = np.array([ceil(elders * part * _HIGHEST_RATE / _CONTRACTS_A_TEAM) for part in share.tolist()])
    count = np.maximum(wanted, needed)
    leaders = iter(sample_names(int(count.sum()), rng, sex=2, born=day_number(_LEADER_BORN)))
    pattern = read_table("institutions")["patterns"]["team"]
    rows = [
        {
            "name": pattern.format(number=number),
            "organisation_id": clinics[code],
            "area_id": areas[code],
            "leader_name": next(leaders),
            "valid_from": np.datetime64(FIRST_SIGNING, "D").astype(object),
        }
        for code, teams in zip(place.towns, count.tolist(), strict=True)
        for number in range(1, teams + 1)
    ]
    made = _create("contracts.Team", rows)
    first = made[0].pk + np.cumsum(count) - count
    return first, count
