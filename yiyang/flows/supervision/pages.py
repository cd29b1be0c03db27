"""The cockpit, the indicators and the task ledger."""

from django.http import HttpRequest, HttpResponse

from yiyang.access import roles
from yiyang.access.policy import requires


@requires(roles.COCKPIT)
def cockpit(request: HttpRequest) -> HttpResponse:
    """Targets of an area."""
    return HttpResponse("")


@requires(roles.REFRESH)
def refresh(request: HttpRequest) -> HttpResponse:
    """Compute anew."""
    return HttpResponse("")


@requires(roles.INDICATORS)
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Catalogue."""
    return HttpResponse("")


@requires(roles.INDICATORS)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator."""
    return HttpResponse("")


@requires(roles.LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """Tasks."""
    return HttpResponse("")
