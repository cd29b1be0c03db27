"""Pages for what went wrong: not allowed, not found, an expired form, a broken server."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yiyang.access.policy import PUBLIC, allow


@allow(PUBLIC)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection did not match: say how to go on."""
    return render(request, "ui/faults/form_expired.html", status=403)


@allow(PUBLIC)
def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    """No such page, or nothing of that name in the caller's scope."""
    return render(request, "ui/faults/not_found.html", status=404)


@allow(PUBLIC)
def forbidden(request: HttpRequest, exception: Any) -> HttpResponse:
    """The caller's posts do not allow the page."""
    return render(request, "ui/faults/forbidden.html", status=403)


@allow(PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    """An error of ours."""
    return render(request, "ui/faults/broken.html", status=500)
