"""How days, numbers and shares are written, the same on every page and in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

Number = int | float | Decimal | Fraction


def missing(text: str = "") -> Markup:
    """A dash for the eye and words for the ear; `text` defaults to "no data"."""
    return Markup(
        '<span class="missing"><span aria-hidden="true">–</span>'
        '<span class="visually-hidden">{}</span></span>'
    ).format(text or _("no data"))


def round_half_up(value: Number, digits: int) -> Decimal:
    """`value` rounded half away from zero to `digits` decimals, as people round by hand."""
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        exact = Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def percent_text(value: Number, digits: int = 1) -> str:
    """A share (0.765) as plain text ("76.5%")."""
    return f"{round_half_up(value * 100, digits)}%"


def level_text(value: Number) -> str:
    """A target's share (0.7, 0.125) without needless decimals ("70%", "12.5%")."""
    return f"{round_half_up(value * 100, 2).normalize():f}%"


def number_text(value: Number, digits: int | None = None) -> str:
    """A number with thousands separators; `digits` rounds it first."""
    return f"{value if digits is None else round_half_up(value, digits):,}"


def percent(value: Number | None, digits: int = 1) -> str | Markup:
    """A share between 0 and 1 as a percentage; None is a dash that reads "no data"."""
    return missing() if value is None else percent_text(value, digits)


def level(value: Number | None) -> str | Markup:
    """A target between 0 and 1 as a percentage without needless decimals; None is a dash."""
    return missing() if value is None else level_text(value)


def number(value: Number | None, digits: int | None = None) -> str | Markup:
    """A count or amount with thousands separators; None is a dash that reads "no data"."""
    return missing() if value is None else number_text(value, digits)


def day(value: date | datetime | None) -> str | Markup:
    """A day as YYYY-MM-DD; a time of day is cut off in the local zone; None is a dash."""
    if value is None:
        return missing()
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date().isoformat()
    return value.isoformat()


def moment(value: datetime | None) -> str | Markup:
    """A moment as YYYY-MM-DD HH:MM in the local zone; None is a dash."""
    if value is None:
        return missing()
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%Y-%m-%d %H:%M")


def last_day(end: date | None) -> str | Markup:
    """The last day inside a half-open period that ends before `end`; None reads "no end date"."""
    return missing(_("no end date")) if end is None else (end - timedelta(days=1)).isoformat()


def mask(text: str | None, first: int = 3, last: int = 4) -> str | Markup:
    """`text` with all but its `first` and `last` characters starred; short texts are starred whole."""
    if not text:
        return missing()
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]


FILTERS = {
    "day": day,
    "moment": moment,
    "last_day": last_day,
    "level": level,
    "mask": mask,
    "number": number,
    "percent": percent,
}
