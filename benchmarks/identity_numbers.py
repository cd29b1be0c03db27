"""Rate and false rejects of the identity-number check.

`python -m benchmarks.identity_numbers [--scale 1.0]` prints numbers a second of the batch check, the plain check
and python-stdnum's `cn.ric`, and how many right numbers of all county codes each turns down.
All numbers are made here from a seed; none is a person's.
"""

import random
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources

import numpy as np
from stdnum.cn import ric

from benchmarks.figures import Figure, hand_over, read_options
from yiyang.kernel.identity import check_identity_number, make_identity_number
from yiyang.kernel.identity_batch import check_identity_numbers

FIRST_BIRTH = date(1930, 1, 1)
BIRTH_DAYS = (date(1960, 12, 31) - FIRST_BIRTH).days
SAMPLE = 20_000
COUNT, SEED, ON = 1_000_000, 7, date(2026, 11, 22)


def read_county_codes() -> list[str]:
    """Return every six-digit code that python-stdnum ships, of any year."""
    codes = []
    province = ""
    for line in resources.files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([0-9]{2}) ", line):
            province = match[1]
        elif match := re.match(r"\s+([0-9]{4}) ", line):
            codes.append(province + match[1])
    return codes


def make_numbers(count: int, *, areas: list[str], seed: int) -> list[str]:
    """Return numbers with the areas in turn and random birth dates of 1930 to 1960."""
    draw = random.Random(seed)
    return [
        make_identity_number(
            areas[n % len(areas)],
            FIRST_BIRTH + timedelta(days=draw.randint(0, BIRTH_DAYS)),
            draw.randint(0, 999),
        )
        for n in range(count)
    ]


def spoil(numbers: list[str], *, share: float, seed: int) -> list[str]:
    """Return the numbers with the last character of a share of them changed."""
    draw = random.Random(seed)
    return [
        number[:-1] + ("0" if number[-1] != "0" else "1") if draw.random() < share else number
        for number in numbers
    ]


def measure(check: Callable[[], int]) -> tuple[float, int]:
    """Return seconds and the count of accepted numbers."""
    start = time.perf_counter()
    accepted = check()
    return time.perf_counter() - start, accepted


def main(arguments: list[str] | None = None) -> None:
    options = read_options(__doc__, arguments)
    areas = read_county_codes()
    rates = compare_rates(options.count(COUNT), areas=areas)
    batch, stdnum = rates["batch, list of text"], rates["python-stdnum cn.ric"]
    right = make_numbers(len(areas), areas=areas, seed=SEED)
    ours = int((~check_identity_numbers(right, on=ON)).sum())
    plain = sum(not check_identity_number(number, on=ON).accepted for number in right)
    theirs = sum(not ric.is_valid(number) for number in right)
    print(f"false rejects over {len(areas):,} county codes:")
    print(f"batch {ours}, plain {plain}, python-stdnum {theirs:,}")
    figures = [
        Figure(
            name="identity numbers: batch / python-stdnum",
            ours=f"{batch:,.0f} /s",
            peer=f"{stdnum:,.0f} /s",
            ratio=batch / stdnum,
            goal=None,
        ),
        Figure(
            name="identity numbers: right ones turned down",
            ours=str(ours),
            peer=f"{theirs:,}",
            ratio=ours / theirs,
            goal=0,
            at_least=False,
        ),
    ]
    hand_over(figures, options)


def compare_rates(count: int, *, areas: list[str]) -> dict[str, float]:
    """Numbers a second of each way to check them, by its name."""
    distinct = make_numbers(min(count, 200_000), areas=areas, seed=SEED)
    distinct = spoil(distinct, share=0.01, seed=SEED)
    numbers = (distinct * (count // len(distinct) + 1))[:count]
    sample = numbers[:SAMPLE]
    as_bytes = np.array(numbers, dtype="S18")
    rates = {}
    for label, size, check in [
        ("batch, list of text", len(numbers), lambda: int(check_identity_numbers(numbers, on=ON).sum())),
        ("batch, array of bytes", len(numbers), lambda: int(check_identity_numbers(as_bytes, on=ON).sum())),
        (
            "plain, one by one",
            len(sample),
            lambda: sum(check_identity_number(n, on=ON).accepted for n in sample),
        ),
        ("python-stdnum cn.ric", len(sample), lambda: sum(map(ric.is_valid, sample))),
    ]:
        seconds, accepted = measure(check)
        rates[label] = size / seconds
        print(f"{label:24}{size:>10,} numbers{size / seconds:>14,.0f} /s{accepted:>10,} accepted")
    return rates


if __name__ == "__main__":
    main()
