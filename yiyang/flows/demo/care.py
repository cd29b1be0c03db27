"""Insurances, allergies, medicines and check-ups of some people, as tables of rows."""

import struct

import numpy as np
from numpy.typing import NDArray

from yiyang.flows.demo.chance import make_rng
from yiyang.flows.demo.columns import EPOCH, Block, Column
from yiyang.flows.demo.facts import draw_categories
from yiyang.flows.demo.households import flag, town_share
from yiyang.flows.demo.population import NEVER, birthday
from yiyang.flows.demo.setting import Part, Setting, draw_days

INSURANCES = ("resident", "employee", "commercial", "long_term_care")
ALLERGENS = ("0", "101", "102", "103", "107", "207")
MEDICINES = {
    "I10": ("苯磺酸氨氯地平片", "5 mg，每日1次"),
    "E11.9": ("盐酸二甲双胍片", "0.5 g，每日2次"),
    "I25.1": ("阿司匹林肠溶片", "100 mg，每日1次"),
    "E78.5": ("阿托伐他汀钙片", "20 mg，每晚1次"),
    "J44.9": ("沙丁胺醇气雾剂", "必要时吸入"),
    "M81.0": ("碳酸钙D3片", "600 mg，每日1次"),
}
YEARS = 3
_EMPLOYEE_SHARE, _INSURED_SHARE, _COMMERCIAL_SHARE = 0.38, 0.95, 0.05
_ALLERGY_LEAST, _ALLERGY_SPREAD, _ALLERGIC_SHARE = 0.35, 0.4, 0.07
_MEDICINE_SHARE = 0.7
_CHECK_LEAST, _CHECK_SPREAD, _CHECK_AGE = 0.42, 0.5, 65
_ASSESSED_SHARE, _GUIDED_SHARE, _MEASURED_SHARE = 0.92, 0.93, 0.96
_HYPERTENSION, _DIABETES = "I10", "E11.9"
_KINLESS_SHARE = 0.5


def make_care(setting: Setting, part: Part, facts: list[Block], *, index: int) -> list[Block]:
    """Tables about the care of some people; diseases are read from the facts made before."""
    key = (setting.seed, setting.place.locality.root)
    rng = make_rng(*key, "care", index)
    held = draw_categories(setting, part, make_rng(*key, "facts", index))
    conditions = next(block for block in facts if block.table == "elders_condition")
    return [
        make_kinless(part, held, rng),
        make_insurances(part, held["disabled"], rng),
        make_allergies(setting, part, rng),
        make_medicines(conditions, rng),
        make_check_ups(setting, part, conditions, held, rng),
    ]


def _open(end: NDArray) -> Column:
    return Column(kind="date", values=end, null=end == NEVER)


def make_kinless(part: Part, held: dict[str, NDArray], rng: np.random.Generator) -> Block:
    """Some of the entitled have no kin, as the office says."""
    who = np.flatnonzero(held["entitled_group"] & (rng.random(len(part)) < _KINLESS_SHARE))
    nothing = np.zeros(len(who), dtype=np.int64)
    return Block(
        table="elders_eldercategory",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "code": Column(kind="label", values=nothing, labels=("without_kin",)),
            "source": Column(kind="label", values=nothing, labels=("优抚对象名单",)),
            "valid_from": Column(kind="date", values=part.since[who]),
            "valid_to": _open(part.end[who]),
        },
    )


def make_insurances(part: Part, disabled: NDArray, rng: np.random.Generator) -> Block:
    """Basic medical insurance for nearly everybody, commercial and long-term care for some."""
    count = len(part)
    basic = np.flatnonzero(rng.random(count) < _INSURED_SHARE)
    kind = (rng.random(len(basic)) < _EMPLOYEE_SHARE).astype(np.int64)
    commercial = np.flatnonzero(rng.random(count) < _COMMERCIAL_SHARE)
    cared = np.flatnonzero(disabled)
    who = np.concatenate([basic, commercial, cared])
    kinds = np.concatenate(
        [kind, np.full(len(commercial), 2, dtype=np.int64), np.full(len(cared), 3, dtype=np.int64)]
    )
    return Block(
        table="elders_insurance",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "kind": Column(kind="label", values=kinds, labels=INSURANCES),
            "source": Column(
                kind="label", values=np.zeros(len(who), dtype=np.int64), labels=("医保参保名单",)
            ),
            "valid_from": Column(kind="date", values=part.since[who]),
            "valid_to": _open(part.end[who]),
        },
    )


def make_allergies(setting: Setting, part: Part, rng: np.random.Generator) -> Block:
    """What people do not bear, or that nothing is known; asked more in some towns than in others."""
    share = town_share(setting, part, least=_ALLERGY_LEAST, spread=_ALLERGY_SPREAD, purpose="allergies")
    who = np.flatnonzero(rng.random(len(part)) < share)
    drawn = rng.integers(1, len(ALLERGENS), len(who))
    kind = np.where(rng.random(len(who)) < _ALLERGIC_SHARE, drawn, 0)
    return Block(
        table="elders_allergy",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "allergen": Column(kind="label", values=kind, labels=ALLERGENS),
            "source": Column(kind="label", values=np.zeros(len(who), dtype=np.int64), labels=("clinic",)),
            "valid_from": Column(kind="date", values=part.since[who]),
            "valid_to": _open(part.end[who]),
        },
    )


