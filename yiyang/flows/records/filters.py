"""The filters of the list of elders: what an address asks for, and the rows that fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import has_contract
from yiyang.domains.elders.queries import (
    PAGE_SIZE,
    Condition,
    ListPlace,
    aged,
    category_choices,
    grade_elders,
    in_category,
    list_elders,
    living_on,
    place_of,
)
from yiyang.domains.elders.rules.tiers import tier_choices

BANDS = {"60-64": (60, 64), "65-69": (65, 69), "70-79": (70, 79), "80-89": (80, 89), "90": (90, None)}
UNGRADED = "none"
BATCH, MOST_BATCHES = 200, 10
NAMES = ("category", "tier", "alone", "contract", "age")


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What is asked of the list; an empty text asks nothing."""

    category: str = ""
    tier: str = ""
    alone: str = ""
    contract: str = ""
    age: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The filters in force, as an address carries them."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    def conditions(self, on: date) -> list[Condition]:
        """The conditions that the database can judge; the tier is judged row by row."""
        found: list[Condition] = []
        if self.category:
            found.append(in_category(self.category, on=on))
        if self.alone:
            found.append(in_category("living_alone", on=on))
        if self.contract:
            signed = has_contract(on)
            found.append(signed if self.contract == "yes" else ~signed)
        if self.age:
            least, most = BANDS[self.age]
            found.append(aged(least=least, most=most, on=on))
        if self.tier or self.contract == "no":
            found.append(living_on(on))
        return found


def read_filter(asked: Mapping[str, Any]) -> ListFilter:
    """The filters of an address. Raises Http404 for a code that no filter offers."""
    known = {
        "category": {code for code, _label in category_choices()},
        "tier": {*(code for code, _label in tier_choices()), UNGRADED},
        "alone": {"yes"},
        "contract": {"yes", "no"},
        "age": set(BANDS),
    }
    values = {name: str(asked.get(name, "") or "") for name in NAMES}
    if any(value and value not in known[name] for name, value in values.items()):
        raise Http404("no such filter")
    return ListFilter(**values)


def filter_choices() -> dict[str, list[tuple[str, str]]]:
    """Codes and words of every filter."""
    return {
        "category": [(code, _(label)) for code, label in category_choices()],
        "tier": [*((code, _(label)) for code, label in tier_choices()), (UNGRADED, _("Cannot be graded"))],
        "alone": [("yes", _("Living alone"))],
        "contract": [("yes", _("With a contract")), ("no", _("Without a contract"))],
        "age": [(code, code if most else _("90 and over")) for code, (_least, most) in BANDS.items()],
    }


def filtered_elders(
    *, viewer: Viewer, area_path: str, asked: ListFilter, after: ListPlace | None, limit: int = PAGE_SIZE
) -> tuple[list[dict[str, Any]], ListPlace | None]:
    """Rows that fit and where the next page begins, None on the last.

    A tier is judged in batches; a page may then hold fewer rows than `limit` and still have a next one.
    """
    conditions = asked.conditions(viewer.on)
    if not asked.tier:
        found = list_elders(
            viewer=viewer, area_path=area_path, after=after, limit=limit + 1, conditions=conditions
        )
        shown = found[:limit]
        return shown, place_of(shown[-1]) if len(found) > limit else None
    rows: list[dict[str, Any]] = []
    for _batch in range(MOST_BATCHES):
        batch = list_elders(
            viewer=viewer, area_path=area_path, after=after, limit=BATCH, conditions=conditions
        )
        grades = grade_elders(elder_ids=[row["id"] for row in batch], on=viewer.on)
        for row in batch:
            tier = grades[row["id"]].tier if row["id"] in grades else ""
            if (tier or UNGRADED) == asked.tier:
                if len(rows) == limit:
                    return rows, place_of(rows[-1])
                rows.append(row)
        if len(batch) < BATCH:
            return rows, None
        after = place_of(batch[-1])
    return rows, after
