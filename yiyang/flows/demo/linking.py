"""Papers, links, places and contents of capabilities of a demo region's organisations."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.apps import apps

from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.institutions import GENERAL_KINDS, PRIMARY_KINDS, Draft, draw_day, pick_share
from yiyang.flows.demo.localities import read_table
from yiyang.flows.demo.organisations import Written
from yiyang.flows.demo.places import Place
from yiyang.regions.models import Region

BATCH = 500
GREEN_PARTS = ("registration", "consultation", "payment", "pharmacy", "admission", "referral")
OWN_KINDS = (
    ("infirmary",),
    ("nursing_station",),
    ("infirmary", "nursing_station"),
    ("outpatient_department",),
)
CENTRE_BEDS = 100
CARE_WARD_BEDS = 40
_LICENCE_YEARS, _HOSPITAL_YEARS, _SHORT_YEARS = 5, 15, 1
_SERVICES_FROM = date(2014, 3, 1)
_JITTER = 0.018
_CONSORTIUM_MEMBERS = 4

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the records of a demo region are made from."""

    place: Place
    written: Written
    seed: int
    on: date

    def rng(self, purpose: str) -> np.random.Generator:
        """The random stream of a purpose."""
        return make_rng(self.seed, self.place.locality.root, purpose)

    @property
    def pairs(self) -> list[tuple[int, Draft]]:
        """Ids of the organisations with their drafts."""
        return list(zip(self.written.ids, self.written.drafts, strict=True))

    def county(self, draft: Draft) -> str:
        """The name of the county of an organisation."""
        names = dict(zip(self.place.counties, self.place.county_names, strict=True))
        return names.get(draft.area[:6], "")


def write_records(scene: Scene) -> dict[str, int]:
    """Write places, contents, more capabilities and beds, papers and links; returns the rows added by table."""
    _place_organisations(scene)
    _fill_contents(scene)
    return {
        "institutions_capability": _create("institutions.Capability", _capabilities(scene)),
        "institutions_bedcapacity": _create("institutions.BedCapacity", _beds(scene)),
        "institutions_paper": _create("institutions.Paper", _papers(scene)),
        "institutions_organisationlink": _create("institutions.OrganisationLink", _links(scene)),
    }


def _create(label: str, rows: list[Row]) -> int:
    model = apps.get_model(label)
    model.objects.bulk_create([model(**row) for row in rows], batch_size=BATCH)
    return len(rows)


def _place_organisations(scene: Scene) -> None:
    rng, table = scene.rng("points"), read_table("records")
    towns = Region.objects.filter(code__in=scene.place.towns, lon__isnull=False)
    points = {town.code: (town.lon, town.lat) for town in towns}
    model = apps.get_model("institutions.Organisation")
    changed = []
    for pk, draft in scene.pairs:
        shift, is_placed = rng.normal(0, _JITTER, 2), rng.random() < table["shares"]["own_point"]
        organisation = model(pk=pk, service_radius_m=table["radius"].get(draft.kind))
        if is_placed and draft.area in points:
            lon, lat = points[draft.area]
            organisation.lon = round(float(lon or 0) + float(shift[0]), 5)
            organisation.lat = round(float(lat or 0) + float(shift[1]), 5)
        changed.append(organisation)
    model.objects.bulk_update(changed, ["lon", "lat", "service_radius_m"], batch_size=BATCH)


def _fill_contents(scene: Scene) -> None:
    rng, share = scene.rng("contents"), read_table("records")["shares"]["capability_contents"]
    model = apps.get_model("institutions.Capability")
    rows = list(
        model.objects.filter(
            organisation_id__in=scene.written.ids, code__in=("green_channel", "own_medical_institution")
        ).order_by("pk")
    )
    for row in rows:
        if rng.random() > share:
            continue
        if row.code == "green_channel":
            count = int(rng.integers(3, len(GREEN_PARTS) + 1))
            chosen = set(rng.permutation(len(GREEN_PARTS))[:count].tolist())
            row.contents = [part for position, part in enumerate(GREEN_PARTS) if position in chosen]
        else:
            row.contents = list(OWN_KINDS[int(rng.integers(0, len(OWN_KINDS)))])
    model.objects.bulk_update(rows, ["contents"], batch_size=BATCH)


def _capabilities(scene: Scene) -> list[Row]:
    rng, table = scene.rng("more-capabilities"), read_table("records")
    rows: list[Row] = []

    def add(pk: int, code: str) -> None:
        since = draw_day(rng, _SERVICES_FROM, scene.on - timedelta(days=60))
        evidence = table["evidence"][code]
        rows.append({"organisation_id": pk, "code": code, "evidence": evidence, "valid_from": since})

    for pk, draft in scene.pairs:
        if draft.kind in HOME_KINDS:
            is_large = draft.beds >= CENTRE_BEDS
            code = "rehabilitation_centre" if is_large else "rehabilitation_area"
            if rng.random() < table["shares"][code]:
                add(pk, code)
        if draft.kind in HOME_KINDS + GENERAL_KINDS and rng.random() < table["shares"]["pilot"]:
            add(pk, "pilot")
    return rows


