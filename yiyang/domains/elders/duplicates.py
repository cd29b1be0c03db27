"""Reads for duplicates: blocks of records worth comparing, records near an entry, the queue of pairs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window

from yiyang.access.roles import ELDERS, MERGE
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.audit.timelines import valid_on
from yiyang.domains.elders.models import (
    PHONE_COLUMN,
    DuplicatePair,
    Elder,
    Merge,
    MergeState,
    PairState,
)
from yiyang.domains.elders.rules.duplicates import Candidate, Likeness, compare
from yiyang.domains.elders.rules.registration import CITIZEN_CARD, normalise_name, normalise_phone
from yiyang.kernel.pinyin import name_keys

BLOCKS = (
    ("name_full", "birth_date"),
    ("phone_index",),
    ("birth_date", "village_id"),
    ("name_full", "village_id"),
)
"""Records that agree on one of these are compared. A wrong birth date in another village without a common phone
is found by none of them: too little speaks for one person then."""
LARGEST_BLOCK = 60
CHUNK = 2000
CANDIDATE_FIELDS = (
    "id",
    "name",
    "name_full",
    "birth_date",
    "sex",
    "identity_kind",
    "village_id",
    "address",
    "phone_index",
)
NEAR_MOST, NEAR_READ = 5, 400
NEAR_LEAST = 50


def standing() -> QuerySet[Elder]:
    """Records that are not merged into another."""
    return Elder.objects.filter(merged_into__isnull=True)


def as_candidate(row: tuple[Any, ...]) -> Candidate:
    """A row of `CANDIDATE_FIELDS` as what is compared."""
    pk, name, sound, birth, sex, kind, village, address, phone = row
    return Candidate(
        pk=pk,
        name=name,
        sound=sound,
        birth=birth,
        sex=sex,
        kind=kind,
        village=village,
        address=address,
        phone=None if phone is None else bytes(phone),
    )


def read_blocks(key: tuple[str, ...]) -> Iterator[list[Candidate]]:
    """Records that agree on every column of a key, block by block; read in chunks, so memory stays small."""
    wanted = Q(**{f"{column}__isnull": False for column in key})
    rows = (
        standing()
        .filter(wanted)
        .annotate(fellows=Window(Count("id"), partition_by=[F(column) for column in key]))
        .filter(fellows__gt=1)
        .order_by(*key, "id")
        .values_list(*CANDIDATE_FIELDS)
    )
    places = [CANDIDATE_FIELDS.index(column) for column in key]
    block: list[Candidate] = []
    present: tuple[Any, ...] | None = None
    for row in rows.iterator(chunk_size=CHUNK):
        agreed = tuple(row[place] for place in places)
        if agreed != present:
            if block:
                yield block
            block, present = [], agreed
        block.append(as_candidate(row))
    if block:
        yield block


@dataclass(frozen=True, kw_only=True)
class Found:
    """A pair of records (the lower id first) and how much they are alike, numbers not compared yet."""

    first: Candidate
    second: Candidate
    likeness: Likeness


def compare_block(block: list[Candidate]) -> Iterator[Found]:
    """Every pair of a block, compared; a block too large to mean anything yields none."""
    if len(block) > LARGEST_BLOCK:
        return
    for one, other in combinations(block, 2):
        first, second = (one, other) if one.pk < other.pk else (other, one)
        yield Found(first=first, second=second, likeness=compare(first, second))


def neighbours_of(candidate: Candidate, *, within: QuerySet[Elder] | None = None) -> list[Candidate]:
    """Records that share a block with one, or with an entry not registered yet."""
    condition = Q(name_full=candidate.sound, birth_date=candidate.birth)
    if candidate.village is not None:
        condition |= Q(village_id=candidate.village) & (
            Q(birth_date=candidate.birth) | Q(name_full=candidate.sound)
        )
    if candidate.phone is not None:
        condition |= Q(phone_index=candidate.phone)
    found = (standing() if within is None else within).filter(condition).exclude(pk=candidate.pk)
    return [as_candidate(row) for row in found.order_by("pk").values_list(*CANDIDATE_FIELDS)[:NEAR_READ]]


def candidates_by_ids(ids: Iterable[int]) -> list[Candidate]:
    """Records of these ids, without those merged into another."""
    return [as_candidate(row) for row in standing().filter(pk__in=list(ids)).values_list(*CANDIDATE_FIELDS)]


@dataclass(frozen=True, kw_only=True)
class NearRecord:
    """A registered person who may be the one just being entered; `row` is a plain row of the register."""

    row: dict[str, Any]
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class NearEntry:
    """Likely doubles of an entry in the viewer's areas, the likeliest first, and how many lie elsewhere."""

    shown: tuple[NearRecord, ...]
    elsewhere: int


def near_entry(
    *,
    viewer: Viewer,
    name: str,
    birth: date,
    sex: str = "0",
    kind: str = CITIZEN_CARD,
    village_id: int | None = None,
    address: str = "",
    phone: str = "",
) -> NearEntry:
    """Records that may mean the person of an entry before it is saved. Identity numbers are not opened."""
    plain_phone = normalise_phone(phone)
    entry = Candidate(
        pk=0,
        name=normalise_name(name),
        sound=name_keys(normalise_name(name)).full[: Elder._meta.get_field("name_full").max_length],
        birth=birth,
        sex=sex,
        kind=kind,
        village=village_id,
        address=address,
        phone=blind_index(plain_phone, column=PHONE_COLUMN) if plain_phone else None,
    )
    if not entry.name:
        return NearEntry(shown=(), elsewhere=0)
    compared = [(each, compare(entry, each)) for each in neighbours_of(entry)]
    likely = [(each, likeness) for each, likeness in compared if likeness.score >= NEAR_LEAST]
    likely.sort(key=lambda pair: (-pair[1].score, pair[0].pk))
    seen = {
        row["id"]: row
        for row in Elder.objects.visible_to(viewer, permission=ELDERS)
        .filter(pk__in=[each.pk for each, _likeness in likely])
        .values("id", "public_id", "name", "sex", "birth_date", "village__name", "village__parent__name")
    }
    shown = [NearRecord(row=seen[each.pk], likeness=likeness) for each, likeness in likely if each.pk in seen]
    return NearEntry(shown=tuple(shown[:NEAR_MOST]), elsewhere=len(likely) - len(shown))


