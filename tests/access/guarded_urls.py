"""Addresses that only the tests of the guards have: one open, one signed in, one permitted, one forgotten."""

from functools import partial

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import get_language

from yiyang.access import roles
from yiyang.access.policy import PUBLIC, SIGNED_IN, allow, requires
from yiyang.config.urls import handler400, handler403, handler404, handler500
from yiyang.config.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def say(request):
    viewer = request.viewer.name if request.viewer else "nobody"
    return HttpResponse(f"{get_language()} {request.day} {viewer}")


def forgotten(_request):
    return HttpResponse("everybody reads this")


urlpatterns = [
    path("open/", allow(PUBLIC)(partial(say))),
    path("inside/", allow(SIGNED_IN)(partial(say))),
    path("elders-only/", requires(roles.ELDERS)(partial(say))),
    path("forgotten/", forgotten),
    *real,
]