def _beds(scene: Scene) -> list[Row]:
    """Beds of primary institutions, some of them for rehabilitation and nursing."""
    rng = scene.rng("primary-beds")
    rows: list[Row] = []
    for pk, draft in scene.pairs:
        if draft.kind not in PRIMARY_KINDS:
            continue
        since = draw_day(rng, date(2010, 1, 1), date(2015, 12, 31))
        numbers = {
            "general": int(rng.integers(15, 60)),
            "rehabilitation": int(rng.integers(0, 8)),
            "nursing": int(rng.integers(0, 8)),
        }
        rows += [
            {"organisation_id": pk, "kind": kind, "beds": beds, "valid_from": since}
            for kind, beds in numbers.items()
            if beds
        ]
    return rows


def _papers(scene: Scene) -> list[Row]:
    rng, table = scene.rng("papers"), read_table("records")
    rows: list[Row] = []
    for pk, draft in scene.pairs:
        for kind, authority, years in _wanted_papers(draft, rng):
            begin, end = draw_days(rng, years=years, on=scene.on, shares=table["shares"], what="paper")
            rows.append(
                {
                    "organisation_id": pk,
                    "kind": kind,
                    "number": f"{kind[:2].upper()}{draft.area[:6]}{len(rows) + 1:05d}",
                    "authority": table["authorities"][authority].format(county=scene.county(draft)),
                    "evidence": table["evidence"]["copy"],
                    "valid_from": begin,
                    "valid_to": end,
                }
            )
    return rows


def _wanted_papers(draft: Draft, rng: np.random.Generator) -> list[tuple[str, str, int]]:
    """(kind, authority, years; 0 for no end) of the papers that an organisation holds or held."""
    shares = read_table("records")["shares"]
    wanted: list[tuple[str, str, int, float]] = []
    if draft.kind in MEDICAL_KINDS:
        years = _HOSPITAL_YEARS if draft.kind in GENERAL_KINDS else _LICENCE_YEARS
        wanted = [
            ("medical_licence", "medical", years, shares["medical_paper"]),
            ("insurance", "insurance", _SHORT_YEARS, shares["insurance"]),
        ]
        if draft.kind in GENERAL_KINDS and rng.random() < shares["hospital_runs_care"]:
            wanted += [("care_registration", "care", 0, 1.0), ("care_licence", "care", _LICENCE_YEARS, 1.0)]
    if draft.kind in HOME_KINDS:
        wanted = [
            ("care_registration", "care", 0, shares["medical_paper"]),
            ("care_licence", "care", _LICENCE_YEARS, shares["paper"]),
            ("food", "food", _LICENCE_YEARS, shares["paper"]),
            ("fire", "fire", 0, shares["paper"]),
        ]
        if draft.own_clinic:
            wanted.append(("medical_licence", "medical", _LICENCE_YEARS, shares["paper"]))
    return [(kind, authority, years) for kind, authority, years, share in wanted if rng.random() < share]


def draw_days(
    rng: np.random.Generator, *, years: int, on: date, shares: dict[str, float], what: str
) -> tuple[date, date | None]:
    """First day and stored end of something that runs some years (0: without an end); a few ended or end soon."""
    draw = rng.random()
    if not years:
        return draw_day(rng, date(2009, 1, 1), on - timedelta(days=200)), None
    if draw < shares[f"{what}_lapsed"]:
        end = on - timedelta(days=int(rng.integers(0, 200)))
    elif draw < shares[f"{what}_lapsed"] + shares[f"{what}_ending"]:
        end = on + timedelta(days=int(rng.integers(1, 90)))
    else:
        end = on + timedelta(days=int(rng.integers(95, years * 365 - 5)))
    return end - timedelta(days=years * 365 + years // 4), end


def _links(scene: Scene) -> list[Row]:
    rng, table = scene.rng("links"), read_table("records")
    rows: list[Row] = []
    free = set(scene.written.ids)

    def add(kind: str, lead: int, member: int) -> None:
        since = draw_day(rng, _SERVICES_FROM, scene.on - timedelta(days=60))
        row = {"kind": kind, "lead_id": lead, "member_id": member, "valid_from": since}
        rows.append(row | {"evidence": table["evidence"][kind]})

    for county in scene.place.counties:
        inside = [(pk, draft) for pk, draft in scene.pairs if draft.area[:6] == county]
        heads = [pk for pk, draft in inside if draft.graded_public]
        others = [pk for pk, draft in inside if draft.kind in PRIMARY_KINDS + HOME_KINDS]
        if heads:
            chosen = rng.permutation(len(others))[:_CONSORTIUM_MEMBERS].tolist()
            for position in chosen:
                add("consortium", heads[0], others[position])
    clinics = {draft.area: pk for pk, draft in scene.pairs if draft.kind in PRIMARY_KINDS}
    for pk, draft in scene.pairs:
        clinic = clinics.get(draft.area)
        if clinic is None or draft.kind not in HOME_KINDS + COMMUNITY_KINDS:
            continue
        draw = rng.random()
        if draft.kind == "town_care_home" and draw < table["shares"]["one_director"] and clinic in free:
            free.discard(clinic)
            add("one_director", clinic, pk)
        elif draw < table["shares"]["embedded_station"]:
            add("embedded_station", clinic, pk)
        elif draw > 1 - table["shares"]["neighbours"]:
            add("neighbours", clinic, pk)
    picked = pick_share(len(rows), 0.05, rng)
    return [
        row | {"valid_to": scene.on - timedelta(days=30)} if place in picked else row
        for place, row in enumerate(rows)
    ]
