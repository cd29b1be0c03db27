"""Residences, ways of living, categories, health records and diseases of some people, as tables of rows."""

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import Block, Column
from yiyang.flows.demo.localities import read_table
from yiyang.flows.demo.population import NEVER, birthday
from yiyang.flows.demo.setting import Part, Setting, draw_days

LIVING_KINDS = ("home", "community", "institution")
_COMMUNITY_SHARE, _CHANGED_SHARE = 0.03, 0.4
_ENDED_SHARE = 0.05
_CONDITIONS_MEAN, _CONDITIONS_MOST = 1.2, 4
_ONSET_DAYS = 5400
_DAYS_A_YEAR = 365.2425
_MALE = 1
_EXCLUDES = {"low_income": "extreme_poverty", "partly_disabled": "disabled"}


def make_facts(setting: Setting, part: Part, *, index: int) -> list[Block]:
    """Every table of facts about some people but their contracts."""
    rng = make_rng(setting.seed, setting.place.locality.root, "facts", index)
    held = draw_categories(setting, part, rng)
    return [
        make_residences(setting, part),
        make_living(setting, part, rng),
        make_categories(part, held, rng),
        make_records(setting, part, rng),
        make_conditions(setting, part, held["dementia"], rng),
    ]


def _open_or(end: NDArray) -> Column:
    return Column(kind="date", values=end, null=end == NEVER)


def make_residences(setting: Setting, part: Part) -> Block:
    """One row a person, two for those who moved between villages."""
    movers = np.flatnonzero(part.moved != NEVER)
    first_village = np.where(part.moved != NEVER, part.old_village, part.people.village)
    village = np.concatenate([first_village, part.people.village[movers]])
    return Block(
        table="elders_residence",
        columns={
            "elder_id": Column(kind="int8", values=np.concatenate([part.ids, part.ids[movers]])),
            "area_id": Column(kind="int8", values=setting.village_ids[village]),
            "valid_from": Column(kind="date", values=np.concatenate([part.since, part.moved[movers]])),
            "valid_to": _open_or(np.concatenate([np.minimum(part.moved, part.end), part.end[movers]])),
        },
    )


def make_living(setting: Setting, part: Part, rng: np.random.Generator) -> Block:
    """At home, in the community or in a home; some went into a home later."""
    count = len(part)
    age = (part.limit - part.people.birth) / _DAYS_A_YEAR
    lean = np.exp(0.06 * (age - 72))
    chance = np.minimum(setting.institution_share * lean / lean.mean(), 0.9)
    draw = rng.random(count)
    kind = np.where(draw < chance, 2, np.where(draw < chance + _COMMUNITY_SHARE, 1, 0))
    later = np.flatnonzero((kind == 2) & (rng.random(count) < _CHANGED_SHARE) & (part.limit > part.since + 1))  # noqa: PLR2004
    change = draw_days(part.since[later] + 1, part.limit[later], rng, count=len(later))
    home = setting.homes[rng.choice(len(setting.homes), size=count, p=setting.home_weights)]
    begin, first_kind, first_end = part.since.copy(), kind.copy(), part.end.copy()
    first_kind[later], first_end[later] = 0, change
    kinds = np.concatenate([first_kind, kind[later]])
    homes = np.concatenate([home, home[later]])
    return Block(
        table="elders_livingarrangement",
        columns={
            "elder_id": Column(kind="int8", values=np.concatenate([part.ids, part.ids[later]])),
            "kind": Column(kind="label", values=kinds, labels=LIVING_KINDS),
            "organisation_id": Column(kind="int8", values=homes, null=kinds != 2),  # noqa: PLR2004
            "valid_from": Column(kind="date", values=np.concatenate([begin, change])),
            "valid_to": _open_or(np.concatenate([first_end, part.end[later]])),
        },
    )


