"""Columns of the record's tables of papers, links, duties, modes, staff and history."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from yiyang.domains.institutions.queries import paper_choices
from yiyang.domains.institutions.rules.duties import BEDS, MET, OWN_KIND, STAFF, UNKNOWN, UNMET, Duty
from yiyang.domains.institutions.rules.expiry import LAPSED, LATER, OPEN_ENDED, UPCOMING, Expiry
from yiyang.flows.partners.tables import light_tag
from yiyang.kernel.intervals import last_day
from yiyang.ui.tables import Column

VERDICT_LIGHTS = {MET: "green", UNMET: "red", UNKNOWN: "grey"}


def expiry_words(expiry: Expiry) -> str:
    """Where a paper or a qualification stands, in words."""
    fixed = {
        OPEN_ENDED: _("In force without an end"),
        LATER: _("In force"),
        UPCOMING: _("Not begun"),
        LAPSED: _("Ended"),
    }
    if expiry.step in fixed:
        return fixed[expiry.step]
    left = expiry.days_left or 0
    return ngettext("%(num)s day left", "%(num)s days left", left) % {"num": left}


def expiry_tag(expiry: Expiry) -> Markup | str:
    """The light of a paper with its words."""
    return light_tag(expiry.light, expiry_words(expiry))


def verdict_words() -> dict[str, str]:
    """What became of a duty, in words."""
    return {UNMET: _("Not met"), UNKNOWN: _("Cannot be judged"), MET: _("Met")}


def missing_words() -> dict[str, str]:
    """Facts that a duty lacks, in words."""
    return {
        BEDS: _("the number of beds"),
        OWN_KIND: _("which medical institution it runs inside"),
        STAFF: _("the register of its staff"),
    }


def duty_reason(duty: Duty) -> str:
    """Numbers compared, or the facts that are missing."""
    if duty.missing:
        words = missing_words()
        facts = _(", ").join(words.get(code, code) for code in duty.missing)
        return _("Missing: %(facts)s") % {"facts": facts}
    if duty.needed is None:
        return ""
    return _("needed %(needed)s, present %(present)s") % {"needed": duty.needed, "present": duty.present}


def weight_words(duty: Duty) -> str:
    """Whether a duty binds here, and whether its clause has been checked."""
    binds = _("Binds here") if duty.binds else _("Advice from elsewhere")
    return binds if duty.is_confirmed else _("%(weight)s; clause not confirmed") % {"weight": binds}


def asked_for(duty: Duty) -> str:
    """What a duty asks for."""
    sentence = str(duty.row["asks"])
    return _(sentence)


def duty_columns() -> tuple[Column, ...]:
    """What an organisation should have, and whether it has it."""
    return (
        Column(label=_("What is asked"), value=asked_for),
        Column(
            label=_("Judgement"),
            value=lambda duty: light_tag(VERDICT_LIGHTS[duty.verdict], verdict_words()[duty.verdict]),
        ),
        Column(label=_("Because"), value=duty_reason),
        Column(label=_("Weight"), value=weight_words),
        Column(label=_("Clause"), value=lambda duty: duty.row.source),
        Column(label=_("In force since"), value=lambda duty: duty.row.in_force, kind="day"),
    )


def paper_columns(*, can_write: bool) -> tuple[Column, ...]:
    """Papers with their days and lights."""
    actions = (
        (
            Column(
                label=_("Action"),
                value=lambda row: _("Correct"),
                url=lambda row: reverse("paper_correct", args=[row["paper"].pk]),
            ),
            Column(
                label=_("End early"),
                value=lambda row: _("End") if row["can_end"] else "",
                url=lambda row: reverse("paper_end", args=[row["paper"].pk]) if row["can_end"] else None,
            ),
        )
        if can_write
        else ()
    )
    return (
        Column(label=_("Kind of paper"), value=lambda row: row["paper"].get_kind_display()),
        Column(label=_("State"), value=lambda row: expiry_tag(row["expiry"])),
        Column(label=_("Number"), value=lambda row: row["paper"].number, kind="code"),
        Column(label=_("Issued by"), value=lambda row: row["paper"].authority),
        Column(label=_("First day"), value=lambda row: row["paper"].valid_from, kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["paper"].valid_to), kind="day"),
        Column(label=_("Scope"), value=lambda row: row["paper"].scope),
        Column(label=_("Evidence"), value=lambda row: row["paper"].evidence),
        *actions,
    )


def link_columns(*, can_write: bool) -> tuple[Column, ...]:
    """Links with the other side and the part this one plays."""
    actions = (
        (
            Column(
                label=_("Action"),
                value=lambda row: _("End") if row["can_end"] else "",
                url=lambda row: row["end_url"] if row["can_end"] else None,
            ),
        )
        if can_write
        else ()
    )
    return (
        Column(label=_("Kind of link"), value=lambda row: row["link"].get_kind_display()),
        Column(
            label=_("Other organisation"), value=lambda row: row["other"].name, url=lambda row: row["url"]
        ),
        Column(label=_("Part of this one"), value="part"),
        Column(label=_("State"), value=lambda row: light_tag(row["light"], row["words"])),
        Column(label=_("First day"), value=lambda row: row["link"].valid_from, kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["link"].valid_to), kind="day"),
        Column(label=_("Evidence"), value=lambda row: row["link"].evidence),
        *actions,
    )


def mode_words() -> dict[str, str]:
    """The modes of combined care, in words."""
    return {
        "embedded_medical": _("Care home with medical service inside"),
        "medical_runs_care": _("Medical institution that runs care"),
        "contracted": _("Two institutions by agreement"),
        "community_home": _("Into communities and homes"),
    }


def mode_columns() -> tuple[Column, ...]:
    """Modes with the conditions that make them hold or not."""
    return (
        Column(label=_("Mode"), value=lambda mode: mode_words()[mode.code]),
        Column(
            label=_("Judgement"),
            value=lambda mode: (
                light_tag("green", _("Holds")) if mode.holds else light_tag("grey", _("Does not hold"))
            ),
        ),
        Column(label=_("Because"), value=_mode_reasons),
    )


def _mode_reasons(mode: Any) -> Markup:
    papers = {code: str(label) for code, label in paper_choices()}
    lines = []
    for condition in mode.conditions:
        sentence = str(condition.sentence)
        shown = _(", ").join(papers.get(name, name) for name in condition.shown_by)
        said = f"{_(sentence)} ({shown})" if shown else _(sentence)
        lines.append(light_tag("green" if condition.is_met else "grey", said))
    return Markup("<br>").join(lines)


def staff_count_columns() -> tuple[Column, ...]:
    """Persons by qualification."""
    return (
        Column(label=_("Qualification"), value="label", url="url"),
        Column(label=_("Persons"), value="valid", kind="number"),
        Column(label=_("Ends within 90 days"), value="ending", kind="number"),
        Column(label=_("Expired, not counted"), value="lapsed", kind="number"),
    )


def team_columns() -> tuple[Column, ...]:
    """Family-doctor teams of an organisation."""
    return (
        Column(label=_("Team"), value="name"),
        Column(label=_("Leader"), value="leader_name"),
        Column(label=_("Area"), value=lambda team: team.area.name),
        Column(label=_("From"), value="valid_from", kind="day"),
        Column(label=_("Last day"), value=lambda team: last_day(team.valid_to), kind="day"),
    )


def history_columns() -> tuple[Column, ...]:
    """Acts on a record."""
    return (
        Column(label=_("When"), value="at", kind="code"),
        Column(label=_("What"), value="what"),
        Column(label=_("Change"), value="change"),
        Column(label=_("Who"), value="who"),
    )
