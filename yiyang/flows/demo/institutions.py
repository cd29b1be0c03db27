"""The organisations of a demo region with their services and beds, each from a day on."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.localities import TABLES, read_table
from yiyang.flows.demo.places import Place
from yiyang.kernel.credit_code import make_credit_code

PRIMARY_KINDS = ("community_health_centre", "town_clinic")
GENERAL_KINDS = ("hospital", "tcm_hospital")
OPENED = date(2008, 1, 1)
SICKBEDS_FROM = date(2018, 5, 1)
_SERVICES_FROM = date(2012, 6, 1)
_GRADED = 2
_LAPSED_SHARE = 0.06
_UPGRADED_SHARE = 0.2
_NEWEST_DAYS = 20
_BIG_COUNTY_ELDERS = 120_000
_CENTRES_MOST = 3

Dated = tuple[date, date | None]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An organisation before it is written.

    Attributes:
        area: 12-digit code of its town.
        beds: of all kinds together on the demo's day, 0 for none.
        level_before: the grade of a hospital until `upgraded`, if it rose.
        services: (code, first day, end or None).
        capacities: (kind of bed, beds, first day, end or None).
    """

    name: str
    kind: str
    area: str
    ownership: str
    level: int = 0
    beds: int = 0
    own_clinic: bool = False
    sickbeds: int = 0
    credit_code: str = ""
    level_before: int | None = None
    upgraded: date | None = None
    services: tuple[tuple[str, date, date | None], ...] = ()
    capacities: tuple[tuple[str, int, date, date | None], ...] = field(default=())

    @property
    def graded_public(self) -> bool:
        """Whether it is a public general or TCM hospital of level 2 or above."""
        return self.kind in GENERAL_KINDS and self.ownership == "public" and self.level >= _GRADED


def plan_institutions(place: Place, *, elders: int, seed: int, on: date) -> list[Draft]:
    """Every organisation of a demo region; names do not repeat within a town."""
    rng = make_rng(seed, place.locality.root, "institutions")
    named = TABLES / f"{place.locality.key}.toml"
    drafts = _clinics(place) + _centres(place, rng)
    drafts += _named(place) if named.exists() else _by_pattern(place, elders, rng)
    drafts = [_with_code(draft, number) for number, draft in enumerate(drafts, start=1)]
    drafts = [_with_grade(draft, rng, on=on) for draft in drafts]
    drafts = _with_services(drafts, rng, on=on)
    return [_with_beds(draft, rng, on=on) for draft in drafts]


def pick_share(count: int, share: float, rng: np.random.Generator) -> set[int]:
    """Which of `count` things are chosen, so many as the share says."""
    return set(rng.permutation(count)[: round(count * share)].tolist())


def _fill(row: dict, *, area: str, **names: str) -> Draft:
    return Draft(
        name=row["name"].format(**names),
        kind=row["kind"],
        area=area,
        ownership=row["ownership"],
        level=row.get("level", 0),
    )


def _clinics(place: Place) -> list[Draft]:
    patterns = read_table("institutions")["patterns"]
    streets_only = place.locality.key in patterns["clinics_of_streets_only"]
    drafts = []
    for code, name in zip(place.towns, place.town_names, strict=True):
        street = not streets_only or name.endswith(patterns["street_ending"])
        row = patterns["street_clinic"] if street else patterns["town_clinic"]
        drafts.append(_fill(row, area=code, town=name))
    return drafts


def _centres(place: Place, rng: np.random.Generator) -> list[Draft]:
    rows = read_table("institutions")["patterns"]["centres"]
    drafts = []
    share = place.town_share / place.town_share.max()
    for code, name, size in zip(place.towns, place.town_names, share.tolist(), strict=True):
        count = min(_CENTRES_MOST, 1 + int(size * _CENTRES_MOST + rng.random() / 2))
        drafts += [_fill(row, area=code, town=name) for row in rows[:count]]
    return drafts


def _named(place: Place) -> list[Draft]:
    table = read_table(place.locality.key)
    names = dict(zip(place.towns, place.town_names, strict=True))
    known = {"name", "kind", "area", "ownership", "level", "beds", "own_clinic", "sickbeds"}
    drafts = [
        Draft(**{key: value for key, value in row.items() if key in known}) for row in table["organisations"]
    ]
    row = read_table("institutions")["patterns"]["town_home"]
    more = table["more_homes"]
    for position, code in enumerate(more["towns"]):
        home = _fill(row, area=code, town=names[code])
        drafts.append(replace(home, own_clinic=position < more["own_clinics"]))
    return drafts


def _by_pattern(place: Place, elders: int, rng: np.random.Generator) -> list[Draft]:
    table = read_table("institutions")
    patterns, shares = table["patterns"], table["shares"]
    drafts = []
    for position, county in enumerate(place.county_names):
        towns = np.flatnonzero(place.town_county == position)
        largest = place.towns[towns[np.argmax(place.town_share[towns])]]
        big = elders * place.county_share[position] > _BIG_COUNTY_ELDERS
        hospitals = patterns["county_hospitals"] if big else patterns["county_hospitals"][:-1]
        drafts += [_fill(row, area=largest, county=county) for row in hospitals]
        drafts += [_fill(row, area=largest, county=county) for row in patterns["county_homes"]]
        chosen = sorted(pick_share(len(towns), shares["town_homes"], rng))
        for place_in_county in chosen:
            town = towns[place_in_county]
            drafts.append(_fill(patterns["town_home"], area=place.towns[town], town=place.town_names[town]))
    homes = [position for position, draft in enumerate(drafts) if draft.kind in HOME_KINDS]
    own = pick_share(len(homes), shares["own_medical_institution"], rng)
    for place_in_homes in own:
        drafts[homes[place_in_homes]] = replace(drafts[homes[place_in_homes]], own_clinic=True)
    return drafts


