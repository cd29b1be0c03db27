"""Finding elders by what somebody types: a number, a name, its pinyin."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yiyang.access.roles import ELDERS
from yiyang.access.sealed import blind_index
from yiyang.access.viewer import Viewer
from yiyang.domains.elders.events import reachable
from yiyang.domains.elders.models import IDENTITY_COLUMN, PHONE_COLUMN, Elder
from yiyang.domains.elders.queries.listing import LIST_FIELDS, PAGE_SIZE, ListPlace, in_scope, page_of
from yiyang.domains.elders.rules.registration import PHONE_FORM, normalise_name, normalise_phone
from yiyang.kernel.identity import LEGACY_LENGTH, normalise_identity_number, upgrade_legacy_number

CARD_FORM = re.compile(r"\d{17}[\dX]|\d{15}")


def search_elders(
    *, viewer: Viewer, text: str, after: ListPlace | None = None, limit: int = PAGE_SIZE
) -> list[dict[str, Any]]:
    """Elders in scope whom a search text means, as `read_search` understands it; none for an empty text."""
    search = read_search(text)
    if search is None:
        return []
    if search.kind == "number":
        found = Elder.objects.filter(reachable(viewer, ELDERS), search.condition)
        return list(found.order_by("id").values(*LIST_FIELDS)[:limit])
    return page_of(in_scope(viewer).filter(search.condition), after=after, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search text understood: `kind` is number (of a document or a phone), pinyin or name."""

    kind: str
    text: str
    condition: Q


def read_search(text: str) -> Search | None:
    """What a search text asks for; None for an empty text.

    Numbers are found by exact value only, names by their beginning, full pinyin or initials.
    """
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return None
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        return Search(kind="number", text=plain, condition=_number_condition(plain))
    if plain.isascii() and plain.isalpha():
        lower = plain.lower()
        keys = Q(name_initials__startswith=lower) | Q(name_full__startswith=lower)
        return Search(kind="pinyin", text=lower, condition=keys)
    name = normalise_name(text)
    if not name:
        return None
    return Search(kind="name", text=name, condition=Q(name__startswith=name))


def _number_condition(number: str) -> Q:
    numbers = [number]
    if CARD_FORM.fullmatch(number) and len(number) == LEGACY_LENGTH:
        numbers.append(upgrade_legacy_number(number))
    indexes = [blind_index(each, column=IDENTITY_COLUMN) for each in numbers]
    holders = Elder.objects.filter(identity_index__in=indexes)
    merged = holders.filter(merged_into__isnull=False)
    # Each look-up by an index of its own: conditions joined by "or" would walk the whole register.
    found = [holders.values("pk"), merged.values("merged_into")]
    phone = normalise_phone(number)
    if PHONE_FORM.fullmatch(phone):
        found.append(Elder.objects.filter(phone_index=blind_index(phone, column=PHONE_COLUMN)).values("pk"))
    return Q(pk__in=found[0].union(*found[1:]))


def elders_by_numbers(*, viewer: Viewer, numbers: Iterable[str], permission: str) -> dict[str, Elder]:
    """Normalised identity number → elder in scope, locked until the transaction ends; 15 digits count as 18."""
    wanted: dict[bytes, str] = {}
    for text in numbers:
        number = normalise_identity_number(text)
        if CARD_FORM.fullmatch(number) and len(number) == LEGACY_LENGTH:
            wanted[blind_index(upgrade_legacy_number(number), column=IDENTITY_COLUMN)] = number
        else:
            wanted[blind_index(number, column=IDENTITY_COLUMN)] = number
    found = in_scope(viewer, permission).select_for_update(of=("self",)).select_related("village")
    rows = found.filter(identity_index__in=list(wanted)).order_by("pk")
    return {wanted[bytes(elder.identity_index)]: elder for elder in rows}
