"""The elders' own rows: names, synthetic numbers, sealed values."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from yiyang.access.sealed import place_of
from yiyang.access.vault import Vault
from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import EPOCH, Block, Column, day_of
from yiyang.flows.demo.localities import read_csv, read_table
from yiyang.flows.demo.population import NEVER, Population
from yiyang.flows.demo.setting import Part, Setting
from yiyang.kernel.identity import CHECK_CHARACTERS, WEIGHTS
from yiyang.kernel.pinyin import NameKeys, name_keys

TABLE, IDENTITY, PHONE = "elders_elder", "identity_number", "phone"
SEXES = ("0", "1", "2")
PHONE_START = 154_0000_0000
PHONES = 100_000_000
_PHONE_STEP = 48_271
_PHONE_SHARE = 0.85
_MALE = 1
_HOUSES = 320
_UUID_VERSION, _UUID_VARIANT = 0x40, 0x80


def make_elders(setting: Setting, part: Part, *, index: int) -> Block:
    """The elders' rows. All but the nonces of the sealed values follow from the seed."""
    rng = make_rng(setting.seed, setting.place.locality.root, "elders", index)
    count, people = len(part), part.people
    names, full, initials = draw_names(people, rng)
    public = draw_public_ids(count, rng)
    numbers = identity_numbers(people)
    has_phone = rng.random(count) < _PHONE_SHARE
    phones = [
        str(PHONE_START + (number * _PHONE_STEP + setting.seed) % PHONES) if known else ""
        for number, known in zip(part.ids.tolist(), has_phone.tolist(), strict=True)
    ]
    houses = rng.integers(1, _HOUSES, count).tolist()
    pattern = read_table("names")["address"]
    villages = [_short_name(name) for name in setting.place.village_names]
    addresses = [
        pattern.format(village=villages[position], number=house)
        for position, house in zip(people.village.tolist(), houses, strict=True)
    ]
    vault = Vault(setting.keys)
    rows = [public[position].tobytes() for position in range(count)]
    here = part.people.away == NEVER
    return Block(
        table=TABLE,
        columns={
            "id": Column(kind="int8", values=part.ids),
            "public_id": Column(kind="uuid", values=public),
            "name": Column(kind="text", values=names),
            "name_full": Column(kind="text", values=full),
            "name_initials": Column(kind="text", values=initials),
            "sex": Column(kind="label", values=people.sex, labels=SEXES),
            "birth_date": Column(kind="date", values=people.birth),
            "identity_kind": Column(kind="label", values=np.zeros(count, dtype=np.int8), labels=("01",)),
            "identity_number": Column(kind="bytes", values=_seal(vault, numbers, rows, column=IDENTITY)),
            "identity_index": Column(
                kind="bytes", values=[vault.index(number, column=IDENTITY) for number in numbers]
            ),
            "phone": Column(kind="bytes", values=_seal(vault, phones, rows, column=PHONE), null=~has_phone),
            "phone_index": Column(
                kind="bytes", values=[vault.index(phone, column=PHONE) for phone in phones], null=~has_phone
            ),
            "address": Column(kind="text", values=addresses),
            "village_id": Column(kind="int8", values=setting.village_ids[people.village], null=~here),
            "death_date": Column(kind="date", values=people.death, null=people.death == NEVER),
            "version": Column(kind="int4", values=np.ones(count, dtype=np.int32)),
        },
    )


def _seal(vault: Vault, texts: list[str], rows: list[bytes], *, column: str) -> list[bytes]:
    return [
        vault.seal(text, place=place_of(TABLE, column, row)) if text else b""
        for text, row in zip(texts, rows, strict=True)
    ]


@cache
def _short_name(village: str) -> str:
    """A village as addresses write it, without the words for its committee."""
    for ending, short in read_table("names")["committee_endings"]:
        if village.endswith(ending):
            stem = village.removesuffix(ending)
            return stem if stem.endswith(short) else stem + short
    return village


