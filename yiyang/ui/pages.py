"""The frame around every page, and the one way to render it.

A domain page needs two lines::

    from yiyang.ui.pages import Crumb, render
    return render(request, "elders/record.html", title=elder.name, breadcrumbs=[Crumb("Elders", url)],
                  context={"elder": elder})

Its template extends `ui/base.html` and fills the block `content` (and `actions`, the buttons beside the
heading). The frame - system name, menu, viewer, demo day - comes from `request.page_frame`, a function
that `config` sets in a middleware; `ui` itself asks nobody who the viewer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.translation import get_language


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs; a step without an address is where the reader stands."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One line of the left menu; `badge` counts what waits there (None shows nothing)."""

    label: str
    url: str
    active: bool = False
    badge: int | None = None


@dataclass(frozen=True, kw_only=True)
class MenuSection:
    """A titled group of menu lines; an empty label shows no title."""

    label: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class Language:
    """A language that the reader may switch to, named in itself."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What surrounds a page for one viewer; the defaults are an anonymous visitor's.

    `demo_day` is the pages' today in a demo, None in earnest. An empty address hides its control.
    """

    system_name: str = "yiyang"
    version: str = ""
    home_url: str = "/"
    menu: tuple[MenuSection, ...] = ()
    viewer_name: str = ""
    role_label: str = ""
    place_label: str = ""
    demo_day: date | None = None
    account_url: str = ""
    sign_out_url: str = ""
    language_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Page(Frame):
    """One page in its frame: `title` is both the h1 and the window's title."""

    title: str
    subtitle: str = ""
    breadcrumbs: tuple[Crumb, ...] = ()
    has_errors: bool = False
    here: str = "/"
    languages: tuple[Language, ...] = ()


def frame_of(request: HttpRequest) -> Frame:
    """The viewer's frame as `config` set it on the request; an anonymous one before that."""
    build = getattr(request, "page_frame", None)
    return Frame() if build is None else build()


def other_languages() -> tuple[Language, ...]:
    """The languages of settings.LANGUAGES that the page is not in now."""
    return tuple(Language(code, str(label)) for code, label in settings.LANGUAGES if code != get_language())


def has_form_errors(context: Mapping[str, Any]) -> bool:
    """Whether any form in the context was refused; the window's title then begins with "Error"."""
    forms = (value for value in context.values() if isinstance(value, BaseForm))
    return any(form.is_bound and form.errors for form in forms)


def build_page(
    request: HttpRequest,
    *,
    title: str,
    subtitle: str = "",
    breadcrumbs: Iterable[Crumb] = (),
    has_errors: bool = False,
) -> Page:
    """The page object that `ui/base.html` reads, with the viewer's frame around it."""
    frame = frame_of(request)
    return Page(
        **{field.name: getattr(frame, field.name) for field in fields(Frame)},
        title=title,
        subtitle=subtitle,
        breadcrumbs=tuple(breadcrumbs),
        has_errors=has_errors,
        here=request.get_full_path(),
        languages=other_languages(),
    )


def render(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    subtitle: str = "",
    breadcrumbs: Iterable[Crumb] = (),
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A whole page: `context` plus `page` and `notices` (messages waiting for this viewer)."""
    given = dict(context or {})
    page = build_page(
        request,
        title=title,
        subtitle=subtitle,
        breadcrumbs=breadcrumbs,
        has_errors=has_form_errors(given),
    )
    return render_template(
        request, template, given | {"page": page, "notices": get_messages(request)}, status=status
    )


def render_part(
    request: HttpRequest, template: str, *, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A fragment for htmx, without frame and heading."""
    return render_template(request, template, dict(context or {}), status=status)


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked for a fragment; a history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"
