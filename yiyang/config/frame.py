"""What surrounds every page: the platform's name, the menu by permission, who is signed in, the demo's day."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from yiyang import __version__
from yiyang.access import roles
from yiyang.ui.pages import Frame, MenuItem, MenuSection

MENU = (
    ("", (("home", gettext_noop("My work"), None),)),
    (
        gettext_noop("Supervision"),
        (
            ("cockpit", gettext_noop("Cockpit"), roles.COCKPIT),
            ("indicator_list", gettext_noop("Indicators"), roles.INDICATORS),
            ("ledger", gettext_noop("Task ledger"), roles.LEDGER),
            ("quality", gettext_noop("Data quality"), roles.QUALITY),
        ),
    ),
    (
        gettext_noop("Registers"),
        (
            ("elder_list", gettext_noop("Elders"), roles.ELDERS),
            ("unserved_list", gettext_noop("Due and not served"), roles.ELDERS),
            ("batch_list", gettext_noop("Import centre"), roles.IMPORTS),
            ("pair_list", gettext_noop("Duplicate records"), roles.ELDERS),
            ("event_list", gettext_noop("Deaths and moves"), roles.ELDERS),
            ("organisation_list", gettext_noop("Institutions"), roles.INSTITUTIONS),
            ("staff_list", gettext_noop("Staff"), roles.STAFF),
            ("agreement_list", gettext_noop("Cooperation agreements"), roles.INSTITUTIONS),
        ),
    ),
    (
        gettext_noop("Administration"),
        (
            ("account_list", gettext_noop("Accounts"), roles.ACCOUNTS),
            ("region_tree", gettext_noop("Regions"), roles.REGIONS),
        ),
    ),
)


class FrameMiddleware:
    """Gives the request the function that builds its frame."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the frame at hand."""
        request.page_frame = lambda: build_frame(request)
        return self.get_response(request)


def build_frame(request: HttpRequest) -> Frame:
    """The frame for the request's viewer."""
    platform = request.platform()
    if platform is None:
        return Frame(language_url=reverse("choose_language"))
    viewer = request.viewer
    common: dict[str, Any] = {
        "system_name": _("%(place)s integrated care platform") % {"place": platform.root.name},
        "version": __version__,
        "home_url": reverse("home"),
        "demo_day": platform.demo_day,
        "language_url": reverse("choose_language"),
    }
    if viewer is None:
        return Frame(**common)
    holding = viewer.holdings[0] if viewer.holdings else None
    return Frame(
        **common,
        menu=_menu(request),
        viewer_name=viewer.name,
        role_label=str(roles.ROLES[holding.role].label) if holding else "",
        place_label=(holding.area_name or holding.unit_name) if holding else "",
        account_url=reverse("my_account"),
        sign_out_url=reverse("sign_out"),
    )


def _menu(request: HttpRequest) -> tuple[MenuSection, ...]:
    asked = {permission for _title, entries in MENU for _name, _label, permission in entries if permission}
    granted = frozenset(permission for permission in asked if request.viewer.can(permission))
    return _mark_place(_sections(get_language(), granted), request.path)


@lru_cache(maxsize=128)
def _sections(_language: str | None, granted: frozenset[str]) -> tuple[MenuSection, ...]:
    sections = []
    for title, entries in MENU:
        items = tuple(
            MenuItem(label=_(label), url=reverse(name))
            for name, label, permission in entries
            if permission is None or permission in granted
        )
        if items:
            sections.append(MenuSection(label=_(title) if title else "", items=items))
    return tuple(sections)


def _mark_place(sections: tuple[MenuSection, ...], path: str) -> tuple[MenuSection, ...]:
    """Of two lines whose addresses both begin the page's, the longer one is where the reader is."""
    home = reverse("home")
    items = (item for section in sections for item in section.items)
    begun = (item for item in items if path == item.url or (item.url != home and path.startswith(item.url)))
    here = max(begun, key=lambda item: len(item.url), default=None)
    return tuple(
        replace(section, items=tuple(replace(item, active=item is here) for item in section.items))
        if here in section.items
        else section
        for section in sections
    )
