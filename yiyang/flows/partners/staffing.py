"""Rows and columns of the register of staff."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.access import roles
from yiyang.access.viewer import Viewer
from yiyang.domains.institutions.queries import organisation_choices
from yiyang.domains.institutions.rules.expiry import LAPSED, Expiry, expiry_of
from yiyang.domains.institutions.rules.kinds import COMMUNITY_KINDS, HOME_KINDS, MEDICAL_KINDS
from yiyang.domains.workforce.actions import may_write_at
from yiyang.domains.workforce.queries import title_label
from yiyang.flows.partners.record_tables import expiry_tag
from yiyang.flows.partners.tables import light_tag
from yiyang.kernel.age import age_on
from yiyang.kernel.intervals import last_day, valid_on
from yiyang.ui.tables import Column

if TYPE_CHECKING:
    from yiyang.domains.institutions.models import Organisation
    from yiyang.domains.workforce.models import Staff

LIGHT_ORDER = ("red", "amber", "green", "grey")
SITE_KINDS = MEDICAL_KINDS + HOME_KINDS + COMMUNITY_KINDS


def site_choices(viewer: Viewer, *, permission: str) -> "QuerySet[Organisation]":
    """Open organisations at which the viewer holds a permission, by name."""
    found = organisation_choices(viewer=viewer, kinds=SITE_KINDS, open_on=viewer.on)
    if all(viewer.covers(path, roles.INSTITUTIONS) for path in viewer.area_paths(permission)) and (
        viewer.area_paths(permission)
    ):
        return found
    return found.filter(pk__in=viewer.organisation_ids(permission))


def staff_rows(people: "list[Staff]", *, on: date) -> list[dict[str, Any]]:
    """People with title, valid qualifications, sites and the most pressing light."""
    return [_staff_row(staff, on=on) for staff in people]


def _staff_row(staff: "Staff", *, on: date) -> dict[str, Any]:
    held = qualification_rows(staff, on=on)
    sites = [each for each in staff.practices.all() if valid_on(each.valid_from, each.valid_to, on)]
    main = next((site for site in sites if site.is_main), None)
    return {
        "name": staff.name,
        "url": reverse("staff_record", args=[staff.public_id]),
        "sex": staff.get_sex_display(),
        "age": age_on(staff.birth_date, on),
        "title": title_on(staff, on=on),
        "qualifications": _(", ").join(
            str(row["qualification"].get_kind_display()) for row in held if row["counts"]
        ),
        "main": main.organisation.name if main else "",
        "main_url": reverse("organisation_record", args=[main.organisation_id]) if main else "",
        "further": len(sites) - (main is not None),
        "hours": sum(site.hours_week for site in sites) or None,
        "expiry": most_pressing([row["expiry"] for row in held]),
    }


def title_on(staff: "Staff", *, on: date) -> str:
    """The title of a day in words, "" for none."""
    held = next((each for each in staff.titles.all() if valid_on(each.valid_from, each.valid_to, on)), None)
    if held is None:
        return ""
    label = title_label(held.title)
    return _(label)


def qualification_rows(staff: "Staff", *, on: date) -> list[dict[str, Any]]:
    """Certificates with their lights; an expired one counts no more, and is quiet once another follows it."""
    certificates = list(staff.qualifications.all())
    rows = []
    for each in certificates:
        expiry = expiry_of(each.valid_from, each.valid_to, on=on)
        followed = any(
            other.kind == each.kind
            and each.valid_to is not None
            and other.valid_from <= each.valid_to
            and (other.valid_to is None or other.valid_to > each.valid_to)
            for other in certificates
        )
        if expiry.step == LAPSED and followed:
            expiry = Expiry(step=LAPSED, light="grey", days_left=expiry.days_left)
        counts = valid_on(each.valid_from, each.valid_to, on)
        rows.append({"qualification": each, "expiry": expiry, "counts": counts})
    return rows


def most_pressing(expiries: list[Expiry]) -> Expiry | None:
    """The one whose light calls loudest, or None without any."""
    key = lambda expiry: (LIGHT_ORDER.index(expiry.light), expiry.days_left or 0)  # noqa: E731
    return min(expiries, key=key, default=None)


def practice_rows(staff: "Staff", *, viewer: Viewer) -> list[dict[str, Any]]:
    """Sites of a person, past ones included."""
    return [
        {
            "practice": each,
            "holds": valid_on(each.valid_from, each.valid_to, viewer.on),
            "can_end": valid_on(each.valid_from, each.valid_to, viewer.on)
            and may_write_at(viewer, each.organisation),
        }
        for each in staff.practices.all()
    ]


def staff_columns() -> tuple[Column, ...]:
    """The list of staff."""
    return (
        Column(label=_("Full name"), value="name", url="url"),
        Column(label=_("Sex"), value="sex"),
        Column(label=_("Age"), value="age", kind="number"),
        Column(label=_("Professional title"), value="title"),
        Column(label=_("Qualifications that count"), value="qualifications"),
        Column(label=_("Expiry"), value=lambda row: expiry_tag(row["expiry"]) if row["expiry"] else None),
        Column(label=_("Main site"), value="main", url="main_url"),
        Column(label=_("Further sites"), value="further", kind="number"),
        Column(label=_("Hours a week"), value="hours", kind="number"),
    )


def qualification_columns(*, can_write: bool) -> tuple[Column, ...]:
    """Certificates of a person."""
    actions = (
        (
            Column(
                label=_("Action"),
                value=lambda row: _("Correct"),
                url=lambda row: reverse("qualification_correct", args=[row["qualification"].pk]),
            ),
            Column(
                label=_("End early"),
                value=lambda row: _("End") if row["counts"] else "",
                url=lambda row: (
                    reverse("qualification_end", args=[row["qualification"].pk]) if row["counts"] else None
                ),
            ),
        )
        if can_write
        else ()
    )
    return (
        Column(label=_("Qualification"), value=lambda row: row["qualification"].get_kind_display()),
        Column(label=_("State"), value=lambda row: expiry_tag(row["expiry"])),
        Column(label=_("Certificate number"), value=lambda row: row["qualification"].number, kind="code"),
        Column(label=_("Issued by"), value=lambda row: row["qualification"].authority),
        Column(label=_("Issued on"), value=lambda row: row["qualification"].valid_from, kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["qualification"].valid_to), kind="day"),
        *actions,
    )


def practice_columns(*, can_write: bool) -> tuple[Column, ...]:
    """Sites of a person."""
    actions = (
        (
            Column(
                label=_("Action"),
                value=lambda row: _("End") if row["can_end"] else "",
                url=lambda row: (
                    reverse("practice_end", args=[row["practice"].pk]) if row["can_end"] else None
                ),
            ),
        )
        if can_write
        else ()
    )
    return (
        Column(
            label=_("Site"),
            value=lambda row: row["practice"].organisation.name,
            url=lambda row: reverse("organisation_record", args=[row["practice"].organisation_id]),
        ),
        Column(label=_("Kind of site"), value=_site_kind),
        Column(label=_("State"), value=_site_state),
        Column(label=_("Hours a week"), value=lambda row: row["practice"].hours_week, kind="number"),
        Column(
            label=_("Hours given to the grassroots"),
            value=lambda row: row["practice"].grassroots_hours,
            kind="number",
        ),
        Column(label=_("First day"), value=lambda row: row["practice"].valid_from, kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["practice"].valid_to), kind="day"),
        *actions,
    )


def _site_kind(row: dict[str, Any]) -> str:
    return _("Main site") if row["practice"].is_main else _("Further site")


def _site_state(row: dict[str, Any]) -> Markup | str:
    return light_tag("green", _("Valid")) if row["holds"] else light_tag("grey", _("Ended"))


def title_columns() -> tuple[Column, ...]:
    """Titles of a person over time."""
    return (
        Column(label=_("Professional title"), value=_title_words),
        Column(label=_("From"), value="valid_from", kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row.valid_to), kind="day"),
    )


def _title_words(row: Any) -> str:
    label = title_label(row.title)
    return _(label)
