"""Pages for what went wrong; each says what happened and what to do. Wire them as Django's handlers.

Django passes `exception` and `reason` by name; the pages show neither, for they may hold data.
"""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.utils.translation import gettext as _

from yiyang.ui.pages import Frame, Page, other_languages

OFFLINE_RETRY_SECONDS = 30


def error_page(request: HttpRequest, *, template: str, title: str, status: int) -> HttpResponse:
    """A plain page that asks neither database nor session, so it can be shown when both are gone."""
    page = Page(title=title, system_name=system_name(request), here="/", languages=other_languages())
    return render_template(request, template, {"page": page, "notices": ()}, status=status)


def system_name(request: HttpRequest) -> str:
    """The name `config` put on the request as `system_name`, or the product's own."""
    return str(getattr(request, "system_name", Frame.system_name))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return error_page(request, template="ui/errors/400.html", title=_("Request not understood"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: the viewer's role or area does not reach this page; also the page for a failed CSRF check."""
    return error_page(request, template="ui/errors/403.html", title=_("No permission"), status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing at this address, or nothing this viewer may know of."""
    return error_page(request, template="ui/errors/404.html", title=_("Page not found"), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; 503 when the fault is a database that does not answer."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return database_offline(request)
    return error_page(request, template="ui/errors/500.html", title=_("Something went wrong"), status=500)


def database_offline(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After (seconds): the database does not answer."""
    answer = error_page(
        request, template="ui/errors/503.html", title=_("The system is briefly unavailable"), status=503
    )
    answer["Retry-After"] = str(OFFLINE_RETRY_SECONDS)
    return answer
