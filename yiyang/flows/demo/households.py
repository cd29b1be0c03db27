"""With whom the people of a demo region live, whom to call, and who said what of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yiyang.access.sealed import place_of
from yiyang.access.vault import Vault
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import Block, Column
from yiyang.flows.demo.facts import draw_categories
from yiyang.flows.demo.people import PHONE_START, PHONES, draw_public_ids, sample_names
from yiyang.flows.demo.population import NEVER
from yiyang.flows.demo.setting import Part, Setting

NAMES = 240
HEAD, WIFE, SON, DAUGHTER = "02", "12", "22", "32"
KIN = (SON, DAUGHTER)
REGISTER_LIST = "基本公共卫生服务登记"
_MALE = 1
_COUPLE_SHARE, _AGE_GAP_DAYS = 0.75, 3650
_CHILD_SHARE, _ALONE_SHARE, _KNOWN_LEAST, _KNOWN_SPREAD = 0.62, 0.06, 0.6, 0.35
_CONTACT_LEAST, _CONTACT_SPREAD = 0.55, 0.4
_PHONE_STEP, _PHONE_SHIFT = 48_271, 31_337


def make_family(setting: Setting, part: Part, *, index: int) -> list[Block]:
    """Households with their members, contacts, and the provenance of every entry."""
    rng = make_rng(setting.seed, setting.place.locality.root, "family", index)
    held = draw_categories(setting, part, make_rng(setting.seed, setting.place.locality.root, "facts", index))
    names = tuple(
        name
        for sex in (1, 2)
        for name in sample_names(NAMES // 2, make_rng(setting.seed, "kin", sex), sex=sex, born=0)
    )
    houses = draw_houses(setting, part, held["living_alone"], rng)
    return [
        _households(houses),
        _members(part, houses, names, rng),
        make_contacts(setting, part, held["dementia"], names, rng),
        make_sources(part),
    ]


@dataclass(frozen=True, kw_only=True)
class Houses:
    """Households of a part as positions: couples (husband, wife), those with a child, those alone."""

    ids: NDArray[np.int64]
    husbands: NDArray[np.int64]
    wives: NDArray[np.int64]
    with_child: NDArray[np.int64]
    alone: NDArray[np.int64]


def town_share(setting: Setting, part: Part, *, least: float, spread: float, purpose: str) -> NDArray:
    """A share for each person that differs from town to town, from `least` to `least + spread`."""
    place = setting.place
    rng = make_rng(setting.seed, place.locality.root, purpose)
    by_town = least + spread * rng.random(len(place.towns))
    shares: NDArray = by_town[place.village_town[part.people.village]]
    return shares


def draw_houses(setting: Setting, part: Part, alone: NDArray, rng: np.random.Generator) -> Houses:
    """Pair men and women of a village who are near in age; of the others some live with a child, some alone."""
    known = rng.random(len(part)) < town_share(
        setting, part, least=_KNOWN_LEAST, spread=_KNOWN_SPREAD, purpose="households"
    )
    may = known & ~alone & (part.since < part.limit)
    men = _ranked(part, np.flatnonzero(may & (part.people.sex == _MALE)))
    women = _ranked(part, np.flatnonzero(may & (part.people.sex != _MALE)))
    keys = dict(zip(women[0].tolist(), women[1].tolist(), strict=True))
    wives = np.array([keys.get(key, -1) for key in men[0].tolist()], dtype=np.int64)
    there = wives >= 0
    husbands, wives = men[1][there], wives[there]
    begin = np.maximum(part.since[husbands], part.since[wives])
    end = np.minimum(part.end[husbands], part.end[wives])
    gap = np.abs(part.people.birth[husbands] - part.people.birth[wives])
    fits = (begin < end) & (gap < _AGE_GAP_DAYS) & (rng.random(len(husbands)) < _COUPLE_SHARE)
    husbands, wives = husbands[fits], wives[fits]
    single = known & (part.since < part.limit)
    single[husbands] = single[wives] = False
    draw = rng.random(len(part))
    with_child = np.flatnonzero(single & ~alone & (draw < _CHILD_SHARE))
    by_self = single & (alone | ((draw >= _CHILD_SHARE) & (draw < _CHILD_SHARE + _ALONE_SHARE)))
    return Houses(
        ids=part.ids, husbands=husbands, wives=wives, with_child=with_child, alone=np.flatnonzero(by_self)
    )


def _ranked(part: Part, who: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """People by village and birth, each with the key (village, place in the village's order)."""
    order = who[np.lexsort((part.people.birth[who], part.people.village[who]))]
    village = part.people.village[order].astype(np.int64)
    starts = np.flatnonzero(np.insert(village[1:] != village[:-1], 0, values=True)) if len(order) else order
    sizes = np.diff(np.append(starts, len(order)))
    rank = np.arange(len(order)) - np.repeat(starts, sizes)
    return village * 1_000_000 + rank, order


def _heads(houses: Houses) -> NDArray[np.int64]:
    return np.concatenate([houses.husbands, houses.with_child, houses.alone])


def _households(houses: Houses) -> Block:
    return Block(
        table="elders_household",
        columns={"id": Column(kind="int8", values=houses.ids[_heads(houses)])},
    )


def _members(part: Part, houses: Houses, names: tuple[str, ...], rng: np.random.Generator) -> Block:
    """Heads, wives and children; a household has its head's id, a child who moved out has an end."""
    heads, wives, children = _heads(houses), houses.wives, houses.with_child
    count = len(heads) + len(wives) + len(children)
    owner = np.concatenate([heads, houses.husbands, children])
    person = np.concatenate([heads, wives, children])
    begin = part.since[person].copy()
    start = np.maximum(part.since[houses.husbands], part.since[wives])
    begin[: len(houses.husbands)] = start
    begin[len(heads) : len(heads) + len(wives)] = start
    is_child = np.arange(count) >= len(heads) + len(wives)
    kind = np.concatenate(
        [
            np.zeros(len(heads), dtype=np.int64),
            np.ones(len(wives), dtype=np.int64),
            rng.integers(2, 4, len(children)),
        ]
    )
    return Block(
        table="elders_householdmember",
        columns={
            "household_id": Column(kind="int8", values=part.ids[owner]),
            "elder_id": Column(kind="int8", values=part.ids[person], null=is_child),
            "name": Column(kind="label", values=_kin_names(kind, rng) * is_child, labels=("", *names)),
            "relation": Column(kind="label", values=kind, labels=(HEAD, WIFE, SON, DAUGHTER)),
            "source": Column(kind="label", values=np.zeros(count, dtype=np.int64), labels=("visit",)),
            "valid_from": Column(kind="date", values=begin),
            "valid_to": Column(kind="date", values=part.end[person], null=part.end[person] == NEVER),
        },
    )


def _kin_names(kind: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions of names: sons from the first half, daughters from the second; 0 is the empty name."""
    half = NAMES // 2
    drawn: NDArray[np.int64] = rng.integers(1, half + 1, len(kind)) + half * (kind == 3)  # noqa: PLR2004
    return drawn


def make_contacts(
    setting: Setting, part: Part, demented: NDArray, names: tuple[str, ...], rng: np.random.Generator
) -> Block:
    """A son or daughter to call, with a phone; guardians of those with dementia."""
    share = town_share(setting, part, least=_CONTACT_LEAST, spread=_CONTACT_SPREAD, purpose="contacts")
    who = np.flatnonzero((rng.random(len(part)) < share) | demented)
    count = len(who)
    kin = rng.integers(2, 4, count)
    public = draw_public_ids(count, rng)
    vault = Vault(setting.keys)
    numbers = ((part.ids[who] * _PHONE_STEP + _PHONE_SHIFT + setting.seed) % PHONES + PHONE_START).tolist()
    phones = [
        vault.seal(str(number), place=place_of("elders_contact", "phone", row.tobytes()))
        for number, row in zip(numbers, public, strict=True)
    ]
    return Block(
        table="elders_contact",
        columns={
            "public_id": Column(kind="uuid", values=public),
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "name": Column(kind="label", values=_kin_names(kin, rng), labels=("", *names)),
            "relation": Column(kind="label", values=kin, labels=("", "", SON, DAUGHTER)),
            "phone": Column(kind="bytes", values=phones),
            "is_guardian": flag(demented[who], binary=setting.binary),
            "source": Column(kind="label", values=np.zeros(count, dtype=np.int64), labels=("family",)),
            "valid_from": Column(kind="date", values=part.since[who]),
            "valid_to": Column(kind="date", values=part.end[who], null=part.end[who] == NEVER),
        },
    )


def flag(values: NDArray, *, binary: bool) -> Column:
    """A column of truth values in the form the database takes."""
    if binary:
        return Column(kind="label", values=values.astype(np.int64), labels=("\x00", "\x01"))
    return Column(kind="int4", values=values.astype(np.int32))


def make_sources(part: Part) -> Block:
    """One row a person: the whole entry came from the register of the public-health services."""
    nothing = np.zeros(len(part), dtype=np.int64)
    return Block(
        table="elders_fieldsource",
        columns={
            "elder_id": Column(kind="int8", values=part.ids),
            "field": Column(kind="label", values=nothing, labels=("",)),
            "source": Column(kind="label", values=nothing, labels=("import",)),
            "stated_by": Column(kind="label", values=nothing, labels=(REGISTER_LIST,)),
            "stated_on": Column(kind="date", values=part.since),
        },
    )
