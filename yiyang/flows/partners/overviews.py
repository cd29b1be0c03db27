"""Rows of the overviews: the capability matrix, what is lacking, and what expires."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions import queries as institutions
from yiyang.domains.institutions.rules.duties import VERDICTS, Duty, judge_duties, judged_kinds
from yiyang.domains.institutions.rules.expiry import expiry_of
from yiyang.domains.workforce import queries as workforce
from yiyang.flows.partners.queries import place_name
from yiyang.flows.partners.record_tables import (
    VERDICT_LIGHTS,
    asked_for,
    duty_reason,
    expiry_tag,
    verdict_words,
    weight_words,
)
from yiyang.flows.partners.tables import light_tag
from yiyang.kernel.intervals import last_day
from yiyang.ui.tables import Column

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation

COMBINED, INSURANCE = "combined", "insurance"
INSURANCE_PAPERS = frozenset({"insurance", "ltc_insurance"})
FEW_PARTS = 2
"""So many parts of a capability are named in a cell; more are counted, the record names them."""
LAPSED_DAYS = 365
"""How far back the list of what expires looks for what has ended and was not renewed."""


def matrix_rows(organisations: "list[Organisation]", *, on: date) -> list[dict[str, Any]]:
    """Organisations with what each has on a day, by code of the column."""
    ids = [organisation.pk for organisation in organisations]
    capabilities = institutions.capabilities_on(ids=ids, on=on)
    papers = institutions.paper_kinds_on(ids=ids, on=on)
    combined = institutions.combined_ids(ids=ids, on=on)
    return [
        {
            "organisation": organisation,
            "held": capabilities.get(organisation.pk, {}),
            "marks": {
                COMBINED: organisation.pk in combined,
                INSURANCE: bool(INSURANCE_PAPERS & papers.get(organisation.pk, set())),
            },
        }
        for organisation in organisations
    ]


def matrix_columns() -> tuple[Column, ...]:
    """Name, kind, area, then a column for each capability; a cell opens what shows it."""
    return (
        Column(label=_("Name"), value=lambda row: row["organisation"].name, url=_record_url),
        Column(label=_("Kind"), value=lambda row: row["organisation"].get_kind_display()),
        Column(label=_("Area"), value=lambda row: place_name(row["organisation"].area)),
        _mark_column(COMBINED, _("Both papers")),
        _mark_column(INSURANCE, _("Insurance designation")),
        *(_capability_column(code, str(label)) for code, label in institutions.capability_choices()),
    )


def _record_url(row: dict[str, Any], part: str = "") -> str:
    return reverse("organisation_record", args=[row["organisation"].pk]) + (f"#{part}" if part else "")


def _mark_column(code: str, label: str) -> Column:
    return Column(
        label=label,
        value=lambda row: _("yes") if row["marks"][code] else None,
        url=lambda row: _record_url(row, "papers") if row["marks"][code] else None,
    )


def _capability_column(code: str, label: str) -> Column:
    def show(row: dict[str, Any]) -> str | None:
        held = row["held"].get(code)
        if held is None:
            return None
        parts = institutions.contents_labels(held)
        if len(parts) > FEW_PARTS:
            most = len(institutions.contents_choices(code))
            return _("yes, %(count)s of %(most)s parts") % {"count": len(parts), "most": most}
        return _(", ").join(parts) or _("yes")

    return Column(
        label=label,
        value=show,
        url=lambda row: _record_url(row, "capabilities") if code in row["held"] else None,
    )


@dataclass(frozen=True, kw_only=True)
class DutyFilter:
    """What the list of duties is narrowed to; empty means everything."""

    verdict: str = ""
    weight: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """A duty of an organisation."""

    organisation: "Organisation"
    duty: Duty


def duty_rows(
    *, viewer: Viewer, area_path: str, kinds: tuple[str, ...], narrowed: DutyFilter
) -> tuple[list[DutyRow], dict[str, int]]:
    """Duties of open organisations of an area, the unmet first, and how many there are of each verdict.

    The counts disregard the verdict asked for.
    """
    chosen = tuple(kind for kind in judged_kinds(viewer.on) if not kinds or kind in kinds)
    if not chosen:
        return [], dict.fromkeys(VERDICTS, 0)
    organisations = institutions.list_organisations(
        viewer=viewer, kinds=chosen, area_path=area_path, open_on=viewer.on, limit=None
    )
    ids = [organisation.pk for organisation in organisations]
    staff = workforce.staff_counts(ids=ids, on=viewer.on)
    facts = institutions.duty_facts(ids=ids, on=viewer.on, staff=staff)
    rows = [
        DutyRow(organisation=organisation, duty=duty)
        for organisation in organisations
        if organisation.pk in facts
        for duty in judge_duties(facts[organisation.pk], on=viewer.on)
        if _is_asked(duty, narrowed)
    ]
    counts = {verdict: sum(row.duty.verdict == verdict for row in rows) for verdict in VERDICTS}
    if narrowed.verdict:
        rows = [row for row in rows if row.duty.verdict == narrowed.verdict]
    rows.sort(key=_row_order)
    return rows, counts


def _row_order(row: DutyRow) -> tuple[int, bool, int, str]:
    duty = row.duty
    return VERDICTS.index(duty.verdict), not duty.binds, row.organisation.pk, duty.row.code


def _is_asked(duty: Duty, narrowed: DutyFilter) -> bool:
    if narrowed.code and duty.row.code != narrowed.code:
        return False
    return not narrowed.weight or duty.binds == (narrowed.weight == "binds")


def duty_list_columns() -> tuple[Column, ...]:
    """Organisation, what is asked, whether it is met and why, with the clause."""
    return (
        Column(
            label=_("Name"),
            value=lambda row: row.organisation.name,
            url=lambda row: f"{reverse('organisation_record', args=[row.organisation.pk])}#duties",
        ),
        Column(
            label=_("Judgement"),
            value=lambda row: light_tag(VERDICT_LIGHTS[row.duty.verdict], verdict_words()[row.duty.verdict]),
        ),
        Column(label=_("What is asked"), value=lambda row: asked_for(row.duty)),
        Column(label=_("Because"), value=lambda row: duty_reason(row.duty)),
        Column(label=_("Kind"), value=lambda row: row.organisation.get_kind_display()),
        Column(label=_("Area"), value=lambda row: place_name(row.organisation.area)),
        Column(label=_("Weight"), value=lambda row: weight_words(row.duty)),
        Column(label=_("Clause"), value=lambda row: row.duty.row.source),
    )


def expiring_rows(*, viewer: Viewer, area_path: str, what: str) -> list[dict[str, Any]]:
    """Papers and qualifications in scope that end soon or have ended without a successor, the first to end first.

    `what` is "papers", "staff" or "" for both; staff stand only for those who may see them.
    """
    since = viewer.on - timedelta(days=LAPSED_DAYS)
    rows: list[dict[str, Any]] = []
    if what != "staff":
        papers = institutions.expiring_papers(viewer=viewer, area_path=area_path, lapsed_since=since)
        rows += [_paper_row(paper, on=viewer.on) for paper in papers]
    if what != "papers" and viewer.can(roles.STAFF):
        found = workforce.expiring_qualifications(viewer=viewer, area_path=area_path, lapsed_since=since)
        rows += [_qualification_row(each, on=viewer.on) for each in found]
    return sorted(rows, key=lambda row: (row["until"], row["name"]))


def _paper_row(paper: Any, *, on: date) -> dict[str, Any]:
    return {
        "name": paper.organisation.name,
        "url": reverse("organisation_record", args=[paper.organisation_id]) + "#papers",
        "what": paper.get_kind_display(),
        "number": paper.number,
        "where": place_name(paper.organisation.area),
        "until": last_day(paper.valid_to),
        "expiry": expiry_of(paper.valid_from, paper.valid_to, on=on),
    }


def _qualification_row(qualification: Any, *, on: date) -> dict[str, Any]:
    staff = qualification.staff
    places = [
        practice.organisation.name
        for practice in staff.practices.all()
        if practice.valid_from <= on and (practice.valid_to is None or practice.valid_to > on)
    ]
    return {
        "name": staff.name,
        "url": reverse("staff_record", args=[staff.public_id]),
        "what": qualification.get_kind_display(),
        "number": qualification.number,
        "where": _(", ").join(dict.fromkeys(places)),
        "until": last_day(qualification.valid_to),
        "expiry": expiry_of(qualification.valid_from, qualification.valid_to, on=on),
    }


def expiring_columns() -> tuple[Column, ...]:
    """What ends, whose it is, where, and how soon."""
    return (
        Column(label=_("Institution or person"), value="name", url="url"),
        Column(label=_("State"), value=_expiry_cell),
        Column(label=_("Last day"), value="until", kind="day"),
        Column(label=_("Paper or qualification"), value="what"),
        Column(label=_("Number"), value="number", kind="code"),
        Column(label=_("Where"), value="where"),
    )


def _expiry_cell(row: dict[str, Any]) -> Markup | str:
    return expiry_tag(row["expiry"])