def _with_code(draft: Draft, number: int) -> Draft:
    public = draft.ownership == "public"
    code = make_credit_code(
        registering_body="1" if public else "5",
        entity_type="2",
        area6=draft.area[:6],
        organisation8=f"DM{number:06d}",
    )
    return replace(draft, credit_code=code)


def _with_grade(draft: Draft, rng: np.random.Generator, *, on: date) -> Draft:
    """Some hospitals had a lower grade some years ago."""
    if not draft.graded_public or rng.random() > _UPGRADED_SHARE:
        return draft
    upgraded = date(on.year - 3, int(rng.integers(1, 13)), 1)
    return replace(draft, level_before=draft.level - 1, upgraded=upgraded)


def _with_services(drafts: list[Draft], rng: np.random.Generator, *, on: date) -> list[Draft]:
    shares = read_table("institutions")["shares"]
    groups = {
        "geriatric_department": lambda draft: draft.graded_public,
        "green_channel": lambda draft: draft.kind in MEDICAL_KINDS,
        "tcm_service": lambda draft: draft.kind in PRIMARY_KINDS or draft.graded_public,
        "barrier_free": lambda draft: draft.kind in MEDICAL_KINDS,
        "telemedicine": lambda draft: draft.graded_public and draft.level == _GRADED,
        "home_sickbeds": lambda draft: draft.kind in PRIMARY_KINDS,
    }
    services: dict[int, list[tuple[str, date, date | None]]] = {place: [] for place in range(len(drafts))}
    for code, belongs in groups.items():
        members = [position for position, draft in enumerate(drafts) if belongs(draft)]
        chosen = pick_share(len(members), shares[code], rng)
        for place, position in enumerate(members):
            begin = draw_day(rng, _SERVICES_FROM, on - timedelta(days=_NEWEST_DAYS))
            if place in chosen:
                services[position].append((code, begin, None))
            elif rng.random() < _LAPSED_SHARE:
                end = draw_day(rng, begin + timedelta(days=1), on)
                services[position].append((code, begin, end))
    for position, draft in enumerate(drafts):
        begin = draw_day(rng, OPENED, on - timedelta(days=400))
        if draft.own_clinic:
            services[position].append(("own_medical_institution", begin, None))
        if draft.kind == "rehabilitation_hospital":
            services[position].append(("rehabilitation", begin, None))
    return [replace(draft, services=tuple(services[position])) for position, draft in enumerate(drafts)]


def _with_beds(draft: Draft, rng: np.random.Generator, *, on: date) -> Draft:
    if draft.kind in HOME_KINDS:
        return replace(draft, **_home_beds(draft, rng, on=on))
    if draft.kind in MEDICAL_KINDS and draft.kind not in PRIMARY_KINDS:
        beds = int(rng.integers(80, 260)) * max(draft.level, 1)
        capacities: list[tuple[str, int, date, date | None]] = [("general", beds, OPENED, None)]
        for code, begin, end in draft.services:
            if code == "geriatric_department":
                capacities.append(("geriatric", int(rng.integers(16, 45)), begin, end))
        return replace(draft, beds=beds, capacities=tuple(capacities))
    return draft


def _home_beds(draft: Draft, rng: np.random.Generator, *, on: date) -> dict:
    """A home's beds: all general at first, some made nursing beds later, sickbeds where it is a pilot."""
    beds = draft.beds or int(np.clip(rng.lognormal(4.4, 0.45), 30, 320))
    share = read_table("institutions")["shares"]["nursing_beds"]
    nursing = round(beds * np.clip(rng.normal(share, 0.1), 0.05, 0.6))
    converted = draw_day(rng, date(2014, 1, 1), on - timedelta(days=200))
    sickbeds_from = min(SICKBEDS_FROM, on - timedelta(days=30))
    capacities: list[tuple[str, int, date, date | None]] = [("general", beds, OPENED, converted)]
    if draft.sickbeds:
        capacities += [
            ("general", beds - nursing, converted, sickbeds_from),
            ("general", beds - nursing - draft.sickbeds, sickbeds_from, None),
            ("sickbed", draft.sickbeds, sickbeds_from, None),
        ]
    else:
        capacities.append(("general", beds - nursing, converted, None))
    capacities.append(("nursing", nursing, converted, None))
    return {"beds": beds, "capacities": tuple(capacities)}


def draw_day(rng: np.random.Generator, first: date, last: date) -> date:
    """A day from the first to the last, both included."""
    return first + timedelta(days=int(rng.integers(0, max((last - first).days, 0) + 1)))


RECEIVER_KINDS = HOME_KINDS + COMMUNITY_KINDS
