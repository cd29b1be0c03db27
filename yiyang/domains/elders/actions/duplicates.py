"""The search for records that mean one person: whole, or of those changed since the last search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from yiyang.audit.models import Act
from yiyang.domains.elders.duplicates import (
    BLOCKS,
    CHUNK,
    Found,
    candidates_by_ids,
    compare_block,
    neighbours_of,
    read_blocks,
)
from yiyang.domains.elders.models import DuplicatePair, DuplicateRun, Elder, Merge, MergeState, PairState
from yiyang.domains.elders.rules.duplicates import Likeness, compare, is_worth_opening

MOST_CHANGED = 2000
READ_KINDS = ("read", "elder.reveal")
Pairs = dict[tuple[int, int], Likeness]


@dataclass(frozen=True, kw_only=True)
class SearchSummary:
    """What a search did: records looked at, comparisons made, pairs on the list, new, changed and gone."""

    is_whole: bool
    looked_at: int
    compared: int
    listed: int
    new: int
    changed: int
    gone: int


def search_duplicates(*, whole: bool = False, among: set[int] | None = None) -> SearchSummary:
    """Find pairs and bring the list up to date; the same register gives the same list again.

    Looks only at records named by acts since the last search where these are few; a first search, a `whole` one
    and one after many changes looks at all. `among` names the records to look at instead.
    Pairs that people decided stay as they are.
    """
    seen = Act.objects.aggregate(last=Max("pk"))["last"] or 0
    changed = among if among is not None else None if whole else _changed_since_last()
    if changed is None:
        found, compared = _search_all()
        looked_at = Elder.objects.filter(merged_into__isnull=True).count()
    else:
        found, compared = _search_near(changed)
        looked_at = len(changed)
    listed = _judge_by_numbers(found)
    with transaction.atomic():
        new, updated, gone = _bring_up_to_date(listed, among=changed)
        DuplicateRun.objects.create(
            act_seen=seen,
            is_whole=changed is None,
            looked_at=looked_at,
            compared=compared,
            found=len(listed),
        )
    return SearchSummary(
        is_whole=changed is None,
        looked_at=looked_at,
        compared=compared,
        listed=len(listed),
        new=new,
        changed=updated,
        gone=gone,
    )


def _changed_since_last() -> set[int] | None:
    """Ids of elders that acts since the last search name.

    None before the first whole search, and when they are too many to look at one by one.
    """
    runs = DuplicateRun.objects.order_by("-pk")
    last = runs.first()
    if last is None or not runs.filter(is_whole=True).exists():
        return None
    changed: set[int] = set()
    acts = Act.objects.filter(pk__gt=last.act_seen).exclude(kind__in=READ_KINDS).exclude(elder_ids=[])
    for ids in acts.order_by("pk").values_list("elder_ids", flat=True).iterator(CHUNK):
        changed.update(ids)
        if len(changed) > MOST_CHANGED:
            return None
    return changed


def _search_all() -> tuple[Pairs, int]:
    found: Pairs = {}
    compared = 0
    for key in BLOCKS:
        for block in read_blocks(key):
            for pair in compare_block(block):
                compared += 1
                _keep(found, pair)
    return found, compared


def _search_near(changed: Iterable[int]) -> tuple[Pairs, int]:
    found: Pairs = {}
    compared = 0
    for candidate in candidates_by_ids(changed):
        for other in neighbours_of(candidate):
            first, second = sorted((candidate, other), key=lambda each: each.pk)
            compared += 1
            _keep(found, Found(first=first, second=second, likeness=compare(first, second)))
    return found, compared


def _keep(found: Pairs, pair: Found) -> None:
    if is_worth_opening(pair.likeness):
        found[pair.first.pk, pair.second.pk] = pair.likeness


def _judge_by_numbers(found: Pairs) -> Pairs:
    """The pairs that stay on the list once the identity numbers were compared."""
    listed: Pairs = {}
    for some in _in_chunks(sorted(found)):
        ids = {pk for pair in some for pk in pair}
        numbers = {
            elder.pk: elder.identity_number
            for elder in Elder.objects.filter(pk__in=ids).only("public_id", "identity_number")
        }
        candidates = {each.pk: each for each in candidates_by_ids(ids)}
        for first, second in some:
            if first not in candidates or second not in candidates:
                continue
            likeness = compare(
                candidates[first], candidates[second], numbers=(numbers[first], numbers[second])
            )
            if likeness.is_listed:
                listed[first, second] = likeness
    return listed


def _in_chunks(pairs: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    for start in range(0, len(pairs), CHUNK // 4):
        yield pairs[start : start + CHUNK // 4]


def _bring_up_to_date(listed: Pairs, *, among: set[int] | None) -> tuple[int, int, int]:
    """Write new pairs, new scores of open ones, and take away open ones that nothing speaks for any more."""
    known: set[tuple[int, int]] = set()
    changed: list[DuplicatePair] = []
    gone: list[int] = []
    waiting = set(Merge.objects.filter(state=MergeState.PROPOSED).values_list("pair_id", flat=True))
    for pair in DuplicatePair.objects.order_by("pk").iterator(CHUNK):
        key = (pair.first_id, pair.second_id)
        known.add(key)
        likeness = listed.get(key)
        if pair.state != PairState.OPEN:
            continue
        if likeness is None:
            if pair.pk not in waiting and (among is None or among & set(key)):
                gone.append(pair.pk)
        elif (pair.score, pair.evidence) != (likeness.score, list(likeness.evidence)):
            pair.score, pair.is_exact = likeness.score, likeness.is_exact
            pair.evidence = list(likeness.evidence)
            changed.append(pair)
    DuplicatePair.objects.bulk_update(changed, ["score", "is_exact", "evidence"], batch_size=CHUNK // 4)
    for start in range(0, len(gone), CHUNK // 4):
        some = gone[start : start + CHUNK // 4]
        DuplicatePair.objects.filter(pk__in=some, state=PairState.OPEN).delete()
    fresh = [_pair(key, likeness) for key, likeness in sorted(listed.items()) if key not in known]
    DuplicatePair.objects.bulk_create(fresh, batch_size=CHUNK // 4, ignore_conflicts=True)
    return len(fresh), len(changed), len(gone)


def _pair(key: tuple[int, int], likeness: Likeness) -> DuplicatePair:
    return DuplicatePair(
        first_id=key[0],
        second_id=key[1],
        score=likeness.score,
        is_exact=likeness.is_exact,
        evidence=list(likeness.evidence),
    )