def draw_categories(setting: Setting, part: Part, rng: np.random.Generator) -> dict[str, NDArray[np.bool_]]:
    """Who belongs to which group: rates grow with age; groups that exclude each other do."""
    decades = ((part.limit - part.people.birth) / _DAYS_A_YEAR - 70) / 10
    held: dict[str, NDArray[np.bool_]] = {}
    for row in read_table("facts")["categories"]:
        chance = np.minimum(row["rate"] * row["growth"] ** decades, 0.9)
        mask = rng.random(len(part)) < chance
        if row["code"] in _EXCLUDES:
            mask &= ~held[_EXCLUDES[row["code"]]]
        if row["code"] == "disabled_soldier":
            mask &= part.people.sex == _MALE
        held[row["code"]] = mask
    return held


def make_categories(part: Part, held: dict[str, NDArray[np.bool_]], rng: np.random.Generator) -> Block:
    """One row for each group a person belongs or belonged to."""
    rows = read_table("facts")["categories"]
    who = [np.flatnonzero(held[row["code"]]) for row in rows]
    group = np.repeat(np.arange(len(rows)), [len(people) for people in who])
    people = np.concatenate(who)
    begin = draw_days(part.since[people], part.limit[people] - 1, rng, count=len(people))
    end = part.end[people].copy()
    ended = np.flatnonzero(rng.random(len(people)) < _ENDED_SHARE)
    end[ended] = draw_days(begin[ended] + 1, part.limit[people[ended]], rng, count=len(ended))
    return Block(
        table="elders_eldercategory",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[people]),
            "code": Column(kind="label", values=group, labels=tuple(row["code"] for row in rows)),
            "source": Column(kind="label", values=group, labels=tuple(row["source"] for row in rows)),
            "valid_from": Column(kind="date", values=begin),
            "valid_to": _open_or(end),
        },
    )


def make_records(setting: Setting, part: Part, rng: np.random.Generator) -> Block:
    """Health records, opened at some day from 60 on."""
    wanted = rng.random(len(part)) < setting.place.records[part.people.village]
    earliest = np.maximum(part.since, birthday(part.people.birth, 60))
    who = np.flatnonzero(wanted & (earliest < part.limit))
    begin = draw_days(earliest[who], part.limit[who] - 1, rng, count=len(who))
    return Block(
        table="elders_healthrecord",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "valid_from": Column(kind="date", values=begin),
            "valid_to": _open_or(part.end[who]),
        },
    )


def make_conditions(
    setting: Setting, part: Part, demented: NDArray[np.bool_], rng: np.random.Generator
) -> Block:
    """Diseases, none twice a person; those with dementia have its code."""
    rows = read_table("facts")["conditions"]
    count = len(part)
    weights = np.array(
        [[0.0 if row.get("sex", sex) != sex else row["weight"] for row in rows] for sex in ("1", "2")]
    )
    number = np.minimum(rng.poisson(_CONDITIONS_MEAN, count), _CONDITIONS_MOST)
    with np.errstate(divide="ignore"):
        race = rng.exponential(size=(count, len(rows))) / weights[part.people.sex - 1]
    order = np.argpartition(race, range(_CONDITIONS_MOST), axis=1)[:, :_CONDITIONS_MOST]
    chosen = np.arange(_CONDITIONS_MOST)[None, :] < number[:, None]
    people, place = np.nonzero(chosen)
    dementia = next(position for position, row in enumerate(rows) if row.get("category") == "dementia")
    extra = np.flatnonzero(demented)
    disease = np.concatenate([order[people, place], np.full(len(extra), dementia)])
    people = np.concatenate([people, extra])
    earliest = np.maximum(part.limit[people] - _ONSET_DAYS, birthday(part.people.birth[people], 45))
    begin = draw_days(earliest, part.limit[people] - 1, rng, count=len(people))
    return Block(
        table="elders_condition",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[people]),
            "icd10": Column(kind="label", values=disease, labels=tuple(row["icd10"] for row in rows)),
            "display": Column(kind="label", values=disease, labels=tuple(row["display"] for row in rows)),
            "valid_from": Column(kind="date", values=begin),
            "valid_to": _open_or(part.end[people]),
        },
    )
