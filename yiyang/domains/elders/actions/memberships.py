"""Rewriting the memberships of categories that follow from the facts; called in the transaction of the change."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from yiyang.domains.elders.models import (
    Condition,
    Elder,
    ElderCategory,
    HouseholdMember,
    LivingArrangement,
    Membership,
    Residence,
)
from yiyang.domains.elders.rules.categories import RULES, Basis, Fact, Stay, derive_categories

CHUNK = 5000
FEW = 500
LIVING = tuple(str(leaf.value) for leaf in RULES.leaves.values() if leaf.kind == "living")
_LETTERS = sorted({code[0] for leaf in RULES.ranges for code in leaf.value})  # type: ignore[attr-defined]
DISEASES = reduce(or_, (Q(icd10__startswith=letter) for letter in _LETTERS), Q(pk__in=()))
Row = tuple[int, str, Any, Any, str]


@transaction.atomic
def derive_memberships(elder_ids: Iterable[int], *, with_housemates: bool = True) -> int:
    """Rewrite the memberships of some elders from their facts as they stand; returns how many rows follow.

    Whoever shared a household with one of them is rewritten too, for a death or a move next door may leave
    somebody alone; a bulk load of everybody says `with_housemates=False`.
    """
    ids = sorted(set(elder_ids))
    if with_housemates:
        ids = sorted({*ids, *_housemates(ids)})
    written = 0
    for chunk in _chunks(ids):
        within = _within(chunk)
        Membership.objects.filter(_by(within, "elder_id")).delete()
        written += _write(list(membership_rows(chunk)))
    return written


def membership_rows(ids: list[int]) -> Iterator[Row]:
    """(elder id, code, first day, end, reasons as JSON) of every membership that follows from the facts."""
    for pk, basis in read_bases(ids):
        for each in derive_categories(basis):
            yield pk, each.code, each.valid_from, each.valid_to, json.dumps(each.because, ensure_ascii=False)


def read_bases(ids: list[int]) -> Iterator[tuple[int, Basis]]:
    """The facts of some elders from which categories follow, by seven queries; others are not read."""
    within = _within(ids)
    # Who never left needs no look at the homes; of diseases and ways of living only those some rule names count.
    gone = Residence.objects.filter(_by(within, "elder_id"), valid_to__isnull=False).values("elder_id")
    homes = _by_elder(Residence.objects.filter(elder_id__in=gone), "valid_from", "valid_to")
    stated = _by_elder(
        ElderCategory.objects.filter(_by(within, "elder_id")), "code", "valid_from", "valid_to", "source"
    )
    living = _by_elder(
        LivingArrangement.objects.filter(_by(within, "elder_id"), kind__in=LIVING),
        "kind",
        "valid_from",
        "valid_to",
    )
    diseases = _by_elder(
        Condition.objects.filter(_by(within, "elder_id"), DISEASES),
        "icd10",
        "valid_from",
        "valid_to",
        "display",
    )
    stays = _read_stays(within)
    persons = Elder.objects.filter(_by(within, "pk")).order_by("pk")
    for pk, birth, death in persons.values_list("pk", "birth_date", "death_date"):
        yield (
            pk,
            Basis(
                birth=birth,
                death=death,
                residences=tuple(homes.get(pk, ())),
                stated=tuple(
                    Fact(code, first, last, source) for code, first, last, source in stated.get(pk, ())
                ),
                living=tuple(Fact(*row) for row in living.get(pk, ())),
                conditions=tuple(Fact(*row) for row in diseases.get(pk, ())),
                stays=tuple(stays.get(pk, ())),
            ),
        )


def _by_elder(rows: Any, *columns: str) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = defaultdict(list)
    for pk, *values in rows.order_by("elder_id", "pk").values_list("elder_id", *columns):
        found[pk].append(tuple(values))
    return found


def _read_stays(within: tuple[str, Any]) -> dict[int, list[Stay]]:
    """Each elder's stays with the others of the household; a dead housemate's days end with the death."""
    columns = ("household_id", "elder_id", "relation", "valid_from", "valid_to", "elder__death_date", "pk")
    houses = HouseholdMember.objects.filter(_by(within, "elder_id")).values("household_id")
    members: dict[int, list[tuple]] = defaultdict(list)
    found = HouseholdMember.objects.filter(household_id__in=houses).order_by("household_id", "pk")
    for house, *member in found.values_list(*columns):
        members[house].append(tuple(member))
    stays: dict[int, list[Stay]] = defaultdict(list)
    for house in members.values():
        for pk, relation, first, last, _death, row in house:
            if pk is None:
                continue
            others = tuple(
                Fact(kin, begin, min(end or died, died) if died else end)
                for _pk, kin, begin, end, died, other in house
                if other != row
            )
            stays[pk].append(Stay(relation, first, last, others))
    return stays


def _housemates(ids: list[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), FEW):
        houses = HouseholdMember.objects.filter(elder_id__in=ids[start : start + FEW]).values("household_id")
        mates = HouseholdMember.objects.filter(household_id__in=houses, elder_id__isnull=False)
        found.update(mates.values_list("elder_id", flat=True))
    return found


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """Runs of ids without a gap as long as a chunk, others as short as a list of parameters may be."""
    start = 0
    while start < len(ids):
        long = ids[start : start + CHUNK]
        size = len(long) if long[-1] - long[0] + 1 == len(long) else FEW
        yield ids[start : start + size]
        start += size


def _within(ids: list[int]) -> tuple[str, Any]:
    if ids and ids[-1] - ids[0] + 1 == len(ids):
        return "range", (ids[0], ids[-1])
    return "in", ids


def _by(within: tuple[str, Any], column: str) -> Q:
    how, value = within
    if how == "range":
        return Q(**{f"{column}__gte": value[0], f"{column}__lte": value[1]})
    return Q(**{f"{column}__in": value})


def _write(rows: list[Row]) -> int:
    table = connection.ops.quote_name(Membership._meta.db_table)
    statement = (
        f"INSERT INTO {table} (elder_id, code, valid_from, valid_to, because) "  # noqa: S608 - own name
        "VALUES (%s, %s, %s, %s, %s)"
    )
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [(pk, code, adapt(first), adapt(last), because) for pk, code, first, last, because in rows],
        )
    return len(rows)