def list_pairs(
    *,
    viewer: Viewer,
    state: str = PairState.OPEN,
    area_path: str = "",
    least: int = 0,
    after: tuple[int, int] | None = None,
    limit: int,
) -> list[DuplicatePair]:
    """Pairs in scope, the likeliest first; `after` is (score, id) of the last one of the page before.

    Open pairs of which one record is merged away by now are left out.
    """
    found = DuplicatePair.objects.visible_to(viewer, permission=ELDERS).filter(score__gte=least)
    if state:
        found = found.filter(state=state)
    if state == PairState.OPEN:
        found = found.filter(first__merged_into__isnull=True, second__merged_into__isnull=True)
    if area_path:
        found = found.filter(
            Q(first__village__path__startswith=area_path) | Q(second__village__path__startswith=area_path)
        )
    if after is not None:
        found = found.filter(Q(score__lt=after[0]) | Q(score=after[0], pk__gt=after[1]))
    found = found.select_related("first__village__parent", "second__village__parent")
    return list(found.order_by("-score", "pk")[:limit])


def find_pair(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> DuplicatePair | None:
    """The pair if in scope of a permission, else None."""
    found = DuplicatePair.objects.visible_to(viewer, permission=permission)
    return found.select_related("first__village__parent", "second__village__parent").filter(pk=pk).first()


def find_merge(*, viewer: Viewer, pk: int, permission: str = ELDERS) -> Merge | None:
    """The merge if in scope of a permission, else None."""
    found = Merge.objects.visible_to(viewer, permission=permission)
    related = ("kept__village__parent", "merged__village__parent", "pair", "act")
    return found.select_related(*related).filter(pk=pk).first()


def list_merges(*, viewer: Viewer, state: str = "", after: int | None = None, limit: int) -> list[Merge]:
    """Merges in scope, the latest first; `after` is the id of the last one of the page before."""
    found = Merge.objects.visible_to(viewer, permission=ELDERS)
    if state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(
        found.select_related("kept__village__parent", "merged__village__parent").order_by("-pk")[:limit]
    )


def merges_of_pair(pair: DuplicatePair) -> list[Merge]:
    """Every merge proposed of the two records of a pair, the latest first."""
    ids = (pair.first_id, pair.second_id)
    found = Merge.objects.filter(kept_id__in=ids, merged_id__in=ids)
    return list(found.select_related("kept", "merged").order_by("-pk"))


def count_waiting(*, viewer: Viewer) -> dict[str, int]:
    """How many pairs are open and how many merges wait for a second person, in scope."""
    pairs = DuplicatePair.objects.visible_to(viewer, permission=MERGE).filter(
        state=PairState.OPEN, first__merged_into__isnull=True, second__merged_into__isnull=True
    )
    merges = Merge.objects.visible_to(viewer, permission=ELDERS).filter(state=MergeState.PROPOSED)
    return {"pairs": pairs.count(), "merges": merges.count()}


def kept_record(elder: Elder) -> Elder:
    """The record that a merged one leads to; the record itself where it is merged into none."""
    if elder.merged_into_id is None:
        return elder
    return Elder.objects.select_related("village__parent").get(pk=elder.merged_into_id)


def merges_into(elder: Elder) -> list[Merge]:
    """Merges in effect that gave this record another one's entries; the caller has checked the scope."""
    found = Merge.objects.filter(kept=elder, state=MergeState.CONFIRMED).select_related("merged")
    return list(found.order_by("-decided_on", "-pk"))


def merged_records(elder: Elder) -> list[Elder]:
    """Records merged into this one; what overlapped stayed with them."""
    return list(Elder.objects.filter(merged_into=elder).order_by("pk"))


def pair_state_choices() -> list[tuple[str, str]]:
    """Codes and labels of the states of a pair."""
    return list(PairState.choices)


def merge_state_choices() -> list[tuple[str, str]]:
    """Codes and labels of the states of a merge."""
    return list(MergeState.choices)


@dataclass(frozen=True, kw_only=True)
class RecordSide:
    """What the comparison of two records shows of one, besides its own columns."""

    categories: tuple[str, ...]
    conditions: tuple[str, ...]
    lives_since: date | None
    record_since: date | None
    cared_for: str


def record_side(elder: Elder, *, on: date) -> RecordSide:
    """The facts of a record that hold on a day, as labels."""
    living = elder.living_arrangements.filter(valid_on(on)).first()
    residence = elder.residences.order_by("-valid_from").first()
    record = elder.health_records.filter(valid_on(on)).first()
    categories = elder.categories.filter(valid_on(on)).order_by("code")
    return RecordSide(
        categories=tuple(str(row.get_code_display()) for row in categories),
        conditions=tuple(row.display for row in elder.conditions.filter(valid_on(on)).order_by("icd10")),
        lives_since=residence.valid_from if residence else None,
        record_since=record.valid_from if record else None,
        cared_for=str(living.get_kind_display()) if living else "",
    )
