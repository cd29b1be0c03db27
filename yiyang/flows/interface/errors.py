"""Answers of the API when something is refused, changed meanwhile, or not there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from yiyang.audit.requests import OtherRequest
from yiyang.audit.versions import Stale
from yiyang.kernel.refused import Refused
from yiyang.regions.queries import NoSuchRegion, PlatformNotSetUp
from yiyang.ui.refusals import refusal_lines

REFUSED, CHANGED, OTHER_CONTENT = 422, 409, 422


def _answer(api: NinjaAPI, request: HttpRequest, status: int, body: dict) -> HttpResponse:
    return api.create_response(request, body, status=status)


def install_errors(api: NinjaAPI) -> None:
    """Give the API its answers; every body has `reasons`, a list of {code, field, message, clause}."""

    @api.exception_handler(Stale)
    def stale(request: HttpRequest, fault: Stale) -> HttpResponse:
        body = {"reasons": refusal_lines(fault), "changes": fault.changes}
        return _answer(api, request, CHANGED, body)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
        return _answer(api, request, REFUSED, {"reasons": refusal_lines(fault)})

    @api.exception_handler(OtherRequest)
    def other(request: HttpRequest, _fault: OtherRequest) -> HttpResponse:
        message = _("This Idempotency-Key was used with other content; choose a new key.")
        return _answer(api, request, OTHER_CONTENT, {"reasons": [_line("key_reused", message)]})

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, _fault: PermissionDenied) -> HttpResponse:
        return _answer(
            api, request, 403, {"reasons": [_line("forbidden", _("Your posts do not allow this."))]}
        )

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
        message = _("The key is missing, wrong or no longer in force; send Authorization: Bearer KEY.")
        return _answer(api, request, 401, {"reasons": [_line("not_signed_in", message)]})

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, _fault: Http404) -> HttpResponse:
        message = _("There is no such thing, or it lies outside your area.")
        return _answer(api, request, 404, {"reasons": [_line("not_found", message)]})

    @api.exception_handler(NoSuchRegion)
    def no_region(request: HttpRequest, _fault: NoSuchRegion) -> HttpResponse:
        message = _("There is no area with this code; take the code from the region list.")
        return _answer(api, request, 404, {"reasons": [_line("no_such_area", message)]})

    @api.exception_handler(PlatformNotSetUp)
    def not_set_up(request: HttpRequest, _fault: PlatformNotSetUp) -> HttpResponse:
        message = _("No regions are loaded yet.")
        return _answer(api, request, 503, {"reasons": [_line("not_set_up", message)]})


def _line(code: str, message: str) -> dict[str, str]:
    return {"code": code, "field": "", "message": message, "clause": ""}
