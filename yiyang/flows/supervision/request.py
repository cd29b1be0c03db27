"""What the address of a supervision page asks for: an area, a day, a year."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from yiyang.flows.supervision.queries import find_visible_area, first_area
from yiyang.regions.models import Region
from yiyang.regions.queries import NoSuchRegion
from yiyang.ui.forms import read_day


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An area and a day that the viewer may see; the year filters targets, None is all."""

    area: Region
    on: date
    year: int | None

    def query(self, **changes: object) -> str:
        """The query string of the same question with other values."""
        values: dict[str, object] = {"area": self.area.code, "on": self.on.isoformat()}
        if self.year:
            values["year"] = self.year
        values |= changes
        return "?" + urlencode({name: value for name, value in values.items() if value not in (None, "")})


def read_asked(request: HttpRequest, *, permission: str) -> Asked:
    """Read and check the address; a day that is none, or lies ahead, is said and replaced by today.

    Raises Http404 for an area outside the viewer's, or when the viewer has none.
    """
    viewer = request.viewer
    code = request.GET.get("area", "")
    on = _read_on(request)
    try:
        area = find_visible_area(viewer, code, permission, on=on) if code else first_area(viewer, permission)
    except NoSuchRegion:
        area = None
    if area is None:
        raise Http404("no such area in scope")
    year = request.GET.get("year", "")
    return Asked(area=area, on=on, year=int(year) if year.isdecimal() else None)


def _read_on(request: HttpRequest) -> date:
    text = request.GET.get("on", "")
    if not text:
        return request.viewer.on
    try:
        on = read_day(text)
    except ValueError:
        messages.error(
            request, _("“%(text)s” is not a day; today is shown. Write 2018-09-30.") % {"text": text}
        )
        return request.viewer.on
    if on > request.viewer.on:
        messages.error(request, _("A day ahead of today has no numbers yet; today is shown."))
        return request.viewer.on
    return on
