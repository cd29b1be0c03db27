"""Language, content policy, and the viewer of each request."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode

from yiyang.access.viewer import view_as
from yiyang.regions.queries import day_of, read_platform

Handler = Callable[[HttpRequest], HttpResponse]
API_PREFIX = "/api/"
PLAIN_LANGUAGE = 2
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class ChosenLanguageMiddleware:
    """The language is the one the person chose; a browser's preference is not asked, a program's is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language of the cookie (of `Accept-Language` in the API), or Chinese."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if not chosen and request.path.startswith(API_PREFIX):
            chosen = request.headers.get("Accept-Language", "")[:PLAIN_LANGUAGE].lower()
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class ContentPolicyMiddleware:
    """Nothing but our own files runs or loads; signed-in pages are not kept by the browser."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ViewerMiddleware:
    """Puts the account, the platform, the pages' day and the viewer on the request and enforces each route's policy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as its viewer."""
        request.user = get_user(request)
        request.viewer = None
        # The day and the page's frame both need it; whoever asks first reads it, once a request.
        request.platform = cache(read_platform)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse callers whom the route's policy does not admit; a route without a policy admits nobody."""
        policy = getattr(view, "policy", None)
        if policy is None:
            raise PermissionDenied(f"the route {request.resolver_match.route!r} carries no policy")
        today = timezone.localdate()
        request.day = day_of(request.platform(), real_today=today)
        if request.user.is_authenticated:
            request.viewer = view_as(request.user, on=request.day, today=today)
        if policy.kind in {"public", "api"}:
            return None
        if request.viewer is None:
            return ask_to_sign_in(request)
        if policy.permission and not request.viewer.can(policy.permission):
            raise PermissionDenied(policy.permission)
        return None


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to the sign-in page and back afterwards; htmx is told to move the whole page."""
    address = f"{reverse('sign_in')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
