"""Addresses of the platform."""

from typing import Any

from django.urls import include, path
from django.urls.resolvers import URLPattern

from yiyang.access.policy import API, PUBLIC
from yiyang.flows.interface.api import api

OPEN_VIEWS = ("openapi-json", "openapi-view", "api-root")


def tagged_api() -> Any:
    """The API's addresses with their policy: operations admit by key or session, the description is public."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback.policy = PUBLIC if pattern.name in OPEN_VIEWS else API  # type: ignore[attr-defined]
    return patterns, app_name, namespace


urlpatterns = [
    path("", include("yiyang.flows.home.urls")),
    path("", include("yiyang.flows.supervision.urls")),
    path("", include("yiyang.flows.records.urls")),
    path("", include("yiyang.flows.partners.urls")),
    path("", include("yiyang.flows.reforms.urls")),
    path("", include("yiyang.flows.quality.urls")),
    path("", include("yiyang.flows.departures.urls")),
    path("", include("yiyang.flows.merging.urls")),
    path("", include("yiyang.flows.imports.urls")),
    path("api/", tagged_api()),
]

handler400 = "yiyang.ui.errors.bad_request"
handler403 = "yiyang.ui.errors.forbidden"
handler404 = "yiyang.ui.errors.not_found"
handler500 = "yiyang.ui.errors.server_error"
