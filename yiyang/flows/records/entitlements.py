"""Who is due a service and has not got it: the list, the counts of towns, and what each one lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from yiyang.access.roles import ELDERS
from yiyang.access.viewer import Viewer
from yiyang.domains.contracts.queries import has_contract, signed_elders
from yiyang.domains.elders.queries import (
    PAGE_SIZE,
    Condition,
    ListPlace,
    categories_on,
    category_choices,
    has_check_up,
    has_health_record,
    in_category,
    in_scope,
    is_due,
    list_elders,
    living_on,
    place_of,
    served_on,
)
from yiyang.domains.elders.rules import entitlement
from yiyang.domains.elders.rules.entitlement import Due, services_due
from yiyang.domains.elders.rules.tiers import CHECK_UP_DAYS
from yiyang.kernel.age import age_on
from yiyang.kernel.rule_table import RuleRow

NAMES = ("category", "service")


@dataclass(frozen=True, kw_only=True)
class UnservedFilter:
    """A category and a missing service; empty asks for any."""

    category: str = ""
    service: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The filters in force, as an address carries them."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}


def read_unserved(asked: Mapping[str, Any]) -> UnservedFilter:
    """The filters of an address. Raises Http404 for a code that no filter offers."""
    values = {name: str(asked.get(name, "") or "") for name in NAMES}
    known = {"category": {code for code, _label in category_choices()}, "service": set(entitlement.SERVICES)}
    if any(value and value not in known[name] for name, value in values.items()):
        raise Http404("no such filter")
    return UnservedFilter(**values)


def service_words(service: str) -> str:
    """A service in the reader's language."""
    return _(entitlement.SERVICES[service])


def _served(row: RuleRow, on: date) -> Condition:
    service = str(row["service"])
    if service == "contract":
        return has_contract(on)
    return (
        has_health_record(on)
        if service == "health_record"
        else has_check_up(on, days=entitlement.days_of(row))
    )


def _missing(rows: Iterable[RuleRow], on: date) -> Q:
    """Due one of the rows' services without having it; a service not recorded here counts as missing."""
    parts = []
    for row in rows:
        due = Q(is_due(row, on=on))
        parts.append(due & ~Q(_served(row, on)) if entitlement.is_recorded(row) else due)
    return reduce(or_, parts, Q(pk__in=()))


def _rows(asked: UnservedFilter, on: date) -> list[RuleRow]:
    if asked.service:
        return [row for row in entitlement.rows_on(on) if row["service"] == asked.service]
    return list(entitlement.rows_on(on, recorded=True))


def unserved_elders(
    *, viewer: Viewer, area_path: str, asked: UnservedFilter, after: ListPlace | None, limit: int = PAGE_SIZE
) -> tuple[list[dict[str, Any]], ListPlace | None]:
    """Rows of living elders who lack a service they are due, and where the next page begins."""
    on = viewer.on
    conditions: list[Condition] = [living_on(on), _missing(_rows(asked, on), on)]
    if asked.category:
        conditions.append(in_category(asked.category, on=on))
    found = list_elders(
        viewer=viewer, area_path=area_path, after=after, limit=limit + 1, conditions=conditions
    )
    shown = found[:limit]
    return shown, place_of(shown[-1]) if len(found) > limit else None


def dues_of(rows: list[dict[str, Any]], *, on: date) -> dict[int, tuple[Due, ...]]:
    """Elder id → every service due, with where it stands, by four queries."""
    ids = [row["id"] for row in rows]
    categories = categories_on(elder_ids=ids, on=on)
    served = served_on(elder_ids=ids, on=on, check_up_days=CHECK_UP_DAYS)
    signed = signed_elders(elder_ids=ids, on=on)
    return {
        row["id"]: services_due(
            age=age_on(row["birth_date"], on),
            categories=categories.get(row["id"], ()),
            served={*served.get(row["id"], ()), *(["contract"] if row["id"] in signed else [])},
            on=on,
        )
        for row in rows
    }


@dataclass(frozen=True, kw_only=True)
class TownCounts:
    """How many living elders of a town lack each recorded service they are due."""

    code: str
    name: str
    elders: int
    missing: dict[str, int]


def counts_by_town(*, viewer: Viewer, area_path: str, asked: UnservedFilter) -> list[TownCounts]:
    """The counts of every town in scope, by code; one query."""
    on = viewer.on
    services = sorted({str(row["service"]) for row in entitlement.rows_on(on, recorded=True)})
    by_service = {
        f"missing_{service}": Count(
            "pk",
            filter=_missing(
                [row for row in entitlement.rows_on(on, recorded=True) if row["service"] == service], on
            ),
        )
        for service in services
    }
    found = in_scope(viewer, ELDERS).filter(living_on(on), village__isnull=False)
    if area_path:
        found = found.filter(village__path__startswith=area_path)
    if asked.category:
        found = found.filter(in_category(asked.category, on=on))
    rows = (
        found.values("village__parent__code", "village__parent__name")
        .annotate(elders=Count("pk"), **by_service)
        .order_by("village__parent__code")
    )
    return [
        TownCounts(
            code=row["village__parent__code"] or "",
            name=row["village__parent__name"] or "",
            elders=row["elders"],
            missing={service: row[f"missing_{service}"] for service in services},
        )
        for row in rows
    ]
