"""The names behind a number: the people or institutions that are missing, under the caller's scope."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yiyang.access.viewer import Viewer
from yiyang.audit.acts import record_reading
from yiyang.domains.elders.queries import elders_by_ids
from yiyang.domains.indicators import queries as indicators
from yiyang.domains.institutions.queries import organisations_by_ids
from yiyang.flows.supervision.request import Asked
from yiyang.kernel.age import age_on
from yiyang.measures.model.indicator import Indicator
from yiyang.ui.tables import Column

PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class MissingPage:
    """One page of a missing list; `last` is where the next page goes on, None at the end."""

    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    total: int
    last: int | None


def missing_page(*, viewer: Viewer, indicator: Indicator, asked: Asked, after: int | None) -> MissingPage:
    """Who is missing in the area on the day; each elder shown is recorded as read."""
    question = {"indicator": indicator.code, "on": asked.on, "area": asked.area.key}
    ids = indicators.missing_ids(**question, after=after, limit=PAGE_SIZE + 1)
    last = ids[PAGE_SIZE - 1] if len(ids) > PAGE_SIZE else None
    ids = ids[:PAGE_SIZE]
    total = indicators.missing_count(**question)
    if indicator.subject.name == "elder":
        columns, rows = _elders(viewer, ids, asked)
    else:
        columns, rows = _organisations(viewer, ids)
    return MissingPage(columns=columns, rows=rows, total=total, last=last)


def _elders(viewer: Viewer, ids: list[int], asked: Asked) -> tuple[tuple[Column, ...], list[dict[str, Any]]]:
    found = elders_by_ids(viewer=viewer, ids=ids)
    record_reading(viewer=viewer, elder_ids=[elder["id"] for elder in found], page="indicator.missing")
    rows = [
        {
            "name": elder["name"],
            "age": age_on(elder["birth_date"], asked.on),
            "town": elder["village__parent__name"],
            "village": elder["village__name"],
            "public_id": str(elder["public_id"]),
            "url": reverse("elder_record", args=[elder["public_id"]]),
        }
        for elder in found
    ]
    columns = (
        Column(label=_("Name"), value="name", url="url"),
        Column(label=_("Age"), value="age", kind="number"),
        Column(label=_("Town"), value="town"),
        Column(label=_("Village"), value="village"),
    )
    return columns, rows


def _organisations(viewer: Viewer, ids: list[int]) -> tuple[tuple[Column, ...], list[dict[str, Any]]]:
    rows = [
        {
            "name": organisation.name,
            "kind": organisation.get_kind_display(),
            "place": organisation.area.name,
            "id": organisation.pk,
            "url": reverse("organisation_record", args=[organisation.pk]),
        }
        for organisation in organisations_by_ids(viewer=viewer, ids=ids)
    ]
    columns = (
        Column(label=_("Name"), value="name", url="url"),
        Column(label=_("Type"), value="kind"),
        Column(label=_("Place"), value="place"),
    )
    return columns, rows