def draw_public_ids(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Identifiers of the form of a random uuid (version 4), shape (n, 16)."""
    public = np.frombuffer(rng.bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    public[:, 6] = public[:, 6] & 0x0F | _UUID_VERSION
    public[:, 8] = public[:, 8] & 0x3F | _UUID_VARIANT
    return public


def identity_numbers(people: Population) -> list[str]:
    """Synthetic identity numbers with right check characters (GB 11643)."""
    birth = people.birth.astype("datetime64[D]")
    year = birth.astype("datetime64[Y]").astype(np.int64) + EPOCH.year
    month = birth.astype("datetime64[M]").astype(np.int64) % 12 + 1
    day = (birth - birth.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    areas = np.array([int(area) for area in people.areas], dtype=np.int64)
    first17 = (
        areas[people.area] * 100_000_000_000
        + (year * 10_000 + month * 100 + day) * 1_000
        + people.serial.astype(np.int64)
    )
    digits = first17[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    total = digits @ np.array(WEIGHTS, dtype=np.int64) % 11
    return [
        str(number) + CHECK_CHARACTERS[check]
        for number, check in zip(first17.tolist(), total.tolist(), strict=True)
    ]


def draw_names(people: Population, rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """Names with their search keys: a surname by its share, given names by sex and birth."""
    count = len(people)
    table = read_table("names")
    surnames, shares = _surnames()
    surname = rng.choice(len(surnames), size=count, p=shares).tolist()
    late = people.birth >= np.datetime64(f"{table['late_from_year']}-01-01").astype(np.int64)
    late = rng.random(count) < np.where(late, 0.75, 0.12)
    single = rng.random(count) < np.where(
        late, table["one_character_share_late"], table["one_character_share_early"]
    )
    given = [""] * count
    for sex, word in ((_MALE, "male"), (_MALE + 1, "female")):
        for flag, era in ((False, "early"), (True, "late")):
            who = np.flatnonzero((people.sex == sex) & (late == flag))
            for position, text in zip(
                who.tolist(), _draw_given(table[f"{word}_{era}"], single[who], rng), strict=True
            ):
                given[position] = text
    keys = [_given_keys(text) for text in given]
    heads = [_surname_keys(text) for text in surnames]
    return (
        [surnames[position] + text for position, text in zip(surname, given, strict=True)],
        [heads[position].full + key.full for position, key in zip(surname, keys, strict=True)],
        [heads[position].initials + key.initials for position, key in zip(surname, keys, strict=True)],
    )


def _draw_given(characters: str, single: NDArray[np.bool_], rng: np.random.Generator) -> list[str]:
    weight = 1 / (np.arange(len(characters)) + 8)
    weight /= weight.sum()
    first = rng.choice(len(characters), size=len(single), p=weight)
    second = rng.choice(len(characters), size=len(single), p=weight)
    second = np.where(second == first, (second + 1) % len(characters), second)
    return [
        characters[one] if alone else characters[one] + characters[two]
        for one, two, alone in zip(first.tolist(), second.tolist(), single.tolist(), strict=True)
    ]


@cache
def _surnames() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    rows = read_csv("surnames.csv")
    shares = np.array([float(row["share"]) for row in rows])
    return tuple(row["surname"] for row in rows), shares / shares.sum()


@cache
def _surname_keys(surname: str) -> NameKeys:
    return name_keys(surname)


@cache
def _given_keys(given: str) -> NameKeys:
    """Keys of a given name, read behind a surname because it is none itself."""
    anchor = _surnames()[0][0]
    keys, head = name_keys(anchor + given), name_keys(anchor)
    return NameKeys(keys.full.removeprefix(head.full), keys.initials.removeprefix(head.initials))


def sample_names(count: int, rng: np.random.Generator, *, sex: int, born: int) -> list[str]:
    """Names of invented people who are no elders, such as leaders of teams."""
    nobody = np.zeros(count, dtype=np.int32)
    people = Population(
        areas=(),
        sex=np.full(count, sex, dtype=np.int8),
        birth=np.full(count, born, dtype=np.int32),
        village=nobody,
        area=nobody,
        serial=nobody,
        death=nobody,
        away=nobody,
    )
    return draw_names(people, rng)[0]


def birth_dates(people: Population) -> list:
    """The birth dates as dates."""
    return [day_of(number) for number in people.birth.tolist()]
