"""Addresses of supervision."""

from django.urls import path

from yiyang.flows.supervision import pages

urlpatterns = [
    path("cockpit/", pages.cockpit, name="cockpit"),
    path("cockpit/refresh/", pages.refresh, name="refresh"),
    path("indicators/", pages.indicator_list, name="indicator_list"),
    path("indicators/<slug:code>/", pages.indicator, name="indicator"),
    path("ledger/", pages.ledger, name="ledger"),
]
