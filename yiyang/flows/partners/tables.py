"""Columns of the partners' tables, in the reader's language."""

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from yiyang.domains.institutions.queries import contents_labels
from yiyang.kernel.intervals import last_day
from yiyang.ui.charts import progress, shape
from yiyang.ui.tables import Column


def light_words() -> dict[str, str]:
    """What the lights of agreements mean, in words."""
    return {
        "green": _("In force"),
        "amber": _("Ends within 60 days"),
        "red": _("No agreement"),
        "grey": _("Own clinic"),
    }


def standing_words() -> dict[str, str]:
    """Where an agreement stands, in words."""
    return {
        "in_force": _("In force"),
        "ending_soon": _("Ends within 60 days"),
        "upcoming": _("Not begun"),
        "ended": _("Ended"),
    }


def light_tag(code: str, word: str) -> Markup | str:
    """A light with a word of its own; nothing for no light."""
    if not code:
        return ""
    return Markup('<span class="light light-{}">{}<span>{}</span></span>').format(code, shape(code), word)


def organisation_columns() -> tuple[Column, ...]:
    """The list of institutions."""
    words = light_words()
    return (
        Column(label=_("Name"), value="name", url=lambda row: _record_url(row["pk"])),
        Column(label=_("Kind"), value="kind"),
        Column(label=_("Area"), value="area"),
        Column(label=_("Beds"), value="beds", kind="number"),
        Column(label=_("Nursing beds"), value="nursing", kind="percent"),
        Column(label=_("Agreement"), value=lambda row: light_tag(row["light"], words.get(row["light"], ""))),
        Column(label=_("Both papers"), value=lambda row: _("yes") if row["combined"] else _("no")),
    )


def bed_columns() -> tuple[Column, ...]:
    """Beds by kind with their share."""
    return (
        Column(label=_("Kind of bed"), value="label"),
        Column(label=_("Beds"), value="beds", kind="number"),
        Column(label=_("Share"), value="share", kind="percent"),
        Column(label=_("Share as a bar"), value=lambda row: progress(row["share"])),
    )


def history_columns() -> tuple[Column, ...]:
    """Entries of beds, past ones included."""
    return (
        Column(label=_("From"), value="from", kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["to"]), kind="day"),
        Column(label=_("Kind of bed"), value="label"),
        Column(label=_("Beds"), value="value", kind="number"),
    )


def profile_columns() -> tuple[Column, ...]:
    """Entries of kind, level, ownership and place."""
    return (
        Column(label=_("From"), value="valid_from", kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row.valid_to), kind="day"),
        Column(label=_("Kind"), value=lambda row: row.get_kind_display()),
        Column(label=_("Level"), value=lambda row: row.get_level_display()),
        Column(label=_("Ownership"), value=lambda row: row.get_ownership_display()),
        Column(label=_("Area"), value=lambda row: row.area.name),
    )


def capability_columns() -> tuple[Column, ...]:
    """Entries of capabilities with what shows them."""
    return (
        Column(label=_("Capability"), value=lambda row: row.get_code_display()),
        Column(label=_("From"), value="valid_from", kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row.valid_to), kind="day"),
        Column(label=_("Consists of"), value=lambda row: _(", ").join(contents_labels(row))),
        Column(label=_("Evidence"), value="evidence"),
    )


def agreement_columns(*, can_end: bool) -> tuple[Column, ...]:
    """The list of agreements: both parties, where it stands, its days."""
    return (
        _party_column("receiver"),
        _standing_column(),
        _party_column("provider"),
        *_term_columns(),
        _form_column(),
        *_action_columns(can_end),
    )


def record_agreement_columns(*, partner: str, can_end: bool) -> tuple[Column, ...]:
    """The agreements of a record page: `partner` is "receiver" or "provider", the other side."""
    contents = Column(label=_("Contents"), value="contents")
    return (
        _party_column(partner),
        _standing_column(),
        *_term_columns(),
        _form_column(),
        contents,
        *_action_columns(can_end),
    )


def _party_column(side: str) -> Column:
    labels = {"receiver": _("Home or centre"), "provider": _("Medical institution")}
    return Column(
        label=labels[side],
        value=lambda row: row[side].name,
        url=lambda row: _record_url(row[side].pk),
    )


def _standing_column() -> Column:
    return Column(label=_("State"), value=lambda row: light_tag(row["light"], row["words"]))


def _term_columns() -> tuple[Column, ...]:
    return (
        Column(label=_("First day"), value="first", kind="day"),
        Column(label=_("Last day"), value=lambda row: last_day(row["valid_to"]), kind="day"),
    )


def _form_column() -> Column:
    return Column(label=_("Form of cooperation"), value="form")


def _action_columns(can_end: bool) -> tuple[Column, ...]:
    if not can_end:
        return ()
    return (
        Column(
            label=_("Action"),
            value=lambda row: _("Terminate") if row["can_end"] else "",
            url=lambda row: reverse("agreement_terminate", args=[row["pk"]]) if row["can_end"] else None,
        ),
    )


def _record_url(pk: int) -> str:
    return reverse("organisation_record", args=[pk])