def make_medicines(conditions: Block, rng: np.random.Generator) -> Block:
    """A medicine for most of those with a disease that it is for."""
    codes = conditions.columns["icd10"]
    known = list(MEDICINES)
    position = np.array([known.index(code) if code in MEDICINES else -1 for code in codes.labels])
    medicine = position[np.asarray(codes.values)]
    rows = np.flatnonzero((medicine >= 0) & (rng.random(len(conditions)) < _MEDICINE_SHARE))
    begin, end = conditions.columns["valid_from"], conditions.columns["valid_to"]
    ended = np.asarray(end.values)[rows]
    return Block(
        table="elders_medicine",
        columns={
            "elder_id": Column(kind="int8", values=np.asarray(conditions.columns["elder_id"].values)[rows]),
            "name": Column(
                kind="label", values=medicine[rows], labels=tuple(name for name, _dose in MEDICINES.values())
            ),
            "dose": Column(
                kind="label", values=medicine[rows], labels=tuple(dose for _name, dose in MEDICINES.values())
            ),
            "source": Column(kind="label", values=np.zeros(len(rows), dtype=np.int64), labels=("clinic",)),
            "valid_from": Column(kind="date", values=np.asarray(begin.values)[rows]),
            "valid_to": _open(ended),
        },
    )


def make_check_ups(
    setting: Setting, part: Part, conditions: Block, held: dict[str, NDArray], rng: np.random.Generator
) -> Block:
    """Check-ups of the last years for people from 65 on, fewer in some towns; values follow the diseases."""
    share = town_share(setting, part, least=_CHECK_LEAST, spread=_CHECK_SPREAD, purpose="check-ups")
    inclined = rng.random(len(part)) * 0.5
    people, days, ends = [], [], []
    year = int(np.int64(setting.today).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64))
    for back in range(YEARS):
        first, last, following = (_day(year - back, month) for month in (3, 12, 13))
        least = np.maximum(np.maximum(part.since, birthday(part.people.birth, _CHECK_AGE)), first)
        most = np.minimum(part.limit, last)
        comes = (inclined + rng.random(len(part)) * 0.5 < share - 0.03 * back) & (least < most)
        who = np.flatnonzero(comes)
        people.append(who)
        days.append(draw_days(least[who], most[who], rng, count=len(who)))
        ends.append(np.full(len(who), following, dtype=np.int32))
    who, day, until = np.concatenate(people), np.concatenate(days), np.concatenate(ends)
    return _check_up_block(setting, part, conditions, held, who, day, until, rng)


def _day(year: int, month: int) -> int:
    """The first day of a month as a day number; month 13 is the next January. `year` counts from 1970."""
    months = np.datetime64(f"{EPOCH.year + year:04d}-01", "M") + (month - 1)
    return int(months.astype("datetime64[D]").astype(np.int64))


def _check_up_block(
    setting: Setting,
    part: Part,
    conditions: Block,
    held: dict[str, NDArray],
    who: NDArray[np.int64],
    day: NDArray,
    until: NDArray,
    rng: np.random.Generator,
) -> Block:
    count = len(who)
    pressed, sweet = (_with(conditions, code, part)[who] for code in (_HYPERTENSION, _DIABETES))
    systolic = np.clip(np.rint(rng.normal(127 + 15 * pressed, 13)), 90, 215).astype(np.int32)
    diastolic = np.clip(np.rint(38 + systolic * 0.29 + rng.normal(0, 6, count)), 50, 120).astype(np.int32)
    glucose = np.clip(np.rint(10 * rng.normal(5.4 + 2.0 * sweet, 0.7 + 1.3 * sweet)), 36, 240)
    bmi = np.clip(np.rint(10 * rng.normal(23.4, 3.0, count)), 150, 380)
    grade = np.select(
        [held["disabled"][who], held["partly_disabled"][who]],
        [rng.integers(3, 5, count), rng.integers(2, 4, count)],
        (rng.random(count) < 0.06) + 1,  # noqa: PLR2004
    )
    grade = np.where(rng.random(count) < _ASSESSED_SHARE, grade, 0)
    return Block(
        table="elders_checkup",
        columns={
            "elder_id": Column(kind="int8", values=part.ids[who]),
            "occurred_on": Column(kind="date", values=day),
            "counts_until": Column(kind="date", values=until),
            "systolic": Column(kind="int4", values=systolic),
            "diastolic": Column(kind="int4", values=diastolic),
            "glucose": tenths(glucose, rng.random(count) >= _MEASURED_SHARE, binary=setting.binary),
            "bmi": tenths(bmi, np.zeros(count, dtype=bool), binary=setting.binary),
            "self_care": Column(kind="label", values=grade, labels=("", "1", "2", "3", "4")),
            "guidance": flag(rng.random(count) < _GUIDED_SHARE, binary=setting.binary),
            "source": Column(kind="label", values=np.zeros(count, dtype=np.int64), labels=("clinic",)),
            "stated_on": Column(kind="date", values=day),
        },
    )


def _with(conditions: Block, code: str, part: Part) -> NDArray[np.int64]:
    """1 for those of the part who have a disease, else 0."""
    place = conditions.columns["icd10"].labels.index(code)
    chosen = np.asarray(conditions.columns["icd10"].values) == place
    ids = np.asarray(conditions.columns["elder_id"].values)[chosen]
    found = np.zeros(len(part), dtype=np.int64)
    found[ids - part.ids[0]] = 1
    return found


def tenths(values: NDArray, missing: NDArray, *, binary: bool) -> Column:
    """Decimal numbers given in tenths, in the form the database takes (PostgreSQL: two groups of four digits)."""
    whole = values.astype(np.int64)
    if binary:
        packed = [
            struct.pack(">6h", 2, 0, 0, 1, number // 10, number % 10 * 1000) for number in whole.tolist()
        ]
        return Column(kind="bytes", values=packed, null=missing)
    return Column(
        kind="text", values=[f"{number // 10}.{number % 10}" for number in whole.tolist()], null=missing
    )
